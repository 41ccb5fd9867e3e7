/* test_priv_proc.c - src/priv/priv_proc.c */
#include "priv_proc.h"
#include "unit.h"
#include <errno.h>
#include <fcntl.h>

static const char status[] = "Name:\tPPid:\t7\\nUid:\t0\nPPid:\t12\n"
			     "Uid:\t1000\t0\t1\t4294967294\nGid:\t5";

static void finds_a_value_at_the_beginning_of_a_line_only(void **state)
{
	struct str value;

	(void)state;
	assert_true(priv_proc_field(STR(status), "PPid:", &value));
	assert_true(str_equal(value, STR("\t12")));
	assert_false(priv_proc_field(STR(status), "Pid:", &value));
}

static void takes_no_line_that_was_cut_off(void **state)
{
	struct str value;

	(void)state;
	assert_false(priv_proc_field(STR(status), "Gid:", &value));
	assert_false(priv_proc_field((struct str){NULL, 0}, "", &value));
}

static void takes_the_numbers_one_by_one(void **state)
{
	static const uint64_t uids[] = {1000, 0, 1, 4294967294};
	struct str value;
	uint64_t number;

	(void)state;
	assert_true(priv_proc_field(STR(status), "Uid:", &value));
	for (size_t i = 0; i < ARRAY_LEN(uids); i++) {
		assert_true(priv_proc_number(&value, &number));
		assert_int_equal(number, uids[i]);
	}
	assert_false(priv_proc_number(&value, &number));
}

static void knows_no_limit_from_a_large_one(void **state)
{
	struct str value = STR("  unlimited   8388608  bytes ");
	uint64_t number;

	(void)state;
	assert_true(priv_proc_number(&value, &number));
	assert_true(number == UINT64_MAX);
	assert_true(priv_proc_number(&value, &number));
	assert_int_equal(number, 8388608);
	assert_false(priv_proc_number(&value, &number));
}

static void refuses_what_is_no_number(void **state)
{
	static const char *const words[] = {
		"-1", "0x10", "7k", "007", "", "18446744073709551616"};
	uint64_t number;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		struct str value = str_from_c(words[i]);

		assert_false(priv_proc_number(&value, &number));
	}
}

static void reads_the_beginning_of_a_text(void **state)
{
	char text[4];
	struct str got = priv_proc_read(AT_FDCWD, "/proc/sys/kernel/ostype",
					text, sizeof(text));

	(void)state;
	assert_true(str_equal(got, STR("Linu")));
	assert_int_equal(
		priv_proc_read(AT_FDCWD, "/proc/none", text, sizeof(text)).len,
		0);
	assert_int_equal(errno, ENOENT);
	/* A symbolic link. */
	assert_int_equal(
		priv_proc_read(AT_FDCWD, "/proc/self", text, sizeof(text)).len,
		0);
	assert_int_equal(errno, ELOOP);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_a_value_at_the_beginning_of_a_line_only),
		cmocka_unit_test(takes_no_line_that_was_cut_off),
		cmocka_unit_test(takes_the_numbers_one_by_one),
		cmocka_unit_test(knows_no_limit_from_a_large_one),
		cmocka_unit_test(refuses_what_is_no_number),
		cmocka_unit_test(reads_the_beginning_of_a_text),
	};

	return cmocka_run_group_tests_name("priv_proc", tests, NULL, NULL);
}
