/* test_vm_check.c - src/vm/vm_check.c */
#include "vm_sample.h"

static struct sample sample;

#define TAP(name, ifname, mac)                             \
	"[tapbridge." name "]\ninterface = '" ifname "'\n" \
	"bridge = 'br0'\nmac = '" mac "'\ndriver = 'x'\n"
#define MACVTAP(name, ifname, mac)                       \
	"[macvtap." name "]\ninterface = '" ifname "'\n" \
	"host-interface = 'br0'\nmac = '" mac "'\ndriver = 'x'\n"

static bool check(struct str text)
{
	sample_accept(&sample, text);
	return vm_check(&sample.vm, &sample.errs);
}

static void refused(struct str from, const char *about, const char *text,
		    const char *hint)
{
	assert_false(check(from));
	sample_error(&sample, 0, about, text, hint);
	assert_int_equal(sample.errs.count, 1);
}

static void accepts_a_machine_in_order(void **state)
{
	(void)state;
	assert_true(check(
		STR(SAMPLE_BASE TAP("a", "t0", "52:54:00:00:00:01") MACVTAP(
			"b", "t1",
			"52:54:00:00:00:02") "[user-net.c]\n[user-net.d]\n"
					     "[pcie-passthrough.e]\ndev = "
					     "'01:00.0'\n"
					     "[pcie-passthrough.f]\ndev = "
					     "'01:00.1'\n")));
	assert_int_equal(sample.errs.count, 0);
}

static void wants_a_base(void **state)
{
	(void)state;
	assert_false(check(STR("[console.x]\n")));
	assert_int_equal(sample.errs.count, 1);
	assert_int_equal(sample.errs.items[0].kind, ERR_CONFIG);
	assert_false(sample.errs.items[0].at.known);
	assert_string_equal(sample.errs.items[0].text,
			    "there is no base section");
	assert_string_equal(sample.errs.items[0].hint,
			    "[base.main] says what the machine is: machine, "
			    "smp and mem");
}

static void wants_no_second_base(void **state)
{
	(void)state;
	refused(STR(SAMPLE_BASE "[base.b]\nmachine = 'x'\nsmp = 1\nmem = 1\n"),
		"[base.b]",
		"a second base section; expected one, which is [base.main]",
		"put all of its keys into one section");
}

static void refuses_an_interface_twice(void **state)
{
	(void)state;
	refused(STR(SAMPLE_BASE TAP("a", "t0", "52:54:00:00:00:01")
			    TAP("b", "t0", "52:54:00:00:00:02")),
		"'t0'", "interface: [tapbridge.a] has the same already", "");
	refused(STR(SAMPLE_BASE MACVTAP("a", "t0", "52:54:00:00:00:01")
			    TAP("b", "t0", "52:54:00:00:00:02")),
		"'t0'", "interface: [macvtap.a] has the same already", "");
	assert_true(check(STR(SAMPLE_BASE TAP("a", "t0", "52:54:00:00:00:01")
				      TAP("b", "T0", "52:54:00:00:00:02"))));
}

static void refuses_a_mac_address_twice(void **state)
{
	(void)state;
	refused(STR(SAMPLE_BASE TAP("a", "t0", "52:54:00:00:00:0a")
			    MACVTAP("b", "t1", "52:54:00:00:00:0A")),
		"'52:54:00:00:00:0A'",
		"mac: [tapbridge.a] has the same already", "");
	refused(STR(SAMPLE_BASE TAP(
			"a", "t0",
			"52:54:00:00:00:0a") "[user-net.b]\nmac = "
					     "'52:54:00:00:00:0a'\n"),
		"'52:54:00:00:00:0a'",
		"mac: [tapbridge.a] has the same already", "");
}

static void refuses_a_device_twice(void **state)
{
	(void)state;
	refused(STR(SAMPLE_BASE "[pcie-passthrough.a]\ndev = '01:00.0'\n"
				"[pcie-passthrough.b]\n"
				"dev = '0000:01:00.0'\n"),
		"'0000:01:00.0'",
		"dev: [pcie-passthrough.a] has the same already", "");
	refused(STR(SAMPLE_BASE "[usb-passthrough.a]\ndev = '046d:c52b'\n"
				"[usb-passthrough.b]\ndev = '046D:C52B'\n"),
		"'046D:C52B'", "dev: [usb-passthrough.a] has the same already",
		"");
	refused(STR(SAMPLE_BASE "[usb-passthrough.a]\ndev = '1-2'\n"
				"[usb-passthrough.b]\ndev = '1-2'\n"),
		"'1-2'", "dev: [usb-passthrough.a] has the same already", "");
}

static void refuses_keys_without_what_they_are_about(void **state)
{
	(void)state;
	refused(STR(SAMPLE_BASE "initrd = 'x'\n"), "'x'",
		"initrd is of no use without kernel", "");
	refused(STR(SAMPLE_BASE "append = 'x'\n"), "'x'",
		"append is of no use without kernel", "");
	assert_true(check(
		STR(SAMPLE_BASE "kernel = 'k'\ninitrd = 'i'\nappend = 'a'\n")));
}

static void refuses_two_sources_of_memory(void **state)
{
	(void)state;
	refused(STR(SAMPLE_BASE "hugepages = true\nmempath = '/huge'\n"),
		"'/huge'",
		"mempath and hugepages are two ways to the same; "
		"expected one of them",
		"");
	assert_true(check(
		STR(SAMPLE_BASE "hugepages = false\nmempath = '/huge'\n")));
}

static void tells_everything_in_the_order_of_the_file(void **state)
{
	(void)state;
	assert_false(check(STR(TAP("a", "t0", "52:54:00:00:00:01") TAP(
		"b", "t0", "52:54:00:00:00:01") SAMPLE_BASE
			       "append = 'x'\n"
			       "[base.b]\nmachine = 'x'\nsmp = 1\nmem = 1\n")));
	assert_int_equal(sample.errs.count, 4);
	for (size_t i = 1; i < sample.errs.count; i++)
		assert_true(sample.errs.items[i - 1].at.offset <
			    sample.errs.items[i].at.offset);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(accepts_a_machine_in_order),
		cmocka_unit_test(wants_a_base),
		cmocka_unit_test(wants_no_second_base),
		cmocka_unit_test(refuses_an_interface_twice),
		cmocka_unit_test(refuses_a_mac_address_twice),
		cmocka_unit_test(refuses_a_device_twice),
		cmocka_unit_test(refuses_keys_without_what_they_are_about),
		cmocka_unit_test(refuses_two_sources_of_memory),
		cmocka_unit_test(tells_everything_in_the_order_of_the_file),
	};

	return cmocka_run_group_tests_name("vm_check", tests, NULL, NULL);
}
