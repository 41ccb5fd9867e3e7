/* test_host_stop.c - src/host/host_stop.c */
#include "fake_qmp.h"
#include "vmman/host.h"
#include "vmman/launch.h"
#include <signal.h>
#include <string.h>
#include <sys/wait.h>

/* A "QEMU": holds the VM's lock, and says when it does. */
static pid_t start(void (*then)(int socket))
{
	int ready[2], lock;
	struct err e;
	char byte;
	pid_t pid;

	assert_int_equal(pipe(ready), 0);
	pid = fork();
	if (pid == 0) {
		int socket = fake_qmp_listen();

		if (!host_lock_run_dir(scratch, &lock, &e))
			_exit(1);
		(void)!write(ready[1], "", 1);
		then(socket);
		_exit(0);
	}
	assert_int_equal(read(ready[0], &byte, 1), 1);
	close(ready[0]);
	close(ready[1]);
	return pid;
}

/* Read two commands; end, as a guest that was told to does. */
static void obey(int socket)
{
	char text[256] = "";
	size_t len = 0;
	int client = accept(socket, NULL, NULL);

	while (strstr(text, "system_powerdown") == NULL) {
		ssize_t n = read(client, text + len, sizeof(text) - 1 - len);

		if (n <= 0)
			_exit(2);
		len += (size_t)n;
		text[len] = '\0';
	}
	(void)!write(client,
		     "{\"return\": {}}\r\n{\"event\": \"POWERDOWN\"}"
		     "\r\n{\"return\": {}}\r\n",
		     55);
}

/* A guest that does not listen. */
static void refuse_to_end(int socket)
{
	(void)socket;
	for (;;)
		(void)pause();
}

static int status_of(pid_t pid)
{
	int status;

	assert_int_equal(waitpid(pid, &status, 0), pid);
	return status;
}

static void lets_the_guest_power_down(void **state)
{
	pid_t pid = start(obey), told;
	enum host_end how;
	struct err e;

	(void)state;
	assert_true(host_stop(scratch, 10000, &told, &how, &e));
	assert_int_equal(told, pid);
	assert_int_equal(how, HOST_ENDED_ITSELF);
	assert_int_equal(status_of(pid), 0);
}

static void ends_at_once_what_is_not_asked(void **state)
{
	pid_t pid = start(refuse_to_end), told;
	enum host_end how;
	struct err e;

	(void)state;
	assert_true(host_stop(scratch, 0, &told, &how, &e));
	assert_int_equal(how, HOST_TERMINATED);
	assert_int_equal(WTERMSIG(status_of(pid)), SIGTERM);
}

static void says_when_nothing_runs(void **state)
{
	enum host_end how;
	struct err e = {0};
	pid_t pid;

	(void)state;
	scratch_file("pid", "1\n", 2, 0600);
	assert_false(host_stop(scratch, 10, &pid, &how, &e));
	assert_int_equal(e.kind, ERR_NO_VM);
	assert_string_equal(e.text, "not running");
	assert_string_equal(e.hint, "vm-list shows which VMs run");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		scratch_test(lets_the_guest_power_down),
		scratch_test(ends_at_once_what_is_not_asked),
		scratch_test(says_when_nothing_runs),
	};

	return cmocka_run_group_tests_name("host_stop", tests, NULL, NULL);
}
