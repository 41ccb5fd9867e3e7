/* test_ifname.c - src/value/ifname.c */
#include "value_bytes.h"
#include "vmman/value.h"

#define MADE_BYTES     BYTES_LETTER BYTES_DIGIT "_-"
#define EXISTING_BYTES BYTES_LETTER BYTES_DIGIT "_.-"

static bool accepts(struct str from)
{
	struct ifname name;
	struct err e;

	return ifname_parse(from, &name, &e);
}

static bool accepts_existing(struct str from)
{
	struct ifname name;
	struct err e;

	return ifname_parse_existing(from, &name, &e);
}

static void refused(struct str from, const char *text)
{
	struct ifname name = {"old"};
	struct err e = {0};

	assert_false(ifname_parse(from, &name, &e));
	assert_int_equal(e.kind, ERR_CONFIG);
	assert_string_equal(e.text, text);
	assert_string_equal(name.text, "old");
}

static void accepts_1_to_15_bytes(void **state)
{
	struct ifname name;
	struct err e;

	(void)state;
	assert_true(ifname_parse(STR("x"), &name, &e));
	assert_string_equal(name.text, "x");
	assert_true(ifname_parse(STR("alice_windows-1"), &name, &e));
	assert_string_equal(name.text, "alice_windows-1");
	assert_true(ifname_parse_existing(STR("0"), &name, &e));
	assert_true(ifname_parse_existing(STR("enp0s31f6.12345"), &name, &e));
	assert_string_equal(name.text, "enp0s31f6.12345");
}

static void clears_what_is_behind_the_name(void **state)
{
	struct ifname name, zero = {"tap0"};
	struct err e;

	(void)state;
	memset(&name, 0xff, sizeof(name));
	assert_true(ifname_parse(STR("tap0"), &name, &e));
	assert_memory_equal(&name, &zero, sizeof(name));
}

static void refuses_a_name_of_16_bytes(void **state)
{
	struct ifname name;
	struct err e;

	(void)state;
	refused(STR("alice_windows-12"),
		"\"alice_windows-12\" has 16 bytes; "
		"a name for an interface has at most 15");
	assert_false(ifname_parse_existing(STR("enp0s31f6.123456"), &name, &e));
	assert_string_equal(e.text, "\"enp0s31f6.123456\" has 16 bytes; "
				    "the name of an interface has at most 15");
}

static void refuses_no_bytes(void **state)
{
	(void)state;
	refused(STR(""), "\"\" is not a name for an interface; expected a "
			 "letter, then letters, digits, '_' or '-'");
	assert_false(accepts_existing(STR("")));
}

static void takes_each_byte_for_what_it_is(void **state)
{
	(void)state;
	expect_bytes(accepts, STR("xyz"), 0, BYTES_LETTER);
	expect_bytes(accepts, STR("xyz"), 1, MADE_BYTES);
	expect_bytes(accepts, STR("abcdefghijklmno"), 14, MADE_BYTES);
	expect_bytes(accepts_existing, STR("xyz"), 0, BYTES_LETTER BYTES_DIGIT);
	expect_bytes(accepts_existing, STR("xyz"), 1, EXISTING_BYTES);
	expect_bytes(accepts_existing, STR("abcdefghijklmno"), 14,
		     EXISTING_BYTES);
}

static void refuses_what_linux_gives_a_meaning(void **state)
{
	const char *names[] = {"all", "default", "lo"};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		assert_false(accepts(str_from_c(names[i])));
		assert_false(accepts_existing(str_from_c(names[i])));
	}
	refused(STR("all"), "\"all\" is not a name for an interface; "
			    "Linux gives it a meaning of its own");
	assert_true(accepts(STR("al")));
	assert_true(accepts(STR("all0")));
	assert_true(accepts(STR("All")));
	assert_true(accepts(STR("lo0")));
	assert_true(accepts(STR("defaul")));
}

static void refuses_what_the_kernel_would_take(void **state)
{
	(void)state;
	assert_false(accepts(STR("a%d")));
	assert_false(accepts(STR("$(id)")));
	assert_false(accepts(STR("-x")));
	assert_false(accepts(STR("eth0.1")));
	assert_false(accepts(STR("a\x1b[b")));
	assert_false(accepts(STR("\xff\xfe")));
	assert_false(accepts(STR("a,b")));
	assert_false(accepts_existing(STR("..")));
	assert_false(accepts_existing(STR("../../../etc")));
	assert_false(accepts_existing(STR("br0\0")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(accepts_1_to_15_bytes),
		cmocka_unit_test(clears_what_is_behind_the_name),
		cmocka_unit_test(refuses_a_name_of_16_bytes),
		cmocka_unit_test(refuses_no_bytes),
		cmocka_unit_test(takes_each_byte_for_what_it_is),
		cmocka_unit_test(refuses_what_linux_gives_a_meaning),
		cmocka_unit_test(refuses_what_the_kernel_would_take),
	};

	return cmocka_run_group_tests_name("ifname", tests, NULL, NULL);
}
