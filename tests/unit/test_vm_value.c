/* test_vm_value.c - src/vm/vm_value.c */
#include "vm_sample.h"
#include "vm_internal.h"
#include "vmman/own.h"
#include <stdio.h>

static struct sample sample;

/* A key of every type, in the order of enum vm_type. */
static const char *const words[] = {"one", "two", NULL};
static const struct vm_key keys[] = {
	{.name = "k", .type = VM_TYPE_TEXT, .most = 3},
	{.name = "k", .type = VM_TYPE_RAW},
	{.name = "k", .type = VM_TYPE_NUMBER, .least = 1, .most = 9},
	{.name = "k", .type = VM_TYPE_PATH},
	{.name = "k", .type = VM_TYPE_WORD, .words = words},
	{.name = "k", .type = VM_TYPE_WORDS, .words = words},
	{.name = "k", .type = VM_TYPE_BOOL},
	{.name = "k", .type = VM_TYPE_INTEGER, .least = -2, .most = 9},
	{.name = "k", .type = VM_TYPE_SIZE},
	{.name = "k", .type = VM_TYPE_UUID},
	{.name = "k", .type = VM_TYPE_IFNAME},
	{.name = "k", .type = VM_TYPE_PEER},
	{.name = "k", .type = VM_TYPE_MAC},
	{.name = "k", .type = VM_TYPE_PCI},
	{.name = "k", .type = VM_TYPE_USB},
	{.name = "k", .type = VM_TYPE_FORWARDS},
	{.name = "k", .type = VM_TYPE_ARGS},
};

/* Read @from ("k = ...") by the key of @type, in @room bytes. */
static bool read_in(size_t room, enum vm_type type, struct str from,
		    struct vm_value *out, struct err *e)
{
	struct arena arena = arena_over(sample.vm_memory, room);
	const struct toml_value *value;

	sample_document(&sample, from);
	value = toml_get(&sample.doc, sample.doc.root, STR("k"));
	assert_int_equal(keys[type].type, type);
	memset(out, 0, sizeof(*out));
	return vm_value_from_toml(&keys[type], &sample.doc, value, &arena, out,
				  e);
}

static struct vm_value accepted(enum vm_type type, struct str from)
{
	struct vm_value value;
	struct err e;

	if (!read_in(sizeof(sample.vm_memory), type, from, &value, &e))
		fail_msg("refused: %s", e.text);
	assert_true(value.set && value.given && value.at.known);
	return value;
}

static void refused(enum vm_type type, struct str from, const char *about,
		    const char *text)
{
	struct vm_value value;
	struct err e = {0};

	assert_false(read_in(sizeof(sample.vm_memory), type, from, &value, &e));
	assert_int_equal(e.kind, ERR_CONFIG);
	assert_string_equal(e.text, text);
	assert_true(e.at.known);
	assert_int_equal(e.at.len, strlen(about));
	assert_memory_equal(sample.bytes + e.at.offset, about, e.at.len);
}

static void texts_stay_as_they_are(void **state)
{
	(void)state;
	assert_text(accepted(VM_TYPE_TEXT, STR("k = 'a,b'")).text, "a,b");
	assert_text(accepted(VM_TYPE_RAW, STR("k = \"a\\u00e9=b,c\"")).text,
		    "a\xc3\xa9=b,c");
	assert_text(accepted(VM_TYPE_PATH, STR("k = '/x y'")).text, "/x y");
	assert_text(accepted(VM_TYPE_WORD, STR("k = 'two'")).text, "two");
	assert_text(accepted(VM_TYPE_NUMBER, STR("k = 'cores=4'")).text,
		    "cores=4");
}

static void knows_its_place(void **state)
{
	struct vm_value value = accepted(VM_TYPE_RAW, STR("\nk = 'abc'\n"));

	(void)state;
	assert_int_equal(value.at.offset, 5);
	assert_int_equal(value.at.len, 5);
}

static void a_text_can_have_a_longest_length(void **state)
{
	(void)state;
	assert_text(accepted(VM_TYPE_TEXT, STR("k = 'abc'")).text, "abc");
	refused(VM_TYPE_TEXT, STR("k = 'abcd'"), "'abcd'",
		"k: \"abcd\" has 4 bytes; expected at most 3");
}

