/* test_toml_string.c - src/toml/toml_string.c */
#include "toml_doc.h"
#include <stdio.h>

struct meaning {
	struct str doc;
	struct str text; /* of the key a */
};

#define MEANING(doc, text)                       \
	{                                        \
		{(doc), sizeof(doc) - 1},        \
		{                                \
			(text), sizeof(text) - 1 \
		}                                \
	}

static void check_meanings(const struct meaning *cases, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct doc d = doc_read(cases[i].doc);

		assert_str_equal(toml_string(&d.t, doc_get(&d, "a")),
				 cases[i].text);
		doc_free(&d);
	}
}

static void takes_plain_text_as_it_is(void **state)
{
	static const struct meaning cases[] = {
		MEANING("a = \"\"", ""),
		MEANING("a = ''", ""),
		MEANING("a = \"\" # \"\"\"", ""),
		MEANING("a = \"x\"", "x"),
		MEANING("a = 'x'", "x"),
		MEANING("a = 'C:\\temp\\n'", "C:\\temp\\n"),
		MEANING("a = \"it's\"", "it's"),
		MEANING("a = 'say \"yes\"'", "say \"yes\""),
		MEANING("a = \"\ttab\t\"", "\ttab\t"),
		MEANING("a = \"# no comment\"", "# no comment"),
		MEANING("a = \"a text of more than sixteen bytes, and more "
			"than thirty-two, too\"",
			"a text of more than sixteen bytes, and more "
			"than thirty-two, too"),
		MEANING("a = 'stra\xc3\x9f"
			"e \xf0\x9f\x98\x80'",
			"stra\xc3\x9f"
			"e \xf0\x9f\x98\x80"),
		/* neither is a control character to TOML */
		MEANING("a = '\xc2\x85 \xe2\x80\xa8'", "\xc2\x85 \xe2\x80\xa8"),
	};

	(void)state;
	check_meanings(cases, ARRAY_LEN(cases));
}

static void understands_escapes(void **state)
{
	static const struct meaning cases[] = {
		MEANING("a = \"\\b\\t\\n\\f\\r\\e\\\"\\\\\"",
			"\b\t\n\f\r\033\"\\"),
		MEANING("a = \"x\\x41y\"", "xAy"),
		MEANING("a = \"\\x00\"", "\0"),
		MEANING("a = \"\\u0000.\\U00000000\"", "\0.\0"),
		MEANING("a = \"\\x7f\\x80\\xFF\\xfE\"",
			"\x7f\xc2\x80\xc3\xbf\xc3\xbe"),
		MEANING("a = \"\\u07ff\\u0800\\ud7ff\\ue000\\uFFFF\"",
			"\xdf\xbf\xe0\xa0\x80\xed\x9f\xbf\xee\x80\x80\xef\xbf"
			"\xbf"),
		MEANING("a = \"\\U00010000\\U0010FFFF\"",
			"\xf0\x90\x80\x80\xf4\x8f\xbf\xbf"),
		/* \xHH is a character, not a byte */
		MEANING("a = \"\\xe2\\x82\"", "\xc3\xa2\xc2\x82"),
		MEANING("a = \"\\u00e9t\\u00e9 in 16 bytes or more\"",
			"\xc3\xa9t\xc3\xa9 in 16 bytes or more"),
		MEANING("a = \"sixteen bytes and\\tthen sixteen more\\n\"",
			"sixteen bytes and\tthen sixteen more\n"),
		MEANING("a = \"\\\\n\"", "\\n"),
		MEANING("a = \"\\\"\"", "\""),
	};

	(void)state;
	check_meanings(cases, ARRAY_LEN(cases));
}

static void reads_strings_of_many_lines(void **state)
{
	static const struct meaning cases[] = {
		MEANING("a = \"\"\"\"\"\"", ""),
		MEANING("a = ''''''", ""),
		MEANING("a = \"\"\"\n\"\"\"", ""),
		MEANING("a = '''\n\n'''", "\n"),
		MEANING("a = \"\"\"x\"\"\"", "x"),
		MEANING("a = \"\"\"\nx\ny\n\"\"\"", "x\ny\n"),
		MEANING("a = '''\nx\\y\n'''", "x\\y\n"),
		/* a newline is LF, whatever the file has */
		MEANING("a = \"\"\"\r\nx\r\ny\"\"\"", "x\ny"),
		MEANING("a = '''\r\nx\r\ny'''", "x\ny"),
		MEANING("a = '''\r\n\r\n'''", "\n"),
		MEANING("a = '''x\r\n'''", "x\n"),
		/* up to two quotes, also beside the closing ones */
		MEANING("a = \"\"\"\"x\"\"\"\"", "\"x\""),
		MEANING("a = \"\"\"\"\"x\"\"\"\"\"", "\"\"x\"\""),
		MEANING("a = ''''x''''", "'x'"),
		MEANING("a = '''''x'''''", "''x''"),
		MEANING("a = '''''''", "'"),
		MEANING("a = ''''''''", "''"),
		MEANING("a = \"\"\"\"\"\"\"\"", "\"\""),
		MEANING("a = \"\"\"x\"\"y\"z\"\"\"", "x\"\"y\"z"),
		MEANING("a = \"\"\"\\\"\"\"\"\"\"", "\"\"\""),
		MEANING("a = \"\"\"\"\"\\\"\"\"\"", "\"\"\""),
		MEANING("a = \"\"\"'''\"\"\"", "'''"),
	};

	(void)state;
	check_meanings(cases, ARRAY_LEN(cases));
}

