/* test_cli.c - src/cmd/cli.c */
#include "unit.h"
#include "vmman/cli.h"
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/wait.h>

enum {
	QUIET,
	DRY_RUN,
	MEM,
	CHECK,
};

static const struct cli_option options[] = {
	{"quiet", 'q', NULL, false, "say less"},
	{"dry-run", 'n', NULL, false, "only tell"},
	{"mem", 'm', "SIZE", false, "memory"},
	{"check", 'c', "FILE", true, "check a file"},
};

static const struct cli_program program = {
	.name = "vm-test",
	.operands = "VM",
	.least = 1,
	.most = 1,
	.summary = "Test.",
	.options = options,
	.option_count = ARRAY_LEN(options),
};

static struct cli c;
static struct err e;

/* Read a command line whose words stand between single blanks. */
static bool parse(const char *line)
{
	static char text[256];
	static char *argv[16];
	int argc = 1;
	char *at = text;

	assert_true(strlen(line) < sizeof(text));
	strcpy(text, line);
	argv[0] = text;
	for (char *word; (word = strsep(&at, " ")) != NULL;)
		argv[argc++] = word;
	argv[argc] = NULL;
	return cli_parse(&program, argc, argv, &c, &e);
}

static void understands_every_form_of_an_option(void **state)
{
	(void)state;
	assert_true(parse("--quiet --mem 4G a"));
	assert_true(c.given[QUIET] && c.given[MEM] && !c.given[DRY_RUN]);
	assert_string_equal(c.value[MEM], "4G");
	assert_true(parse("--mem=4G=x a"));
	assert_string_equal(c.value[MEM], "4G=x");
	assert_true(parse("-nqm4G a"));
	assert_true(c.given[QUIET] && c.given[DRY_RUN]);
	assert_string_equal(c.value[MEM], "4G");
	assert_true(parse("-m 4G a"));
	assert_string_equal(c.value[MEM], "4G");
	assert_true(parse("--mem= a"));
	assert_string_equal(c.value[MEM], "");
}

static void takes_an_optional_argument_only_attached(void **state)
{
	(void)state;
	assert_true(parse("--check a"));
	assert_true(c.given[CHECK]);
	assert_null(c.value[CHECK]);
	assert_string_equal(c.operands[0], "a");
	assert_true(parse("--check=f a"));
	assert_string_equal(c.value[CHECK], "f");
	assert_true(parse("-cf a"));
	assert_string_equal(c.value[CHECK], "f");
}

static void takes_options_behind_operands_and_ends_at_two_dashes(void **state)
{
	(void)state;
	assert_true(parse("a --quiet"));
	assert_true(c.given[QUIET]);
	assert_string_equal(c.operands[0], "a");
	assert_true(parse("-- --quiet"));
	assert_false(c.given[QUIET]);
	assert_string_equal(c.operands[0], "--quiet");
	assert_true(parse("-"));
	assert_string_equal(c.operands[0], "-");
}

static void stops_at_help_and_version(void **state)
{
	(void)state;
	assert_true(parse("--help --bogus"));
	assert_true(c.help && !c.version);
	assert_true(parse("-V"));
	assert_true(c.version && !c.help);
}

static void refuses_wrong_command_lines(void **state)
{
	(void)state;
	assert_false(parse("--drry-run a"));
	assert_int_equal(e.kind, ERR_USAGE);
	assert_string_equal(e.text, "there is no option --drry-run");
	assert_string_equal(e.hint, "did you mean --dry-run?");

	assert_false(parse("--dry a"));
	assert_string_equal(e.hint, "did you mean --dry-run?");

	assert_false(parse("--frobnicate=1 a"));
	assert_string_equal(e.text, "there is no option --frobnicate");
	assert_string_equal(e.hint, "vm-test --help lists the options");

	assert_false(parse("-qx a"));
	assert_string_equal(e.text, "there is no option -x");

	assert_false(parse("--quiet=1 a"));
	assert_string_equal(e.text, "--quiet takes no argument");

	assert_false(parse("a --mem"));
	assert_string_equal(e.text, "--mem needs SIZE behind it");

	assert_false(parse("--mem=1 -m2 a"));
	assert_string_equal(e.text, "--mem is given twice");

	assert_false(parse("a b"));
	assert_string_equal(e.text, "'b' is one operand too many");
	assert_string_equal(e.hint, "usage: vm-test [OPTION]... VM");

	assert_false(parse("--quiet"));
	assert_int_equal(e.kind, ERR_USAGE);
	assert_string_equal(e.text, "VM is missing");
}

static void survives_an_empty_argv(void **state)
{
	char *const none[] = {NULL};
	(void)state;
	assert_false(cli_parse(&program, 0, none, &c, &e));
	assert_string_equal(e.text, "VM is missing");
}

static void helps_with_the_table(void **state)
{
	static const char want[] =
		"Usage: vm-test [OPTION]... VM\n"
		"Test.\n"
		"\n"
		"  -q, --quiet                 say less\n"
		"  -n, --dry-run               only tell\n"
		"  -m, --mem=SIZE              memory\n"
		"  -c, --check[=FILE]          check a file\n"
		"  -h, --help                  print this help\n"
		"  -V, --version               print the version\n"
		"\n"
		"The whole story: man vm-test\n";
	struct out out;

	(void)state;
	out_init(&out, -1);
	cli_help(&program, &out);
	assert_int_equal(out.len, strlen(want));
	assert_memory_equal(out.buf, want, out.len);
}

/* In a child without descriptors 0 to 2: what a file that is opened gets. */
static int first_descriptor(void)
{
	char *argv[] = {(char[]){"vm-test"}, (char[]){"web"}, NULL};
	pid_t child = fork();
	struct cli cli;
	int status;

	if (child == 0) {
		closefrom(0);
		if (!cli_begin(&program, 2, argv, &cli, &status))
			_exit(99);
		_exit(open("/dev/null", O_RDONLY | O_CLOEXEC));
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static void keeps_files_out_of_closed_standard_descriptors(void **state)
{
	(void)state;
	assert_int_equal(first_descriptor(), 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(understands_every_form_of_an_option),
		cmocka_unit_test(takes_an_optional_argument_only_attached),
		cmocka_unit_test(
			takes_options_behind_operands_and_ends_at_two_dashes),
		cmocka_unit_test(stops_at_help_and_version),
		cmocka_unit_test(refuses_wrong_command_lines),
		cmocka_unit_test(survives_an_empty_argv),
		cmocka_unit_test(helps_with_the_table),
		cmocka_unit_test(
			keeps_files_out_of_closed_standard_descriptors),
	};

	return cmocka_run_group_tests_name("cli", tests, NULL, NULL);
}
