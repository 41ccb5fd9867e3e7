/* test_vm_print.c - src/vm/vm_print.c */
#include "printed.h"
#include "vm_sample.h"

static struct sample sample, again;

static void prints_defaults_too(void **state)
{
	static struct out out;

	(void)state;
	out_init(&out, -1);
	sample_accept(&sample, STR("[user-net.x]\n"));
	vm_print(&sample.vm, &out);
	assert_printed(&out, "[user-net.x]\n"
			     "driver = \"virtio-net-pci\"\n"
			     "restrict = false\n");
}

static void puts_a_line_between_sections(void **state)
{
	static struct out out;

	(void)state;
	out_init(&out, -1);
	sample_accept(&sample, STR("[console.x]\n[console.y]\n"));
	vm_print(&sample.vm, &out);
	assert_printed(&out, "[console.x]\n\n[console.y]\n");
}

static void quotes_names_that_need_it(void **state)
{
	static struct out out;

	(void)state;
	out_init(&out, -1);
	sample_accept(&sample, STR("[console.a-B_9]\n[console.'a b']\n"
				   "[console.'']\n[console.'\"\\']\n"));
	vm_print(&sample.vm, &out);
	assert_printed(&out, "[console.a-B_9]\n\n[console.\"a b\"]\n\n"
			     "[console.\"\"]\n\n[console.\"\\\"\\\\\"]\n");
}

/* Every type of value, read back: the same text again. */
static void prints_what_reads_the_same(void **state)
{
	static struct out out, second;

	(void)state;
	out_init(&out, -1);
	out_init(&second, -1);
	sample_accept(&sample,
		      STR("[base.'main \"1\"']\nmachine = 'a\\b\"c'\n"
			  "smp = 7\nmem = '1536M'\naccel = ['tcg', 'kvm']\n"
			  "uuid = '123E4567-e89b-12d3-a456-426614174000'\n"
			  "[tapbridge.t]\ninterface = 't'\nbridge = 'br0.1'\n"
			  "mac = 'BE:EF:00:00:00:01'\ndriver = 'e1000'\n"
			  "queues = 16\nvhost = true\n"
			  "[pcie-passthrough.p]\ndev = 'B1:00.7'\n"
			  "[usb-passthrough.i]\ndev = '046D:C52B'\n"
			  "[usb-passthrough.j]\ndev = '1-2.3'\n"
			  "[user-net.u]\n"
			  "forward = ['tcp:127.0.0.1:1:2', "
			  "'udp:0.0.0.0:3:4']\n"
			  "[qemu.q]\nargs = ['-a', '', '\"\\']\n"));
	vm_print(&sample.vm, &out);
	sample_accept(&again, (struct str){out.buf, out.len});
	vm_print(&again.vm, &second);
	assert_true(out.len > 0 && out.len < sizeof(out.buf));
	assert_int_equal(out.len, second.len);
	assert_memory_equal(out.buf, second.buf, out.len);
	assert_text(sample_value(&again, VM_BASE, "machine")->text, "a\\b\"c");
	assert_text(sample_value(&again, VM_QEMU, "args")->texts.items[2],
		    "\"\\");
	assert_int_equal(
		sample_value(&again, VM_PCIE_PASSTHROUGH, "dev")->pci.bus,
		0xb1);
	assert_int_equal(
		sample_value(&again, VM_USB_PASSTHROUGH, "dev")->usb.id.vendor,
		0x46d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(prints_defaults_too),
		cmocka_unit_test(puts_a_line_between_sections),
		cmocka_unit_test(quotes_names_that_need_it),
		cmocka_unit_test(prints_what_reads_the_same),
	};

	return cmocka_run_group_tests_name("vm_print", tests, NULL, NULL);
}
