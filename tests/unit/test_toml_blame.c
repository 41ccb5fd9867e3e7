/* test_toml_blame.c - src/toml/toml_blame.c: words for what is wrong */
#include "toml_doc.h"
#include <stdio.h>

struct refusal {
	const char *doc;
	size_t offset, len;
	const char *text;
	const char *hint;
};

static void check(const struct refusal *cases, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct doc d = doc_read(str_from_c(cases[i].doc));

		assert_doc_refused(&d, cases[i].offset, cases[i].len,
				   cases[i].text);
		assert_string_equal(d.e.hint, cases[i].hint);
		doc_free(&d);
	}
}

static void names_what_it_found_and_what_it_expected(void **state)
{
	static const struct refusal cases[] = {
		{"a", 1, 0,
		 "expected '=' after the key, found the end of the file", ""},
		{"a\n", 1, 1, "expected '=' after the key, found a newline",
		 ""},
		{"a \r\n", 2, 1, "expected '=' after the key, found a newline",
		 ""},
		{"a b = 1", 2, 1, "expected '=' after the key, found 'b'", ""},
		{"a: 1", 1, 1, "expected '=' after the key, found ':'", ""},
		{"a.", 2, 0, "expected a key, found the end of the file", ""},
		{"a. = 1", 3, 1, "expected a key, found '='", ""},
		{"a.\nb = 1", 2, 1, "expected a key, found a newline", ""},
		{"a = ", 4, 0, "expected a value, found the end of the file",
		 ""},
		{"a = # 1\n", 4, 1, "expected a value, found '#'", ""},
		{"a =\n1", 3, 1, "expected a value, found a newline", ""},
		{"a = ]", 4, 1, "expected a value, found ']'", ""},
		{"= 1", 0, 1, "expected a key or a header, found '='", ""},
		{"]", 0, 1, "expected a key or a header, found ']'", ""},
		{"\x01", 0, 1,
		 "expected a key or a header, found the control character "
		 "U+0001",
		 ""},
		{"a = 1 b = 2", 6, 1,
		 "expected a newline after the value, found 'b'", ""},
		{"a = 'x' 'y'", 8, 1,
		 "expected a newline after the value, found '''", ""},
		{"a = [] b", 7, 1,
		 "expected a newline after the value, found 'b'", ""},
		{"a = 1\rb = 2", 5, 1,
		 "expected a newline after the value, found the control "
		 "character U+000D",
		 ""},
		{"a = 1979-05-27 07:32x", 20, 1,
		 "expected a newline after the value, found 'x'", ""},
		{"[a", 2, 0,
		 "expected '.' or ']' after the key, found the end of the "
		 "file",
		 ""},
		{"[a b]", 3, 1, "expected '.' or ']' after the key, found 'b'",
		 ""},
		{"[]", 1, 1, "expected a key, found ']'", ""},
		{"[a.]", 3, 1, "expected a key, found ']'", ""},
		{"[ [a]]", 2, 1, "expected a key, found '['", ""},
		{"[[a]\n", 3, 1,
		 "expected '.' or ']]' after the key, found ']'", ""},
		{"[[a] ]", 3, 1,
		 "expected '.' or ']]' after the key, found ']'", ""},
		{"[a]]", 3, 1, "expected a newline after the header, found ']'",
		 ""},
		{"[a] b = 1", 4, 1,
		 "expected a newline after the header, found 'b'", ""},
		{"# \x02", 2, 1,
		 "the control character U+0002 is not allowed in a comment",
		 ""},
		{"# \r ", 2, 1,
		 "a carriage return without a newline is not allowed in a "
		 "comment",
		 ""},
		{"a = 1 # \x7f", 8, 1,
		 "the control character U+007F is not allowed in a comment",
		 ""},
	};

	(void)state;
	check(cases, ARRAY_LEN(cases));
}

static void names_a_byte_of_zero(void **state)
{
	struct doc line = doc_read(STR("a = 1\n\0b = 2"));
	struct doc value = doc_read(STR("a = \0"));

	(void)state;
	assert_doc_refused(&line, 6, 1,
			   "expected a key or a header, found the control "
			   "character U+0000");
	assert_doc_refused(&value, 4, 1,
			   "expected a value, found the control character "
			   "U+0000");
	doc_free(&line);
	doc_free(&value);
}

