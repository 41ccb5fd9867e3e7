/* test_priv_link.c - src/priv/priv_link.c */
#include "priv_link.h"
#include "priv_message.h"
#include "unit.h"
#include <linux/if_tun.h>

static void put_tap_info(struct priv_nl_request *m)
{
	uint8_t tap = IFF_TAP, yes = 1;
	size_t data;

	message_text(m, IFLA_INFO_KIND, "tun");
	data = priv_nl_nest(m, IFLA_INFO_DATA);
	priv_nl_put(m, IFLA_TUN_TYPE, &tap, 1);
	priv_nl_put(m, IFLA_TUN_PERSIST, &yes, 1);
	priv_nl_put(m, IFLA_TUN_VNET_HDR, &yes, 1);
	priv_nl_put_u32(m, IFLA_TUN_OWNER, 1000);
	priv_nl_nest_end(m, data);
}

static void put_tap(struct priv_nl_request *m)
{
	size_t info = priv_nl_nest(m, IFLA_LINKINFO);

	put_tap_info(m);
	priv_nl_nest_end(m, info);
}

static void put_macvtap_info(struct priv_nl_request *m)
{
	size_t data;

	message_text(m, IFLA_INFO_KIND, "macvtap");
	data = priv_nl_nest(m, IFLA_INFO_DATA);
	priv_nl_put_u32(m, IFLA_MACVLAN_MODE, MACVLAN_MODE_BRIDGE);
	priv_nl_nest_end(m, data);
}

static void reads_a_tap(void **state)
{
	static const uint8_t mac[] = {0xfe, 0x54, 0, 1, 2, 3};
	struct priv_nl_request m;
	struct priv_link link;

	(void)state;
	message_begin(&m, 9, IFF_UP);
	message_text(&m, IFLA_IFNAME, "alice0");
	message_text(&m, IFLA_IFALIAS, "vmman:1000:web");
	priv_nl_put(&m, IFLA_ADDRESS, mac, sizeof(mac));
	priv_nl_put_u32(&m, IFLA_MASTER, 3);
	priv_nl_put_u32(&m, IFLA_GROUP, 17);
	put_tap(&m);
	assert_true(priv_link_from_nlmsg(m.body, message_len(&m), &link));
	assert_int_equal(link.index, 9);
	assert_int_equal(link.flags, IFF_UP);
	assert_string_equal(link.name, "alice0");
	assert_string_equal(link.alias, "vmman:1000:web");
	assert_string_equal(link.kind, "tun");
	assert_true(link.has_mac);
	assert_memory_equal(link.mac.octets, mac, sizeof(mac));
	assert_int_equal(link.master, 3);
	assert_int_equal(link.group, 17);
	assert_int_equal(link.tun.owner, 1000);
	assert_int_equal(link.tun.type, IFF_TAP);
	assert_true(link.tun.persist);
	assert_true(link.tun.vnet_hdr);
	assert_false(link.tun.multi_queue);
}

/* A detached queue is one that its holder can attach again. */
static void counts_all_the_queues_of_a_tap(void **state)
{
	uint8_t yes = 1;
	struct priv_nl_request m;
	struct priv_link link;
	size_t info, data;

	(void)state;
	message_begin(&m, 9, 0);
	message_text(&m, IFLA_IFNAME, "t");
	info = priv_nl_nest(&m, IFLA_LINKINFO);
	message_text(&m, IFLA_INFO_KIND, "tun");
	data = priv_nl_nest(&m, IFLA_INFO_DATA);
	priv_nl_put(&m, IFLA_TUN_MULTI_QUEUE, &yes, 1);
	priv_nl_put_u32(&m, IFLA_TUN_NUM_QUEUES, 2);
	priv_nl_put_u32(&m, IFLA_TUN_NUM_DISABLED_QUEUES, 3);
	priv_nl_nest_end(&m, data);
	priv_nl_nest_end(&m, info);
	assert_true(priv_link_from_nlmsg(m.body, message_len(&m), &link));
	assert_true(link.tun.multi_queue);
	assert_int_equal(link.tun.open, 5);
}

static void reads_a_tap_without_an_owner_as_anybodys(void **state)
{
	struct priv_nl_request m;
	struct priv_link link;
	size_t info, data;

	(void)state;
	message_begin(&m, 9, 0);
	message_text(&m, IFLA_IFNAME, "t");
	info = priv_nl_nest(&m, IFLA_LINKINFO);
	message_text(&m, IFLA_INFO_KIND, "tun");
	data = priv_nl_nest(&m, IFLA_INFO_DATA);
	priv_nl_nest_end(&m, data);
	priv_nl_nest_end(&m, info);
	assert_true(priv_link_from_nlmsg(m.body, message_len(&m), &link));
	assert_int_equal(link.tun.owner, UINT32_MAX);
}

static void reads_a_macvtap(void **state)
{
	struct priv_nl_request m;
	struct priv_link link;
	size_t info;

	(void)state;
	message_begin(&m, 12, 0);
	message_text(&m, IFLA_IFNAME, "m0");
	priv_nl_put_u32(&m, IFLA_LINK, 4);
	info = priv_nl_nest(&m, IFLA_LINKINFO);
	put_macvtap_info(&m);
	priv_nl_nest_end(&m, info);
	assert_true(priv_link_from_nlmsg(m.body, message_len(&m), &link));
	assert_string_equal(link.kind, "macvtap");
	assert_int_equal(link.parent, 4);
	assert_int_equal(link.macvtap_mode, MACVLAN_MODE_BRIDGE);
}

