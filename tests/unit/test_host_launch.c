/* test_host_launch.c - src/host/host_launch.c */
#include "scratch.h"
#include "vmman/launch.h"
#include <sys/wait.h>

/* The exit status of what a child of ours becomes; 99 if it stays itself. */
static int status_of(const char *const *argv, const int *keep, size_t count)
{
	struct err e;
	int status;
	pid_t pid = fork();

	if (pid == 0) {
		(void)host_become(argv, keep, count, &e);
		_exit(99);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static void becomes_the_program_with_its_arguments(void **state)
{
	const char *argv[] = {"/bin/sh", "-c",  "test \"$1,$2\" = 'a b,'",
			      "sh",      "a b", "",
			      NULL};

	(void)state;
	assert_int_equal(status_of(argv, NULL, 0), 0);
}

static void keeps_the_environment(void **state)
{
	const char *argv[] = {"/bin/sh", "-c", "test \"$VMMAN_TEST\" = x",
			      NULL};

	(void)state;
	assert_int_equal(setenv("VMMAN_TEST", "x", 1), 0);
	assert_int_equal(status_of(argv, NULL, 0), 0);
}

static void keeps_only_the_descriptors_it_was_given(void **state)
{
	const char *argv[] = {"/bin/sh", "-c",
			      "test -e /proc/self/fd/50 && "
			      "test ! -e /proc/self/fd/51",
			      NULL};
	int keep = 50;
	int fd = open("/dev/null", O_RDWR | O_CLOEXEC);

	(void)state;
	assert_int_equal(dup3(fd, 50, O_CLOEXEC), 50);
	assert_int_equal(dup3(fd, 51, O_CLOEXEC), 51);
	assert_int_equal(status_of(argv, &keep, 1), 0);
	close(fd);
	close(50);
	close(51);
}

static void tells_why_it_could_not(void **state)
{
	const char *argv[] = {"/nonexistent/qemu", NULL};
	struct err e;

	(void)state;
	assert_false(host_become(argv, NULL, 0, &e));
	assert_int_equal(e.kind, ERR_HOST);
	assert_string_equal(e.text, "running /nonexistent/qemu: No such file "
				    "or directory");
}

static void refuses_to_keep_what_is_not_open(void **state)
{
	const char *argv[] = {"/bin/true", NULL};
	int keep = 1000;
	struct err e;

	(void)state;
	assert_false(host_become(argv, &keep, 1, &e));
	assert_int_equal(e.kind, ERR_SYSTEM);
	assert_string_equal(e.text, "keeping descriptor 1000 open: Bad file "
				    "descriptor");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(becomes_the_program_with_its_arguments),
		cmocka_unit_test(keeps_the_environment),
		cmocka_unit_test(keeps_only_the_descriptors_it_was_given),
		cmocka_unit_test(tells_why_it_could_not),
		cmocka_unit_test(refuses_to_keep_what_is_not_open),
	};

	return cmocka_run_group_tests_name("host_launch", tests, NULL, NULL);
}
