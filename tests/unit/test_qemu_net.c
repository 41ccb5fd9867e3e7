/* test_qemu_net.c - src/qemu/qemu_net.c */
#include "qemu_sample.h"

#define TAP     SAMPLE_BASE SAMPLE_TAP("1", "virtio-net-pci")
#define MACVTAP SAMPLE_BASE SAMPLE_MACVTAP("1", "virtio-net-pci")
#define NETDEV  "tap,id=net0,ifname=alice1,script=no,downscript=no"

static void attaches_to_a_tap_and_runs_no_script(void **state)
{
	struct qemu_host host = whole_host();

	(void)state;
	host.vhost_net = false;
	expect(&host, STR(TAP), "-netdev", NETDEV);
	expect(&host, STR(TAP), "-device",
	       "virtio-net-pci,id=nic0,netdev=net0,mac=52:54:00:00:00:01");
}

static void gives_each_card_a_number(void **state)
{
	struct qemu_host host = whole_host();
	struct str text =
		STR(TAP SAMPLE_MACVTAP("2", "e1000") "[user-net.c]\n");

	(void)state;
	host.sections[2].fd = 42;
	expect(&host, text, "-netdev", "tap,id=net1,fd=42");
	expect(&host, text, "-device",
	       "e1000,id=nic1,netdev=net1,mac=52:54:00:00:00:02");
	expect(&host, text, "-netdev", "user,id=net2");
	expect(&host, text, "-device", "virtio-net-pci,id=nic2,netdev=net2");
}

static void uses_vhost_for_virtio_where_it_can(void **state)
{
	struct qemu_host with = whole_host(), without = whole_host();

	(void)state;
	without.vhost_net = false;
	expect(&with, STR(TAP), "-netdev", NETDEV ",vhost=on");
	expect(&with, STR(MACVTAP), "-netdev", "tap,id=net0,fd=11,vhost=on");
	expect(&without, STR(MACVTAP), "-netdev", "tap,id=net0,fd=11");
	expect(&with, STR(SAMPLE_BASE SAMPLE_TAP("1", "e1000")), "-netdev",
	       NETDEV);
	expect(&with,
	       STR(SAMPLE_BASE SAMPLE_TAP("1", "e1000") "vhost = true\n"),
	       "-netdev", NETDEV ",vhost=on");
	expect(&with, STR(TAP "vhost = false\n"), "-netdev", NETDEV);
	expect(&without, STR(TAP "vhost = false\n"), "-netdev", NETDEV);
}

/* QEMU 7.2 would abort. */
static void refuses_vhost_that_cannot_be_had(void **state)
{
	static const char hint[] =
		"leave vhost out, or ask the administrator for the module "
		"vhost_net and for membership in the group kvm";
	struct qemu_host host = whole_host();

	(void)state;
	host.vhost_net = false;
	refuse(&host, STR(TAP "vhost = true\n"), ERR_HOST, "true",
	       "/dev/vhost-net cannot be opened", hint);
	refuse(&host, STR(MACVTAP "vhost = true\n"), ERR_HOST, "true",
	       "/dev/vhost-net cannot be opened", hint);
}

static void gives_virtio_several_queues(void **state)
{
	struct qemu_host host = whole_host();

	(void)state;
	host.vhost_net = false;
	expect(&host, STR(TAP "queues = 1\n"), "-netdev", NETDEV);
	expect(&host, STR(TAP "queues = 16\n"), "-netdev", NETDEV ",queues=16");
	expect(&host, STR(TAP "queues = 16\n"), "-device",
	       "virtio-net-pci,id=nic0,netdev=net0,mac=52:54:00:00:00:01,"
	       "mq=on,vectors=34");
	refuse(&host, STR(SAMPLE_BASE SAMPLE_TAP("1", "e1000") "queues = 2\n"),
	       ERR_CONFIG, "2",
	       "only virtio-net cards have more than one pair of queues", "");
}

static void forwards_ports(void **state)
{
	struct qemu_host host = whole_host();

	(void)state;
	expect(&host,
	       STR(SAMPLE_BASE "[user-net.a]\nrestrict = true\n"
			       "forward = ['tcp:127.0.0.1:2222:22', "
			       "'udp:0.0.0.0:65535:1']\n"),
	       "-netdev",
	       "user,id=net0,restrict=on,hostfwd=tcp:127.0.0.1:2222-:22,"
	       "hostfwd=udp:0.0.0.0:65535-:1");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(attaches_to_a_tap_and_runs_no_script),
		cmocka_unit_test(gives_each_card_a_number),
		cmocka_unit_test(uses_vhost_for_virtio_where_it_can),
		cmocka_unit_test(refuses_vhost_that_cannot_be_had),
		cmocka_unit_test(gives_virtio_several_queues),
		cmocka_unit_test(forwards_ports),
	};

	return cmocka_run_group_tests_name("qemu_net", tests, NULL, NULL);
}
