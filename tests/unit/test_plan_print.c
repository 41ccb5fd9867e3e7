/* test_plan_print.c - src/plan/plan_print.c */
#include "printed.h"
#include "plan_sample.h"

static void prints_an_operation_without_a_newline(void **state)
{
	struct plan_op op = sample_tap;
	struct out out;

	(void)state;
	out_init(&out, -1);
	plan_print_op(&op, &out);
	assert_printed(&out, "tap alice0 on bridge br0.5, "
			     "MAC 52:54:00:12:34:56, 4 queues");
	op.queues = 1;
	plan_print_op(&op, &out);
	assert_printed(&out,
		       "tap alice0 on bridge br0.5, MAC 52:54:00:12:34:56");
	plan_print_op(&sample_macvtap, &out);
	assert_printed(&out, "macvtap alice_windows-1 on 0eno, "
			     "MAC be:ef:00:00:00:01, mode vepa");
}

static void names_each_mode(void **state)
{
	struct plan_op op = sample_macvtap;
	struct out out;

	(void)state;
	out_init(&out, -1);
	op.mode = PLAN_MODE_BRIDGE;
	plan_print_op(&op, &out);
	assert_printed(&out, "macvtap alice_windows-1 on 0eno, "
			     "MAC be:ef:00:00:00:01, mode bridge");
	op.mode = PLAN_MODE_PRIVATE;
	plan_print_op(&op, &out);
	assert_printed(&out, "macvtap alice_windows-1 on 0eno, "
			     "MAC be:ef:00:00:00:01, mode private");
}

static void prints_a_plan_one_operation_a_line(void **state)
{
	struct plan plan = sample_plan();
	struct out out;

	(void)state;
	out_init(&out, -1);
	plan_print(&plan, &out);
	assert_printed(&out, "init dev.1\n"
			     "tap alice0 on bridge br0.5, "
			     "MAC 52:54:00:12:34:56, 4 queues\n"
			     "macvtap alice_windows-1 on 0eno, "
			     "MAC be:ef:00:00:00:01, mode vepa\n");
}

static void names_each_verb(void **state)
{
	struct plan plan = {.verb = PLAN_RELEASE, .vm = {"dev"}};
	struct out out;

	(void)state;
	out_init(&out, -1);
	plan_print(&plan, &out);
	assert_printed(&out, "release dev\n");
	plan.verb = PLAN_EXPLAIN;
	plan_print(&plan, &out);
	assert_printed(&out, "explain dev\n");
	plan = (struct plan){.verb = PLAN_WHAT_CAN_I};
	plan_print(&plan, &out);
	assert_printed(&out, "what-can-i\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(prints_an_operation_without_a_newline),
		cmocka_unit_test(names_each_mode),
		cmocka_unit_test(prints_a_plan_one_operation_a_line),
		cmocka_unit_test(names_each_verb),
	};

	return cmocka_run_group_tests_name("plan_print", tests, NULL, NULL);
}
