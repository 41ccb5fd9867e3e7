/* test_size.c - src/value/size.c */
#include "value_bytes.h"
#include "vmman/value.h"

static bool accepts(struct str from)
{
	uint64_t bytes;
	struct err e;

	return size_parse(from, &bytes, &e);
}

static void is(const char *text, uint64_t want)
{
	uint64_t bytes = 0;
	struct err e;

	assert_true(size_parse(str_from_c(text), &bytes, &e));
	assert_true(bytes == want);
}

static void refused(struct str from, const char *text)
{
	uint64_t bytes = 7;
	struct err e = {0};

	assert_false(size_parse(from, &bytes, &e));
	assert_int_equal(e.kind, ERR_CONFIG);
	assert_string_equal(e.text, text);
	assert_true(bytes == 7);
}

static void knows_the_units(void **state)
{
	(void)state;
	is("1K", 1024);
	is("1M", 1024 * 1024);
	is("1G", 1024 * 1024 * 1024);
	is("1T", UINT64_C(1) << 40);
	is("3k", 3 * 1024);
	is("3m", 3 * 1024 * 1024);
	is("3g", UINT64_C(3) << 30);
	is("3t", UINT64_C(3) << 40);
}

static void counts_in_mib_without_a_unit(void **state)
{
	(void)state;
	is("1", 1024 * 1024);
	is("4096", UINT64_C(4) << 30);
}

static void ends_below_2_to_the_63rd(void **state)
{
	(void)state;
	is("8388607T", UINT64_C(8388607) << 40);
	is("9007199254740991K", UINT64_C(9007199254740991) << 10);
	is("8796093022207", UINT64_C(8796093022207) << 20);
	refused(STR("8388608T"), "\"8388608T\" is too large; "
				 "expected a size below 8388608T");
	assert_false(accepts(STR("9007199254740992K")));
	assert_false(accepts(STR("8796093022208")));
	assert_false(accepts(STR("16777216T")));
	assert_false(accepts(STR("9223372036854775807")));
	assert_false(accepts(STR("9223372036854775808K")));
	assert_false(accepts(STR("9999999999999999999T")));
}

static void refuses_more_digits_than_any_size_has(void **state)
{
	(void)state;
	refused(STR("18446744073709551617K"),
		"\"18446744073709551617K\" has 21 bytes; "
		"a size has at most 20");
	refused(STR("10000000000000000000"), "\"10000000000000000000\" is too "
					     "large; expected a size below "
					     "8388608T");
}

static void takes_each_byte_for_what_it_is(void **state)
{
	(void)state;
	expect_bytes(accepts, STR("123"), 0, "123456789");
	expect_bytes(accepts, STR("123"), 1, BYTES_DIGIT);
	expect_bytes(accepts, STR("123"), 2, BYTES_DIGIT "KMGTkmgt");
	expect_bytes(accepts, STR("1"), 0, "123456789");
}

static void refuses_other_shapes(void **state)
{
	(void)state;
	refused(STR("0"), "\"0\" is not a size; expected a whole number of "
			  "MiB, or one with K, M, G or T behind");
	assert_false(accepts(STR("")));
	assert_false(accepts(STR("G")));
	assert_false(accepts(STR("0G")));
	assert_false(accepts(STR("08")));
	assert_false(accepts(STR("-1")));
	assert_false(accepts(STR("+1")));
	assert_false(accepts(STR("0x10")));
	assert_false(accepts(STR("1.5G")));
	assert_false(accepts(STR("1GB")));
	assert_false(accepts(STR("1 G")));
	assert_false(accepts(STR("1G\0")));
	assert_false(accepts(STR("4096,maxmem=8G")));
}

static void printed(const char *text, const char *want)
{
	char out[SIZE_TEXT_BYTES];
	uint64_t bytes = 0;
	struct err e;

	assert_true(size_parse(str_from_c(text), &bytes, &e));
	assert_string_equal(size_print(bytes, out), want);
	is(out, bytes);
}

static void prints_the_largest_unit_that_divides(void **state)
{
	(void)state;
	printed("4096", "4G");
	printed("1536M", "1536M");
	printed("1024K", "1M");
	printed("1025k", "1025K");
	printed("64g", "64G");
	printed("2048T", "2048T");
	printed("9007199254740991K", "9007199254740991K");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(knows_the_units),
		cmocka_unit_test(counts_in_mib_without_a_unit),
		cmocka_unit_test(ends_below_2_to_the_63rd),
		cmocka_unit_test(refuses_more_digits_than_any_size_has),
		cmocka_unit_test(takes_each_byte_for_what_it_is),
		cmocka_unit_test(refuses_other_shapes),
		cmocka_unit_test(prints_the_largest_unit_that_divides),
	};

	return cmocka_run_group_tests_name("size", tests, NULL, NULL);
}
