/* test_priv_pci_use.c - src/priv/priv_pci_use.c, over a sysfs of our own */
#include "fake_sysfs.h"

#include "priv_pci_use.h"

static const struct pci_addr addr = {0, 0, 5, 0};

static void assert_use(const char *want)
{
	char use[FACT_USE_BYTES];
	OWN_FD int sys = fake_open(".");
	OWN_FD int dir = fake_open(DEV0);

	assert_int_equal(priv_pci_use(sys, dir, &addr, use), want[0] != '\0');
	assert_string_equal(use, want);
}

static void finds_no_use_of_a_device_without_a_class(void **state)
{
	(void)state;
	fake_device(DEV0, "0000:00:05.0", "nvidia");
	assert_use("");
}

static void finds_an_interface_that_is_up(void **state)
{
	(void)state;
	fake_device(DEV0, "0000:00:05.0", "e1000");
	fake_interface(DEV0, "eth6", "0x1002\n");
	assert_use("");
	fake_file(DEV0 "/net/eth6", "flags", "0x1003\n");
	assert_use("its interface eth6 is up");
	fake_file(DEV0 "/net/eth6", "flags", "up\n");
	assert_use("its interface eth6 does not tell how it is");
}

static void minds_no_interface_of_another_device(void **state)
{
	(void)state;
	fake_device(DEV0, "0000:00:05.0", "e1000");
	fake_device(DEV1, "0000:00:05.1", "e1000");
	fake_interface(DEV1, "eth7", "0x1003\n");
	assert_use("");
}

static void finds_what_sits_on_an_interface(void **state)
{
	(void)state;
	fake_device(DEV0, "0000:00:05.0", "e1000");
	fake_interface(DEV0, "eth6", "0x1002\n");
	fake_link("../../br0", DEV0 "/net/eth6/upper_br0");
	assert_use("br0 is on its interface eth6");
}

static void finds_the_interface_of_a_virtio_device(void **state)
{
	(void)state;
	fake_device(DEV0, "0000:00:05.0", "virtio-pci");
	fake_interface(DEV0 "/virtio3", "eth6", "0x1003\n");
	assert_use("its interface eth6 is up");
}

/* Its directory is there, but this namespace sees nothing in it. */
static void finds_an_interface_that_is_elsewhere(void **state)
{
	(void)state;
	fake_device(DEV0, "0000:00:05.0", "virtio-pci");
	fake_dir("class/net");
	fake_dir(DEV0 "/virtio3/net");
	assert_use("its interface is in another network namespace");
	fake_interface(DEV0 "/virtio3", "eth6", "0x1002\n");
	assert_use("");
}

/* A class that cannot be listed, and a link that leads to nothing readable. */
static void takes_what_cannot_be_told_for_a_use(void **state)
{
	(void)state;
	fake_device(DEV0, "0000:00:05.0", "nvme");
	fake_dir("class");
	fake_file("class", "block", "");
	assert_use("whether it is in use cannot be told without class/block");
}

static void takes_an_interface_that_cannot_be_followed_for_a_use(void **state)
{
	(void)state;
	fake_device(DEV0, "0000:00:05.0", "e1000");
	fake_file("devices", "file", "");
	fake_dir("class/net");
	fake_link("../../devices/file/0000:00:05.0/net/eth6", "class/net/eth6");
	assert_use("whether it is in use cannot be told without class/net");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		scratch_test(finds_no_use_of_a_device_without_a_class),
		scratch_test(finds_an_interface_that_is_up),
		scratch_test(minds_no_interface_of_another_device),
		scratch_test(finds_what_sits_on_an_interface),
		scratch_test(finds_the_interface_of_a_virtio_device),
		scratch_test(finds_an_interface_that_is_elsewhere),
		scratch_test(takes_what_cannot_be_told_for_a_use),
		scratch_test(
			takes_an_interface_that_cannot_be_followed_for_a_use),
	};

	return cmocka_run_group_tests_name("priv_pci_use", tests, NULL, NULL);
}
