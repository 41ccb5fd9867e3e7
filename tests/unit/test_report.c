/* test_report.c - src/cmd/report.c */
#include "unit.h"
#include "vmman/cli.h"
#include <fcntl.h>

static const char text[] =
	"[base.x]\n\xc3\xa9 = 1\ninterface = \"alice-windows-dev\"\n";
static const struct report_source source = {
	.path = "alice.toml",
	.text = {text, sizeof(text) - 1},
};

/* The place of "alice-windows-dev" with its quotes. */
static struct err_place place_of_name(void)
{
	return (struct err_place){.offset = 28, .len = 19, .known = true};
}

static void assert_printed(const struct out *out, const char *want)
{
	assert_int_equal(out->len, strlen(want));
	assert_memory_equal(out->buf, want, out->len);
}

static void tells_place_line_and_hint(void **state)
{
	struct out out;
	struct err e;

	(void)state;
	err_at(&e, ERR_CONFIG, place_of_name(), "the name is too long");
	err_hint(&e, "shorten it");
	out_init(&out, -1);
	report_error(&out, "vm-run", &e, &source, false);
	assert_printed(&out,
		       "vm-run: alice.toml:3:13: error: the name is too long\n"
		       "  3 | interface = \"alice-windows-dev\"\n"
		       "    |             ^~~~~~~~~~~~~~~~~~~\n"
		       "  hint: shorten it\n");
}

static void tells_an_error_without_a_place(void **state)
{
	struct out out;
	struct err e;

	(void)state;
	err_set(&e, ERR_NO_VM, "there is no VM alice");
	out_init(&out, -1);
	report_error(&out, "vm-run", &e, NULL, false);
	report_error(&out, "vm-run", &e, &source, false);
	assert_printed(&out,
		       "vm-run: error: there is no VM alice\n"
		       "vm-run: alice.toml: error: there is no VM alice\n");
}

static void shows_control_bytes_instead_of_sending_them(void **state)
{
	const struct report_source hostile = {"a\33[2J.toml", STR("")};
	struct out out;
	struct err e;

	(void)state;
	err_set(&e, ERR_CONFIG, "\r%s", "\x9b");
	err_hint(&e, "\b");
	out_init(&out, -1);
	report_error(&out, "vm-run", &e, &hostile, false);
	assert_printed(&out, "vm-run: a\\x1b[2J.toml: error: \\x0d\\x9b\n"
			     "  hint: \\x08\n");
}

static void colours_only_when_told(void **state)
{
	struct out out;
	struct err e;

	(void)state;
	err_set(&e, ERR_USAGE, "no");
	out_init(&out, -1);
	report_error(&out, "vm-run", &e, NULL, true);
	assert_printed(&out, "\33[1mvm-run: \33[0m\33[1;31merror: \33[0m"
			     "\33[1mno\33[0m\n");
}

/* The other end of a terminal of our own. */
static int open_terminal(int *keep)
{
	*keep = posix_openpt(O_RDWR | O_NOCTTY);
	assert_true(*keep >= 0);
	assert_int_equal(unlockpt(*keep), 0);
	return open(ptsname(*keep), O_RDWR | O_NOCTTY);
}

static void colours_on_a_terminal_that_can(void **state)
{
	int keep, terminal = open_terminal(&keep);

	(void)state;
	assert_int_equal(unsetenv("NO_COLOR"), 0);
	assert_int_equal(setenv("TERM", "xterm", 1), 0);
	assert_true(report_colour(terminal));
	assert_false(report_colour(-1));
	assert_int_equal(setenv("NO_COLOR", "", 1), 0);
	assert_true(report_colour(terminal));
	assert_int_equal(setenv("NO_COLOR", "1", 1), 0);
	assert_false(report_colour(terminal));
	assert_int_equal(unsetenv("NO_COLOR"), 0);
	assert_int_equal(setenv("TERM", "dumb", 1), 0);
	assert_false(report_colour(terminal));
	assert_int_equal(unsetenv("TERM"), 0);
	assert_false(report_colour(terminal));
	close(terminal);
	close(keep);
}

static void tells_that_there_are_more(void **state)
{
	static struct err_list errs;
	struct out out;

	(void)state;
	err_set(err_next(&errs), ERR_CONFIG, "one");
	err_set(err_next(&errs), ERR_CONFIG, "two");
	errs.more = true;
	out_init(&out, -1);
	report_errors(&out, "vm-run", &errs, NULL, false);
	assert_printed(&out, "vm-run: error: one\n"
			     "vm-run: error: two\n"
			     "vm-run: ... and more errors\n");
}

static void tells_the_same_in_json(void **state)
{
	static struct err_list errs;
	struct out out;

	(void)state;
	err_at(err_next(&errs), ERR_CONFIG, place_of_name(), "too \"long\"");
	err_set(err_next(&errs), ERR_NO_VM, "none");
	err_hint(&errs.items[1], "look");
	out_init(&out, -1);
	report_json(&out, &errs, &source);
	assert_printed(
		&out,
		"{\"errors\": [{\"kind\": \"config\", \"exit\": 78, "
		"\"file\": \"alice.toml\", \"line\": 3, \"column\": 13, "
		"\"text\": \"too \\\"long\\\"\", \"hint\": null}, "
		"{\"kind\": \"no-vm\", \"exit\": 66, \"file\": \"alice.toml\", "
		"\"line\": null, \"column\": null, \"text\": \"none\", "
		"\"hint\": \"look\"}], \"more\": false}\n");
}

static void counts_columns_in_characters(void **state)
{
	struct report_position at;

	(void)state;
	at = report_position(STR("\xc3\xa9\xff x"), 4);
	assert_int_equal(at.line, 1);
	assert_int_equal(at.column, 4);
	at = report_position(STR("a\nb\n"), 4);
	assert_int_equal(at.line, 3);
	assert_int_equal(at.column, 1);
	at = report_position(STR("a"), 99);
	assert_int_equal(at.column, 2);
}

static void knows_the_exit_code_of_every_kind(void **state)
{
	(void)state;
	assert_int_equal(report_exit_code(ERR_NONE), 0);
	assert_int_equal(report_exit_code(ERR_USAGE), 64);
	assert_int_equal(report_exit_code(ERR_NO_VM), 66);
	assert_int_equal(report_exit_code(ERR_TIMEOUT), 124);
	assert_string_equal(report_kind(ERR_NO_VM), "no-vm");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tells_place_line_and_hint),
		cmocka_unit_test(tells_an_error_without_a_place),
		cmocka_unit_test(shows_control_bytes_instead_of_sending_them),
		cmocka_unit_test(colours_only_when_told),
		cmocka_unit_test(colours_on_a_terminal_that_can),
		cmocka_unit_test(tells_that_there_are_more),
		cmocka_unit_test(tells_the_same_in_json),
		cmocka_unit_test(counts_columns_in_characters),
		cmocka_unit_test(knows_the_exit_code_of_every_kind),
	};

	return cmocka_run_group_tests_name("report", tests, NULL, NULL);
}
