/* test_box_name.c - src/value/box_name.c */
#include "value_bytes.h"
#include "vmman/value.h"

#define NAME_BYTES BYTES_LETTER BYTES_DIGIT "_.-"
#define TEN        "aaaaaaaaaa"
#define SIXTY_FOUR TEN TEN TEN TEN TEN TEN "aaaa"

static bool accepts(struct str from)
{
	struct box_name name;
	struct err e;

	return box_name_parse(from, &name, &e);
}

static void refused(struct str from, const char *text)
{
	struct box_name name = {"old"};
	struct err e = {0};

	assert_false(box_name_parse(from, &name, &e));
	assert_int_equal(e.kind, ERR_CONFIG);
	assert_string_equal(e.text, text);
	assert_string_equal(name.text, "old");
}

static void accepts_two_names_with_a_slash(void **state)
{
	struct box_name name;
	struct err e;

	(void)state;
	assert_true(box_name_parse(STR("ubuntu/trusty64"), &name, &e));
	assert_string_equal(name.text, "ubuntu/trusty64");
	assert_true(accepts(STR(SIXTY_FOUR "/" SIXTY_FOUR)));
	assert_true(accepts(STR("a/b")));
}

static void takes_each_byte_for_what_it_is(void **state)
{
	(void)state;
	expect_bytes(accepts, STR("xyz/uvw"), 0, BYTES_LETTER BYTES_DIGIT);
	expect_bytes(accepts, STR("xyz/uvw"), 2, NAME_BYTES);
	expect_bytes(accepts, STR("xyz/uvw"), 3, "/");
	expect_bytes(accepts, STR("xyz/uvw"), 4, BYTES_LETTER BYTES_DIGIT);
	expect_bytes(accepts, STR("xyz/uvw"), 6, NAME_BYTES);
}

static void refuses_what_is_no_box(void **state)
{
	(void)state;
	refused(STR("trusty64"),
		"\"trusty64\" is not the name of a box; expected VENDOR/NAME, "
		"each a letter or digit, then letters, digits, '_', '.' or "
		"'-'");
	refused(STR("a/b/../c"), "\"a/b/../c\" is not the name of a box; "
				 "expected no '..' in it");
	refused(STR(SIXTY_FOUR "/" SIXTY_FOUR "b"),
		"\"" TEN TEN TEN TEN
		"...\" has 130 bytes; the name of a box has at most 129");
	assert_false(accepts(STR(SIXTY_FOUR "b/a")));
	assert_false(accepts(STR("")));
	assert_false(accepts(STR("/")));
	assert_false(accepts(STR("a/")));
	assert_false(accepts(STR("/b")));
	assert_false(accepts(STR("a/b/c")));
	assert_false(accepts(STR("a//b")));
}

static void refuses_paths_and_other_attacks(void **state)
{
	(void)state;
	assert_false(accepts(STR("../../x/y")));
	assert_false(accepts(STR("../x")));
	assert_false(accepts(STR("-x/y")));
	assert_false(accepts(STR("x/-y")));
	assert_false(accepts(STR("a;b/c")));
	assert_false(accepts(STR("$(id)/x")));
	assert_false(accepts(STR("a/b\0")));
	assert_false(accepts(STR("a/b\n")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(accepts_two_names_with_a_slash),
		cmocka_unit_test(takes_each_byte_for_what_it_is),
		cmocka_unit_test(refuses_what_is_no_box),
		cmocka_unit_test(refuses_paths_and_other_attacks),
	};

	return cmocka_run_group_tests_name("box_name", tests, NULL, NULL);
}
