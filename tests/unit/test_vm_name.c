/* test_vm_name.c - src/value/vm_name.c */
#include "value_bytes.h"
#include "vmman/value.h"

#define NAME_BYTES BYTES_LETTER BYTES_DIGIT "_.-"
#define TEN        "aaaaaaaaaa"
#define SIXTY_FOUR TEN TEN TEN TEN TEN TEN "aaaa"

static bool accepts(struct str from)
{
	struct vm_name name;
	struct err e;

	return vm_name_parse(from, &name, &e);
}

static void refused(struct str from, const char *text)
{
	struct vm_name name = {"old"};
	struct err e = {0};

	assert_false(vm_name_parse(from, &name, &e));
	assert_int_equal(e.kind, ERR_CONFIG);
	assert_false(e.at.known);
	assert_string_equal(e.text, text);
	assert_string_equal(name.text, "old");
}

static void accepts_1_to_64_bytes(void **state)
{
	struct vm_name name;
	struct err e;

	(void)state;
	assert_true(vm_name_parse(STR("a"), &name, &e));
	assert_string_equal(name.text, "a");
	assert_true(vm_name_parse(STR(SIXTY_FOUR), &name, &e));
	assert_string_equal(name.text, SIXTY_FOUR);
}

static void clears_what_is_behind_the_name(void **state)
{
	struct vm_name name, zero = {"dev.1"};
	struct err e;

	(void)state;
	memset(&name, 0xff, sizeof(name));
	assert_true(vm_name_parse(STR("dev.1"), &name, &e));
	assert_memory_equal(&name, &zero, sizeof(name));
}

static void refuses_65_bytes(void **state)
{
	(void)state;
	refused(STR(SIXTY_FOUR "b"),
		"\"" TEN TEN TEN TEN
		"...\" has 65 bytes; the name of a VM has at most 64");
}

static void refuses_no_bytes(void **state)
{
	(void)state;
	refused(STR(""), "\"\" is not the name of a VM; expected a letter or "
			 "digit, then letters, digits, '_', '.' or '-'");
	refused((struct str){NULL, 0},
		"\"\" is not the name of a VM; expected a letter or "
		"digit, then letters, digits, '_', '.' or '-'");
}

static void takes_each_byte_for_what_it_is(void **state)
{
	(void)state;
	expect_bytes(accepts, STR("xyz"), 0, BYTES_LETTER BYTES_DIGIT);
	expect_bytes(accepts, STR("xyz"), 1, NAME_BYTES);
	expect_bytes(accepts, STR("xyz"), 2, NAME_BYTES);
	expect_bytes(accepts, STR(SIXTY_FOUR), 63, NAME_BYTES);
}

static void refuses_two_dots_in_a_row(void **state)
{
	(void)state;
	refused(STR("a..b"), "\"a..b\" is not the name of a VM; "
			     "expected no '..' in it");
	refused(STR("a.b..c.d"), "\"a.b..c.d\" is not the name of a VM; "
				 "expected no '..' in it");
	assert_false(accepts(STR("a..")));
	assert_false(accepts(STR("..a")));
	assert_false(accepts(STR("..")));
	assert_true(accepts(STR("a.b.c.")));
}

static void refuses_paths_and_other_attacks(void **state)
{
	(void)state;
	assert_false(accepts(STR(".")));
	assert_false(accepts(STR("../x")));
	assert_false(accepts(STR("/etc/vmman/policy")));
	assert_false(accepts(STR("-x")));
	assert_false(accepts(STR("a\nb")));
	assert_false(accepts(STR("a\n")));
	assert_false(accepts(STR("$(id)")));
	assert_false(accepts(STR("a%n")));
	assert_false(accepts(STR("a\0")));
	assert_false(accepts(STR("a\0.toml")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(accepts_1_to_64_bytes),
		cmocka_unit_test(clears_what_is_behind_the_name),
		cmocka_unit_test(refuses_65_bytes),
		cmocka_unit_test(refuses_no_bytes),
		cmocka_unit_test(takes_each_byte_for_what_it_is),
		cmocka_unit_test(refuses_two_dots_in_a_row),
		cmocka_unit_test(refuses_paths_and_other_attacks),
	};

	return cmocka_run_group_tests_name("vm_name", tests, NULL, NULL);
}
