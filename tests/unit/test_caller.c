/* test_caller.c - src/cmd/caller.c */
#include "caller.h"
#include "priv_child.h"
#include <string.h>

static struct err e;

static bool root_is_refused(void)
{
	return !caller_check("vm-x", "wolves would howl", false, &e) &&
	       e.kind == ERR_DENIED &&
	       strcmp(e.text, "wolves would howl as root") == 0 &&
	       strstr(e.hint, "--allow-root") != NULL;
}

static bool root_may_be_allowed(void)
{
	return caller_check("vm-x", "wolves would howl", true, &e);
}

static bool others_are_not_asked(void)
{
	return setresuid(61000, 61000, 61000) == 0 &&
	       caller_check("vm-x", "wolves would howl", false, &e);
}

static bool an_effective_id_is_enough(void)
{
	return setresuid(61000, 0, 0) == 0 &&
	       !caller_check("vm-x", "wolves would howl", false, &e);
}

static void refuses_root_unless_it_is_allowed(void **state)
{
	(void)state;
	if (geteuid() != 0)
		skip();
	assert_true(true_in_child(root_is_refused));
	assert_true(true_in_child(root_may_be_allowed));
	assert_true(true_in_child(an_effective_id_is_enough));
}

static void lets_others_pass(void **state)
{
	(void)state;
	if (geteuid() != 0)
		assert_true(caller_check("vm-x", "they", false, &e));
	else
		assert_true(true_in_child(others_are_not_asked));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(refuses_root_unless_it_is_allowed),
		cmocka_unit_test(lets_others_pass),
	};

	return cmocka_run_group_tests_name("caller", tests, NULL, NULL);
}
