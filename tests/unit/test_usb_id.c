/* test_usb_id.c - src/value/usb_id.c */
#include "value_bytes.h"
#include "vmman/value.h"

static bool accepts(struct str from)
{
	struct usb_id id;
	struct err e;

	return usb_id_parse(from, &id, &e);
}

static void prints_lower_case_that_reads_back(void **state)
{
	char text[USB_ID_TEXT_BYTES];
	struct usb_id id, again;
	struct err e;

	(void)state;
	assert_true(usb_id_parse(STR("046D:C52b"), &id, &e));
	assert_int_equal(id.vendor, 0x046d);
	assert_int_equal(id.product, 0xc52b);
	assert_ptr_equal(usb_id_print(&id, text), text);
	assert_string_equal(text, "046d:c52b");
	assert_true(usb_id_parse(str_from_c(text), &again, &e));
	assert_int_equal(id.vendor, again.vendor);
	assert_int_equal(id.product, again.product);
}

static void reads_the_ends_of_the_range(void **state)
{
	char text[USB_ID_TEXT_BYTES];
	struct usb_id id;
	struct err e;

	(void)state;
	assert_true(usb_id_parse(STR("0000:ffff"), &id, &e));
	assert_string_equal(usb_id_print(&id, text), "0000:ffff");
}

static void takes_each_byte_for_what_it_is(void **state)
{
	(void)state;
	for (size_t i = 0; i < 9; i++)
		expect_bytes(accepts, STR("046d:c52b"), i,
			     i == 4 ? ":" : BYTES_HEX);
}

static void refuses_other_shapes(void **state)
{
	struct usb_id id;
	struct err e;

	(void)state;
	assert_false(usb_id_parse(STR("46d:c52b"), &id, &e));
	assert_int_equal(e.kind, ERR_CONFIG);
	assert_string_equal(e.text,
			    "\"46d:c52b\" is not a vendor and product id; "
			    "expected two of four hexadecimal digits each, "
			    "like 046d:c52b");
	assert_false(usb_id_parse(STR("046d:c52b0"), &id, &e));
	assert_string_equal(e.text, "\"046d:c52b0\" has 10 bytes; "
				    "a vendor and product id has at most 9");
	assert_false(accepts(STR("")));
	assert_false(accepts(STR("046d:c52")));
	assert_false(accepts(STR("046d-c52b")));
	assert_false(accepts(STR("046d:c52b\0")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(prints_lower_case_that_reads_back),
		cmocka_unit_test(reads_the_ends_of_the_range),
		cmocka_unit_test(takes_each_byte_for_what_it_is),
		cmocka_unit_test(refuses_other_shapes),
	};

	return cmocka_run_group_tests_name("usb_id", tests, NULL, NULL);
}
