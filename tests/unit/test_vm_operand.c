/* test_vm_operand.c - src/cmd/vm_operand.c */
#include "vm_operand.h"
#include "unit.h"
#include <string.h>

static void takes_the_name_of_a_vm(void **state)
{
	struct vm_name name;
	struct err e;

	(void)state;
	assert_true(vm_operand_parse("web.2", &name, &e));
	assert_string_equal(name.text, "web.2");
}

static void blames_the_command_line_for_what_is_no_name(void **state)
{
	struct vm_name name;
	struct err e;

	(void)state;
	assert_false(vm_operand_parse("a/b", &name, &e));
	assert_int_equal(e.kind, ERR_USAGE);
	assert_non_null(strstr(e.text, "\"a/b\" is not the name of a VM"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(takes_the_name_of_a_vm),
		cmocka_unit_test(blames_the_command_line_for_what_is_no_name),
	};

	return cmocka_run_group_tests_name("vm_operand", tests, NULL, NULL);
}