/* Its number would be that of another interface here. */
static void has_no_parent_that_is_in_another_namespace(void **state)
{
	struct priv_nl_request m;
	struct priv_link link;

	(void)state;
	message_begin(&m, 12, 0);
	message_text(&m, IFLA_IFNAME, "m0");
	priv_nl_put_u32(&m, IFLA_LINK, 4);
	priv_nl_put_u32(&m, IFLA_LINK_NETNSID, 0);
	assert_true(priv_link_from_nlmsg(m.body, message_len(&m), &link));
	assert_true(link.parent_elsewhere);
	assert_int_equal(link.parent, 0);
}

static void does_not_read_other_kinds_data_as_a_taps(void **state)
{
	struct priv_nl_request m;
	struct priv_link link;
	size_t info, data;

	(void)state;
	message_begin(&m, 12, 0);
	message_text(&m, IFLA_IFNAME, "b0");
	info = priv_nl_nest(&m, IFLA_LINKINFO);
	message_text(&m, IFLA_INFO_KIND, "bridge");
	data = priv_nl_nest(&m, IFLA_INFO_DATA);
	priv_nl_put_u32(&m, IFLA_TUN_OWNER, 1000);
	priv_nl_nest_end(&m, data);
	priv_nl_nest_end(&m, info);
	assert_true(priv_link_from_nlmsg(m.body, message_len(&m), &link));
	assert_int_equal(link.tun.owner, 0);
}

/* The kernel sends none such.  Read as a tap's, a macvtap's mode would be the
 * owner: the two attributes have one number. */
static void takes_the_first_of_two_kinds_and_no_other_data(void **state)
{
	struct priv_nl_request m;
	struct priv_link link;
	size_t info;

	(void)state;
	message_begin(&m, 9, 0);
	message_text(&m, IFLA_IFNAME, "alice0");
	info = priv_nl_nest(&m, IFLA_LINKINFO);
	put_tap_info(&m);
	put_macvtap_info(&m);
	priv_nl_nest_end(&m, info);
	assert_true(priv_link_from_nlmsg(m.body, message_len(&m), &link));
	assert_string_equal(link.kind, "tun");
	assert_int_equal(link.tun.owner, 1000);
	assert_int_equal(link.macvtap_mode, 0);
}

static void refuses_what_is_no_link(void **state)
{
	struct priv_nl_request m;
	struct priv_link link;

	(void)state;
	message_begin(&m, 0, 0);
	message_text(&m, IFLA_IFNAME, "t");
	assert_false(priv_link_from_nlmsg(m.body, message_len(&m), &link));
	message_begin(&m, -1, 0);
	message_text(&m, IFLA_IFNAME, "t");
	assert_false(priv_link_from_nlmsg(m.body, message_len(&m), &link));
	message_begin(&m, 1, 0); /* no name */
	assert_false(priv_link_from_nlmsg(m.body, message_len(&m), &link));
	message_begin(&m, 1, 0);
	message_text(&m, IFLA_IFNAME, "sixteen-bytes-xx");
	assert_false(priv_link_from_nlmsg(m.body, message_len(&m), &link));
}

static void refuses_a_link_that_is_cut(void **state)
{
	struct priv_nl_request m;
	struct priv_link link;
	size_t name_end;

	(void)state;
	message_begin(&m, 9, IFF_UP);
	message_text(&m, IFLA_IFNAME, "alice00");
	name_end = message_len(&m);
	put_tap(&m);
	for (size_t len = 0; len < message_len(&m); len++)
		if (len != name_end)
			assert_false(priv_link_from_nlmsg(m.body, len, &link));
}

static void does_not_take_an_address_of_another_length(void **state)
{
	struct priv_nl_request m;
	struct priv_link link;

	(void)state;
	message_begin(&m, 9, 0);
	message_text(&m, IFLA_IFNAME, "ib0");
	priv_nl_put(&m, IFLA_ADDRESS, "01234567890123456789", 20);
	assert_true(priv_link_from_nlmsg(m.body, message_len(&m), &link));
	assert_false(link.has_mac);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(counts_all_the_queues_of_a_tap),
		cmocka_unit_test(reads_a_tap),
		cmocka_unit_test(reads_a_tap_without_an_owner_as_anybodys),
		cmocka_unit_test(reads_a_macvtap),
		cmocka_unit_test(has_no_parent_that_is_in_another_namespace),
		cmocka_unit_test(does_not_read_other_kinds_data_as_a_taps),
		cmocka_unit_test(
			takes_the_first_of_two_kinds_and_no_other_data),
		cmocka_unit_test(refuses_what_is_no_link),
		cmocka_unit_test(refuses_a_link_that_is_cut),
		cmocka_unit_test(does_not_take_an_address_of_another_length),
	};

	return cmocka_run_group_tests_name("priv_link", tests, NULL, NULL);
}
