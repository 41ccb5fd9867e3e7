/* test_vm_text.c - src/vm/vm_text.c */
#include "unit.h"
#include "vm_internal.h"

static void refused(bool (*check)(struct str, struct err *), struct str text,
		    const char *why)
{
	struct err e = {0};

	assert_false(check(text, &e));
	assert_int_equal(e.kind, ERR_CONFIG);
	assert_false(e.at.known);
	assert_string_equal(e.text, why);
}

static void refuses_every_control_character(void **state)
{
	struct err e;

	(void)state;
	for (int byte = 0; byte < 0x80; byte++) {
		char text[] = {'a', (char)byte, 'b'};
		bool shows = byte >= 0x20 && byte != 0x7f;
		struct str str = {text, sizeof(text)};

		assert_int_equal(vm_check_shown(str, &e), shows);
		assert_int_equal(vm_check_text(str, &e), shows);
	}
	refused(vm_check_shown, STR("a\0"),
		"found the character U+0000, which does not show; "
		"expected plain text");
	refused(vm_check_text, STR("\x1b[2J"),
		"found the character U+001B, which does not show; "
		"expected plain text");
	refused(vm_check_text, STR("\x7f"),
		"found the character U+007F, which does not show; "
		"expected plain text");
	refused(vm_check_text, STR("x\xc2\x9b"),
		"found the character U+009B, which does not show; "
		"expected plain text");
}

static void refuses_marks_that_turn_a_line_around(void **state)
{
	(void)state;
	refused(vm_check_shown,
		STR("abc\xe2\x80\xae"
		    "def"),
		"found the character U+202E, which does not show; "
		"expected plain text");
}

static void accepts_letters_of_every_script(void **state)
{
	struct err e;

	(void)state;
	assert_true(
		vm_check_text(STR("/home/zo\xc3\xab/\xe6\xa9\x9f.img"), &e));
	assert_true(vm_check_text(STR("\xf0\x9f\x96\xa5"), &e));
}

static void refuses_blank_texts(void **state)
{
	struct err e;

	(void)state;
	refused(vm_check_text, STR(""), "found an empty text");
	refused(vm_check_text, STR("   "), "found an empty text");
	assert_true(vm_check_text(STR("  x"), &e));
	assert_true(vm_check_shown(STR(""), &e));
}

static void refuses_what_looks_like_an_option(void **state)
{
	struct err e;

	(void)state;
	refused(vm_check_text, STR("-snapshot"),
		"\"-snapshot\" begins with '-', "
		"which QEMU would take for an option");
	assert_true(vm_check_text(STR("a-b"), &e));
	assert_true(vm_check_shown(STR("-snapshot"), &e));
}

static const struct vm_key key = {
	.name = "media",
	.type = VM_TYPE_WORD,
	.words = (const char *const[]){"disk", "cdrom", NULL},
};

static void knows_the_words_of_a_key(void **state)
{
	struct err e = {0};

	(void)state;
	assert_true(vm_check_word(&key, STR("disk"), &e));
	assert_true(vm_check_word(&key, STR("cdrom"), &e));
	assert_false(vm_check_word(&key, STR("cd"), &e));
	assert_string_equal(e.text,
			    "found \"cd\"; expected one of disk, cdrom");
	assert_string_equal(e.hint, "did you mean \"cdrom\"?");
	assert_false(vm_check_word(&key, STR("disk\0"), &e));
	assert_false(vm_check_word(&key, STR("Disk"), &e));
	assert_false(vm_check_word(&key, STR("disk,cdrom"), &e));
	assert_false(vm_check_word(&key, STR("tape"), &e));
	assert_string_equal(e.hint, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(refuses_every_control_character),
		cmocka_unit_test(refuses_marks_that_turn_a_line_around),
		cmocka_unit_test(accepts_letters_of_every_script),
		cmocka_unit_test(refuses_blank_texts),
		cmocka_unit_test(refuses_what_looks_like_an_option),
		cmocka_unit_test(knows_the_words_of_a_key),
	};

	return cmocka_run_group_tests_name("vm_text", tests, NULL, NULL);
}
