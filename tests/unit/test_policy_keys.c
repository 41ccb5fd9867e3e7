/* test_policy_keys.c - src/policy/policy_keys.c */
#include "policy_text.h"
#include <stdio.h>

static const char *entry_with(const char *key, const char *pattern)
{
	static char text[1000];

	(void)snprintf(
		text, sizeof(text),
		"version = 1\n[[allow]]\nwho = [\"uid:1\"]\n%s = ['%s']\n", key,
		pattern);
	return text;
}

static void takes(const char *key, const char *pattern)
{
	policy_of(entry_with(key, pattern));
}

static void refuses(const char *key, const char *pattern, const char *why,
		    const char *hint)
{
	char place[300];

	(void)snprintf(place, sizeof(place), "'%s'", pattern);
	assert_refused(entry_with(key, pattern), place, why, hint);
}

/* Refused for what the language of values says; its words are tested there. */
static void refuses_value(const char *key, const char *pattern)
{
	struct policy policy;

	assert_false(read_text(entry_with(key, pattern), &policy));
	assert_int_equal(text_errs.count, 1);
	assert_int_equal(text_errs.items[0].kind, ERR_CONFIG);
	assert_true(text_errs.items[0].at.known);
}

static void takes_names_and_their_beginnings(void **state)
{
	(void)state;
	takes("interfaces", "alice0");
	takes("interfaces", "a*");
	takes("interfaces", "{user}*");
	takes("interfaces", "vm{uid}-*");
	takes("interfaces", "{user}-{uid}");
	takes("interfaces", "abcdefghijklmno");
	takes("interfaces", "abcdefghijklmn*");
	takes("interfaces", "*");
	takes("bridges", "br0.5");
	takes("bridges", "0br*");
	takes("host-interfaces", "enp1s0f0np0.100");
}

static void refuses_names_that_no_interface_can_have(void **state)
{
	(void)state;
	refuses_value("interfaces", "abcdefghijklmnop");
	refuses_value("interfaces", "0abc");
	refuses_value("interfaces", "br0.5");
	refuses("interfaces", "{uid}x",
		"\"{uid}x\" matches nothing that is the name of an interface "
		"that vm-init makes",
		"write a pattern such as \"vm{uid}-*\"");
	refuses_value("interfaces", "a/b");
	refuses_value("interfaces", "lo");
	refuses_value("bridges", "all");
	refuses_value("bridges", "br:0");
	refuses_value("bridges", "");
	refuses("interfaces", "abcdefghijklmno*",
		"\"abcdefghijklmno*\" matches nothing that is the name of an "
		"interface that vm-init makes",
		"write a pattern such as \"vm{uid}-*\"");
	refuses("interfaces", "-a*",
		"\"-a*\" matches nothing that is the name of an interface that "
		"vm-init makes",
		"write a pattern such as \"vm{uid}-*\"");
	refuses("bridges", ".*",
		"\".*\" matches nothing that is the name of an interface",
		"write a pattern such as \"br-lab*\"");
}

static void has_one_special_byte_at_the_end(void **state)
{
	(void)state;
	refuses_value("bridges", "*br");
	refuses_value("bridges", "b*r");
	refuses_value("bridges", "br**");
	refuses_value("bridges", "br 0");
	refuses_value("bridges", " br0");
	refuses_value("bridges", "{name}");
	refuses_value("bridges", "{user");
	refuses_value("bridges", "br[0-9]");
	refuses_value("bridges", "br?");
	refuses_value("bridges", "br\xc3\xa4");
}

static void takes_macs_and_their_beginnings(void **state)
{
	(void)state;
	takes("macs", "be:ef:00:00:00:01");
	takes("macs", "BE:EF:*");
	takes("macs", "b*");
	takes("macs", "0*");
	takes("macs", "be:e*");
	takes("macs", "be:ef*");
	takes("macs", "00:00:00:00:00:0*");
	takes("macs", "be:ef:00:00:00:0*");
}

