/* test_str.c - src/base/str.c */
#include "unit.h"
#include "vmman/str.h"

static void copies_text_that_fits(void **state)
{
	char out[4];

	(void)state;
	assert_true(str_copy(out, sizeof(out), STR("abc")));
	assert_string_equal(out, "abc");
}

static void refuses_text_that_would_be_cut(void **state)
{
	char out[4] = "old";

	(void)state;
	assert_false(str_copy(out, sizeof(out), STR("abcd")));
	assert_string_equal(out, "old");
}

static void refuses_text_with_a_nul_inside(void **state)
{
	char out[8] = "old";

	(void)state;
	assert_false(str_copy(out, sizeof(out), STR("a\0b")));
	assert_string_equal(out, "old");
}

static void counts_edits(void **state)
{
	(void)state;
	assert_int_equal(str_distance(STR("mempath"), STR("mempath")), 0);
	assert_int_equal(str_distance(STR("mepmath"), STR("mempath")), 2);
	assert_int_equal(str_distance(STR(""), STR("abc")), 3);
	assert_int_equal(str_distance(STR("kitten"), STR("sitting")), 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(copies_text_that_fits),
		cmocka_unit_test(refuses_text_that_would_be_cut),
		cmocka_unit_test(refuses_text_with_a_nul_inside),
		cmocka_unit_test(counts_edits),
	};

	return cmocka_run_group_tests_name("str", tests, NULL, NULL);
}
