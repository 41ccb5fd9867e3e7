/* test_policy_refuse.c - src/policy/policy_refuse.c: which of the reasons */
#include "policy_world.h"
#include <stdio.h>

/* The parts of a request, as bits of a set. */
enum {
	NAME = 1,
	PEER = 2,
	MAC = 4,
	QUOTA = 8,
	CRITICAL = 16,
	SETS = 32
};

/* An entry for alice that lacks the parts @set of the request below. */
static const char *entry_without(unsigned set, char out[300])
{
	(void)snprintf(out, 300,
		       "[[allow]]\nwho = [\"uid:1000\"]\n"
		       "interfaces = [\"%s*\"]\n"
		       "host-interfaces = [\"%s\"]\n"
		       "macs = [\"%s:*\"]\n"
		       "max-interfaces = %d\n"
		       "host-critical = %s\n",
		       (set & NAME) != 0 ? "bob" : "alice",
		       (set & PEER) != 0 ? "eno4" : "eno3",
		       (set & MAC) != 0 ? "06" : "02",
		       (set & QUOTA) != 0 ? 1 : 2,
		       (set & CRITICAL) != 0 ? "false" : "true");
	return out;
}

/* Ask for a second interface on the one of the default route; entries without
 * the parts @a and, if it is no SETS, without @b. */
static bool judge_sets(unsigned a, unsigned b)
{
	char text[700] = "version = 1\n";
	char entry[300];

	(void)strcat(text, entry_without(a, entry));
	if (b < SETS)
		(void)strcat(text, entry_without(b, entry));
	(void)set_up(NULL);
	have("alice9", "db");
	ask_macvtap("alice0")->peer_critical = true;
	return judge(text);
}

/* How the reason begins for each part. */
static void assert_reason(unsigned part, bool everywhere)
{
	const char *why = judgement.verdicts[0].why.text;
	const char *subject = part == NAME    ? "interface name alice0 is "
			      : part == PEER  ? "host interface eno3 is "
			      : part == MAC   ? "MAC 02:00:00:00:00:02 is "
			      : part == QUOTA ? "alice would have 2 "
					      : "host interface eno3 carries ";

	if (strncmp(why, subject, strlen(subject)) != 0) {
		print_error("\"%s\" does not begin \"%s\"\n", why, subject);
		fail();
	}
	if (part <= MAC)
		assert_int_equal(strstr(why, "not together") == NULL,
				 everywhere);
}

static unsigned first(unsigned set)
{
	return set & -set;
}

static void one_entry_allows_only_if_it_lacks_nothing(void **state)
{
	(void)state;
	for (unsigned set = 0; set < SETS; set++) {
		assert_int_equal(judge_sets(set, SETS), set == 0);
		if (set != 0)
			assert_reason(first(set), true);
	}
}

static void two_entries_allow_only_if_one_lacks_nothing(void **state)
{
	(void)state;
	for (unsigned a = 0; a < SETS; a++)
		for (unsigned b = 0; b < SETS; b++)
			assert_int_equal(judge_sets(a, b), a == 0 || b == 0);
}

static unsigned words(unsigned set)
{
	return set & (NAME | PEER | MAC);
}

static void two_entries_name_the_part_that_both_lack(void **state)
{
	(void)state;
	for (unsigned a = 1; a < SETS; a++)
		for (unsigned b = 1; b < SETS; b++) {
			if (words(a) == 0 || (words(a) & words(b)) == 0)
				continue;
			assert_false(judge_sets(a, b));
			assert_reason(first(words(a) & words(b)), true);
		}
}

static void entries_that_each_lack_something_else_do_not_add_up(void **state)
{
	(void)state;
	assert_false(judge_sets(NAME, PEER));
	assert_reason(NAME, false);
	assert_int_equal(judgement.verdicts[0].line, 2);
	assert_false(judge_sets(NAME | MAC, PEER));
	assert_reason(PEER, false);
	assert_int_equal(judgement.verdicts[0].line, 9);
	assert_false(judge_sets(MAC, NAME | PEER));
	assert_reason(MAC, false);
}

static void an_entry_with_all_the_words_is_nearest(void **state)
{
	(void)state;
	assert_false(judge_sets(NAME, QUOTA | CRITICAL));
	assert_reason(QUOTA, true);
	assert_int_equal(judgement.verdicts[0].line, 9);
	assert_false(judge_sets(CRITICAL, PEER));
	assert_reason(CRITICAL, true);
	assert_int_equal(judgement.verdicts[0].line, 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_entry_allows_only_if_it_lacks_nothing),
		cmocka_unit_test(two_entries_allow_only_if_one_lacks_nothing),
		cmocka_unit_test(two_entries_name_the_part_that_both_lack),
		cmocka_unit_test(
			entries_that_each_lack_something_else_do_not_add_up),
		cmocka_unit_test(an_entry_with_all_the_words_is_nearest),
	};

	return cmocka_run_group_tests_name("policy_refuse", tests, NULL, NULL);
}
