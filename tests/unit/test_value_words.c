/* test_value_words.c - src/value/value_words.c */
#include "unit.h"
#include "value_internal.h"

static const struct value_language language = {
	.name = "a thing",
	.expected = "one of those",
	.most = 44,
};

static void says_what_was_found_and_expected(void **state)
{
	struct err e = {0};

	(void)state;
	assert_false(value_refuse(&language, STR("x"), &e));
	assert_int_equal(e.kind, ERR_CONFIG);
	assert_false(e.at.known);
	assert_string_equal(e.text, "\"x\" is not a thing; "
				    "expected one of those");
	assert_string_equal(e.hint, "");
}

static void shows_40_bytes_at_most(void **state)
{
	struct err e;

	(void)state;
	(void)value_refuse(&language,
			   STR("1234567890123456789012345678901234567890"), &e);
	assert_string_equal(e.text,
			    "\"1234567890123456789012345678901234567890\" "
			    "is not a thing; expected one of those");
	(void)value_refuse(&language,
			   STR("1234567890123456789012345678901234567890a"),
			   &e);
	assert_string_equal(e.text,
			    "\"1234567890123456789012345678901234567890...\" "
			    "is not a thing; expected one of those");
}

static void counts_what_is_too_long(void **state)
{
	struct err e;

	(void)state;
	(void)value_refuse(&language,
			   STR("1234567890123456789012345678901234567890abcde"),
			   &e);
	assert_string_equal(e.text,
			    "\"1234567890123456789012345678901234567890...\" "
			    "has 45 bytes; a thing has at most 44");
}

static void knows_every_hexadecimal_digit(void **state)
{
	const char lower[] = "0123456789abcdef", upper[] = "0123456789ABCDEF";

	(void)state;
	for (uint32_t i = 0; i < 16; i++) {
		assert_int_equal(value_hex(&lower[i], 1), i);
		assert_int_equal(value_hex(&upper[i], 1), i);
	}
	assert_int_equal(value_hex("1aF", 2), 0x1a);
	assert_int_equal(value_hex("c0DE", 4), 0xc0de);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(says_what_was_found_and_expected),
		cmocka_unit_test(shows_40_bytes_at_most),
		cmocka_unit_test(counts_what_is_too_long),
		cmocka_unit_test(knows_every_hexadecimal_digit),
	};

	return cmocka_run_group_tests_name("value_words", tests, NULL, NULL);
}
