/* test_priv_mark.c - src/priv/priv_mark.c */
#include "priv_mark.h"
#include "unit.h"

static void prints_and_parses_the_same(void **state)
{
	const struct mark mark = {1000, {"web"}};
	char text[MARK_BYTES];
	struct mark back;

	(void)state;
	assert_string_equal(priv_mark_print(&mark, text), "vmman:1000:web");
	assert_true(priv_mark_parse(text, &back));
	assert_true(priv_mark_equal(&mark, &back));
}

static void has_room_for_the_longest(void **state)
{
	struct mark mark = {4294967294U, {""}};
	char text[MARK_BYTES];
	struct mark back;

	(void)state;
	memset(mark.vm.text, 'x', sizeof(mark.vm.text) - 1);
	assert_true(priv_mark_parse(priv_mark_print(&mark, text), &back));
	assert_true(priv_mark_equal(&mark, &back));
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
	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		if (priv_mark_parse(texts[i], &mark))
			fail_msg("%s was taken for a mark", texts[i]);
}

static void tells_users_and_vms_apart(void **state)
{
	const struct mark a = {1000, {"web"}};
	const struct mark other_user = {1001, {"web"}};
	const struct mark other_vm = {1000, {"web2"}};

	(void)state;
	assert_false(priv_mark_equal(&a, &other_user));
	assert_false(priv_mark_equal(&a, &other_vm));
}

static void gives_each_user_a_group_of_his_own(void **state)
{
	(void)state;
	assert_int_not_equal(priv_mark_group(1000), priv_mark_group(1001));
	/* Not the default group, nor one that people would number. */
	assert_true(priv_mark_group(0) > 1000000);
	assert_true(priv_mark_group(1000) > 1000000);
	assert_true(priv_mark_group(0x766d6d61) > 1000000);
	assert_int_not_equal(priv_mark_group(0x766d6d61), priv_mark_group(0));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(prints_and_parses_the_same),
		cmocka_unit_test(has_room_for_the_longest),
		cmocka_unit_test(refuses_what_it_does_not_print),
		cmocka_unit_test(tells_users_and_vms_apart),
		cmocka_unit_test(gives_each_user_a_group_of_his_own),
	};

	return cmocka_run_group_tests_name("priv_mark", tests, NULL, NULL);
}
