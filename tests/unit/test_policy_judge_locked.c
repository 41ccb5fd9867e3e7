/* test_policy_judge_locked.c - src/policy/policy_judge_locked.c */
#include "policy_world.h"

#define GRANT(size) ALICE "max-memlock = \"" size "\"\n"
#define HINT                                                      \
	"the administrator can grant it with max-memlock in the " \
	"policy; a guest with less memory needs less"

/* Ask for 5 GiB, by a process of alice's that may lock 8 MiB. */
static struct fact *ask_locked(void)
{
	struct fact *fact = &facts.ops[plan.count];

	plan.verb = PLAN_MEMLOCK;
	plan.ops[plan.count++] =
		(struct plan_op){.kind = PLAN_LOCKED, .bytes = 5ULL << 30};
	fact->asker = FACT_ASKER_OWN;
	fact->may_lock = 8 << 20;
	return fact;
}

static enum permit_act act(void)
{
	return permit_act(judgement.permits[0]);
}

static void allows_up_to_the_ceiling(void **state)
{
	(void)state;
	ask_locked();
	assert_true(judge(GRANT("5G")));
	assert_int_equal(act(), PERMIT_GIVE);
	assert_int_equal(permit_op(judgement.permits[0])->bytes, 5ULL << 30);
	assert_true(judge(GRANT("6G")));
}

static void refuses_more_with_both_sizes(void **state)
{
	(void)state;
	ask_locked();
	refused(GRANT("5242879K"), ERR_DENIED, 2,
		"locking 5G of memory is more than the 5242879K granted to "
		"alice",
		HINT);
}

static void refuses_where_nothing_is_granted(void **state)
{
	(void)state;
	ask_locked();
	refused(ENTRY, ERR_DENIED, 2,
		"locking 5G of memory is not granted to alice", HINT);
	refused("version = 1\n", ERR_DENIED, 0,
		"no entry of the policy applies to alice",
		"the administrator can add one to the policy");
}

static void names_the_largest_grant(void **state)
{
	(void)state;
	ask_locked();
	refused(GRANT("1G") "[[allow]]\nwho = [\"uid:1000\"]\n"
			    "max-memlock = \"4G\"\n"
			    "[[allow]]\nwho = [\"uid:1001\"]\n"
			    "max-memlock = \"64G\"\n",
		ERR_DENIED, 2,
		"locking 5G of memory is more than the 4G granted to alice",
		HINT);
}

static void keeps_a_limit_that_is_high_enough(void **state)
{
	(void)state;
	ask_locked()->may_lock = 5ULL << 30;
	assert_true(judge(GRANT("5G")));
	assert_int_equal(act(), PERMIT_KEEP);
	facts.ops[0].may_lock = (5ULL << 30) - 1;
	assert_true(judge(GRANT("5G")));
	assert_int_equal(act(), PERMIT_GIVE);
	facts.ops[0].may_lock = UINT64_MAX;
	assert_true(judge(GRANT("5G")));
	assert_int_equal(act(), PERMIT_KEEP);
}

static void refuses_a_process_that_is_not_the_callers(void **state)
{
	(void)state;
	ask_locked()->asker = FACT_ASKER_FOREIGN;
	refused(GRANT("5G"), ERR_DENIED, 2,
		"the process that is to lock 5G is not alice's through and "
		"through",
		"its user ids all have to be the caller's: let vm-run ask, or "
		"a shell that is not sudo's");
	/* However high its limit is. */
	facts.ops[0].may_lock = UINT64_MAX;
	assert_false(judge(GRANT("5G")));
}

static void explains_without_a_look_at_the_process(void **state)
{
	(void)state;
	*ask_locked() = (struct fact){0};
	plan.verb = PLAN_EXPLAIN;
	assert_true(judge(GRANT("5G")));
	assert_int_equal(judgement.verdicts[0].act, PERMIT_GIVE);
	assert_string_equal(judgement.verdicts[0].subject, "5G");
	assert_no_permits();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(allows_up_to_the_ceiling, set_up),
		cmocka_unit_test_setup(refuses_more_with_both_sizes, set_up),
		cmocka_unit_test_setup(refuses_where_nothing_is_granted,
				       set_up),
		cmocka_unit_test_setup(names_the_largest_grant, set_up),
		cmocka_unit_test_setup(keeps_a_limit_that_is_high_enough,
				       set_up),
		cmocka_unit_test_setup(
			refuses_a_process_that_is_not_the_callers, set_up),
		cmocka_unit_test_setup(explains_without_a_look_at_the_process,
				       set_up),
	};

	return cmocka_run_group_tests_name("policy_judge_locked", tests, NULL,
					   NULL);
}