static void joins_lines_behind_a_backslash(void **state)
{
	static const struct meaning cases[] = {
		MEANING("a = \"\"\"x\\\ny\"\"\"", "xy"),
		MEANING("a = \"\"\"\\\n\"\"\"", ""),
		MEANING("a = \"\"\"x \\\n  \t y\"\"\"", "x y"),
		MEANING("a = \"\"\"x \\  \t \n \n\n  y\"\"\"", "x y"),
		MEANING("a = \"\"\"x \\\r\n \r\n  y\r\n\"\"\"", "x y\n"),
		MEANING("a = \"\"\"\nx \\\n\n\\\n\n y\"\"\"", "x y"),
		MEANING("a = \"\"\"x\\\\\n\"\"\"", "x\\\n"),
		MEANING("a = '''x\\\ny'''", "x\\\ny"),
	};

	(void)state;
	check_meanings(cases, ARRAY_LEN(cases));
}

static void reads_quoted_keys(void **state)
{
	static const struct meaning cases[] = {
		MEANING("\"a\" = 'x'", "x"),
		MEANING("'a' = 'x'", "x"),
		MEANING("\"\\u0061\" = 'x'", "x"),
		MEANING("\"\\x61\" = 'x'", "x"),
	};
	struct doc odd = doc_read(STR("\"\" = 1\n'\"' = 2\n\"\\u0000\" = 3\n"
				      "'a.b' = 4\n\"\xc3\xa9\" = 5\n"
				      "'[x]' = 6\n\"\\ta\" = 7"));
	static const struct str keys[] = {
		{"", 0},         {"\"", 1},  {"\0", 1},  {"a.b", 3},
		{"\xc3\xa9", 2}, {"[x]", 3}, {"\ta", 2},
	};

	(void)state;
	check_meanings(cases, ARRAY_LEN(cases));
	assert_doc_good(&odd);
	for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
		const struct toml_value *v =
			toml_get(&odd.t, odd.t.root, keys[i]);

		assert_non_null(v);
		assert_int_equal(toml_integer(&odd.t, v), i + 1);
	}
	doc_free(&odd);
}

/* However little room is left: the sanitizers watch the end of the arena. */
static void makes_strings_up_to_the_end_of_the_arena(void **state)
{
	static const char *const docs[] = {
		"a = \"0123456789abcde\\U0001F600\"",
		"a = \"0123456789abcdef\\U0001F6000123456789abcdef\"",
		"a = \"\\U0001F600\\U0001F600\\U0001F600\\U0001F600\"",
		"a = \"\"\"\\t0123456789abcd\"\"\"\"\"",
		"a = '''0123456789abcde\r\n0123456789abcde\r\n'''",
		"\"\\u0061\\\\\\\\\\\\\\\\\\\\\\\\\\\\\" = 1",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(docs); i++) {
		bool good = false;

		for (size_t size = 0; !good; size++) {
			struct doc d = doc_read_in(str_from_c(docs[i]), size);

			assert_true(size < 300);
			good = d.good;
			doc_free(&d);
		}
	}
}

struct refusal {
	const char *doc;
	size_t offset, len;
	const char *text;
};

static void check_refusals(const struct refusal *cases, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct doc d = doc_read(str_from_c(cases[i].doc));

		assert_doc_refused(&d, cases[i].offset, cases[i].len,
				   cases[i].text);
		doc_free(&d);
	}
}

