/* test_priv_mark.c - src/priv/priv_mark.c */
#include "priv_mark.h"
#include "unit.h"

static void gives_each_user_a_group_of_his_own(void **state)
{
	(void)state;
	assert_int_not_equal(priv_mark_group(1000), priv_mark_group(1001));
	/* Not the default group, nor one that people would number. */
	assert_true(priv_mark_group(0) > 1000000);
	assert_true(priv_mark_group(1000) > 1000000);
	assert_true(priv_mark_group(0x766d6d61) > 1000000);
	assert_int_not_equal(priv_mark_group(0x766d6d61), priv_mark_group(0));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(gives_each_user_a_group_of_his_own),
	};

	return cmocka_run_group_tests_name("priv_mark", tests, NULL, NULL);
}