static void refuses_macs_that_no_guest_can_have(void **state)
{
	const char *hint = "write a pattern such as \"be:ef:*\"";

	(void)state;
	refuses_value("macs", "be-ef-00-00-00-01");
	refuses_value("macs", "be:ef:00:00:00");
	refuses_value("macs", "00:00:00:00:00:00");
	refuses_value("macs", "01:00:5e:00:00:01");
	refuses_value("macs", "be:ef:{uid}");
	refuses("macs", "01:*",
		"\"01:*\" matches nothing that is a unicast MAC address", hint);
	refuses("macs", "bee*",
		"\"bee*\" matches nothing that is a unicast MAC address", hint);
	refuses("macs", "be:ef:00:00:00:01*",
		"\"be:ef:00:00:00:01*\" matches nothing that is a unicast MAC "
		"address",
		hint);
}

static void takes_pci_addresses_with_pins(void **state)
{
	(void)state;
	takes("pci", "0000:65:00.0");
	takes("pci", "65:00.0");
	takes("pci", "0000:65:00.0=10de:2204");
	takes("pci", "0000:65:00.*=10de:2204");
	takes("pci", "0000:b1:*");
}

static void refuses_pci_addresses_that_cannot_be(void **state)
{
	(void)state;
	refuses_value("pci", "0000:65:20.0");
	refuses_value("pci", "0000:65:00.8");
	refuses_value("pci", "");
	refuses_value("pci", "=10de:2204");
	refuses("pci", "b1:*",
		"\"b1:*\" matches nothing that is a PCI address with its "
		"domain",
		"write a pattern such as \"0000:b1:*\"");
	refuses("pci", "0000:65:00.0*",
		"\"0000:65:00.0*\" matches nothing that is a PCI address with "
		"its domain",
		"write a pattern such as \"0000:b1:*\"");
	refuses("pci", "0000:65:00.0=10de",
		"what must sit there: \"10de\" is not a vendor and product id; "
		"expected two of four hexadecimal digits each, like 046d:c52b",
		"");
}

static void takes_usb_devices(void **state)
{
	(void)state;
	takes("usb", "046d:c52b");
	takes("usb", "046D:*");
	refuses_value("usb", "046d");
	refuses_value("usb", "46d:c52b");
	refuses_value("usb", "046d:c52b*");
}

static void takes_plain_paths(void **state)
{
	(void)state;
	takes("devices", "/dev/vg0/{user}-*");
	takes("devices", "/dev/disk/*");
	takes("devices", "/dev/sdb");
	takes("hugepages", "/dev/hugepages");
	takes("hugepages", "/mnt/huge/{user}");
}

static void refuses_paths_that_lead_elsewhere(void **state)
{
	(void)state;
	refuses("devices", "/dev/../etc/shadow",
		"\"/dev/../etc/shadow\" is not a path from / on without . and "
		"..",
		"");
	refuses_value("devices", "/dev/./sda");
	refuses_value("devices", "/dev//sda");
	refuses_value("devices", "/dev/vg0/..");
	refuses_value("devices", "/dev/vg0/");
	refuses_value("devices", "/dev/vg0/..*");
	refuses_value("devices", "dev/sda");
	refuses("devices", "*",
		"\"*\" is not a path from / on without . and ..", "");
	refuses("devices", "/sys/block/sda",
		"\"/sys/block/sda\" is not a path in /dev", "");
	refuses_value("devices", "/device/sda");
	refuses_value("hugepages", "hugepages");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(takes_names_and_their_beginnings),
		cmocka_unit_test(refuses_names_that_no_interface_can_have),
		cmocka_unit_test(has_one_special_byte_at_the_end),
		cmocka_unit_test(takes_macs_and_their_beginnings),
		cmocka_unit_test(refuses_macs_that_no_guest_can_have),
		cmocka_unit_test(takes_pci_addresses_with_pins),
		cmocka_unit_test(refuses_pci_addresses_that_cannot_be),
		cmocka_unit_test(takes_usb_devices),
		cmocka_unit_test(takes_plain_paths),
		cmocka_unit_test(refuses_paths_that_lead_elsewhere),
	};

	return cmocka_run_group_tests_name("policy_keys", tests, NULL, NULL);
}
