/* test_err.c - src/base/err.c */
#include "unit.h"
#include "vmman/err.h"
#include <errno.h>
#include <string.h>

static const struct err_place place = {7, 3, false};

static void fills_an_error_and_returns_false(void **state)
{
	struct err e = {.at = {1, 2, true}, .hint = "old"};

	(void)state;
	assert_false(err_set(&e, ERR_DENIED, "no %s for %d", "bridge", 5));
	assert_int_equal(e.kind, ERR_DENIED);
	assert_string_equal(e.text, "no bridge for 5");
	assert_string_equal(e.hint, "");
	assert_false(e.at.known);
}

static void knows_the_place_it_was_given(void **state)
{
	struct err e = {0};

	(void)state;
	assert_false(err_at(&e, ERR_CONFIG, place, "here"));
	assert_true(e.at.known);
	assert_int_equal(e.at.offset, 7);
	assert_int_equal(e.at.len, 3);
}

static void names_the_systems_reason(void **state)
{
	struct err e = {0};

	(void)state;
	assert_false(err_system(&e, ENOENT, "opening %s", "x"));
	assert_int_equal(e.kind, ERR_SYSTEM);
	assert_string_equal(e.text, "opening x: No such file or directory");
	assert_false(err_system(&e, 9999, "opening x"));
	assert_string_equal(e.text, "opening x: unknown error");
}

static void adds_a_hint_and_a_context(void **state)
{
	struct err e = {0};

	(void)state;
	err_at(&e, ERR_CONFIG, place, "found 5");
	assert_false(err_hint(&e, "try %d", 4));
	assert_false(err_context(&e, "key %s", "smp"));
	assert_string_equal(e.text, "key smp: found 5");
	assert_string_equal(e.hint, "try 4");
	assert_true(e.at.known);
	assert_int_equal(e.kind, ERR_CONFIG);
}

static void cuts_what_does_not_fit(void **state)
{
	char longer[2 * ERR_TEXT_BYTES];
	struct err e = {0};

	(void)state;
	memset(longer, 'x', sizeof(longer));
	longer[sizeof(longer) - 1] = '\0';
	err_set(&e, ERR_CONFIG, "%s", longer);
	assert_int_equal(strlen(e.text), ERR_TEXT_BYTES - 1);
	err_context(&e, "context");
	assert_int_equal(strlen(e.text), ERR_TEXT_BYTES - 1);
	assert_memory_equal(e.text, "context: xxx", 12);
	err_hint(&e, "%s", longer);
	assert_int_equal(strlen(e.hint), ERR_TEXT_BYTES - 1);
}

static void keeps_the_first_twenty_of_a_list(void **state)
{
	static struct err_list list;

	(void)state;
	for (int i = 0; i < ERR_LIST_MAX; i++)
		err_set(err_next(&list), ERR_CONFIG, "%d", i);
	assert_int_equal(list.count, ERR_LIST_MAX);
	assert_false(list.more);
	err_set(err_next(&list), ERR_CONFIG, "one more");
	err_set(err_next(&list), ERR_CONFIG, "and another");
	assert_int_equal(list.count, ERR_LIST_MAX);
	assert_true(list.more);
	assert_string_equal(list.items[0].text, "0");
	assert_string_equal(list.items[ERR_LIST_MAX - 1].text, "19");
}

static void gives_out_cleared_errors(void **state)
{
	static struct err_list list;
	struct err zero = {0};

	(void)state;
	memset(list.items, 0xff, sizeof(list.items));
	assert_memory_equal(err_next(&list), &zero, sizeof(zero));
}

static void add(struct err_list *list, size_t offset, const char *text)
{
	err_at(err_next(list), ERR_CONFIG, (struct err_place){offset, 1, true},
	       "%s", text);
}

static void expect_order(const struct err_list *list, const char *order)
{
	assert_int_equal(list->count, strlen(order));
	for (size_t i = 0; i < list->count; i++)
		assert_int_equal(list->items[i].text[0], order[i]);
}

static void sorts_by_place_and_keeps_equals_as_they_were(void **state)
{
	static struct err_list list;

	(void)state;
	add(&list, 30, "d");
	add(&list, 10, "b");
	err_set(err_next(&list), ERR_CONFIG, "a");
	add(&list, 10, "c");
	add(&list, 40, "e");
	err_sort(&list, 0);
	expect_order(&list, "abcde");
}

static void sorts_only_what_it_is_told_to(void **state)
{
	static struct err_list list;

	(void)state;
	add(&list, 90, "a");
	add(&list, 50, "c");
	add(&list, 20, "b");
	err_sort(&list, 1);
	expect_order(&list, "abc");
	err_sort(&list, 3);
	expect_order(&list, "abc");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fills_an_error_and_returns_false),
		cmocka_unit_test(knows_the_place_it_was_given),
		cmocka_unit_test(names_the_systems_reason),
		cmocka_unit_test(adds_a_hint_and_a_context),
		cmocka_unit_test(cuts_what_does_not_fit),
		cmocka_unit_test(keeps_the_first_twenty_of_a_list),
		cmocka_unit_test(gives_out_cleared_errors),
		cmocka_unit_test(sorts_by_place_and_keeps_equals_as_they_were),
		cmocka_unit_test(sorts_only_what_it_is_told_to),
	};

	return cmocka_run_group_tests_name("err", tests, NULL, NULL);
}
