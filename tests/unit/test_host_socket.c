/* test_host_socket.c - src/host/host_socket.c */
#include "fake_qmp.h"
#include "host_internal.h"

static void connects_to_who_listens(void **state)
{
	int server = fake_qmp_listen();
	int client = host_connect(scratch, "qmp.sock");

	(void)state;
	assert_true(client >= 0);
	assert_int_equal(fcntl(client, F_GETFD), FD_CLOEXEC);
	close(client);
	close(server);
	/* The name stays, but nobody listens. */
	assert_int_equal(host_connect(scratch, "qmp.sock"), -1);
}

static void finds_nobody_where_nothing_is(void **state)
{
	(void)state;
	assert_int_equal(host_connect(scratch, "console0.sock"), -1);
	scratch_file("file", "", 0, 0600);
	assert_int_equal(host_connect(scratch, "file"), -1);
}

static void does_not_cut_a_path(void **state)
{
	char dir[108 + 1] = "/tmp/";

	(void)state;
	memset(dir + 5, 'd', sizeof(dir) - 6);
	assert_int_equal(host_connect(dir, "qmp.sock"), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		scratch_test(connects_to_who_listens),
		scratch_test(finds_nobody_where_nothing_is),
		cmocka_unit_test(does_not_cut_a_path),
	};

	return cmocka_run_group_tests_name("host_socket", tests, NULL, NULL);
}
