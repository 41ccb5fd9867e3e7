/* test_policy_warn.c - src/policy/policy_warn.c */
#include "policy_text.h"
#include <stdio.h>

#define ENTRY "version = 1\n[[allow]]\nwho = [\"uid:1000\"]\n"
#define WHOLE ENTRY "interfaces = [\"{user}-*\"]\nbridges = [\"br0\"]\n"

static struct err_list warnings;

static void warn(const char *text)
{
	struct policy policy = policy_of(text);

	warnings.count = 0;
	policy_warn(&policy, &warnings);
}

static void has_nothing_against_a_plain_policy(void **state)
{
	(void)state;
	warn(WHOLE "macs = [\"be:ef:*\"]\n"
		   "pci = [\"0000:65:00.0=10de:2204\"]\n");
	assert_int_equal(warnings.count, 0);
}

static void warned(const char *text, const char *place, const char *why,
		   const char *hint)
{
	warn(text);
	assert_told(&warnings, 0, place, why, hint);
	assert_int_equal(warnings.count, 1);
}

static void warns_of_a_policy_without_entries(void **state)
{
	(void)state;
	warned("version = 1", NULL,
	       "the policy has no entry: nobody may ask for anything", "");
}

static void warns_of_names_that_are_not_known(void **state)
{
	struct policy policy;

	(void)state;
	policy = policy_of("version = 1\n[[allow]]\n"
			   "who = [\"user:alice\", \"group:vn\"]\n"
			   "usb = [\"046d:c52b\"]\n");
	policy.who[0].resolved = true;
	warnings.count = 0;
	policy_warn(&policy, &warnings);
	assert_told(&warnings, 0, "\"group:vn\"",
		    "group:vn is not known on this host and matches nobody",
		    "");
	assert_int_equal(warnings.count, 1);
}

static void warns_of_names_that_look_like_ids(void **state)
{
	(void)state;
	warned("version = 1\n[[allow]]\nwho = [\"user:1000\"]\n"
	       "usb = [\"046d:c52b\"]\n",
	       "\"user:1000\"", "user:1000 is a name of digits",
	       "an id is written uid:1000");
	warned("version = 1\n[[allow]]\nwho = [\"group:27\"]\n"
	       "usb = [\"046d:c52b\"]\n",
	       "\"group:27\"", "group:27 is a name of digits",
	       "an id is written gid:27");
}

static void warns_of_a_lone_star(void **state)
{
	(void)state;
	warned(ENTRY "interfaces = [\"a*\"]\nbridges = [\"*\"]\n", "\"*\"",
	       "a \"*\" alone in bridges counts for nothing here",
	       "it needs host-critical = true in the same entry; better name "
	       "what is meant");
	warn(ENTRY "interfaces = [\"a*\"]\nbridges = [\"*\"]\n"
		   "host-critical = true\n");
	assert_told(&warnings, 0, "\"*\"",
		    "\"*\" in bridges matches whatever is asked for", "");
	assert_told(&warnings, 1, "host-critical",
		    "host-critical = true also grants what the host itself "
		    "depends on",
		    "");
	assert_int_equal(warnings.count, 2);
}

static void warns_of_names_that_others_begin_with(void **state)
{
	(void)state;
	warned(ENTRY "interfaces = [\"{user}*\"]\nbridges = [\"br0\"]\n",
	       "\"{user}*\"",
	       "\"{user}*\" also covers what a longer name or number begins "
	       "with",
	       "put a character between: \"{user}-*\"");
	warned(ENTRY "interfaces = [\"vm{uid}*\"]\nbridges = [\"br0\"]\n",
	       "\"vm{uid}*\"",
	       "\"vm{uid}*\" also covers what a longer name or number begins "
	       "with",
	       "put a character between: \"vm{uid}-*\"");
}

static void warns_of_devices_that_may_be_swapped(void **state)
{
	(void)state;
	warned(ENTRY "pci = [\"0000:65:00.*\"]\n", "\"0000:65:00.*\"",
	       "nothing says which device must sit at \"0000:65:00.*\"",
	       "append its vendor and product: \"0000:65:00.*=10de:2204\"");
}

static void warns_of_entries_that_grant_nothing(void **state)
{
	(void)state;
	warned(ENTRY, "[[allow]]", "this entry grants nothing", "");
	warned(ENTRY "interfaces = [\"a*\"]\n", "[[allow]]",
	       "this entry grants interfaces but neither bridges nor "
	       "host-interfaces for them",
	       "");
	warned(ENTRY "host-interfaces = [\"eno3\"]\n", "[[allow]]",
	       "this entry grants bridges or host-interfaces but no names of "
	       "interfaces that join them",
	       "");
	warned(ENTRY "macs = [\"be:ef:*\"]\nbridges = []\n", "[[allow]]",
	       "this entry grants nothing", "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(has_nothing_against_a_plain_policy),
		cmocka_unit_test(warns_of_a_policy_without_entries),
		cmocka_unit_test(warns_of_names_that_are_not_known),
		cmocka_unit_test(warns_of_names_that_look_like_ids),
		cmocka_unit_test(warns_of_a_lone_star),
		cmocka_unit_test(warns_of_names_that_others_begin_with),
		cmocka_unit_test(warns_of_devices_that_may_be_swapped),
		cmocka_unit_test(warns_of_entries_that_grant_nothing),
	};

	return cmocka_run_group_tests_name("policy_warn", tests, NULL, NULL);
}
