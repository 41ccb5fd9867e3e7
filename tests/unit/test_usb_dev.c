/* test_usb_dev.c - src/value/usb_dev.c */
#include "value_bytes.h"
#include "vmman/value.h"

static struct usb_dev read_dev(struct str from)
{
	struct usb_dev dev;
	struct err e;

	assert_true(usb_dev_parse(from, &dev, &e));
	return dev;
}

static bool accepts(struct str from)
{
	struct usb_dev dev;
	struct err e;

	return usb_dev_parse(from, &dev, &e);
}

static void reads_what_a_device_is(void **state)
{
	struct usb_dev dev = read_dev(STR("046D:c52b"));
	char text[USB_DEV_TEXT_BYTES];

	(void)state;
	assert_false(dev.by_port);
	assert_int_equal(dev.id.vendor, 0x046d);
	assert_int_equal(dev.id.product, 0xc52b);
	assert_string_equal(usb_dev_print(&dev, text), "046d:c52b");
}

static void reads_where_a_device_sits(void **state)
{
	struct usb_dev dev = read_dev(STR("1-2.3"));
	char text[USB_DEV_TEXT_BYTES];

	(void)state;
	assert_true(dev.by_port);
	assert_string_equal(usb_dev_print(&dev, text), "1-2.3");
	dev = read_dev(STR("999-999.999.999.999.999.999"));
	assert_string_equal(usb_dev_print(&dev, text),
			    "999-999.999.999.999.999.999");
}

static void takes_each_byte_for_what_it_is(void **state)
{
	(void)state;
	expect_bytes(accepts, STR("11-12.13"), 0, "123456789");
	expect_bytes(accepts, STR("11-12.13"), 2, "-");
	expect_bytes(accepts, STR("11-12.13"), 6, "123456789");
	expect_bytes(accepts, STR("11-12.13"), 7, "0123456789");
}

static void refuses_other_shapes(void **state)
{
	const struct str others[] = {
		STR(""),
		STR("1"),
		STR("1-"),
		STR("-1"),
		STR("0-1"),
		STR("1-0"),
		STR("1-2."),
		STR("1-2.3:1.0"),
		STR("usb1"),
		STR("1000-1"),
		STR("1-2.3.4.5.6.7.8"),
		STR("1-2\0"),
		STR("1-2/../x"),
	};
	struct usb_dev dev;
	struct err e = {0};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(others); i++)
		assert_false(accepts(others[i]));
	assert_false(usb_dev_parse(STR("1"), &dev, &e));
	assert_int_equal(e.kind, ERR_CONFIG);
	assert_string_equal(e.text,
			    "\"1\" is not a USB device; expected a vendor and "
			    "product like 046d:c52b, or a bus and port like "
			    "1-2.3, as lsusb and lsusb -t show them");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_what_a_device_is),
		cmocka_unit_test(reads_where_a_device_sits),
		cmocka_unit_test(takes_each_byte_for_what_it_is),
		cmocka_unit_test(refuses_other_shapes),
	};

	return cmocka_run_group_tests_name("usb_dev", tests, NULL, NULL);
}