static void a_number_becomes_its_digits(void **state)
{
	(void)state;
	assert_text(accepted(VM_TYPE_NUMBER, STR("k = 9")).text, "9");
	assert_text(accepted(VM_TYPE_NUMBER, STR("k = 0x5")).text, "5");
	refused(VM_TYPE_NUMBER, STR("k = 10"), "10",
		"k: found 10; expected 1 to 9");
	refused(VM_TYPE_NUMBER, STR("k = 0"), "0",
		"k: found 0; expected 1 to 9");
}

static void integers_keep_to_their_range(void **state)
{
	(void)state;
	assert_int_equal(accepted(VM_TYPE_INTEGER, STR("k = 9")).integer, 9);
	assert_int_equal(accepted(VM_TYPE_INTEGER, STR("k = -2")).integer, -2);
	refused(VM_TYPE_INTEGER, STR("k = 10"), "10",
		"k: found 10; expected -2 to 9");
	refused(VM_TYPE_INTEGER, STR("k = -3"), "-3",
		"k: found -3; expected -2 to 9");
}

static void booleans_are_themselves(void **state)
{
	(void)state;
	assert_true(accepted(VM_TYPE_BOOL, STR("k = true")).flag);
	assert_false(accepted(VM_TYPE_BOOL, STR("k = false")).flag);
}

static void sizes_are_integers_of_mib_or_texts(void **state)
{
	(void)state;
	assert_true(accepted(VM_TYPE_SIZE, STR("k = 1")).bytes == 1 << 20);
	assert_true(accepted(VM_TYPE_SIZE, STR("k = '4096'")).bytes ==
		    UINT64_C(4) << 30);
	assert_true(accepted(VM_TYPE_SIZE, STR("k = '4G'")).bytes ==
		    UINT64_C(4) << 30);
	assert_true(accepted(VM_TYPE_SIZE, STR("k = 8796093022207")).bytes ==
		    UINT64_C(8796093022207) << 20);
	refused(VM_TYPE_SIZE, STR("k = 8796093022208"), "8796093022208",
		"k: found 8796093022208; expected 1 to 8796093022207");
	refused(VM_TYPE_SIZE, STR("k = -9223372036854775808"),
		"-9223372036854775808",
		"k: found -9223372036854775808; expected 1 to 8796093022207");
	refused(VM_TYPE_SIZE, STR("k = 0"), "0",
		"k: found 0; expected 1 to 8796093022207");
}

static void values_of_a_language_are_recognised(void **state)
{
	(void)state;
	assert_string_equal(
		accepted(VM_TYPE_UUID,
			 STR("k = '123E4567-e89b-12d3-a456-426614174000'"))
			.uuid.text,
		"123e4567-e89b-12d3-a456-426614174000");
	assert_string_equal(
		accepted(VM_TYPE_IFNAME, STR("k = 't0'")).ifname.text, "t0");
	assert_string_equal(
		accepted(VM_TYPE_PEER, STR("k = 'br0.5'")).ifname.text,
		"br0.5");
	assert_int_equal(accepted(VM_TYPE_MAC, STR("k = '52:54:00:00:00:07'"))
				 .mac.octets[5],
			 7);
	assert_int_equal(accepted(VM_TYPE_PCI, STR("k = '65:00.1'")).pci.bus,
			 0x65);
	assert_int_equal(
		accepted(VM_TYPE_USB, STR("k = '046D:c52b'")).usb.id.product,
		0xc52b);
	assert_string_equal(accepted(VM_TYPE_USB, STR("k = '1-2.3'")).usb.port,
			    "1-2.3");
	refused(VM_TYPE_IFNAME, STR("k = 'br0.5'"), "'br0.5'",
		"k: \"br0.5\" is not a name for an interface; expected a "
		"letter, then letters, digits, '_' or '-'");
	refused(VM_TYPE_SIZE, STR("k = '1 G'"), "'1 G'",
		"k: \"1 G\" is not a size; expected a whole number of MiB, or "
		"one with K, M, G or T behind");
}

