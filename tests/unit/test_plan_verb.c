/* test_plan_verb.c - src/plan/plan_verb.c */
#include "unit.h"
#include "vmman/plan.h"

/* Each verb's kinds, by hand: one letter a kind, in the order of the enum. */
static void gives_each_verb_its_kinds(void **state)
{
	static const char *const takes[] = {
		[PLAN_INIT] = "tmPUBH-",    [PLAN_RELEASE] = "--PUBH-",
		[PLAN_EXPLAIN] = "tmPUBHL", [PLAN_WHAT_CAN_I] = "-------",
		[PLAN_MEMLOCK] = "------L",
	};

	(void)state;
	for (int verb = PLAN_INIT; verb <= PLAN_MEMLOCK; verb++)
		for (int kind = PLAN_TAPBRIDGE; kind <= PLAN_LOCKED; kind++)
			assert_int_equal(plan_verb_takes((enum plan_verb)verb,
							 (enum plan_kind)kind),
					 takes[verb][kind - PLAN_TAPBRIDGE] !=
						 '-');
}

static void knows_which_kinds_make_interfaces(void **state)
{
	(void)state;
	for (int kind = PLAN_TAPBRIDGE; kind <= PLAN_LOCKED; kind++)
		assert_int_equal(plan_kind_is_link((enum plan_kind)kind),
				 kind == PLAN_TAPBRIDGE ||
					 kind == PLAN_MACVTAP);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(gives_each_verb_its_kinds),
		cmocka_unit_test(knows_which_kinds_make_interfaces),
	};

	return cmocka_run_group_tests_name("plan_verb", tests, NULL, NULL);
}
