/* test_priv_usb.c - src/priv/priv_usb.c, over a sysfs of our own */
#include "fake_sysfs.h"

#include "priv_usb.h"
#include <errno.h>
#include <sys/sysmacros.h>

static int try_to_look(const char *text, struct fact_node *out)
{
	struct usb_dev dev;
	struct err e;
	OWN_FD int sys = fake_open(".");

	assert_true(usb_dev_parse(str_from_c(text), &dev, &e));
	return priv_usb_look_beneath(sys, &dev, out);
}

static int failure(const char *text)
{
	struct fact_node node;

	return try_to_look(text, &node);
}

static struct fact_node look(const char *text)
{
	struct fact_node node;

	assert_int_equal(try_to_look(text, &node), 0);
	return node;
}

static void assert_found(const char *text)
{
	struct fact_node node = look(text);

	assert_int_equal(node.sort, FACT_SORT_FIT);
	assert_int_equal(node.id.vendor, 0x0951);
	assert_int_equal(node.id.product, 0x1666);
	assert_int_equal(node.bus, 1);
	assert_int_equal(node.number, 4);
	assert_true(node.dev == makedev(189, 3));
	assert_string_equal(node.ports, "1-2");
	assert_string_equal(node.use, "");
}

static void finds_nothing_on_a_host_without_usb(void **state)
{
	(void)state;
	assert_int_equal(look("1-2").sort, FACT_SORT_ABSENT);
	assert_int_equal(look("0951:1666").sort, FACT_SORT_ABSENT);
}

static void finds_a_device_by_its_port_and_by_its_id(void **state)
{
	(void)state;
	fake_usb(USB0, "1-2");
	assert_found("1-2");
	assert_found("0951:1666");
	assert_int_equal(look("1-4").sort, FACT_SORT_ABSENT);
	assert_int_equal(look("0951:1667").sort, FACT_SORT_ABSENT);
	assert_int_equal(look("0952:1666").sort, FACT_SORT_ABSENT);
}

static void tells_where_several_of_an_id_sit(void **state)
{
	struct fact_node node;

	(void)state;
	fake_usb(USB0, "1-2");
	fake_usb(USB1, "1-4");
	node = look("0951:1666");
	assert_int_equal(node.sort, FACT_SORT_SEVERAL);
	if (strcmp(node.ports, "1-2, 1-4") != 0)
		assert_string_equal(node.ports, "1-4, 1-2");
	assert_found("1-2");
}

static void takes_no_hub_for_a_device(void **state)
{
	(void)state;
	fake_usb(USB0, "1-2");
	fake_file(USB0, "bDeviceClass", "09\n");
	assert_int_equal(look("1-2").sort, FACT_SORT_UNFIT);
	assert_int_equal(look("0951:1666").sort, FACT_SORT_UNFIT);
}

/* What is on its way out, or was never a device: an attribute is missing, too
 * long or no number. */
static void takes_what_does_not_tell_all_for_absent(void **state)
{
	static const struct {
		const char *name, *text;
	} odd[] = {
		{"idVendor", "951\n"},  {"idVendor", "0951:16\n"},
		{"idProduct", ""},      {"busnum", "1000\n"},
		{"busnum", "-1\n"},     {"devnum", "\n"},
		{"devnum", "4 \n"},     {"dev", "189\n"},
		{"dev", "1:1048576\n"}, {"bDeviceClass", "0123456789abcdef"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(odd); i++) {
		assert_int_equal(scratch_setup(NULL), 0);
		fake_usb(USB0, "1-2");
		fake_file(USB0, odd[i].name, odd[i].text);
		assert_int_equal(look("1-2").sort, FACT_SORT_ABSENT);
		assert_int_equal(scratch_teardown(NULL), 0);
	}
}

/* A link where sysfs has a file is an error even for root. */
static void takes_for_absent_nothing_that_it_cannot_read(void **state)
{
	static const struct {
		const char *name;
		bool of_id; /* read to find out which device is that */
	} files[] = {{"idVendor", true}, {"idProduct", true},
		     {"busnum", false},  {"devnum", false},
		     {"dev", false},     {"bDeviceClass", false}};
	char path[64];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(files); i++) {
		assert_int_equal(scratch_setup(NULL), 0);
		fake_usb(USB0, "1-2");
		fake_usb(USB1, "1-4");
		(void)snprintf(path, sizeof(path), USB1 "/%s", files[i].name);
		assert_int_equal(unlink(scratch_path(path)), 0);
		assert_int_equal(failure("1-4"), 0);
		assert_int_equal(failure("0951:1666"), 0);
		fake_link("away", path);
		assert_int_equal(failure("1-4"), ELOOP);
		assert_int_equal(failure("1-2"), 0);
		/* It could be a second one. */
		if (files[i].of_id)
			assert_int_equal(failure("0951:1666"), ELOOP);
		assert_int_equal(scratch_teardown(NULL), 0);
	}
}

/* A port that is no link, and a list that is no directory. */
static void tells_that_it_cannot_look(void **state)
{
	(void)state;
	fake_usb(USB0, "1-2");
	fake_file("bus/usb/devices", "1-4", "");
	assert_int_equal(failure("1-4"), EINVAL);
	assert_int_equal(failure("0951:1666"), EINVAL);
	assert_int_equal(failure("1-2"), 0);
	assert_int_equal(scratch_teardown(NULL), 0);
	assert_int_equal(scratch_setup(NULL), 0);
	fake_dir("bus/usb");
	fake_file("bus/usb", "devices", "");
	assert_int_equal(failure("1-2"), ENOTDIR);
	assert_int_equal(failure("0951:1666"), ENOTDIR);
}

static void tells_what_the_host_uses_it_for(void **state)
{
	(void)state;
	fake_usb(USB0, "1-2");
	fake_interface(USB0 "/1-2:1.0", "wwan6", "0x1003\n");
	assert_string_equal(look("1-2").use, "its interface wwan6 is up");
	assert_string_equal(look("0951:1666").use, "its interface wwan6 is up");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		scratch_test(finds_nothing_on_a_host_without_usb),
		scratch_test(finds_a_device_by_its_port_and_by_its_id),
		scratch_test(tells_where_several_of_an_id_sit),
		scratch_test(takes_no_hub_for_a_device),
		cmocka_unit_test(takes_what_does_not_tell_all_for_absent),
		cmocka_unit_test(takes_for_absent_nothing_that_it_cannot_read),
		scratch_test(tells_that_it_cannot_look),
		scratch_test(tells_what_the_host_uses_it_for),
	};

	return cmocka_run_group_tests_name("priv_usb", tests, NULL, NULL);
}
