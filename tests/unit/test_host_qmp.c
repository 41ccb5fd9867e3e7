/* test_host_qmp.c - src/host/host_qmp.c */
#include "fake_qmp.h"
#include "host_internal.h"
#include <signal.h>
#include <sys/wait.h>

static void finds_qemu_ready_when_it_answers(void **state)
{
	pid_t pid = fork();

	(void)state;
	if (pid == 0) {
		(void)usleep(30000); /* no socket yet */
		fake_qmp_serve(fake_qmp_listen());
		_exit(0);
	}
	assert_int_equal(host_qmp_await(pid, scratch, 5000), HOST_QMP_READY);
	assert_int_equal(waitpid(pid, NULL, 0), pid);
}

static void finds_qemu_gone(void **state)
{
	pid_t pid = fork();

	(void)state;
	if (pid == 0)
		_exit(1);
	assert_int_equal(host_qmp_await(pid, scratch, 5000), HOST_QMP_GONE);
	assert_int_equal(waitpid(pid, NULL, 0), pid);
}

/* As QEMU does when an image cannot be opened: the socket is there before. */
static void finds_qemu_gone_after_its_greeting(void **state)
{
	pid_t pid = fork();

	(void)state;
	if (pid == 0) {
		(void)fake_qmp_greet(fake_qmp_listen());
		_exit(1);
	}
	assert_int_equal(host_qmp_await(pid, scratch, 5000), HOST_QMP_GONE);
	assert_int_equal(waitpid(pid, NULL, 0), pid);
}

static void does_not_wait_for_ever(void **state)
{
	pid_t pid = fork();

	(void)state;
	if (pid == 0) {
		(void)fake_qmp_listen();
		(void)pause();
	}
	assert_int_equal(host_qmp_await(pid, scratch, 60), HOST_QMP_SILENT);
	assert_int_equal(kill(pid, SIGKILL), 0);
	assert_int_equal(waitpid(pid, NULL, 0), pid);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		scratch_test(finds_qemu_ready_when_it_answers),
		scratch_test(finds_qemu_gone),
		scratch_test(finds_qemu_gone_after_its_greeting),
		scratch_test(does_not_wait_for_ever),
	};

	return cmocka_run_group_tests_name("host_qmp", tests, NULL, NULL);
}
