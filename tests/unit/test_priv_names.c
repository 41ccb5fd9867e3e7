/* test_priv_names.c - src/priv/priv_names.c */
#include "priv_child.h"
#include "priv_names.h"
#include "vmman/priv.h"
#include <string.h>

static struct policy_who principals[] = {
	{.kind = POLICY_UID, .name = "", .resolved = true, .id = 7},
	{.kind = POLICY_USER, .name = "root"},
	{.kind = POLICY_USER, .name = "no such user"},
	{.kind = POLICY_GROUP, .name = "root"},
	{.kind = POLICY_USER, .name = "nobody"},
};

static struct policy policy = {
	.who_count = ARRAY_LEN(principals),
	.who = principals,
};

static void resolves_names_and_the_callers_own(void **state)
{
	struct caller caller = {.uid = 65534};
	struct err e;

	(void)state;
	need_root();
	assert_true(priv_names_resolve(&policy, &caller, &e));
	assert_true(principals[0].resolved);
	assert_int_equal(principals[0].id, 7);
	assert_true(principals[1].resolved);
	assert_int_equal(principals[1].id, 0);
	assert_false(principals[2].resolved);
	assert_true(principals[3].resolved);
	assert_int_equal(principals[3].id, 0);
	assert_true(principals[4].resolved);
	assert_int_equal(principals[4].id, 65534);
	assert_string_equal(caller.user, "nobody");
}

static void asks_nobody_when_there_is_nothing_to_ask(void **state)
{
	struct policy numbers = {.who_count = 1, .who = principals};
	struct caller caller = {.uid = 65534};
	struct err e;

	(void)state;
	assert_true(priv_names_resolve(&numbers, &caller, &e));
	assert_string_equal(caller.user, "");
}

static void leaves_a_caller_without_a_name_without_one(void **state)
{
	struct policy users = {.needs_user = true};
	struct caller caller = {.uid = 61987};
	struct err e;

	(void)state;
	need_root();
	assert_true(priv_names_resolve(&users, &caller, &e));
	assert_string_equal(caller.user, "");
}

static void knows_who_this_is(void **state)
{
	static struct priv_person person;
	struct err e;

	(void)state;
	assert_true(priv_person_self(&person, &e));
	assert_int_equal(person.caller.uid, getuid());
	assert_int_equal(person.caller.gid, getgid());
	assert_ptr_equal(person.caller.groups, person.groups);
}

static void finds_a_person_by_name_or_number(void **state)
{
	static struct priv_person person;
	struct err e;

	(void)state;
	need_root();
	assert_true(priv_person_by_name("nobody", &person, &e));
	assert_int_equal(person.caller.uid, 65534);
	assert_string_equal(person.caller.user, "nobody");
	assert_string_equal(person.home, "/nonexistent");
	assert_true(person.caller.group_count >= 1);
	assert_true(priv_person_by_uid(65534, &person, &e));
	assert_string_equal(person.caller.user, "nobody");
}

static void says_that_there_is_no_such_user(void **state)
{
	static struct priv_person person;
	struct err e;

	(void)state;
	need_root();
	assert_false(priv_person_by_uid(61987, &person, &e));
	assert_int_equal(e.kind, ERR_DENIED);
	assert_string_equal(e.text, "user 61987: there is no such user");
	assert_false(priv_person_by_name("no one", &person, &e));
	assert_string_equal(e.text, "user no one: there is no such user");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(resolves_names_and_the_callers_own),
		cmocka_unit_test(asks_nobody_when_there_is_nothing_to_ask),
		cmocka_unit_test(leaves_a_caller_without_a_name_without_one),
		cmocka_unit_test(knows_who_this_is),
		cmocka_unit_test(finds_a_person_by_name_or_number),
		cmocka_unit_test(says_that_there_is_no_such_user),
	};

	return cmocka_run_group_tests_name("priv_names", tests, NULL, NULL);
}
