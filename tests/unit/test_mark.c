/* test_mark.c - src/value/mark.c */
#include "unit.h"
#include "vmman/value.h"
#include <string.h>

static void prints_and_parses_the_same(void **state)
{
	const struct mark mark = {1000, {"web"}};
	char text[MARK_TEXT_BYTES];
	struct mark back;

	(void)state;
	assert_string_equal(mark_print(&mark, text), "vmman:1000:web");
	assert_true(mark_parse(str_from_c(text), &back));
	assert_true(mark_equal(&mark, &back));
}

static void has_room_for_the_longest(void **state)
{
	struct mark mark = {4294967294U, {""}};
	char text[MARK_TEXT_BYTES];
	struct mark back;

	(void)state;
	memset(mark.vm.text, 'x', sizeof(mark.vm.text) - 1);
	assert_true(mark_parse(str_from_c(mark_print(&mark, text)), &back));
	assert_true(mark_equal(&mark, &back));
}

static void refuses_what_it_does_not_print(void **state)
{
	static const char *const texts[] = {
		"",
		"web",
		"vmman",
		"vmman:",
		"vmman:1000",
		"vmman:1000:",
		"vmman::web",
		"vmman:-1:web",
		"vmman:+1:web",
		"vmman: 1:web",
		"vmman:01:web",
		"vmman:0x1:web",
		"vmman:4294967295:web",
		"vmman:99999999999999999999:web",
		"vmman:1000:web:other",
		"vmman:1000:../web",
		"vmman:1000:we b",
		"vmman:1000:web\n",
		"Vmman:1000:web",
		" vmman:1000:web",
		"xvmman:1000:web",
	};
	struct mark mark;

	(void)state;
	assert_false(mark_parse((struct str){"vmman:1:\0", 9}, &mark));
	assert_false(mark_parse((struct str){NULL, 0}, &mark));
	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		if (mark_parse(str_from_c(texts[i]), &mark))
			fail_msg("%s was taken for a mark", texts[i]);
}

static void tells_users_and_vms_apart(void **state)
{
	const struct mark a = {1000, {"web"}};
	const struct mark other_user = {1001, {"web"}};
	const struct mark other_vm = {1000, {"web2"}};

	(void)state;
	assert_false(mark_equal(&a, &other_user));
	assert_false(mark_equal(&a, &other_vm));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(prints_and_parses_the_same),
		cmocka_unit_test(has_room_for_the_longest),
		cmocka_unit_test(refuses_what_it_does_not_print),
		cmocka_unit_test(tells_users_and_vms_apart),
	};

	return cmocka_run_group_tests_name("mark", tests, NULL, NULL);
}
