/* test_utf8.c - src/base/utf8.c */
#include "unit.h"
#include "vmman/own.h"
#include "vmman/utf8.h"

static void measures_characters(void **state)
{
	(void)state;
	assert_int_equal(utf8_len(STR("a")), 1);
	assert_int_equal(utf8_len(STR("\0")), 1);
	assert_int_equal(utf8_len(STR("\xc2\x80")), 2);
	assert_int_equal(utf8_len(STR("\xe0\xa0\x80")), 3);
	assert_int_equal(utf8_len(STR("\xed\x9f\xbf")), 3);
	assert_int_equal(utf8_len(STR("\xf0\x90\x80\x80")), 4);
	assert_int_equal(utf8_len(STR("\xf4\x8f\xbf\xbf")), 4);
}

static void refuses_what_is_no_character(void **state)
{
	const struct str bad[] = {
		STR(""),                 /* nothing */
		STR("\x80"),             /* begins in the middle */
		STR("\xc1\xbf"),         /* a longer form of DEL */
		STR("\xe0\x9f\xbf"),     /* a longer form of U+07FF */
		STR("\xed\xa0\x80"),     /* a surrogate */
		STR("\xf0\x8f\xbf\xbf"), /* a longer form of U+FFFF */
		STR("\xf4\x90\x80\x80"), /* above U+10FFFF */
		STR("\xf5\x80\x80\x80"), /* above U+10FFFF */
		STR("\xe2\x82"),         /* cut */
		STR("\xe2\x82"
		    "a"), /* interrupted */
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		assert_int_equal(utf8_len(bad[i]), 0);
}

static void decodes_characters(void **state)
{
	(void)state;
	assert_int_equal(utf8_code(STR("a")), 'a');
	assert_int_equal(utf8_code(STR("\xc3\xa9")), 0xe9);
	assert_int_equal(utf8_code(STR("\xe2\x82\xac")), 0x20ac);
	assert_int_equal(utf8_code(STR("\xf4\x8f\xbf\xbf")), 0x10ffff);
}

static void tells_what_a_terminal_would_obey(void **state)
{
	(void)state;
	assert_true(utf8_shows('a'));
	assert_true(utf8_shows(0xe9));
	assert_false(utf8_shows(0x1b));   /* escape */
	assert_false(utf8_shows(0x7f));   /* delete */
	assert_false(utf8_shows(0x9b));   /* CSI in one character */
	assert_false(utf8_shows(0x202e)); /* right-to-left override */
	assert_false(utf8_shows(0xfeff)); /* a byte order mark */
}

static void counts_columns(void **state)
{
	(void)state;
	assert_int_equal(utf8_columns('a'), 1);
	assert_int_equal(utf8_columns(0x0301), 0);  /* combining acute */
	assert_int_equal(utf8_columns(0x6f22), 2);  /* a Han character */
	assert_int_equal(utf8_columns(0x1f600), 2); /* a face */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(measures_characters),
		cmocka_unit_test(refuses_what_is_no_character),
		cmocka_unit_test(decodes_characters),
		cmocka_unit_test(tells_what_a_terminal_would_obey),
		cmocka_unit_test(counts_columns),
	};

	return cmocka_run_group_tests_name("utf8", tests, NULL, NULL);
}
