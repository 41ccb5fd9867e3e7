/* test_priv_start.c - src/priv/priv_start.c */
#include "priv_child.h"
#include "vmman/priv.h"
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/time.h>

/* What the child has in its environment, and what came of it. */
static char *entries[8];
static enum err_kind want_kind;
static const char *want_text;

static bool starts(struct priv_start *start)
{
	struct err e = {.kind = ERR_NONE};

	environ = entries;
	return priv_start(start, &e)
		       ? want_kind == ERR_NONE
		       : e.kind == want_kind && strcmp(e.text, want_text) == 0;
}

static bool start_as_wanted(void)
{
	struct priv_start start;

	return starts(&start);
}

static void refuse(const char *one, const char *two, const char *text)
{
	entries[0] = (char *)(uintptr_t)one;
	entries[1] = (char *)(uintptr_t)two;
	entries[2] = NULL;
	want_kind = ERR_USAGE;
	want_text = text;
	assert_true(true_in_child(start_as_wanted));
}

static bool keeps_values(void)
{
	struct priv_start start;

	return starts(&start) && strcmp(start.home, "/home/a") == 0 &&
	       strcmp(start.vmconf_dir, "") == 0 &&
	       start.xdg_runtime_dir == NULL;
}

static void keeps_the_variables_that_it_knows(void **state)
{
	(void)state;
	entries[0] = (char *)(uintptr_t) "HOME=/home/a";
	entries[1] = (char *)(uintptr_t) "VMCONF_DIR=";
	entries[2] = (char *)(uintptr_t) "HOMER=/x";
	entries[3] = (char *)(uintptr_t) "XDG_RUNTIME_DIR";
	entries[4] = NULL;
	want_kind = ERR_NONE;
	assert_true(true_in_child(keeps_values));
}

static void refuses_two_values_of_one_variable(void **state)
{
	(void)state;
	refuse("HOME=/a", "HOME=/b", "HOME is in the environment twice");
	refuse("VMCONF_DIR=/a", "VMCONF_DIR=/a",
	       "VMCONF_DIR is in the environment twice");
}

static void refuses_a_value_that_is_too_long(void **state)
{
	static char longest[5 + PRIV_ENV_BYTES_MAX + 2] = "HOME=";

	(void)state;
	memset(longest + 5, 'x', PRIV_ENV_BYTES_MAX);
	entries[0] = longest;
	entries[1] = NULL;
	want_kind = ERR_NONE;
	assert_true(true_in_child(start_as_wanted));
	longest[5 + PRIV_ENV_BYTES_MAX] = 'x';
	refuse(longest, NULL, "HOME has more than 4096 bytes");
}

static void refuses_ids_that_sudo_does_not_set(void **state)
{
	static const char *const ids[] = {
		"SUDO_UID=",           "SUDO_UID=-1",    "SUDO_UID=4294967295",
		"SUDO_UID=4294967296", "SUDO_UID=0x3e8", "SUDO_UID=01000",
		"SUDO_UID= 1000",      "SUDO_UID=1000 ", "SUDO_UID=alice",
		"SUDO_UID=65535"};

	(void)state;
	need_root();
	for (size_t i = 0; i < ARRAY_LEN(ids); i++)
		refuse(ids[i], "SUDO_GID=1000",
		       "SUDO_UID is not an id: sudo sets it to a number from 0 "
		       "to 4294967294");
	refuse("SUDO_UID=1000", NULL,
	       "SUDO_UID and SUDO_GID come together or not at all");
	refuse("SUDO_GID=1000", NULL,
	       "SUDO_UID and SUDO_GID come together or not at all");
}

static bool is_by_sudo(void)
{
	struct priv_start start;

	return starts(&start) && start.how == PRIV_BY_SUDO &&
	       start.sudo_uid == 1000 && start.sudo_gid == 100;
}

static bool is_by_root(void)
{
	struct priv_start start;

	return starts(&start) && start.how == PRIV_BY_ROOT;
}

static void knows_root_from_whom_root_serves(void **state)
{
	(void)state;
	need_root();
	want_kind = ERR_NONE;
	entries[0] = (char *)(uintptr_t) "SUDO_UID=1000";
	entries[1] = (char *)(uintptr_t) "SUDO_GID=100";
	entries[2] = NULL;
	assert_true(true_in_child(is_by_sudo));
	entries[0] = (char *)(uintptr_t) "SUDO_UID=0";
	assert_true(true_in_child(is_by_root));
	entries[0] = NULL;
	assert_true(true_in_child(is_by_root));
}

/* An ordinary user is whoever the kernel says, whatever sudo may have said. */
static bool is_by_nobody(void)
{
	struct priv_start start;
	struct err e;

	if (geteuid() == 0 && (setgid(61000) != 0 || setuid(61000) != 0))
		return false;
	return starts(&start) && start.how == PRIV_BY_NOBODY &&
	       !priv_explain_nobody(&e) && e.kind == ERR_DENIED;
}

static void knows_that_it_has_no_rights(void **state)
{
	(void)state;
	want_kind = ERR_NONE;
	entries[0] = (char *)(uintptr_t) "SUDO_UID=junk";
	entries[1] = NULL;
	assert_true(true_in_child(is_by_nobody));
}

static bool resets(void)
{
	const struct itimerval soon = {{0, 0}, {1000, 0}};
	struct priv_start start;
	struct itimerval timer;
	struct sigaction action;
	struct rlimit core;
	sigset_t blocked;

	if (setitimer(ITIMER_REAL, &soon, NULL) != 0 ||
	    signal(SIGTERM, SIG_IGN) == SIG_ERR || dup2(2, 200) != 200)
		return false;
	(void)close(0);
	if (!starts(&start) || getitimer(ITIMER_REAL, &timer) != 0 ||
	    sigaction(SIGTERM, NULL, &action) != 0 ||
	    sigprocmask(SIG_SETMASK, NULL, &blocked) != 0 ||
	    getrlimit(RLIMIT_CORE, &core) != 0)
		return false;
	return timer.it_value.tv_sec == 0 && action.sa_handler == SIG_DFL &&
	       sigismember(&blocked, SIGINT) == 1 && core.rlim_max == 0 &&
	       fcntl(200, F_GETFD) == -1 && fcntl(0, F_GETFD) >= 0 &&
	       umask(0) == 077;
}

static void resets_what_outlives_an_exec(void **state)
{
	(void)state;
	entries[0] = NULL;
	want_kind = ERR_NONE;
	assert_true(true_in_child(resets));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keeps_the_variables_that_it_knows),
		cmocka_unit_test(refuses_two_values_of_one_variable),
		cmocka_unit_test(refuses_a_value_that_is_too_long),
		cmocka_unit_test(refuses_ids_that_sudo_does_not_set),
		cmocka_unit_test(knows_root_from_whom_root_serves),
		cmocka_unit_test(knows_that_it_has_no_rights),
		cmocka_unit_test(resets_what_outlives_an_exec),
	};

	return cmocka_run_group_tests_name("priv_start", tests, NULL, NULL);
}
