/* test_policy_from_toml.c - src/policy/policy_from_toml.c */
#include "policy_text.h"
#include "vmman/out.h"
#include <stdio.h>

#define ENTRY "version = 1\n[[allow]]\nwho = [\"uid:1000\"]\n"

/* What policy_print() makes of @text. */
static void is_printed(const char *text, const char *want)
{
	static struct out out;
	struct policy policy = policy_of(text);

	out_init(&out, -1);
	policy_print(&policy, &out);
	assert_int_equal(out.len, strlen(want));
	assert_memory_equal(out.buf, want, out.len);
}

static void reads_every_key(void **state)
{
	(void)state;
	is_printed("version = 1\n"
		   "foreign-netns = true\n"
		   "[[allow]]\n"
		   "who = [\"user:alice\", \"group:vm\", \"uid:1002\", "
		   "\"gid:100\"]\n"
		   "bridges = [\"br0\", \"br-lab*\"]\n"
		   "host-interfaces = [\"eno3\"]\n"
		   "interfaces = [\"{user}*\", \"vm{uid}-*\"]\n"
		   "macs = [\"BE:EF:*\"]\n"
		   "pci = [\"65:00.0=10DE:2204\", \"0000:b1:*\"]\n"
		   "usb = [\"046D:c52b\", \"1d6b:*\"]\n"
		   "devices = [\"/dev/vg0/{user}-*\"]\n"
		   "hugepages = [\"/dev/hugepages\"]\n"
		   "max-interfaces = 4\n"
		   "max-memlock = \"65536\"\n"
		   "host-critical = true\n",
		   "version = 1\n"
		   "foreign-netns = true\n"
		   "\n"
		   "[[allow]]\n"
		   "who = [\"user:alice\", \"group:vm\", \"uid:1002\", "
		   "\"gid:100\"]\n"
		   "bridges = [\"br0\", \"br-lab*\"]\n"
		   "host-interfaces = [\"eno3\"]\n"
		   "interfaces = [\"{user}*\", \"vm{uid}-*\"]\n"
		   "macs = [\"be:ef:*\"]\n"
		   "pci = [\"0000:65:00.0=10de:2204\", \"0000:b1:*\"]\n"
		   "usb = [\"046d:c52b\", \"1d6b:*\"]\n"
		   "devices = [\"/dev/vg0/{user}-*\"]\n"
		   "hugepages = [\"/dev/hugepages\"]\n"
		   "max-interfaces = 4\n"
		   "max-memlock = \"64G\"\n"
		   "host-critical = true\n");
}

static void grants_little_by_default(void **state)
{
	(void)state;
	is_printed(ENTRY "host-critical = false\n", "version = 1\n"
						    "\n"
						    "[[allow]]\n"
						    "who = [\"uid:1000\"]\n"
						    "max-interfaces = 16\n");
}

static void lists_the_principals_of_all_entries_in_order(void **state)
{
	struct policy policy = policy_of("version = 1\n"
					 "[[allow]]\n"
					 "who = [\"user:b\", \"gid:7\"]\n"
					 "[[allow]]\n"
					 "who = [\"group:a\"]\n");

	(void)state;
	assert_int_equal(policy.count, 2);
	assert_int_equal(policy.who_count, 3);
	assert_int_equal(policy.who[0].kind, POLICY_USER);
	assert_string_equal(policy.who[0].name, "b");
	assert_false(policy.who[0].resolved);
	assert_int_equal(policy.who[1].kind, POLICY_GID);
	assert_true(policy.who[1].resolved);
	assert_int_equal(policy.who[1].id, 7);
	assert_int_equal(policy.who[2].kind, POLICY_GROUP);
	assert_string_equal(policy.who[2].name, "a");
}

static void says_whether_names_of_callers_are_needed(void **state)
{
	(void)state;
	assert_true(policy_of(ENTRY "interfaces = [\"{user}-*\"]").needs_user);
	assert_false(policy_of(ENTRY "interfaces = [\"vm{uid}*\"]").needs_user);
}

static void takes_a_policy_that_allows_nobody(void **state)
{
	(void)state;
	assert_int_equal(policy_of("version = 1").count, 0);
	assert_int_equal(policy_of("version = 1\nallow = []").count, 0);
}

static void does_not_need_the_document_afterwards(void **state)
{
	struct policy policy =
		policy_of("version = 1\n[[allow]]\nwho = [\"user:alice\"]\n");

	(void)state;
	memset(text_bytes, 'X', sizeof(text_bytes));
	memset(text_doc_memory, 'X', sizeof(text_doc_memory));
	assert_string_equal(policy.who[0].name, "alice");
}

static void wants_its_version(void **state)
{
	(void)state;
	assert_refused("foreign-netns = true", NULL,
		       "the policy does not say its version",
		       "put version = 1 at the top");
	assert_refused("version = 2\nrules = []\n", "2",
		       "version is 2; this program knows version 1", "");
	assert_refused("version = \"1\"", "\"1\"",
		       "version is a string; expected an integer", "");
}

