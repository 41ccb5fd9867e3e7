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

static void orders_by_bytes_then_by_length(void **state)
{
	(void)state;
	assert_true(str_compare(STR("Zed"), STR("alpha")) < 0);
	assert_true(str_compare(STR("a"), STR("a-b")) < 0);
	assert_true(str_compare(STR("\xff"), STR("z")) > 0);
	assert_true(str_compare(STR(""), STR("")) == 0);
	assert_true(str_compare(STR("a\0b"), STR("a\0a")) > 0);
}

static void counts_edits(void **state)
{
	(void)state;
	assert_int_equal(str_distance(STR("mempath"), STR("mempath")), 0);
	assert_int_equal(str_distance(STR("mepmath"), STR("mempath")), 2);
	assert_int_equal(str_distance(STR(""), STR("abc")), 3);
	assert_int_equal(str_distance(STR("kitten"), STR("sitting")), 3);
}

static void shows_forty_bytes_of_a_text(void **state)
{
	(void)state;
	assert_int_equal(str_shown(STR("")).len, 0);
	assert_int_equal(
		str_shown(STR("1234567890123456789012345678901234567890")).len,
		40);
	assert_int_equal(
		str_shown(STR("1234567890123456789012345678901234567890a")).len,
		40);
}

#define THIRTY_SIX "123456789012345678901234567890123456"

static void does_not_show_a_part_of_a_character(void **state)
{
	(void)state;
	assert_int_equal(str_shown(STR(THIRTY_SIX "789\xc3\xb6")).len, 39);
	assert_int_equal(str_shown(STR(THIRTY_SIX "7\xf0\x9f\x96\xa5")).len,
			 37);
	assert_int_equal(str_shown(STR(THIRTY_SIX "\xf0\x9f\x96\xa5x")).len,
			 40);
}

static const char *guess(struct str word)
{
	const char *names[] = {"bridge", "host-interface", "interface",
			       "mac",    "mode",           "x"};
	struct str_guess g = {.word = word};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		str_guess_offer(&g, names[i]);
	return g.best;
}

static void guesses_what_a_slip_was_to_be(void **state)
{
	(void)state;
	assert_string_equal(guess(STR("brigde")), "bridge");
	assert_string_equal(guess(STR("mode")), "mode");
	assert_string_equal(guess(STR("mod")), "mode");
	assert_string_equal(guess(STR("macs")), "mac");
	assert_string_equal(guess(STR("interfaces")), "interface");
}

static void guesses_what_was_begun(void **state)
{
	(void)state;
	assert_string_equal(guess(STR("host")), "host-interface");
	assert_string_equal(guess(STR("br")), "bridge");
}

static void does_not_guess_what_is_far(void **state)
{
	(void)state;
	assert_null(guess(STR("")));
	assert_null(guess(STR("y")));
	assert_null(guess(STR("qq")));
	assert_null(guess(STR("bxxxxe")));
	assert_null(guess(STR("surface")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(copies_text_that_fits),
		cmocka_unit_test(refuses_text_that_would_be_cut),
		cmocka_unit_test(refuses_text_with_a_nul_inside),
		cmocka_unit_test(orders_by_bytes_then_by_length),
		cmocka_unit_test(counts_edits),
		cmocka_unit_test(shows_forty_bytes_of_a_text),
		cmocka_unit_test(does_not_show_a_part_of_a_character),
		cmocka_unit_test(guesses_what_a_slip_was_to_be),
		cmocka_unit_test(guesses_what_was_begun),
		cmocka_unit_test(does_not_guess_what_is_far),
	};

	return cmocka_run_group_tests_name("str", tests, NULL, NULL);
}
