/* test_policy_print.c - src/policy/policy_print.c */
#include "policy_text.h"
#include "vmman/out.h"
#include <stdio.h>

static struct out once;
static struct out twice;

static void print(const char *text, struct out *out)
{
	struct policy policy = policy_of(text);

	out_init(out, -1);
	policy_print(&policy, out);
	assert_true(out->len < OUT_BYTES);
	out->buf[out->len] = '\0';
}

static void prints_what_it_reads_again_as_the_same(void **state)
{
	(void)state;
	print("allow = [{who = ['user:CORP\\alice', 'group:a\"b'],\n"
	      "macs = [], devices = ['/dev/a\"*', '/dev/\\*'],\n"
	      "max-memlock = '1536m'}, {who = ['gid:0']}]\n"
	      "version = 1",
	      &once);
	print(once.buf, &twice);
	assert_string_equal(once.buf, twice.buf);
}

/* A policy in which macs is empty grants no MAC, one without it every local
 * one. */
static void keeps_empty_lists(void **state)
{
	(void)state;
	print("version = 1\n[[allow]]\nwho = ['uid:1']\nmacs = []\n", &once);
	assert_non_null(strstr(once.buf, "\nmacs = []\n"));
	assert_null(strstr(once.buf, "bridges"));
}

static void list_grants(const char *text, const struct caller *caller)
{
	struct policy policy = policy_of(text);
	struct policy_grants grants = policy_grants_for(&policy, caller);
	struct policy_grant grant;

	out_init(&once, -1);
	while (policy_grants_next(&grants, &grant))
		out_format(&once, "%u %s %s\n", grant.line, grant.key,
			   grant.value);
	once.buf[once.len] = '\0';
}

static void lists_the_grants_of_the_entries_that_apply(void **state)
{
	const struct caller caller = {.uid = 1000, .gid = 100};

	(void)state;
	list_grants("version = 1\n"
		    "[[allow]]\nwho = ['gid:100']\ninterfaces = ['{user}*']\n"
		    "bridges = ['br0', 'br1']\nmacs = ['be:ef:*']\n"
		    "[[allow]]\nwho = ['uid:1001']\nusb = ['046d:*']\n"
		    "[[allow]]\nwho = ['uid:1000']\nmax-interfaces = 2\n"
		    "pci = ['0000:65:00.0=10de:2204']\nmax-memlock = '64G'\n"
		    "host-critical = true\n",
		    &caller);
	assert_string_equal(once.buf, "2 bridges br0\n"
				      "2 bridges br1\n"
				      "2 interfaces {user}*\n"
				      "2 macs be:ef:*\n"
				      "2 max-interfaces 16\n"
				      "10 macs any locally administered\n"
				      "10 pci 0000:65:00.0=10de:2204\n"
				      "10 max-interfaces 2\n"
				      "10 max-memlock 64G\n"
				      "10 host-critical true\n");
}

static void lists_no_star_that_counts_for_nothing(void **state)
{
	const struct caller caller = {.uid = 1000, .gid = 100};

	(void)state;
	list_grants("version = 1\n[[allow]]\nwho = ['uid:1000']\n"
		    "interfaces = ['*']\nbridges = ['*', 'br0']\nmacs = []\n",
		    &caller);
	assert_string_equal(once.buf, "2 bridges br0\n2 max-interfaces 16\n");
}

static void lists_nothing_for_a_stranger(void **state)
{
	const struct caller caller = {.uid = 1000, .gid = 100};

	(void)state;
	list_grants("version = 1\n[[allow]]\nwho = ['uid:1']\n", &caller);
	assert_string_equal(once.buf, "");
	list_grants("version = 1\n", &caller);
	assert_string_equal(once.buf, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(prints_what_it_reads_again_as_the_same),
		cmocka_unit_test(keeps_empty_lists),
		cmocka_unit_test(lists_the_grants_of_the_entries_that_apply),
		cmocka_unit_test(lists_no_star_that_counts_for_nothing),
		cmocka_unit_test(lists_nothing_for_a_stranger),
	};

	return cmocka_run_group_tests_name("policy_print", tests, NULL, NULL);
}
