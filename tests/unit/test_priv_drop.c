/* test_priv_drop.c - src/priv/priv_drop.c */
#include "priv_drop.h"
#include "priv_child.h"
#include <linux/capability.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>

enum {
	SOMEBODY = 61000
};

/* Whether /proc/self/status has @line. */
static bool status_has(const char *line)
{
	static char text[16384];
	FILE *file = fopen("/proc/self/status", "r");
	size_t n = file != NULL ? fread(text, 1, sizeof(text) - 1, file) : 0;

	text[n] = '\0';
	if (strstr(text, line) != NULL)
		return true;
	(void)fprintf(stderr, "no line %s in\n%s", line, text);
	return false;
}

static bool becomes_somebody(void)
{
	static const gid_t groups[] = {61001, 61002};
	const struct caller who = {.uid = SOMEBODY,
				   .gid = SOMEBODY,
				   .groups = groups,
				   .group_count = 2};
	struct err e;

	return priv_drop_to(&who, &e) &&
	       status_has("Uid:\t61000\t61000\t61000\t61000\n") &&
	       status_has("Gid:\t61000\t61000\t61000\t61000\n") &&
	       status_has("Groups:\t61001 61002 \n") &&
	       status_has("CapPrm:\t0000000000000000\n") &&
	       status_has("CapEff:\t0000000000000000\n") &&
	       status_has("NoNewPrivs:\t1\n") && setuid(0) != 0 &&
	       setgid(0) != 0;
}

static void becomes_another_user_for_good(void **state)
{
	(void)state;
	need_root();
	assert_true(true_in_child(becomes_somebody));
}

static bool becomes_nobody(void)
{
	struct err e;

	return priv_drop_to_nobody(&e) &&
	       status_has("Uid:\t65534\t65534\t65534\t65534\n") &&
	       status_has("Groups:\t \n") &&
	       status_has("CapEff:\t0000000000000000\n");
}

static void becomes_nobody_without_groups(void **state)
{
	(void)state;
	need_root();
	assert_true(true_in_child(becomes_nobody));
}

/* Whether this root may raise limits, which that of a container may not. */
static bool may_raise_limits(void)
{
	return prctl(PR_CAPBSET_READ, CAP_SYS_RESOURCE) == 1;
}

static bool keeps_few_capabilities(void)
{
	bool limits = may_raise_limits();
	struct err e;

	return priv_drop_ties(&e) && priv_drop_to_work(&e) &&
	       status_has("CapInh:\t0000000000000000\n") &&
	       status_has(limits ? "CapPrm:\t0000000001001001\n"
				 : "CapPrm:\t0000000000001001\n") &&
	       status_has("CapEff:\t0000000000001001\n") &&
	       status_has("CapBnd:\t0000000000000000\n") &&
	       status_has("CapAmb:\t0000000000000000\n") &&
	       status_has("NoNewPrivs:\t1\n") && status_has("Groups:\t \n") &&
	       getsid(0) == getpid() && environ == NULL;
}

static void keeps_what_the_work_needs_and_nothing_else(void **state)
{
	(void)state;
	need_root();
	assert_true(true_in_child(keeps_few_capabilities));
}

/* The right to raise limits, for as long as it is asked for. */
static bool raises_limits_for_a_moment(void)
{
	struct err e;

	if (!may_raise_limits())
		return priv_drop_to_work(&e) && !priv_limits_allow() &&
		       status_has("CapEff:\t0000000000001001\n");
	return priv_drop_to_work(&e) && priv_limits_allow() &&
	       status_has("CapEff:\t0000000001001001\n") &&
	       priv_limits_forbid() &&
	       status_has("CapEff:\t0000000000001001\n");
}

static void may_raise_limits_for_a_moment_only(void **state)
{
	(void)state;
	need_root();
	assert_true(true_in_child(raises_limits_for_a_moment));
}

/* The drop of somebody who cannot become that user fails, and says so. */
static bool cannot_become_root(void)
{
	const struct caller root = {.uid = 0};
	struct err e;

	if (geteuid() == 0 && (setgid(SOMEBODY) != 0 || setuid(SOMEBODY) != 0))
		return false;
	return !priv_drop_to(&root, &e) && e.kind == ERR_SYSTEM;
}

static void says_when_it_did_not_work(void **state)
{
	(void)state;
	assert_true(true_in_child(cannot_become_root));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(becomes_another_user_for_good),
		cmocka_unit_test(becomes_nobody_without_groups),
		cmocka_unit_test(keeps_what_the_work_needs_and_nothing_else),
		cmocka_unit_test(may_raise_limits_for_a_moment_only),
		cmocka_unit_test(says_when_it_did_not_work),
	};

	return cmocka_run_group_tests_name("priv_drop", tests, NULL, NULL);
}