static void refuses_unknown_keys(void **state)
{
	(void)state;
	assert_refused("version = 1\nforeign_netns = true", "foreign_netns",
		       "there is no key \"foreign_netns\" outside of [[allow]]",
		       "did you mean foreign-netns?");
	assert_refused(ENTRY "brigdes = [\"br0\"]", "brigdes",
		       "there is no key \"brigdes\" in [[allow]]",
		       "did you mean bridges?");
	assert_refused(ENTRY "deny = true", "deny",
		       "there is no key \"deny\" in [[allow]]", "");
	assert_refused(ENTRY "foreign-netns = true", "foreign-netns",
		       "foreign-netns is no key of [[allow]]",
		       "put it above the first [[allow]]");
	assert_refused("version = 1\n[[deny]]\nwho = []\n", "deny",
		       "there is no key \"deny\" outside of [[allow]]", "");
}

static void says_why_there_are_no_config_dirs(void **state)
{
	(void)state;
	assert_refused(
		ENTRY "config-dirs = [\"/home/{user}/vm\"]", "config-dirs",
		"there is no key \"config-dirs\": where a VM file lies cannot "
		"be enforced",
		"grant what may be asked for (interfaces, bridges, macs ...), "
		"whatever file asks");
}

static void refuses_an_entry_for_nobody(void **state)
{
	(void)state;
	assert_refused("version = 1\n[[allow]]\nbridges = [\"br0\"]\n",
		       "[[allow]]", "an entry without who",
		       "say to whom it applies: who = [\"group:vm\"]");
	assert_refused("version = 1\n[[allow]]\nwho = []\n", "who",
		       "who is empty",
		       "say to whom it applies: who = [\"group:vm\"]");
}

static void refuses_other_types(void **state)
{
	(void)state;
	assert_refused("version = 1\nallow = true", "true",
		       "allow is a boolean; expected an array",
		       "each entry begins with [[allow]]");
	assert_refused("version = 1\nallow = [1]", "1",
		       "allow is an integer; expected a table", "");
	assert_refused(ENTRY "bridges = \"br0\"", "\"br0\"",
		       "bridges is a string; expected an array", "");
	assert_refused(ENTRY "bridges = [[\"br0\"]]", "[",
		       "bridges is an array; expected a string", "");
	assert_refused(ENTRY "host-critical = 1", "1",
		       "host-critical is an integer; expected a boolean", "");
	assert_refused(ENTRY "max-memlock = 64", "64",
		       "max-memlock is an integer; expected a string", "");
	assert_refused(ENTRY "max-interfaces = \"4\"", "\"4\"",
		       "max-interfaces is a string; expected an integer", "");
}

static void refuses_numbers_out_of_range(void **state)
{
	(void)state;
	assert_refused(ENTRY "max-interfaces = 0", "0",
		       "max-interfaces is 0; expected 1 to 255", "");
	assert_refused(ENTRY "max-interfaces = 256", "256",
		       "max-interfaces is 256; expected 1 to 255", "");
	assert_refused(ENTRY "max-interfaces = -1", "-1",
		       "max-interfaces is -1; expected 1 to 255", "");
	policy_of(ENTRY "max-interfaces = 255");
}

static void refuses_what_is_no_size(void **state)
{
	(void)state;
	assert_refused(ENTRY "max-memlock = \"64GB\"", "\"64GB\"",
		       "\"64GB\" is not a size; expected a whole number of "
		       "MiB, or one with K, M, G or T behind",
		       "");
}

static void tells_every_error_in_the_order_of_the_file(void **state)
{
	struct policy policy;

	(void)state;
	assert_false(read_text("version = 1\n"
			       "[[allow]]\n"
			       "who = [\"alice\", \"uid:-1\"]\n"
			       "brigdes = []\n"
			       "[[allow]]\n"
			       "macs = [\"01:*\"]\n",
			       &policy));
	assert_int_equal(text_errs.count, 5);
	assert_string_equal(text_errs.items[0].text,
			    "\"alice\" does not say whether it is a user or a "
			    "group");
	assert_string_equal(text_errs.items[1].text, "\"-1\" is not a user id");
	assert_string_equal(text_errs.items[2].hint, "did you mean bridges?");
	assert_string_equal(text_errs.items[3].text, "an entry without who");
	assert_string_equal(text_errs.items[4].text,
			    "\"01:*\" matches nothing that is a unicast MAC "
			    "address");
	assert_false(text_errs.more);
}

static void stops_telling_at_twenty(void **state)
{
	static char text[1000] = ENTRY;
	struct policy policy;

	(void)state;
	for (int i = 0; i < 21; i++)
		(void)snprintf(text + strlen(text), 20, "key%d = 1\n", i);
	assert_false(read_text(text, &policy));
	assert_int_equal(text_errs.count, ERR_LIST_MAX);
	assert_true(text_errs.more);
}

/* @count times @piece, between @head and @tail. */
static const char *repeat(const char *head, const char *piece, size_t count,
			  const char *tail)
{
	static char text[TEXT_BYTES_MAX];
	char *end = stpcpy(text, head);

	for (size_t i = 0; i < count; i++)
		end = stpcpy(end, piece);
	(void)stpcpy(end, tail);
	return text;
}