static void tells_where_an_open_bracket_is(void **state)
{
	static const char array[] = "the array begins on line 1";
	static const char table[] = "the inline table begins on line 1";
	static const struct refusal cases[] = {
		{"a = [1 2]", 7, 1,
		 "expected ',' or ']' after the value, found '2'", ""},
		{"a = [1, 2\nb = 3", 10, 1,
		 "expected ',' or ']' after the value, found 'b'", array},
		{"a = [1,\n", 8, 0,
		 "expected a value or ']', found the end of the file", array},
		{"a = [", 5, 0,
		 "expected a value or ']', found the end of the file", ""},
		{"a = [,]", 5, 1, "expected a value or ']', found ','", ""},
		{"a = [1,,2]", 7, 1, "expected a value or ']', found ','", ""},
		{"a = [1}", 6, 1,
		 "expected ',' or ']' after the value, found '}'", ""},
		{"a = [[1] 2]", 9, 1,
		 "expected ',' or ']' after the value, found '2'", ""},
		{"a = [[1]\n [2]]", 10, 1,
		 "expected ',' or ']' after the value, found '['", array},
		{"a = [\n[1", 8, 0,
		 "expected ',' or ']' after the value, found the end of the "
		 "file",
		 ""},
		{"a = [\n {b = 1\n} c]", 16, 1,
		 "expected ',' or ']' after the value, found 'c'", array},
		{"a = {b = 1 c = 2}", 11, 1,
		 "expected ',' or '}' after the value, found 'c'", ""},
		{"a = {b = 1\nc = 2}", 11, 1,
		 "expected ',' or '}' after the value, found 'c'", table},
		{"a = {b = {} c}", 12, 1,
		 "expected ',' or '}' after the value, found 'c'", ""},
		{"a = {,}", 5, 1, "expected a key or '}', found ','", ""},
		{"a = {b = 1,,}", 11, 1, "expected a key or '}', found ','",
		 ""},
		{"a = {b = 1,\n", 12, 0,
		 "expected a key or '}', found the end of the file", table},
		{"a = {b = 1]", 10, 1,
		 "expected ',' or '}' after the value, found ']'", ""},
		{"a = {b\n= 1}", 6, 1,
		 "expected '=' after the key, found a newline", ""},
		{"a = {b =\n1}", 8, 1, "expected a value, found a newline", ""},
		{"a = {b.\nc = 1}", 7, 1, "expected a key, found a newline",
		 ""},
	};

	(void)state;
	check(cases, ARRAY_LEN(cases));
}

/* Slips, and the hint for each. */
static const char zeros[] = "a number has no leading zeros";
static const char sign[] = "a number with 0x, 0o or 0b has no sign";
static const char small[] = "0x, 0o and 0b are written in small "
			    "letters";
static const char based[] = "behind 0x come 0-9 a-f, behind 0o 0-7, "
			    "behind 0b 0 and 1";
static const char point[] = "a float has digits on both sides of its "
			    "point";
static const char exponent[] = "an exponent is an integer, as in 1e6";
static const char underscore[] = "an underscore stands between two "
				 "digits";
static const char date[] = "a date is YYYY-MM-DD, with a time "
			   "YYYY-MM-DDTHH:MM:SS";
static const char time[] = "a time is HH:MM or HH:MM:SS";
static const char boolean[] = "a boolean is true or false, in small "
			      "letters";
static const char yes[] = "a boolean is true or false; text needs "
			  "quotes";
