/* test_priv_asker.c - src/priv/priv_asker.c
 *
 * The tests run in a process X whose parent U has the asker for its own.
 */
#include "priv_asker.h"
#include "priv_child.h"
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>

enum {
	SOMEBODY = 61000
};

static pid_t asker_pid;
static bool (*in_x)(void);

static bool be_u(void)
{
	return true_in_child(in_x);
}

/* Whether @try holds in X; the asker is this very process. */
static bool holds_in_x(bool (*try)(void))
{
	asker_pid = getpid();
	in_x = try;
	return true_in_child(be_u);
}

static bool finds_us(void)
{
	struct rlimit now;
	struct priv_asker a;
	struct err e;

	/* Limits are inherited. */
	return getrlimit(RLIMIT_MEMLOCK, &now) == 0 &&
	       priv_asker_find(&a, &e) && a.pid == asker_pid &&
	       a.soft == now.rlim_cur && a.hard == now.rlim_max &&
	       priv_asker_is(&a, getuid()) && !priv_asker_is(&a, SOMEBODY) &&
	       priv_asker_lives(&a);
}

static void finds_the_parents_parent(void **state)
{
	(void)state;
	assert_true(holds_in_x(finds_us));
}

static bool with_odd_limits(void)
{
	const struct rlimit odd = {4096, 65536};
	struct rlimit now;

	/* More than there is only root can have. */
	return getrlimit(RLIMIT_MEMLOCK, &now) == 0 &&
	       (now.rlim_max < odd.rlim_max ||
		setrlimit(RLIMIT_MEMLOCK, &odd) == 0) &&
	       holds_in_x(finds_us);
}

static void reads_both_limits(void **state)
{
	(void)state;
	assert_true(true_in_child(with_odd_limits));
}

static bool finds_root(void)
{
	struct priv_asker a;
	struct err e;

	return priv_asker_find(&a, &e) && !priv_asker_is(&a, SOMEBODY) &&
	       !priv_asker_is(&a, 0);
}

/* As a set-user-ID program of root's has them. */
static bool with_mixed_ids(void)
{
	return setresuid(SOMEBODY, 0, SOMEBODY) == 0 && holds_in_x(finds_root);
}

static void tells_a_set_user_id_asker(void **state)
{
	(void)state;
	need_root();
	assert_true(true_in_child(with_mixed_ids));
}

static bool with_a_name_that_lies(void)
{
	return prctl(PR_SET_NAME, "x\nPPid:\t1\nUid:") == 0 &&
	       holds_in_x(finds_us);
}

static void believes_no_name(void **state)
{
	(void)state;
	assert_true(true_in_child(with_a_name_that_lies));
}

/* ---- an asker that goes away ---- */

static int told[2]; /* from X, and to it */
static int may[2];

static void tell(int fd)
{
	if (write(fd, "", 1) != 1)
		_exit(2);
}

static void await(int fd)
{
	char byte;

	if (read(fd, &byte, 1) != 1)
		_exit(2);
}

/* X, whose asker is killed and gone at a point of its choice. */
static bool sees_the_end(void)
{
	struct priv_asker a;
	struct err e;

	if (!priv_asker_find(&a, &e) || !priv_asker_lives(&a))
		return false;
	tell(told[1]);
	await(may[0]);
	return !priv_asker_lives(&a) && errno == ESRCH;
}

/* The asker: it has U, and then waits to be killed. */
static _Noreturn void be_asker(int result)
{
	pid_t u = fork();

	if (u == 0) {
		bool good = true_in_child(sees_the_end);

		if (write(result, good ? "y" : "n", 1) != 1)
			_exit(2);
		_exit(0);
	}
	for (;;)
		pause();
}

static void knows_when_the_asker_is_gone(void **state)
{
	int result[2];
	char answer = 0;
	pid_t pid;

	(void)state;
	assert_int_equal(pipe(told) | pipe(may) | pipe(result), 0);
	pid = fork();
	if (pid == 0)
		be_asker(result[1]);
	await(told[0]);
	assert_int_equal(kill(pid, SIGKILL), 0);
	assert_int_equal(waitpid(pid, NULL, 0), pid);
	tell(may[1]);
	assert_int_equal(read(result[0], &answer, 1), 1);
	assert_int_equal(answer, 'y');
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_the_parents_parent),
		cmocka_unit_test(reads_both_limits),
		cmocka_unit_test(tells_a_set_user_id_asker),
		cmocka_unit_test(believes_no_name),
		cmocka_unit_test(knows_when_the_asker_is_gone),
	};

	return cmocka_run_group_tests_name("priv_asker", tests, NULL, NULL);
}
