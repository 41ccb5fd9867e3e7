/* test_vm_new_text.c - src/cmd/vm_new_text.c
 *
 * That every text it makes is a VM file is shown by tests/system/vm_new.sh,
 * by all the programs that read it.
 */
#include "unit.h"
#include "vm_new.h"

static struct new_vm vm;
static struct out out;

/* The text for the template @name, with what else vm says. */
static const char *text(const char *name)
{
	vm.template = new_template(name);
	assert_non_null(vm.template);
	vm.name = (struct vm_name){"web"};
	vm.mem = vm.template->mem;
	vm.smp = vm.template->smp;
	vm.mac = (struct mac){{0xbe, 0xef, 1, 2, 3, 4}};
	vm.interface = (struct ifname){"alice-web"};
	new_text(&vm, &out);
	assert_false(out.failed);
	assert_true(out.len < sizeof(out.buf));
	out.buf[out.len] = '\0';
	return out.buf;
}

static int setup(void **state)
{
	(void)state;
	vm = (struct new_vm){.mem = NULL};
	return 0;
}

static void assert_has(const char *line)
{
	if (strstr(out.buf, line) == NULL)
		fail_msg("no \"%s\" in:\n%s", line, out.buf);
}

static void assert_lacks(const char *line)
{
	if (strstr(out.buf, line) != NULL)
		fail_msg("\"%s\" in:\n%s", line, out.buf);
}

static void knows_its_templates(void **state)
{
	(void)state;
	assert_non_null(new_template("windows"));
	assert_null(new_template("Windows"));
	assert_null(new_template(""));
}

static void says_the_least_for_the_template_minimal(void **state)
{
	(void)state;
	vm.network = NEW_NO_NETWORK;
	assert_string_equal(
		text("minimal"),
		"# web: a VM, made by vm-new from the template \"minimal\".\n"
		"# vm.toml(5) explains every key; vm-run --dry-run shows what "
		"comes of them.\n"
		"\n"
		"[base.main]                           "
		"# the machine itself; exactly one\n"
		"machine = \"q35\"                       "
		"# the machine, as QEMU's -machine: \"q35\"\n"
		"smp = 1                               "
		"# processors: how many, or as QEMU's -smp\n"
		"mem = \"512M\"                          "
		"# the guest's memory: MiB, or a text like \"4G\"\n");
}

static void hides_the_hypervisor_from_windows(void **state)
{
	(void)state;
	(void)text("windows");
	assert_has("\ncpu = \"host,kvm=off,");
	assert_has("\nhv-vendor-id = \"vmman\"");
	assert_has("\nrtc = \"base=localtime\"");
	assert_has("\n#[pcie-passthrough.gpu]");
}

static void shows_defaults_as_comments(void **state)
{
	(void)state;
	(void)text("linux");
	assert_has("\n#accel = \"kvm\"");
	assert_has(": kvm, tcg\n");
	assert_has("\n#hugepages = false");
	assert_lacks("\n#uuid");
	assert_lacks("\n#machine");
}

static void joins_a_bridge(void **state)
{
	(void)state;
	vm.network = NEW_TAPBRIDGE;
	vm.peer = "br0";
	(void)text("minimal");
	assert_has("\n[tapbridge.net]");
	assert_has("\ninterface = \"alice-web\"");
	assert_has("\nbridge = \"br0\"");
	assert_has("\nmac = \"be:ef:01:02:03:04\"");
	assert_lacks("user-net");
}

static void sits_on_a_host_interface(void **state)
{
	(void)state;
	vm.network = NEW_MACVTAP;
	vm.peer = "eno3";
	(void)text("minimal");
	assert_has("\n[macvtap.net]");
	assert_has("\nhost-interface = \"eno3\"");
}

static void names_disk_and_cd(void **state)
{
	(void)state;
	strcpy(vm.image, "/vm/web.qcow2");
	strcpy(vm.iso, "/iso/debian.iso");
	(void)text("minimal");
	assert_has("\n[storage.disk]");
	assert_has("\nfile = \"/vm/web.qcow2\"");
	assert_has("\nformat = \"qcow2\"");
	assert_has("\n[storage.cdrom]");
	assert_has("\nfile = \"/iso/debian.iso\"");
	assert_has("\nmedia = \"cdrom\"");
}

static void takes_an_unknown_ending_for_raw(void **state)
{
	(void)state;
	strcpy(vm.image, "/dev/vg0/qcow2-web");
	(void)text("minimal");
	assert_has("\nformat = \"raw\"");
}

static void lets_no_value_end_its_string(void **state)
{
	(void)state;
	strcpy(vm.image, "/a\"\\b\n[qemu.x]\t\x7f");
	(void)text("minimal");
	assert_has("\nfile = \"/a\\\"\\\\b\\u000a[qemu.x]\\u0009\\u007f\"");
	assert_lacks("\n[qemu.x]");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(knows_its_templates),
		cmocka_unit_test_setup(says_the_least_for_the_template_minimal,
				       setup),
		cmocka_unit_test_setup(hides_the_hypervisor_from_windows,
				       setup),
		cmocka_unit_test_setup(shows_defaults_as_comments, setup),
		cmocka_unit_test_setup(joins_a_bridge, setup),
		cmocka_unit_test_setup(sits_on_a_host_interface, setup),
		cmocka_unit_test_setup(names_disk_and_cd, setup),
		cmocka_unit_test_setup(takes_an_unknown_ending_for_raw, setup),
		cmocka_unit_test_setup(lets_no_value_end_its_string, setup),
	};

	return cmocka_run_group_tests_name("vm_new_text", tests, NULL, NULL);
}
