/* test_image_version.c - src/image/image_version.c
 *
 * Expectations from RubyGems' documentation of Gem::Version and
 * Gem::Requirement, which Vagrant uses.
 */
#include "image_internal.h"
#include "unit.h"

static void is_older(const char *a, const char *b)
{
	assert_true(image_version_compare(a, b) < 0);
	assert_true(image_version_compare(b, a) > 0);
}

static void is_equal(const char *a, const char *b)
{
	assert_int_equal(image_version_compare(a, b), 0);
	assert_int_equal(image_version_compare(b, a), 0);
}

static void compares_numbers_as_numbers(void **state)
{
	(void)state;
	is_older("1.9", "1.10");
	is_older("20191107.0.0", "20191108");
	is_older("9", "10");
	is_older("1.99999999999999999998", "1.99999999999999999999");
	is_equal("1.02", "1.2");
}

static void takes_what_is_missing_for_zero(void **state)
{
	(void)state;
	is_equal("1", "1.0.0");
	is_equal("1.0.a", "1.a");
	is_older("1", "1.0.1");
}

static void puts_a_prerelease_before_its_release(void **state)
{
	(void)state;
	is_older("1.0.a", "1.0");
	is_older("1.0.a", "1.0.b");
	is_older("1.0.b1", "1.0.b10");
	is_older("1.0-1", "1.0");
	is_older("0.9", "1.0.a");
	is_equal("1.0-1", "1.0.pre.1");
}

static void knows_what_is_no_version(void **state)
{
	static const char *const none[] = {"",     "v1",  "1.",    ".1",
					   "1..2", "1 2", "a.b",   "1.2_",
					   "-1",   "1-",  "1.\x1b"};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(none); i++)
		assert_false(image_version_is(none[i]));
	assert_true(image_version_is("1.2-rc.1"));
	assert_true(image_version_is("202401.31.0"));
}

static bool allows(const char *constraint, const char *version)
{
	struct err e;
	bool out;

	assert_true(image_version_satisfies(version, constraint, &out, &e));
	return out;
}

static void obeys_each_operator(void **state)
{
	(void)state;
	assert_true(allows("1.2", "1.2.0"));
	assert_false(allows("= 1.2", "1.2.1"));
	assert_true(allows("!= 1.2", "1.2.1"));
	assert_false(allows("!=1.2", "1.2"));
	assert_true(allows("> 1.2", "1.3"));
	assert_false(allows("> 1.2", "1.2"));
	assert_true(allows(">= 1.2", "1.2"));
	assert_true(allows("< 1.2", "1.1.9"));
	assert_false(allows("< 1.2", "1.2"));
	assert_true(allows("<=1.2", "1.2"));
}

static void fixes_all_but_the_last_number(void **state)
{
	(void)state;
	assert_true(allows("~> 1.2", "1.2"));
	assert_true(allows("~> 1.2", "1.9.5"));
	assert_false(allows("~> 1.2", "2.0"));
	assert_false(allows("~> 1.2", "1.1"));
	assert_true(allows("~> 1.2.3", "1.2.10"));
	assert_false(allows("~> 1.2.3", "1.3"));
	assert_true(allows("~> 1", "1.7"));
	assert_false(allows("~> 1", "2"));
	/* 1.0 has two numbers, though the second is 0. */
	assert_true(allows("~> 1.0", "1.5"));
	assert_false(allows("~> 1.0.0", "1.5"));
}

static void wants_all_conditions_at_once(void **state)
{
	(void)state;
	assert_true(allows(">= 1.2, < 2, != 1.5", "1.4"));
	assert_false(allows(">= 1.2, < 2, != 1.5", "1.5"));
	assert_false(allows(">= 1.2 ,< 2", "2"));
}

static void refused(const char *constraint, const char *text)
{
	struct err e = {0};
	bool out;

	assert_false(image_version_satisfies("1", constraint, &out, &e));
	assert_int_equal(e.kind, ERR_USAGE);
	assert_string_equal(e.text, text);
}

static void refuses_what_is_no_constraint(void **state)
{
	(void)state;
	refused("", "\"\" is no constraint of a version");
	refused(">=", "\">=\" is no constraint of a version");
	refused("1,", "\"\" is no constraint of a version");
	refused("=> 1", "\"=> 1\" is no constraint of a version");
	refused("> 1 < 2", "\"> 1 < 2\" is no constraint of a version");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(compares_numbers_as_numbers),
		cmocka_unit_test(takes_what_is_missing_for_zero),
		cmocka_unit_test(puts_a_prerelease_before_its_release),
		cmocka_unit_test(knows_what_is_no_version),
		cmocka_unit_test(obeys_each_operator),
		cmocka_unit_test(fixes_all_but_the_last_number),
		cmocka_unit_test(wants_all_conditions_at_once),
		cmocka_unit_test(refuses_what_is_no_constraint),
	};

	return cmocka_run_group_tests_name("image_version", tests, NULL, NULL);
}