static void words_are_one_or_several(void **state)
{
	struct vm_value value = accepted(VM_TYPE_WORDS, STR("k = 'two'"));

	(void)state;
	assert_int_equal(value.texts.count, 1);
	assert_text(value.texts.items[0], "two");
	value = accepted(VM_TYPE_WORDS, STR("k = ['two', 'one']"));
	assert_int_equal(value.texts.count, 2);
	assert_text(value.texts.items[0], "two");
	assert_text(value.texts.items[1], "one");
	refused(VM_TYPE_WORDS, STR("k = ['one', 'three']"), "'three'",
		"k: found \"three\"; expected one of one, two");
	refused(VM_TYPE_WORDS, STR("k = 'three'"), "'three'",
		"k: found \"three\"; expected one of one, two");
}

static void arguments_can_be_empty_and_begin_with_a_dash(void **state)
{
	struct vm_value value =
		accepted(VM_TYPE_ARGS, STR("k = ['-device', '', 'x']"));

	(void)state;
	assert_int_equal(value.texts.count, 3);
	assert_text(value.texts.items[0], "-device");
	assert_text(value.texts.items[1], "");
	refused(VM_TYPE_ARGS, STR("k = ['a', \"b\\u0000\"]"), "\"b\\u0000\"",
		"k: found the character U+0000, which does not show; "
		"expected plain text");
}

static void forwards_are_an_array(void **state)
{
	struct vm_value value = accepted(
		VM_TYPE_FORWARDS,
		STR("k = ['tcp:127.0.0.1:2222:22', 'udp:0.0.0.0:5:6']"));

	(void)state;
	assert_int_equal(value.forwards.count, 2);
	assert_int_equal(value.forwards.items[0].guest_port, 22);
	assert_int_equal(value.forwards.items[1].protocol, FORWARD_UDP);
	refused(VM_TYPE_FORWARDS, STR("k = ['tcp:127.0.0.1:22']"),
		"'tcp:127.0.0.1:22'",
		"k: \"tcp:127.0.0.1:22\" is not a forwarded port; expected "
		"tcp:ADDRESS:PORT:PORT or udp:..., as in "
		"\"tcp:127.0.0.1:2222:22\"");
}

static void arrays_hold_strings_and_something(void **state)
{
	(void)state;
	refused(VM_TYPE_ARGS, STR("k = []"), "[", "k: found an empty array");
	refused(VM_TYPE_FORWARDS, STR("k = []"), "[",
		"k: found an empty array");
	refused(VM_TYPE_WORDS, STR("k = []"), "[", "k: found an empty array");
	refused(VM_TYPE_ARGS, STR("k = ['a', 5]"), "5",
		"k: found an integer in the array; expected a string");
	refused(VM_TYPE_FORWARDS, STR("k = [['a']]"), "[",
		"k: found an array in the array; expected a string");
}

static void every_text_is_checked(void **state)
{
	(void)state;
	for (size_t type = 0; type < ARRAY_LEN(keys); type++) {
		if (type == VM_TYPE_BOOL || type == VM_TYPE_INTEGER ||
		    type == VM_TYPE_FORWARDS || type == VM_TYPE_ARGS)
			continue;
		refused((enum vm_type)type, STR("k = ''"), "''",
			"k: found an empty text");
		refused((enum vm_type)type, STR("k = '-one'"), "'-one'",
			"k: \"-one\" begins with '-', which QEMU would take "
			"for an option");
		refused((enum vm_type)type, STR("k = \"o\\tne\""), "\"o\\tne\"",
			"k: found the character U+0009, which does not show; "
			"expected plain text");
	}
}

/* Which values of TOML each type takes, by the first letters of
 * string integer float bool datetime array table. */
