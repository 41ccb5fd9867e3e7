/* test_policy_read.c - src/policy/policy_read.c */
#include "unit.h"
#include "vmman/policy.h"
#include <string.h>

static char bytes[POLICY_BYTES_MAX + TOML_PAD];
static unsigned char memory[POLICY_READ_BYTES];
static struct arena arena;
static struct policy policy;
static struct err_list errs;

static bool read_bytes(size_t len)
{
	arena = arena_over(memory, sizeof(memory));
	errs.count = 0;
	memset(bytes + len, 0, sizeof(bytes) - len);
	return policy_read(bytes, len, &arena, &policy, &errs);
}

static bool read_text(const char *text)
{
	strcpy(bytes, text);
	return read_bytes(strlen(text));
}

static void assert_one_error(size_t offset, const char *text)
{
	assert_int_equal(errs.count, 1);
	assert_int_equal(errs.items[0].kind, ERR_CONFIG);
	assert_true(errs.items[0].at.known);
	assert_int_equal(errs.items[0].at.offset, offset);
	assert_string_equal(errs.items[0].text, text);
	assert_int_equal(policy.count, 0);
	assert_false(policy.foreign_netns);
}

static void reads_a_policy_and_lets_its_text_go(void **state)
{
	(void)state;
	assert_true(read_text("version = 1\n[[allow]]\nwho = ['user:alice']\n"
			      "bridges = ['br0']\n"));
	assert_int_equal(errs.count, 0);
	assert_int_equal(policy.count, 1);
	memset(bytes, 0xff, sizeof(bytes));
	assert_string_equal(policy.who[0].name, "alice");
}

static void refuses_what_is_no_toml(void **state)
{
	(void)state;
	policy.count = 7;
	policy.foreign_netns = true;
	assert_false(read_text("version = 1\nversion = 1\n"));
	assert_one_error(12, "'version' is defined twice");
}

static void refuses_what_is_no_policy(void **state)
{
	(void)state;
	assert_false(read_text("version = 1\nforeign-netns = true\n"
			       "colour = 'red'\n"));
	assert_one_error(33, "there is no key \"colour\" outside of [[allow]]");
}

static bool read_within(size_t memory_bytes)
{
	static const char text[] = "version = 1\n[[allow]]\nwho = ['uid:1']\n";

	memcpy(bytes, text, sizeof(text));
	memset(bytes + strlen(text), 0, TOML_PAD);
	errs = (struct err_list){0};
	arena = arena_over(memory, memory_bytes);
	return policy_read(bytes, strlen(text), &arena, &policy, &errs);
}

static void says_whenever_there_is_too_little_memory(void **state)
{
	size_t room = 0;

	(void)state;
	for (; !read_within(room); room += 8) {
		assert_int_equal(errs.count, 1);
		assert_int_equal(policy.count, 0);
	}
	assert_true(room > 0);
	assert_int_equal(policy.count, 1);
}

/* The densest document there can be, and as much as any policy may need. */
static void has_room_for_any_policy(void **state)
{
	(void)state;
	assert_int_equal(POLICY_READ_BYTES, toml_arena_bytes(POLICY_BYTES_MAX) +
						    POLICY_ARENA_BYTES);
	memset(bytes, '\n', POLICY_BYTES_MAX);
	memcpy(bytes, "version = 1", 11);
	assert_true(read_bytes(POLICY_BYTES_MAX));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_a_policy_and_lets_its_text_go),
		cmocka_unit_test(refuses_what_is_no_toml),
		cmocka_unit_test(refuses_what_is_no_policy),
		cmocka_unit_test(says_whenever_there_is_too_little_memory),
		cmocka_unit_test(has_room_for_any_policy),
	};

	return cmocka_run_group_tests_name("policy_read", tests, NULL, NULL);
}
