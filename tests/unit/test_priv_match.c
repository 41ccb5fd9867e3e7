/* test_priv_match.c - src/priv/priv_match.c */
#include "priv_match.h"
#include "unit.h"
#include <linux/if_link.h>
#include <linux/if_tun.h>

enum {
	BRIDGE = 3,
	PARENT = 4,
	UID = 1000
};

static const struct plan_op tap_op = {.kind = PLAN_TAPBRIDGE, .queues = 1};
static const struct plan_op macvtap_op = {
	.kind = PLAN_MACVTAP,
	.mode = PLAN_MODE_BRIDGE,
	.mac = {{0x52, 0x54, 0, 0, 0, 1}},
};

static const struct priv_link tap = {
	.flags = IFF_UP,
	.kind = "tun",
	.master = BRIDGE,
	.tun = {.owner = UID,
		.type = IFF_TAP,
		.persist = true,
		.vnet_hdr = true},
};
static const struct priv_link macvtap = {
	.flags = IFF_UP,
	.kind = "macvtap",
	.parent = PARENT,
	.has_mac = true,
	.mac = {{0x52, 0x54, 0, 0, 0, 1}},
	.macvtap_mode = MACVLAN_MODE_BRIDGE,
};

static enum priv_match match_tap(const struct priv_link *link)
{
	return priv_match(link, &tap_op, BRIDGE, UID);
}

static enum priv_match match_macvtap(const struct priv_link *link)
{
	return priv_match(link, &macvtap_op, PARENT, UID);
}

static void finds_nothing_to_do(void **state)
{
	(void)state;
	assert_int_equal(match_tap(&tap), PRIV_MATCH_SAME);
	assert_int_equal(match_macvtap(&macvtap), PRIV_MATCH_SAME);
}

static void mends_a_tap_that_is_down_or_elsewhere(void **state)
{
	struct priv_link link = tap;

	(void)state;
	link.flags = 0;
	assert_int_equal(match_tap(&link), PRIV_MATCH_MEND);
	link = tap;
	link.master = 0;
	assert_int_equal(match_tap(&link), PRIV_MATCH_MEND);
	link.master = BRIDGE + 1;
	assert_int_equal(match_tap(&link), PRIV_MATCH_MEND);
}

static void cannot_mend_what_a_tap_was_made_with(void **state)
{
	struct priv_link link = tap;

	(void)state;
	link.tun.owner = UID + 1;
	assert_int_equal(match_tap(&link), PRIV_MATCH_STALE);
	link = tap;
	link.tun.owner = UINT32_MAX;
	assert_int_equal(match_tap(&link), PRIV_MATCH_STALE);
	link = tap;
	link.tun.type = IFF_TUN;
	assert_int_equal(match_tap(&link), PRIV_MATCH_STALE);
	link = tap;
	link.tun.vnet_hdr = false;
	assert_int_equal(match_tap(&link), PRIV_MATCH_STALE);
	link = tap;
	link.tun.multi_queue = true;
	assert_int_equal(match_tap(&link), PRIV_MATCH_STALE);
	assert_int_equal(match_tap(&macvtap), PRIV_MATCH_STALE);
}

static void wants_many_queues_for_more_than_one(void **state)
{
	struct plan_op op = tap_op;
	struct priv_link link = tap;

	(void)state;
	op.queues = 2;
	assert_int_equal(priv_match(&link, &op, BRIDGE, UID), PRIV_MATCH_STALE);
	link.tun.multi_queue = true;
	assert_int_equal(priv_match(&link, &op, BRIDGE, UID), PRIV_MATCH_SAME);
}

static void mends_a_macvtap_of_another_mac_or_mode_or_down(void **state)
{
	struct priv_link link = macvtap;

	(void)state;
	link.flags = 0;
	assert_int_equal(match_macvtap(&link), PRIV_MATCH_MEND);
	link = macvtap;
	link.mac.octets[5] = 2;
	assert_int_equal(match_macvtap(&link), PRIV_MATCH_MEND);
	link = macvtap;
	link.macvtap_mode = MACVLAN_MODE_VEPA;
	assert_int_equal(match_macvtap(&link), PRIV_MATCH_MEND);
}

static void cannot_mend_a_macvtap_elsewhere_or_one_that_took_over(void **state)
{
	struct priv_link link = macvtap;

	(void)state;
	link.parent = PARENT + 1;
	assert_int_equal(match_macvtap(&link), PRIV_MATCH_STALE);
	link = macvtap;
	link.parent = 0; /* in another namespace */
	assert_int_equal(match_macvtap(&link), PRIV_MATCH_STALE);
	link = macvtap;
	link.macvtap_mode = MACVLAN_MODE_PASSTHRU;
	assert_int_equal(match_macvtap(&link), PRIV_MATCH_STALE);
	assert_int_equal(match_macvtap(&tap), PRIV_MATCH_STALE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_nothing_to_do),
		cmocka_unit_test(mends_a_tap_that_is_down_or_elsewhere),
		cmocka_unit_test(cannot_mend_what_a_tap_was_made_with),
		cmocka_unit_test(wants_many_queues_for_more_than_one),
		cmocka_unit_test(
			mends_a_macvtap_of_another_mac_or_mode_or_down),
		cmocka_unit_test(
			cannot_mend_a_macvtap_elsewhere_or_one_that_took_over),
	};

	return cmocka_run_group_tests_name("priv_match", tests, NULL, NULL);
}