static void refuses_values_of_other_types(void **state)
{
	static const char *const takes[] = {
		[VM_TYPE_TEXT] = "s",    [VM_TYPE_RAW] = "s",
		[VM_TYPE_NUMBER] = "si", [VM_TYPE_PATH] = "s",
		[VM_TYPE_WORD] = "s",    [VM_TYPE_WORDS] = "sa",
		[VM_TYPE_BOOL] = "b",    [VM_TYPE_INTEGER] = "i",
		[VM_TYPE_SIZE] = "si",   [VM_TYPE_UUID] = "s",
		[VM_TYPE_IFNAME] = "s",  [VM_TYPE_PEER] = "s",
		[VM_TYPE_MAC] = "s",     [VM_TYPE_PCI] = "s",
		[VM_TYPE_USB] = "s",     [VM_TYPE_FORWARDS] = "a",
		[VM_TYPE_ARGS] = "a",
	};
	static const struct {
		char letter;
		struct str text;
		const char *name;
	} values[] = {
		{'s', {"k = 'x'", 7}, "a string"},
		{'i', {"k = 5", 5}, "an integer"},
		{'f', {"k = 1.5", 7}, "a float"},
		{'b', {"k = true", 8}, "a boolean"},
		{'d', {"k = 07:32:00", 12}, "a local time"},
		{'a', {"k = ['x']", 9}, "an array"},
		{'t', {"k = {}", 6}, "a table"},
	};

	(void)state;
	for (size_t type = 0; type < ARRAY_LEN(keys); type++)
		for (size_t v = 0; v < ARRAY_LEN(values); v++) {
			char want[ERR_TEXT_BYTES];
			struct vm_value value;
			struct err e = {0};

			if (strchr(takes[type], values[v].letter) != NULL)
				continue;
			assert_false(read_in(sizeof(sample.vm_memory),
					     (enum vm_type)type, values[v].text,
					     &value, &e));
			(void)snprintf(want, sizeof(want),
				       "k: found %s; expected %s",
				       values[v].name,
				       vm_type_text((enum vm_type)type));
			assert_string_equal(e.text, want);
		}
}

static void hints_at_quotes_that_are_too_many(void **state)
{
	struct vm_value value;
	struct err e = {0};

	(void)state;
	assert_false(read_in(sizeof(sample.vm_memory), VM_TYPE_BOOL,
			     STR("k = 'on'"), &value, &e));
	assert_string_equal(e.hint,
			    "numbers, true and false stand without quotes");
	assert_false(read_in(sizeof(sample.vm_memory), VM_TYPE_ARGS,
			     STR("k = 'on'"), &value, &e));
	assert_string_equal(e.hint, "");
}

static void says_when_memory_ends(void **state)
{
	static const struct {
		enum vm_type type;
		struct str text;
	} cases[] = {
		{VM_TYPE_NUMBER, {"k = 5", 5}},
		{VM_TYPE_WORDS, {"k = 'one'", 9}},
		{VM_TYPE_ARGS, {"k = ['one']", 11}},
		{VM_TYPE_FORWARDS, {"k = ['tcp:1.2.3.4:5:6']", 23}},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct vm_value value;
		struct err e = {0};

		assert_false(
			read_in(1, cases[i].type, cases[i].text, &value, &e));
		assert_int_equal(e.kind, ERR_SYSTEM);
		assert_string_equal(e.text,
				    "k: no memory left to read the VM file");
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(texts_stay_as_they_are),
		cmocka_unit_test(knows_its_place),
		cmocka_unit_test(a_text_can_have_a_longest_length),
		cmocka_unit_test(a_number_becomes_its_digits),
		cmocka_unit_test(integers_keep_to_their_range),
		cmocka_unit_test(booleans_are_themselves),
		cmocka_unit_test(sizes_are_integers_of_mib_or_texts),
		cmocka_unit_test(values_of_a_language_are_recognised),
		cmocka_unit_test(words_are_one_or_several),
		cmocka_unit_test(arguments_can_be_empty_and_begin_with_a_dash),
		cmocka_unit_test(forwards_are_an_array),
		cmocka_unit_test(arrays_hold_strings_and_something),
		cmocka_unit_test(every_text_is_checked),
		cmocka_unit_test(refuses_values_of_other_types),
		cmocka_unit_test(hints_at_quotes_that_are_too_many),
		cmocka_unit_test(says_when_memory_ends),
	};

	return cmocka_run_group_tests_name("vm_value", tests, NULL, NULL);
}
