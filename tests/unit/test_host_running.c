/* test_host_running.c - src/host/host_running.c */
#include "scratch.h"
#include "vmman/host.h"
#include <signal.h>
#include <sys/wait.h>

/* A process that holds the lock until it is told to go. */
struct runner {
	pid_t pid;
	int pipe;
};

static struct runner start_runner(bool exec)
{
	int ready[2], stop[2], lock;
	struct err e;
	char byte;
	pid_t pid;

	assert_int_equal(pipe(ready), 0);
	assert_int_equal(pipe(stop), 0);
	pid = fork();
	if (pid == 0) {
		close(stop[1]);
		if (!host_lock_run_dir(scratch, &lock, &e))
			_exit(1);
		if (exec) {
			(void)fcntl(lock, F_SETFD, 0);
			(void)dup2(stop[0], 0);
			(void)dup2(ready[1], 1);
			(void)execl("/bin/sh", "sh", "-c", "echo; read x",
				    (char *)NULL);
			_exit(1);
		}
		(void)!write(ready[1], "", 1);
		(void)!read(stop[0], &byte, 1);
		_exit(0);
	}
	close(ready[1]);
	close(stop[0]);
	assert_int_equal(read(ready[0], &byte, 1), 1);
	close(ready[0]);
	return (struct runner){pid, stop[1]};
}

static void stop_runner(struct runner r)
{
	close(r.pipe);
	assert_int_equal(waitpid(r.pid, NULL, 0), r.pid);
}

static void finds_nobody_where_nothing_is(void **state)
{
	(void)state;
	assert_int_equal(host_running(scratch), 0);
	assert_int_equal(host_running("/nonexistent"), 0);
	scratch_file("pid", "1\n", 2, 0600);
	assert_int_equal(host_running(scratch), 0);
}

static void finds_who_holds_the_lock(void **state)
{
	struct runner r = start_runner(false);

	(void)state;
	assert_int_equal(host_running(scratch), r.pid);
	stop_runner(r);
	assert_int_equal(host_running(scratch), 0);
}

static void finds_it_across_an_exec(void **state)
{
	struct runner r = start_runner(true);

	(void)state;
	assert_int_equal(host_running(scratch), r.pid);
	stop_runner(r);
	assert_int_equal(host_running(scratch), 0);
}

static void finds_nobody_after_a_kill(void **state)
{
	struct runner r = start_runner(true);

	(void)state;
	assert_int_equal(kill(r.pid, SIGKILL), 0);
	stop_runner(r);
	assert_int_equal(host_running(scratch), 0);
}

static void refuses_a_second_runner(void **state)
{
	struct runner r = start_runner(false);
	char text[ERR_TEXT_BYTES];
	struct err e;
	int fd = -1;

	(void)state;
	(void)snprintf(text, sizeof(text), "already runs, as process %d",
		       r.pid);
	assert_false(host_lock_run_dir(scratch, &fd, &e));
	assert_int_equal(e.kind, ERR_BUSY);
	assert_string_equal(e.text, text);
	assert_int_equal(fd, -1);
	stop_runner(r);
	assert_true(host_lock_run_dir(scratch, &fd, &e));
	close(fd);
}

static void writes_its_pid_over_a_longer_one(void **state)
{
	char want[32], got[32] = "";
	struct err e;
	int fd = -1;

	(void)state;
	scratch_file("pid", "123456789012\n", 13, 0600);
	assert_true(host_lock_run_dir(scratch, &fd, &e));
	(void)snprintf(want, sizeof(want), "%d\n", getpid());
	assert_int_equal(pread(fd, got, sizeof(got), 0), strlen(want));
	assert_string_equal(got, want);
	assert_int_equal(fcntl(fd, F_GETFD), FD_CLOEXEC);
	close(fd);
}

static void refuses_a_pid_file_that_is_a_link(void **state)
{
	char text[ERR_TEXT_BYTES];
	struct err e;
	int fd = -1;

	(void)state;
	assert_int_equal(symlink("elsewhere", scratch_path("pid")), 0);
	assert_false(host_lock_run_dir(scratch, &fd, &e));
	assert_int_equal(e.kind, ERR_SYSTEM);
	(void)snprintf(text, sizeof(text),
		       "opening %s/pid: Too many levels of symbolic links",
		       scratch);
	assert_string_equal(e.text, text);
	assert_int_equal(access(scratch_path("elsewhere"), F_OK), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		scratch_test(finds_nobody_where_nothing_is),
		scratch_test(finds_who_holds_the_lock),
		scratch_test(finds_it_across_an_exec),
		scratch_test(finds_nobody_after_a_kill),
		scratch_test(refuses_a_second_runner),
		scratch_test(writes_its_pid_over_a_longer_one),
		scratch_test(refuses_a_pid_file_that_is_a_link),
	};

	return cmocka_run_group_tests_name("host_running", tests, NULL, NULL);
}
