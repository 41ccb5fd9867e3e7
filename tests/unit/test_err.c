/* test_err.c - src/base/err.c */
#include "unit.h"
#include "vmman/err.h"
#include <errno.h>
#include <string.h>

static void says_false_and_the_kind(void **state)
{
	struct err e;

	(void)state;
	assert_false(err_set(&e, ERR_DENIED, "no %s for %d", "bridge", 7));
	assert_int_equal(e.kind, ERR_DENIED);
	assert_string_equal(e.text, "no bridge for 7");
	assert_string_equal(e.hint, "");
	assert_false(e.at.known);
}

static void forgets_what_stood_there_before(void **state)
{
	struct err e;

	(void)state;
	memset(&e, 'x', sizeof(e));
	assert_false(err_set(&e, ERR_BUSY, "new"));
	assert_string_equal(e.text, "new");
	assert_string_equal(e.hint, "");
	assert_false(e.at.known);
}

static void keeps_the_place(void **state)
{
	struct err e;

	(void)state;
	assert_false(err_at(&e, ERR_CONFIG, (struct err_place){.offset = 0},
			    "here"));
	assert_true(e.at.known);
	assert_int_equal(e.at.offset, 0);
}

static void puts_the_words_for_an_errno_behind(void **state)
{
	struct err e;

	(void)state;
	assert_false(err_system(&e, ENOENT, "opening %s", "it"));
	assert_int_equal(e.kind, ERR_SYSTEM);
	assert_string_equal(e.text, "opening it: No such file or directory");
	assert_false(err_system(&e, 100000, "x"));
	assert_string_equal(e.text, "x: unknown error");
}

static void puts_context_in_front(void **state)
{
	struct err e;

	(void)state;
	(void)err_set(&e, ERR_SYSTEM, "inner");
	assert_false(err_context(&e, "making %s", "tap0"));
	assert_string_equal(e.text, "making tap0: inner");
	assert_int_equal(e.kind, ERR_SYSTEM);
}

static void a_hint_leaves_the_rest_alone(void **state)
{
	struct err e;

	(void)state;
	(void)err_set(&e, ERR_HOST, "no KVM");
	assert_false(err_hint(&e, "ask %s", "root"));
	assert_string_equal(e.text, "no KVM");
	assert_string_equal(e.hint, "ask root");
}

static void cuts_what_does_not_fit_at_every_length(void **state)
{
	char words[2 * ERR_TEXT_BYTES];
	struct err e;

	(void)state;
	memset(words, 'w', sizeof(words));
	for (size_t len = ERR_TEXT_BYTES - 40; len < sizeof(words); len++) {
		(void)err_system(&e, ENOENT, "%.*s", (int)len, words);
		assert_true(strlen(e.text) < sizeof(e.text));
		(void)err_context(&e, "%.*s", (int)len, words);
		assert_true(strlen(e.text) < sizeof(e.text));
	}
	assert_int_equal(strlen(e.text), sizeof(e.text) - 1);
}

static void a_full_list_says_that_there_is_more(void **state)
{
	struct err_list list = {.count = 0};

	(void)state;
	for (int i = 0; i < ERR_LIST_MAX; i++)
		(void)err_set(err_next(&list), ERR_CONFIG, "%d", i);
	assert_int_equal(list.count, ERR_LIST_MAX);
	assert_false(list.more);
	(void)err_set(err_next(&list), ERR_CONFIG, "last");
	assert_int_equal(list.count, ERR_LIST_MAX);
	assert_true(list.more);
	assert_string_equal(list.items[0].text, "0");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(says_false_and_the_kind),
		cmocka_unit_test(forgets_what_stood_there_before),
		cmocka_unit_test(keeps_the_place),
		cmocka_unit_test(puts_the_words_for_an_errno_behind),
		cmocka_unit_test(puts_context_in_front),
		cmocka_unit_test(a_hint_leaves_the_rest_alone),
		cmocka_unit_test(cuts_what_does_not_fit_at_every_length),
		cmocka_unit_test(a_full_list_says_that_there_is_more),
	};

	return cmocka_run_group_tests_name("err", tests, NULL, NULL);
}
