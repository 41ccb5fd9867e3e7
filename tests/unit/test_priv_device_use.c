/* test_priv_device_use.c - src/priv/priv_device_use.c, over a sysfs of our own
 */
#include "fake_sysfs.h"

#include "priv_device_use.h"
#include <sys/sysmacros.h>

#define PORT0   USB0 "/1-2:1.0"
#define NOBODYS "4095:1000\n" /* no disk has this number */

static void assert_use_of(const char *path, const char *name, const char *want)
{
	char use[FACT_USE_BYTES];
	OWN_FD int sys = fake_open(".");
	OWN_FD int dir = fake_open(path);

	assert_int_equal(priv_device_use(sys, dir, name, use), want[0] != '\0');
	assert_string_equal(use, want);
}

static void assert_use(const char *want)
{
	assert_use_of(DEV0, "0000:00:05.0", want);
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

static void finds_the_interface_of_a_usb_device(void **state)
{
	(void)state;
	fake_usb(USB0, "1-2");
	fake_interface(PORT0, "wwan6", "0x1002\n");
	assert_use_of(USB0, "1-2", "");
	fake_file(PORT0 "/net/wwan6", "flags", "0x1003\n");
	assert_use_of(USB0, "1-2", "its interface wwan6 is up");
}

static void finds_the_interface_of_a_usb_device_elsewhere(void **state)
{
	(void)state;
	fake_usb(USB0, "1-2");
	fake_dir("class/net");
	fake_dir(PORT0 "/net");
	assert_use_of(USB0, "1-2",
		      "its interface is in another network namespace");
}

static void minds_nothing_of_a_usb_device_beside(void **state)
{
	(void)state;
	fake_usb(USB0, "1-2");
	fake_usb(USB1, "1-4");
	fake_dir(USB0 "/1-20:1.0/net"); /* a longer name is another's */
	fake_interface(USB1 "/1-4:1.0", "wwan7", "0x1003\n");
	assert_use_of(USB0, "1-2", "");
}

static void finds_a_disk_that_is_a_part_of_another(void **state)
{
	(void)state;
	fake_usb(USB0, "1-2");
	fake_disk(PORT0 "/host6", "vmman0", NOBODYS);
	assert_use_of(USB0, "1-2", "");
	fake_dir(PORT0 "/host6/block/vmman0/holders/dm-0");
	assert_use_of(USB0, "1-2", "vmman0 is a part of dm-0");
}

/* /proc is mounted wherever this runs. */
static void finds_a_disk_that_is_mounted(void **state)
{
	static const char want[] = "vmman0 is mounted on /proc";
	char use[FACT_USE_BYTES], dev[32];
	struct stat st;
	OWN_FD int sys = -1;
	OWN_FD int dir = -1;

	(void)state;
	assert_int_equal(stat("/proc", &st), 0);
	(void)snprintf(dev, sizeof(dev), "%u:%u\n", major(st.st_dev),
		       minor(st.st_dev));
	fake_usb(USB0, "1-2");
	fake_disk(PORT0 "/host6", "vmman0", dev);
	sys = fake_open(".");
	dir = fake_open(USB0);
	assert_true(priv_device_use(sys, dir, "1-2", use));
	assert_memory_equal(use, want, strlen(want));
}

static void claims_no_disk_that_it_cannot_look_at(void **state)
{
	char use[FACT_USE_BYTES];
	OWN_FD int sys = -1;
	OWN_FD int dir = -1;

	(void)state;
	fake_usb(USB0, "1-2");
	fake_disk(PORT0 "/host6", "vmman0", NOBODYS);
	sys = fake_open(".");
	dir = fake_open(USB0);
	assert_true(priv_device_claim(sys, dir, "1-2", use));
	assert_string_equal(use, "its disk vmman0 cannot be looked at");
	assert_false(priv_device_claim(sys, dir, "1-4", use));
	assert_string_equal(use, "");
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
		scratch_test(finds_the_interface_of_a_usb_device),
		scratch_test(finds_the_interface_of_a_usb_device_elsewhere),
		scratch_test(minds_nothing_of_a_usb_device_beside),
		scratch_test(finds_a_disk_that_is_a_part_of_another),
		scratch_test(finds_a_disk_that_is_mounted),
		scratch_test(claims_no_disk_that_it_cannot_look_at),
	};

	return cmocka_run_group_tests_name("priv_device_use", tests, NULL,
					   NULL);
}
