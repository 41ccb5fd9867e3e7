/* test_pattern.c - src/value/pattern.c */
#include "value_bytes.h"
#include "vmman/value.h"

#define FIFTY "12345678901234567890123456789012345678901234567890"
/* Visible ASCII but '*', '{' and '}'. */
#define LITERAL BYTES_LETTER BYTES_DIGIT "!\"#$%&'()+,-./:;<=>?@[\\]^_`|~"

static bool accepts(struct str from)
{
	struct pattern pattern;
	struct err e;

	return pattern_parse(from, &pattern, &e);
}

static bool matches(const char *from, const char *text)
{
	struct pattern pattern;
	struct err e;

	assert_true(pattern_parse(str_from_c(from), &pattern, &e));
	return pattern_match(&pattern, text, "alice", 1000);
}

static void an_exact_pattern_matches_itself_alone(void **state)
{
	(void)state;
	assert_true(matches("br0", "br0"));
	assert_false(matches("br0", "br"));
	assert_false(matches("br0", "br00"));
	assert_false(matches("br0", "BR0"));
	assert_false(matches("br0", ""));
}

static void a_prefix_matches_one_byte_more_at_least(void **state)
{
	(void)state;
	assert_true(matches("br*", "br0"));
	assert_true(matches("br*", "br-lab"));
	assert_false(matches("br*", "br"));
	assert_false(matches("br*", "b"));
	assert_false(matches("br*", "xbr0"));
	assert_true(matches("*", "x"));
	assert_false(matches("*", ""));
}

static void names_in_braces_stand_for_the_caller(void **state)
{
	(void)state;
	assert_true(matches("{user}", "alice"));
	assert_true(matches("{user}*", "alice0"));
	assert_false(matches("{user}*", "alice"));
	assert_false(matches("{user}*", "alic"));
	assert_false(matches("{user}*", "bob0"));
	assert_false(matches("{user}*", "{user}0"));
	assert_true(matches("vm{uid}-*", "vm1000-a"));
	assert_false(matches("vm{uid}-*", "vm10000-a"));
	assert_false(matches("vm{uid}-*", "vm100-a"));
	assert_true(matches("/dev/{user}/{uid}", "/dev/alice/1000"));
	assert_true(matches("{user}{user}", "alicealice"));
}

static void an_unknown_user_matches_nothing(void **state)
{
	struct pattern pattern;
	struct err e;

	(void)state;
	assert_true(pattern_parse(STR("{user}*"), &pattern, &e));
	assert_false(pattern_match(&pattern, "alice0", "", 1000));
	assert_false(pattern_match(&pattern, "x", "", 1000));
	assert_true(pattern_parse(STR("{uid}*"), &pattern, &e));
	assert_true(pattern_match(&pattern, "1000a", "", 1000));
}

static void a_users_name_is_no_pattern(void **state)
{
	struct pattern pattern;
	struct err e;

	(void)state;
	assert_true(pattern_parse(STR("{user}"), &pattern, &e));
	assert_true(pattern_match(&pattern, "*", "*", 0));
	assert_false(pattern_match(&pattern, "root", "*", 0));
	assert_false(pattern_match(&pattern, "0", "{uid}", 0));
}

static void expands_the_largest_uid(void **state)
{
	struct pattern pattern;
	struct err e;

	(void)state;
	assert_true(pattern_parse(STR("{uid}"), &pattern, &e));
	assert_true(pattern_match(&pattern, "4294967294", "x", 4294967294));
}

static void tells_whether_it_needs_the_user(void **state)
{
	struct pattern pattern;
	struct err e;

	(void)state;
	assert_true(pattern_parse(STR("vm-{user}"), &pattern, &e));
	assert_true(pattern_needs_user(&pattern));
	assert_true(pattern_parse(STR("vm-{uid}*"), &pattern, &e));
	assert_false(pattern_needs_user(&pattern));
}

static void takes_each_byte_for_what_it_is(void **state)
{
	(void)state;
	expect_bytes(accepts, STR("xyz"), 0, LITERAL);
	expect_bytes(accepts, STR("xyz"), 1, LITERAL);
	expect_bytes(accepts, STR("xyz"), 2, LITERAL "*");
	expect_bytes(accepts, STR("x{uid}"), 1, "{");
	expect_bytes(accepts, STR("x{uid}"), 3, "i");
	expect_bytes(accepts, STR("x{uid}"), 5, "}");
}

static void has_1_to_255_bytes(void **state)
{
	struct pattern pattern;
	struct err e;

	(void)state;
	assert_true(pattern_parse(STR(FIFTY FIFTY FIFTY FIFTY FIFTY "12345"),
				  &pattern, &e));
	assert_int_equal(strlen(pattern.text), 255);
	assert_false(pattern.prefix);
	assert_true(pattern_parse(STR(FIFTY FIFTY FIFTY FIFTY FIFTY "1234*"),
				  &pattern, &e));
	assert_int_equal(strlen(pattern.text), 254);
	assert_true(pattern.prefix);
	assert_false(pattern_parse(STR(FIFTY FIFTY FIFTY FIFTY FIFTY "123456"),
				   &pattern, &e));
	assert_string_equal(e.text, "\"1234567890123456789012345678901234567890"
				    "...\" has 256 bytes; "
				    "a pattern has at most 255");
	assert_false(accepts(STR("")));
}

static void refuses_other_shapes(void **state)
{
	struct pattern pattern;
	struct err e;

	(void)state;
	assert_false(pattern_parse(STR("b*r"), &pattern, &e));
	assert_int_equal(e.kind, ERR_CONFIG);
	assert_string_equal(e.text,
			    "\"b*r\" is not a pattern; expected visible ASCII "
			    "with '*' at the end only, and no braces but "
			    "{user} and {uid}");
	assert_false(accepts(STR("br**")));
	assert_false(accepts(STR("*br")));
	assert_false(accepts(STR("{usr}*")));
	assert_false(accepts(STR("{User}*")));
	assert_false(accepts(STR("{user")));
	assert_false(accepts(STR("user}")));
	assert_false(accepts(STR("{}")));
	assert_false(accepts(STR("{{user}}")));
	assert_false(accepts(STR("br0 ")));
	assert_false(accepts(STR("br0\0")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_exact_pattern_matches_itself_alone),
		cmocka_unit_test(a_prefix_matches_one_byte_more_at_least),
		cmocka_unit_test(names_in_braces_stand_for_the_caller),
		cmocka_unit_test(an_unknown_user_matches_nothing),
		cmocka_unit_test(a_users_name_is_no_pattern),
		cmocka_unit_test(expands_the_largest_uid),
		cmocka_unit_test(tells_whether_it_needs_the_user),
		cmocka_unit_test(takes_each_byte_for_what_it_is),
		cmocka_unit_test(has_1_to_255_bytes),
		cmocka_unit_test(refuses_other_shapes),
	};

	return cmocka_run_group_tests_name("pattern", tests, NULL, NULL);
}
