/* test_num.c - src/base/num.c */
#include "unit.h"
#include "vmman/num.h"

static void reads_zero_to_the_largest(void **state)
{
	uint64_t n = 7;

	(void)state;
	assert_true(num_parse(STR("0"), 0, &n));
	assert_true(n == 0);
	assert_true(num_parse(STR("18446744073709551615"), UINT64_MAX, &n));
	assert_true(n == UINT64_MAX);
}

static void refuses_and_leaves_the_number_alone(void **state)
{
	const struct str bad[] = {
		STR(""),
		STR("-1"),
		STR("+1"),
		STR(" 1"),
		STR("1 "),
		STR("01"),
		STR("00"),
		STR("0x1"),
		STR("1\0"),
		STR("1e3"),
		STR("1\n"),
		STR("1,0"),
		STR("101"),
		STR("\xd9\xa1"),
		STR("18446744073709551616"),
		STR("99999999999999999999"),
	};
	uint64_t n = 7;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		assert_false(num_parse(bad[i], 100, &n));
		assert_true(n == 7);
	}
}

static void refuses_every_other_byte(void **state)
{
	uint64_t n;

	(void)state;
	for (int c = 0; c < 256; c++) {
		char text[] = {'1', (char)c};

		assert_int_equal(num_parse((struct str){text, 2}, 99, &n),
				 c >= '0' && c <= '9');
	}
}

static void reads_ids_of_32_bits(void **state)
{
	uint32_t id;

	(void)state;
	assert_true(num_parse_id(STR("0"), &id));
	assert_true(num_parse_id(STR("65534"), &id));
	assert_true(num_parse_id(STR("4000000000"), &id));
	assert_true(num_parse_id(STR("4294967294"), &id));
	assert_true(id == 4294967294U);
}

static void refuses_the_ids_that_mean_none(void **state)
{
	uint32_t id = 5;

	(void)state;
	assert_false(num_parse_id(STR("65535"), &id));
	assert_false(num_parse_id(STR("4294967295"), &id));
	assert_false(num_parse_id(STR("4294967296"), &id));
	assert_false(num_parse_id(STR("-1"), &id));
	assert_int_equal(id, 5);
}

static void reads_hexadecimal_as_sysfs_writes_it(void **state)
{
	const struct str bad[] = {
		STR(""),        STR("0x"),          STR("8086"),
		STR("0X8086"),  STR("0x80A6"),      STR("0x8086 "),
		STR("0x10000"), STR("0x00000ffff"), STR("-0x1"),
	};
	uint32_t n = 7;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		assert_false(num_parse_hex(bad[i], 0xffff, &n));
	assert_int_equal(n, 7);
	assert_true(num_parse_hex(STR("0x8086"), 0xffff, &n));
	assert_int_equal(n, 0x8086);
	assert_true(num_parse_hex(STR("0xffffffff"), UINT32_MAX, &n));
	assert_true(n == UINT32_MAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_zero_to_the_largest),
		cmocka_unit_test(refuses_and_leaves_the_number_alone),
		cmocka_unit_test(refuses_every_other_byte),
		cmocka_unit_test(reads_ids_of_32_bits),
		cmocka_unit_test(refuses_the_ids_that_mean_none),
		cmocka_unit_test(reads_hexadecimal_as_sysfs_writes_it),
	};

	return cmocka_run_group_tests_name("num", tests, NULL, NULL);
}