static const struct {
	const char *value, *hint;
} guesses[] = {
	{"0123", zeros},
	{"-01", zeros},
	{"00", zeros},
	{"0_1", zeros},
	{"01.5", zeros},
	{"00e1", zeros},
	{"+0x1", sign},
	{"-0b1", sign},
	{"0X1F", small},
	{"0B1", small},
	{"0x", based},
	{"0b2", based},
	{"0o8", based},
	{".5", point},
	{"-.5", point},
	{"5.", point},
	{"5.e3", point},
	{"1e", exponent},
	{"1e+", exponent},
	{"1.5E-", exponent},
	{"1_", underscore},
	{"_1", underscore},
	{"1__0", underscore},
	{"1_.5", underscore},
	{"1.5_", underscore},
	{"1e_5", underscore},
	{"0x_1", underscore},
	{"0x1_", underscore},
	{"1979-5-27", date},
	{"79-05-27", date},
	{"1979-05-27T7:32", date},
	{"1979-05-27T07:32:00+1:00", date},
	{"7:32", time},
	{"07:32:0", time},
	{"07:32:00.", time},
	{"True", boolean},
	{"FALSE", boolean},
	{"yes", yes},
	{"No", yes},
	{"on", yes},
	{"OFF", yes},
	{"q35", "text needs quotes: \"q35\""},
	{"16G", "text needs quotes: \"16G\""},
	{"52:54:00:a1:0c:e1", "text needs quotes: \"52:54:00:a1:0c:e1\""},
	{"truely", "text needs quotes: \"truely\""},
	{"Inf", "text needs quotes: \"Inf\""},
	{"10.0.0.1", "text needs quotes: \"10.0.0.1\""},
	{"++1", "text needs quotes: \"++1\""},
};

static void guesses_what_a_value_was_to_be(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(guesses); i++)
		for (int nested = 0; nested < 2; nested++) {
			char doc[64], text[ERR_TEXT_BYTES];
			struct refusal r = {doc, nested != 0 ? 5 : 4,
					    strlen(guesses[i].value), text,
					    guesses[i].hint};

			(void)snprintf(doc, sizeof(doc), "a = %s%s%s",
				       nested != 0 ? "[" : "", guesses[i].value,
				       nested != 0 ? "]" : "");
			(void)snprintf(text, sizeof(text),
				       "expected a value, found '%s'",
				       guesses[i].value);
			check(&r, 1);
		}
}

static void knows_what_a_word_processor_does(void **state)
{
	static const char quotes[] = "quotes are straight: \" or '";
	static const char keys[] = "a key with other characters than A-Z a-z "
				   "0-9 - _ needs quotes";
	static const struct refusal cases[] = {
		{"a = \xe2\x80\x9cx\xe2\x80\x9d", 4, 3,
		 "expected a value, found '\xe2\x80\x9c'", quotes},
		{"a = \xe2\x80\x98x\xe2\x80\x99", 4, 3,
		 "expected a value, found '\xe2\x80\x98'", quotes},
		{"a = \xe2\x82\xac", 4, 3,
		 "expected a value, found '\xe2\x82\xac'", ""},
		{"\xc3\xa9 = 1", 0, 2,
		 "expected a key or a header, found '\xc3\xa9'", keys},
		{"[\xc3\xa9]", 1, 2, "expected a key, found '\xc3\xa9'", keys},
		{"a = {\n\xc3\xa9 = 1}", 6, 2,
		 "expected a key or '}', found '\xc3\xa9'", keys},
		{"caf\xc3\xa9 = 1", 3, 2,
		 "expected '=' after the key, found '\xc3\xa9'", ""},
	};

	(void)state;
	check(cases, ARRAY_LEN(cases));
}

static void cuts_what_it_quotes(void **state)
{
	static const struct refusal cases[] = {
		{"a = x123456789012345678901234567890123456789", 4, 40,
		 "expected a value, found "
		 "'x123456789012345678901234567890123456789'",
		 "text needs quotes: "
		 "\"x123456789012345678901234567890123456789\""},
		{"a = x1234567890123456789012345678901234567890", 4, 41,
		 "expected a value, found "
		 "'x123456789012345678901234567890123456789'...",
		 "text needs quotes"},
	};

	(void)state;
	check(cases, ARRAY_LEN(cases));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_what_it_found_and_what_it_expected),
		cmocka_unit_test(names_a_byte_of_zero),
		cmocka_unit_test(tells_where_an_open_bracket_is),
		cmocka_unit_test(guesses_what_a_value_was_to_be),
		cmocka_unit_test(knows_what_a_word_processor_does),
		cmocka_unit_test(cuts_what_it_quotes),
	};

	return cmocka_run_group_tests_name("toml_blame", tests, NULL, NULL);
}
