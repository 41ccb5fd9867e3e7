/* test_policy_who.c - src/policy/policy_who.c */
#include "policy_text.h"
#include <stdio.h>

static const char *entry_for(const char *who)
{
	static char text[1000];

	(void)snprintf(text, sizeof(text),
		       "version = 1\n[[allow]]\nwho = ['%s']\n"
		       "interfaces = [\"*\"]\nhost-critical = true\n",
		       who);
	return text;
}

static void refuses(const char *who, const char *why, const char *hint)
{
	char place[400];

	(void)snprintf(place, sizeof(place), "'%s'", who);
	assert_refused(entry_for(who), place, why, hint);
}

static void wants_a_prefix(void **state)
{
	static const char *const bare[] = {"alice",      "1000",       "*", "",
					   "User:alice", "users:alice"};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bare); i++) {
		char why[100];

		(void)snprintf(why, sizeof(why),
			       "\"%s\" does not say whether it is a user or a "
			       "group",
			       bare[i]);
		refuses(bare[i], why,
			"write user:NAME, group:NAME, uid:NUMBER or "
			"gid:NUMBER");
	}
}

static void refuses_ids_that_are_none(void **state)
{
	static const char *const ids[] = {"-1",         "4294967295",
					  "4294967296", "65535",
					  " 1901",      "1901 ",
					  "0x76d",      "01",
					  "+1",         "",
					  "1e3",        "alice",
					  "1_000",      "18446744073709551617"};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(ids); i++) {
		char who[100];
		char why[100];

		(void)snprintf(who, sizeof(who), "uid:%s", ids[i]);
		(void)snprintf(why, sizeof(why), "\"%s\" is not a user id",
			       ids[i]);
		refuses(who, why,
			"an id is a plain decimal number; 65535 and "
			"4294967295 mean \"none\" to the kernel");
	}
	refuses("gid:-1", "\"-1\" is not a group id",
		"an id is a plain decimal number; 65535 and 4294967295 mean "
		"\"none\" to the kernel");
}

static void refuses_names_that_are_none(void **state)
{
	static const char *const names[] = {"",    " alice",   "alice ", "a:b",
					    "a/b", "\xc3\xa4", "a\tb"};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		char who[100];
		char why[100];

		(void)snprintf(who, sizeof(who), "user:%s", names[i]);
		(void)snprintf(why, sizeof(why), "\"%s\" is not a user name",
			       names[i]);
		refuses(who, why,
			"a name has 1 to 255 visible ASCII bytes, no ':' and "
			"no '/'");
	}
}

static void takes_names_of_directories(void **state)
{
	(void)state;
	policy_of(entry_for("group:domain users"));
	policy_of(entry_for("user:alice@corp.example"));
	policy_of(entry_for("user:CORP\\alice"));
	policy_of(entry_for("user:1000"));
}

static void knows_how_long_a_name_may_be(void **state)
{
	char who[POLICY_NAME_BYTES + 10];
	struct policy policy;

	(void)state;
	memset(who, 'n', sizeof(who));
	memcpy(who, "user:", 5);
	who[5 + POLICY_NAME_BYTES - 1] = '\0';
	policy = policy_of(entry_for(who));
	assert_int_equal(strlen(policy.who[0].name), POLICY_NAME_BYTES - 1);
	who[5 + POLICY_NAME_BYTES - 1] = 'n';
	who[5 + POLICY_NAME_BYTES] = '\0';
	assert_false(read_text(entry_for(who), &policy));
}

/* Whether the entry for @who, resolved to @id, applies to @caller. */
static bool applies(const char *who, bool resolved, uint32_t id,
		    const struct caller *caller)
{
	struct policy policy = policy_of(entry_for(who));
	struct policy_grants grants;
	struct policy_grant grant;

	if (*policy.who[0].name != '\0') {
		policy.who[0].resolved = resolved;
		policy.who[0].id = id;
	}
	grants = policy_grants_for(&policy, caller);
	return policy_grants_next(&grants, &grant);
}

static void applies_by_the_kernels_word(void **state)
{
	const gid_t groups[] = {27, 2000};
	const struct caller caller = {.uid = 1000,
				      .gid = 100,
				      .groups = groups,
				      .group_count = 2,
				      .user = "alice"};

	(void)state;
	assert_true(applies("uid:1000", true, 0, &caller));
	assert_false(applies("uid:100", true, 0, &caller));
	assert_false(applies("uid:27", true, 0, &caller));
	assert_true(applies("gid:100", true, 0, &caller));
	assert_true(applies("gid:27", true, 0, &caller));
	assert_true(applies("gid:2000", true, 0, &caller));
	assert_false(applies("gid:1000", true, 0, &caller));
	assert_true(applies("user:alice", true, 1000, &caller));
	assert_true(applies("group:vm", true, 2000, &caller));
	assert_false(applies("group:vm", true, 1000, &caller));
}

/* Neither what the caller is called nor where it stands in a list counts. */
static void never_compares_names(void **state)
{
	const struct caller caller = {.uid = 1000, .gid = 100, .user = "alice"};

	(void)state;
	assert_false(applies("user:alice", true, 1001, &caller));
	assert_true(applies("user:bob", true, 1000, &caller));
}

static void matches_nobody_by_a_name_that_is_not_known(void **state)
{
	const struct caller root = {.uid = 0, .gid = 0, .user = "root"};

	(void)state;
	assert_false(applies("user:nobody-knows", false, 0, &root));
	assert_false(applies("group:nobody-knows", false, 0, &root));
}

static void takes_ids_of_any_size(void **state)
{
	const struct caller caller = {.uid = 4294967294, .gid = 65534};

	(void)state;
	assert_true(applies("uid:4294967294", true, 0, &caller));
	assert_true(applies("gid:65534", true, 0, &caller));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(wants_a_prefix),
		cmocka_unit_test(refuses_ids_that_are_none),
		cmocka_unit_test(refuses_names_that_are_none),
		cmocka_unit_test(takes_names_of_directories),
		cmocka_unit_test(knows_how_long_a_name_may_be),
		cmocka_unit_test(applies_by_the_kernels_word),
		cmocka_unit_test(never_compares_names),
		cmocka_unit_test(matches_nobody_by_a_name_that_is_not_known),
		cmocka_unit_test(takes_ids_of_any_size),
	};

	return cmocka_run_group_tests_name("policy_who", tests, NULL, NULL);
}
