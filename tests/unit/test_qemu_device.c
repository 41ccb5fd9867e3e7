/* test_qemu_device.c - src/qemu/qemu_device.c */
#include "qemu_sample.h"

#define PCI  SAMPLE_BASE "[pcie-passthrough.a]\ndev = '0A:1f.7'\n"
#define HOST "vfio-pci,host=0000:0a:1f.7,id=hostdev0"

static void passes_a_device_by_its_whole_address(void **state)
{
	struct qemu_host host = whole_host();

	(void)state;
	expect(&host, STR(PCI), "-device", HOST);
	expect(&host, STR(PCI "[pcie-passthrough.b]\ndev = '0001:02:00.0'\n"),
	       "-device", "vfio-pci,host=0001:02:00.0,id=hostdev1");
}

static void takes_a_romfile_for_one_of_several_functions(void **state)
{
	struct qemu_host host = whole_host();

	(void)state;
	expect(&host, STR(PCI "romfile = 'a,b'\n"), "-device",
	       HOST ",romfile=a,,b,multifunction=on");
	expect(&host, STR(PCI "romfile = 'a'\nmultifunction = false\n"),
	       "-device", HOST ",romfile=a,multifunction=off");
	expect(&host, STR(PCI "multifunction = true\n"), "-device",
	       HOST ",multifunction=on");
}

static void adds_what_else_the_file_says(void **state)
{
	struct qemu_host host = whole_host();

	(void)state;
	expect(&host,
	       STR(PCI "x-vga = true\nrombar = false\n"
		       "options = 'bus=rp1,addr=0.1'\n"),
	       "-device", HOST ",x-vga=on,rombar=off,bus=rp1,addr=0.1");
}

#define USB(name, dev) "[usb-passthrough." name "]\ndev = '" dev "'\n"

static void passes_a_usb_device_by_its_id_or_port(void **state)
{
	struct qemu_host host = whole_host();

	(void)state;
	expect(&host, STR(SAMPLE_BASE USB("a", "046D:c52b")), "-device",
	       "usb-host,id=usbdev0,bus=usb0.0,vendorid=0x046d,"
	       "productid=0xc52b");
	expect(&host, STR(SAMPLE_BASE USB("a", "046d:c52b") USB("b", "10-2.3")),
	       "-device",
	       "usb-host,id=usbdev1,bus=usb0.0,hostbus=10,hostport=2.3");
}

static void needs_one_usb_controller(void **state)
{
	struct qemu_host host = whole_host();
	size_t count = 0;

	(void)state;
	expect(&host,
	       STR(SAMPLE_BASE USB("a", "046d:c52b") USB("b", "1-2")
			   SAMPLE_DISK("s", "usb")),
	       "-device", "qemu-xhci,id=usb0,p2=15,p3=15");
	for (size_t i = 0; i < argv.count; i++)
		count += strncmp(argv.args[i], "qemu-xhci", 9) == 0;
	assert_int_equal(count, 1);
}

static void doubles_the_commas_of_a_key(void **state)
{
	struct qemu_host host = whole_host();

	(void)state;
	expect(&host, STR(SAMPLE_BASE "[apple-smc.a]\nosk = 'a,b'\n"),
	       "-device", "isa-applesmc,osk=a,,b");
}

static void gives_each_console_a_socket_and_a_port(void **state)
{
	struct qemu_host host = whole_host();
	struct str text = STR(SAMPLE_BASE "[console.x]\n[console.'../y']\n");

	(void)state;
	host.run_dir = "/run/a,b";
	expect(&host, text, "-chardev",
	       "socket,id=console0,server=on,wait=off,"
	       "path=/run/a,,b/console0.sock");
	expect(&host, text, "-serial", "chardev:console0");
	expect(&host, text, "-chardev",
	       "socket,id=console1,server=on,wait=off,"
	       "path=/run/a,,b/console1.sock");
	expect(&host, text, "-serial", "chardev:console1");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(passes_a_device_by_its_whole_address),
		cmocka_unit_test(takes_a_romfile_for_one_of_several_functions),
		cmocka_unit_test(adds_what_else_the_file_says),
		cmocka_unit_test(passes_a_usb_device_by_its_id_or_port),
		cmocka_unit_test(needs_one_usb_controller),
		cmocka_unit_test(doubles_the_commas_of_a_key),
		cmocka_unit_test(gives_each_console_a_socket_and_a_port),
	};

	return cmocka_run_group_tests_name("qemu_device", tests, NULL, NULL);
}
