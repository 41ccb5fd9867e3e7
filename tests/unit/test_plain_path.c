/* test_plain_path.c - src/value/plain_path.c */
#include "value_bytes.h"
#include "vmman/value.h"

static bool accepts(struct str from)
{
	struct plain_path path;
	struct err e;

	return plain_path_parse(from, &path, &e);
}

static void reads_a_path_and_clears_what_is_behind(void **state)
{
	struct plain_path path;
	struct err e;

	(void)state;
	memset(&path, 0xff, sizeof(path));
	assert_true(
		plain_path_parse(STR("/dev/disk/by-id/nvme-A_1"), &path, &e));
	assert_string_equal(path.text, "/dev/disk/by-id/nvme-A_1");
	for (size_t i = strlen(path.text); i < sizeof(path.text); i++)
		assert_int_equal(path.text[i], 0);
}

static void takes_each_byte_for_what_it_is(void **state)
{
	(void)state;
	expect_bytes(accepts, STR("/dev/a"), 0, "/");
	expect_bytes(accepts, STR("/dev/a"), 5, BYTES_LETTER BYTES_DIGIT "_");
	expect_bytes(accepts, STR("/dev/ab"), 6,
		     BYTES_LETTER BYTES_DIGIT "_.:+=@,-");
	expect_bytes(accepts, STR("/dev/abc"), 6,
		     BYTES_LETTER BYTES_DIGIT "_.:+=@,-/");
}

static void refuses_parts_that_lead_elsewhere(void **state)
{
	const struct str others[] = {
		STR(""),           STR("/"),
		STR("dev/sda"),    STR("/dev/"),
		STR("//dev"),      STR("/dev/../etc"),
		STR("/dev/./sda"), STR("/dev/.hidden"),
		STR("/dev/-x"),    STR("/dev/sd a"),
		STR("/dev/sda\0"), STR("/dev/..."),
		STR("/dev/sda\n"),
	};
	struct plain_path path;
	struct err e = {0};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(others); i++)
		assert_false(accepts(others[i]));
	assert_false(plain_path_parse(STR("/dev/../x"), &path, &e));
	assert_int_equal(e.kind, ERR_CONFIG);
	assert_string_equal(e.text,
			    "\"/dev/../x\" is not a path that vm-init takes; "
			    "expected an absolute one of letters, digits and "
			    "_.:+=@,- whose parts begin with a letter, a "
			    "digit or _");
}

static void takes_126_bytes_and_not_127(void **state)
{
	char text[128];
	struct plain_path path;
	struct err e = {0};

	(void)state;
	memset(text, 'a', sizeof(text));
	text[0] = '/';
	assert_true(accepts((struct str){text, 126}));
	assert_false(plain_path_parse((struct str){text, 127}, &path, &e));
	assert_non_null(strstr(e.text, "has 127 bytes"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_a_path_and_clears_what_is_behind),
		cmocka_unit_test(takes_each_byte_for_what_it_is),
		cmocka_unit_test(refuses_parts_that_lead_elsewhere),
		cmocka_unit_test(takes_126_bytes_and_not_127),
	};

	return cmocka_run_group_tests_name("plain_path", tests, NULL, NULL);
}
