/* test_mac.c - src/value/mac.c */
#include "value_bytes.h"
#include "vmman/value.h"

static bool accepts(struct str from)
{
	struct mac mac;
	struct err e;

	return mac_parse(from, &mac, &e);
}

static void refused(struct str from, const char *text, const char *hint)
{
	struct mac mac = {{1, 2, 3, 4, 5, 6}}, old = mac;
	struct err e = {0};

	assert_false(mac_parse(from, &mac, &e));
	assert_int_equal(e.kind, ERR_CONFIG);
	assert_string_equal(e.text, text);
	assert_string_equal(e.hint, hint);
	assert_memory_equal(&mac, &old, sizeof(mac));
}

static void reads_each_octet(void **state)
{
	const struct mac want = {{0xbe, 0xef, 0x0a, 0x0b, 0xc0, 0xfd}};
	struct mac mac;
	struct err e;

	(void)state;
	assert_true(mac_parse(STR("BE:ef:0A:0b:C0:fD"), &mac, &e));
	assert_memory_equal(&mac, &want, sizeof(mac));
}

static void prints_lower_case_that_reads_back(void **state)
{
	char text[MAC_TEXT_BYTES];
	struct mac mac, again;
	struct err e;

	(void)state;
	assert_true(mac_parse(STR("BE:EF:0A:0b:C0:FD"), &mac, &e));
	assert_ptr_equal(mac_print(&mac, text), text);
	assert_string_equal(text, "be:ef:0a:0b:c0:fd");
	assert_true(mac_parse(str_from_c(text), &again, &e));
	assert_memory_equal(&mac, &again, sizeof(mac));
}

static void reads_and_prints_every_octet_value(void **state)
{
	char text[MAC_TEXT_BYTES];

	(void)state;
	for (unsigned i = 0; i < 256; i++) {
		struct mac mac = {{0x52, (uint8_t)i, 0, 0, 0, (uint8_t)i}};
		struct mac again;
		struct err e;

		mac_print(&mac, text);
		assert_int_equal(strlen(text), 17);
		assert_true(mac_parse(str_from_c(text), &again, &e));
		assert_memory_equal(&mac, &again, sizeof(mac));
	}
}

static void takes_each_byte_for_what_it_is(void **state)
{
	const struct str text = STR("52:54:00:12:34:56");

	(void)state;
	for (size_t i = 0; i < text.len; i++)
		expect_bytes(accepts, text, i,
			     i % 3 == 2 ? ":"
			     : i == 1   ? "02468aceACE"
					: BYTES_HEX);
}

static void refuses_a_group(void **state)
{
	(void)state;
	refused(STR("53:54:00:12:34:56"),
		"\"53:54:00:12:34:56\" is the address of a group; "
		"expected that of a single interface",
		"make the first octet even");
	assert_false(accepts(STR("ff:ff:ff:ff:ff:ff")));
	assert_false(accepts(STR("01:00:5e:00:00:01")));
}

static void refuses_zero(void **state)
{
	(void)state;
	refused(STR("00:00:00:00:00:00"),
		"\"00:00:00:00:00:00\" is no interface's address; "
		"expected one that is not zero",
		"");
	assert_true(accepts(STR("00:00:00:00:00:01")));
}

static void refuses_other_shapes(void **state)
{
	(void)state;
	refused(STR("52-54-00-12-34-56"),
		"\"52-54-00-12-34-56\" is not a MAC address; "
		"expected six octets like 52:54:00:12:34:56",
		"");
	refused(STR("52:54:00:12:34:56 "),
		"\"52:54:00:12:34:56 \" has 18 bytes; "
		"a MAC address has at most 17",
		"");
	assert_false(accepts(STR("")));
	assert_false(accepts(STR("52:54:00:12:34")));
	assert_false(accepts(STR("52:54:00:12:34:5")));
	assert_false(accepts(STR("52:54:00:12:34:56:78")));
	assert_false(accepts(STR("525400123456")));
	assert_false(accepts(STR("52:54:00:12:34:56\0")));
}

static void knows_a_local_address(void **state)
{
	(void)state;
	assert_true(mac_is_local(&(struct mac){{0x52}}));
	assert_true(mac_is_local(&(struct mac){{0x02}}));
	assert_false(mac_is_local(&(struct mac){{0x00, 0x16, 0x3e}}));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_each_octet),
		cmocka_unit_test(prints_lower_case_that_reads_back),
		cmocka_unit_test(reads_and_prints_every_octet_value),
		cmocka_unit_test(takes_each_byte_for_what_it_is),
		cmocka_unit_test(refuses_a_group),
		cmocka_unit_test(refuses_zero),
		cmocka_unit_test(refuses_other_shapes),
		cmocka_unit_test(knows_a_local_address),
	};

	return cmocka_run_group_tests_name("mac", tests, NULL, NULL);
}