static void refuses_what_is_no_escape(void **state)
{
	static const struct refusal cases[] = {
		{"a = \"\\q\"", 5, 2, "'\\q' is no escape"},
		{"a = \"x\\ \"", 6, 2, "'\\ ' is no escape"},
		{"a = \"\\'\"", 5, 2, "'\\'' is no escape"},
		{"a = \"\\/\"", 5, 2, "'\\/' is no escape"},
		{"a = \"\\X41\"", 5, 2, "'\\X' is no escape"},
		{"a = \"\\0\"", 5, 2, "'\\0' is no escape"},
		{"a = \"\\\xc3\xa9\"", 5, 3, "'\\\xc3\xa9' is no escape"},
		{"a = \"\\\n\"", 5, 1, "'\\' is no escape"},
		{"a = \"\\", 5, 1, "'\\' is no escape"},
		{"a = \"\"\"\\ x\"\"\"", 7, 2, "'\\ ' is no escape"},
		{"\"\\q\" = 1", 1, 2, "'\\q' is no escape"},
		{"a = \"\\x4\"", 5, 3, "'\\x' needs 2 hexadecimal digits"},
		{"a = \"\\x4g\"", 5, 3, "'\\x' needs 2 hexadecimal digits"},
		{"a = \"\\u\"", 5, 2, "'\\u' needs 4 hexadecimal digits"},
		{"a = \"\\u123", 5, 5, "'\\u' needs 4 hexadecimal digits"},
		{"a = \"\\U0001F60\"", 5, 9,
		 "'\\U' needs 8 hexadecimal digits"},
		{"a = \"\\ud800\"", 5, 6, "U+D800 is no character"},
		{"a = \"\\udfff\"", 5, 6, "U+DFFF is no character"},
		{"a = \"\\U00110000\"", 5, 10, "U+110000 is no character"},
		{"a = \"\\UFFFFFFFF\"", 5, 10, "U+FFFFFFFF is no character"},
	};

	(void)state;
	check_refusals(cases, ARRAY_LEN(cases));
}

static void refuses_strings_without_an_end(void **state)
{
	static const char quote[] = "the string has no closing \" on its line";
	static const char apostrophe[] =
		"the string has no closing ' on its line";
	static const struct refusal cases[] = {
		{"a = \"x", 4, 1, quote},
		{"a = \"x\nb = 1", 4, 1, quote},
		{"a = \"x\r\nb = 1", 4, 1, quote},
		{"a = \"\\\"", 4, 1, quote},
		{"a = \"\\tx\n", 4, 1, quote},
		{"a = 'x", 4, 1, apostrophe},
		{"a = 'x\n'", 4, 1, apostrophe},
		{"\"a\nb\" = 1", 0, 1, quote},
		{"['a", 1, 1, apostrophe},
		{"a = \"\"\"x", 4, 3, "the string has no closing \"\"\""},
		{"a = \"\"\"x\"\"", 4, 3, "the string has no closing \"\"\""},
		{"a = \"\"\"x\\\"\"\"", 4, 3,
		 "the string has no closing \"\"\""},
		{"a = '''x\n\n''", 4, 3, "the string has no closing '''"},
		{"a = '''x\r\n''", 4, 3, "the string has no closing '''"},
	};

	(void)state;
	check_refusals(cases, ARRAY_LEN(cases));
}

static void refuses_control_characters(void **state)
{
	static const char *const styles[][2] = {
		{"a = \"x", "\""},        {"a = 'x", "'"},
		{"a = \"\"\"", "\"\"\""}, {"a = '''", "'''"},
		{"a = \"\\t", "\""},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(styles); i++)
		for (unsigned c = 0; c < 0x80; c++) {
			size_t at = strlen(styles[i][0]);
			char doc[32] = "", text[ERR_TEXT_BYTES];
			struct doc d;

			if ((c >= ' ' && c != 0x7f) || c == '\t' || c == '\n' ||
			    c == '\r')
				continue;
			(void)snprintf(doc, sizeof(doc), "%s?%s", styles[i][0],
				       styles[i][1]);
			doc[at] = (char)c;
			d = doc_read((struct str){
				doc, at + 1 + strlen(styles[i][1])});
			(void)snprintf(text, sizeof(text),
				       "the control character U+%04X is not "
				       "allowed in a string",
				       c);
			assert_doc_refused(&d, at, 1, text);
			doc_free(&d);
		}
}

static void refuses_a_carriage_return_alone(void **state)
{
	static const char text[] = "a carriage return without a newline is "
				   "not allowed in a string";
	static const struct refusal cases[] = {
		{"a = \"x\ry\"", 6, 1, text},
		{"a = 'x\ry'", 6, 1, text},
		{"a = \"\"\"x\ry\"\"\"", 8, 1, text},
		{"a = '''x\r\r\n'''", 8, 1, text},
		{"a = '''x\r", 8, 1, text},
	};

	(void)state;
	check_refusals(cases, ARRAY_LEN(cases));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(takes_plain_text_as_it_is),
		cmocka_unit_test(understands_escapes),
		cmocka_unit_test(reads_strings_of_many_lines),
		cmocka_unit_test(joins_lines_behind_a_backslash),
		cmocka_unit_test(reads_quoted_keys),
		cmocka_unit_test(makes_strings_up_to_the_end_of_the_arena),
		cmocka_unit_test(refuses_what_is_no_escape),
		cmocka_unit_test(refuses_strings_without_an_end),
		cmocka_unit_test(refuses_control_characters),
		cmocka_unit_test(refuses_a_carriage_return_alone),
	};

	return cmocka_run_group_tests_name("toml_string", tests, NULL, NULL);
}