static void bounds_the_entries(void **state)
{
	struct policy policy;
	const char *entry = "[[allow]]\nwho = [\"uid:1\"]\n";

	(void)state;
	policy = policy_of(
		repeat("version = 1\n", entry, POLICY_ENTRIES_MAX, ""));
	assert_int_equal(policy.count, POLICY_ENTRIES_MAX);
	assert_false(read_text(
		repeat("version = 1\n", entry, POLICY_ENTRIES_MAX + 1, ""),
		&policy));
	assert_string_equal(text_errs.items[0].text,
			    "257 entries; at most 256");
}

static void bounds_the_principals(void **state)
{
	struct policy policy;
	const char *head = "version = 1\n[[allow]]\nwho = [";

	(void)state;
	policy_of(repeat(head, "\"uid:1\",", POLICY_WHO_MAX, "]"));
	assert_false(read_text(
		repeat(head, "\"uid:1\",", POLICY_WHO_MAX + 1, "]"), &policy));
	assert_string_equal(text_errs.items[0].text,
			    "4097 principals in all entries; at most 4096");
}

static void bounds_the_patterns(void **state)
{
	struct policy policy;
	const char *head = ENTRY "usb = [\"1d6b:0001\"]\nbridges = [";

	(void)state;
	policy_of(repeat(head, "\"br0\",", POLICY_PATTERNS_MAX - 1, "]"));
	assert_false(read_text(
		repeat(head, "\"br0\",", POLICY_PATTERNS_MAX, "]"), &policy));
	assert_string_equal(text_errs.items[0].text,
			    "more than 4096 patterns in the policy");
}

static void refuses_to_use_half_the_room(void **state)
{
	static unsigned char small[16 * 1024];
	struct arena docs =
		arena_over(text_doc_memory, sizeof(text_doc_memory));
	struct arena arena = arena_over(small, sizeof(small));
	struct err_list errs = {.count = 0};
	struct policy policy;
	const char *text = repeat(ENTRY "bridges = [", "\"br0\",", 100, "]");
	struct toml doc;
	struct err e;

	(void)state;
	memset(text_bytes, 0, sizeof(text_bytes));
	memcpy(text_bytes, text, strlen(text));
	assert_true(toml_read(text_bytes, strlen(text), &docs, &doc, &e));
	assert_false(policy_from_toml(&doc, &arena, &policy, &errs));
	assert_int_equal(errs.items[0].kind, ERR_SYSTEM);
	assert_string_equal(errs.items[0].text, "no memory for the policy");
}

/* The greatest policy there can be fits POLICY_ARENA_BYTES: policy_of() uses
 * no more. */
static void fits_its_room(void **state)
{
	static char name[POLICY_NAME_BYTES + 10];
	static char text[TEXT_BYTES_MAX];
	char *end;

	(void)state;
	memset(name, 'n', sizeof(name) - 1);
	memcpy(name, "\"user:", 6);
	strcpy(name + 6 + POLICY_NAME_BYTES - 1, "\",");
	end = stpcpy(text, "version = 1\n");
	for (int i = 0; i < POLICY_ENTRIES_MAX; i++) {
		end = stpcpy(end, "[[allow]]\nwho = [");
		for (int j = 0; j < 3; j++)
			end = stpcpy(end, name);
		for (int j = 0; j < 13; j++)
			end = stpcpy(end, "\"uid:1\",");
		end = stpcpy(end, "]\nbridges = [");
		for (int j = 0; j < 16; j++)
			end = stpcpy(end, "\"bridge\",");
		end = stpcpy(end, "]\n");
	}
	assert_true(strlen(text) > POLICY_BYTES_MAX);
	policy_of(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_every_key),
		cmocka_unit_test(grants_little_by_default),
		cmocka_unit_test(lists_the_principals_of_all_entries_in_order),
		cmocka_unit_test(says_whether_names_of_callers_are_needed),
		cmocka_unit_test(takes_a_policy_that_allows_nobody),
		cmocka_unit_test(does_not_need_the_document_afterwards),
		cmocka_unit_test(wants_its_version),
		cmocka_unit_test(refuses_unknown_keys),
		cmocka_unit_test(says_why_there_are_no_config_dirs),
		cmocka_unit_test(refuses_an_entry_for_nobody),
		cmocka_unit_test(refuses_other_types),
		cmocka_unit_test(refuses_numbers_out_of_range),
		cmocka_unit_test(refuses_what_is_no_size),
		cmocka_unit_test(tells_every_error_in_the_order_of_the_file),
		cmocka_unit_test(stops_telling_at_twenty),
		cmocka_unit_test(bounds_the_entries),
		cmocka_unit_test(bounds_the_principals),
		cmocka_unit_test(bounds_the_patterns),
		cmocka_unit_test(refuses_to_use_half_the_room),
		cmocka_unit_test(fits_its_room),
	};

	return cmocka_run_group_tests_name("policy_from_toml", tests, NULL,
					   NULL);
}
