/* test_vm_run_print.c - src/cmd/vm_run_print.c */
#include "vm_run.h"
#include "vm_sample.h"

static struct out out;
static struct qemu_argv argv;

static const char *printed(void (*print)(const struct qemu_argv *argv,
					 struct out *out),
			   const char *first, const char *second)
{
	argv = (struct qemu_argv){.count = 2, .args = {first, second}};
	out_init(&out, -1);
	print(&argv, &out);
	out.buf[out.len] = '\0';
	return out.buf;
}

static void quotes_what_a_shell_would_take_apart(void **state)
{
	static const struct {
		const char *word, *shown;
	} cases[] = {
		{"a-Z0_@%+=:,./", "q a-Z0_@%+=:,./\n"},
		{"", "q ''\n"},
		{"a b", "q 'a b'\n"},
		{"$HOME", "q '$HOME'\n"},
		{"`id`", "q '`id`'\n"},
		{"a'b", "q 'a'\\''b'\n"},
		{"'", "q ''\\'''\n"},
		{"a\\b", "q 'a\\b'\n"},
		{"~", "q '~'\n"},
		{"*", "q '*'\n"},
		{"\xc3\xa9", "q '\xc3\xa9'\n"},
		{"a\nb", "q $'a\\x0ab'\n"},
		{"\x1b[2J", "q $'\\x1b[2J'\n"},
		{"\x7f'\\", "q $'\\x7f\\'\\\\'\n"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		assert_string_equal(
			printed(run_print_shell, "q", cases[i].word),
			cases[i].shown);
}

static void begins_a_line_with_each_option(void **state)
{
	(void)state;
	assert_string_equal(printed(run_print_shell, "q", "-S"),
			    "q \\\n\t-S\n");
}

static void prints_an_array_of_strings(void **state)
{
	(void)state;
	assert_string_equal(printed(run_print_json, "q", "a\"b\\\x1b"),
			    "[\"q\",\n \"a\\\"b\\\\\\u001b\"]\n");
}

static const char *notes(const struct sample *s, bool direct_io, bool aio)
{
	struct qemu_host host = {.aio = aio};

	host.sections[1].direct_io = direct_io;
	out_init(&out, -1);
	run_print_notes("vm-run", &s->vm, &host, &out);
	out.buf[out.len] = '\0';
	return out.buf;
}

static void tells_where_a_default_gave_way(void **state)
{
	static struct sample s;

	(void)state;
	sample_accept(&s, STR(SAMPLE_BASE "[storage.a]\ndriver = 'virtio'\n"
					  "file = '/a b'\n"));
	assert_string_equal(notes(&s, true, true), "");
	assert_string_equal(notes(&s, false, true),
			    "vm-run: note: /a b: its file system has no "
			    "O_DIRECT: QEMU uses the host's cache, and "
			    "threads\n");
	assert_string_equal(notes(&s, true, false),
			    "vm-run: note: /a b: this host has no Linux AIO: "
			    "QEMU uses threads\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(quotes_what_a_shell_would_take_apart),
		cmocka_unit_test(begins_a_line_with_each_option),
		cmocka_unit_test(prints_an_array_of_strings),
		cmocka_unit_test(tells_where_a_default_gave_way),
	};

	return cmocka_run_group_tests_name("vm_run_print", tests, NULL, NULL);
}
