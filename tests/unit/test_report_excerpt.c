/* test_report_excerpt.c - src/cmd/report_excerpt.c */
#include "unit.h"
#include "vmman/cli.h"

/* The excerpt alone, as report_error() prints it behind its first line. */
static const char *excerpt(struct str text, size_t offset, size_t len)
{
	static struct out out;
	const struct report_source source = {NULL, text};
	struct err_place at = {.offset = offset, .len = len};
	struct err e;
	char *first_end;

	err_at(&e, ERR_CONFIG, at, "x");
	out_init(&out, -1);
	report_error(&out, "p", &e, &source, false);
	out.buf[out.len] = '\0';
	first_end = strchr(out.buf, '\n');
	assert_non_null(first_end);
	return first_end + 1;
}

static void marks_one_character_at_least(void **state)
{
	(void)state;
	assert_string_equal(excerpt(STR("abc"), 1, 0), "  1 | abc\n"
						       "    |  ^\n");
	assert_string_equal(excerpt(STR("abc\n"), 3, 1), "  1 | abc\n"
							 "    |    ^\n");
	assert_string_equal(excerpt(STR(""), 0, 0), "  1 | \n"
						    "    | ^\n");
	assert_string_equal(excerpt(STR("abc"), 99, 9), "  1 | abc\n"
							"    |    ^\n");
}

static void stays_in_the_first_line_of_a_place(void **state)
{
	(void)state;
	assert_string_equal(excerpt(STR("a\r\nb = [\n1,\n]\n"), 7, 8),
			    "  2 | b = [\n"
			    "    |     ^\n");
	assert_string_equal(excerpt(STR("a\r\nb"), 0, 1), "  1 | a\n"
							  "    | ^\n");
}

static void lines_up_behind_tabs_and_wide_characters(void **state)
{
	(void)state;
	assert_string_equal(excerpt(STR("\ta\tb"), 3, 1), "  1 |     a    b\n"
							  "    |          ^\n");
	assert_string_equal(excerpt(STR("\xe6\xbc\xa2\xc3\xa9=x"), 6, 1),
			    "  1 | \xe6\xbc\xa2\xc3\xa9=x\n"
			    "    |     ^\n");
}

static void lines_up_behind_bytes_it_has_to_show(void **state)
{
	(void)state;
	assert_string_equal(excerpt(STR("\33\xff=x"), 2, 2),
			    "  1 | \\x1b\\xff=x\n"
			    "    |         ^~\n");
	/* A right-to-left override. */
	assert_string_equal(excerpt(STR("\xe2\x80\xae="), 0, 3),
			    "  1 | \\xe2\\x80\\xae=\n"
			    "    | ^~~~~~~~~~~~\n");
}

static void widens_for_line_numbers(void **state)
{
	(void)state;
	assert_string_equal(excerpt(STR("\n\n\n\n\n\n\n\n\n\n\nx"), 11, 1),
			    "  12 | x\n"
			    "     | ^\n");
}

static void shows_a_part_of_a_long_line(void **state)
{
	char line[301];

	(void)state;
	memset(line, '-', sizeof(line));
	memcpy(line + 100, "[here]", 6);
	assert_string_equal(excerpt((struct str){line, sizeof(line)}, 100, 6),
			    "  1 | ...------------------------[here]"
			    "--------------------------------------...\n"
			    "    |                            ^~~~~~\n");
	assert_string_equal(
		excerpt((struct str){line, sizeof(line)}, 0, 300),
		"  1 | -------------------------------------------------"
		"-------------------...\n"
		"    | ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~"
		"~~~~~~~~~~~~~~~~~~~~\n");
	assert_string_equal(excerpt((struct str){line, sizeof(line)}, 301, 0),
			    "  1 | ...------------------------\n"
			    "    |                            ^\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(marks_one_character_at_least),
		cmocka_unit_test(stays_in_the_first_line_of_a_place),
		cmocka_unit_test(lines_up_behind_tabs_and_wide_characters),
		cmocka_unit_test(lines_up_behind_bytes_it_has_to_show),
		cmocka_unit_test(widens_for_line_numbers),
		cmocka_unit_test(shows_a_part_of_a_long_line),
	};

	return cmocka_run_group_tests_name("report_excerpt", tests, NULL, NULL);
}
