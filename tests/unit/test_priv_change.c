/* test_priv_change.c - src/priv/priv_change.c: the requests, and whose a link
 * is; tests/system has the kernel's answers */
#include "policy_world.h"
#include "priv_change.h"
#include "priv_mark.h"
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <net/if.h>

static const struct permit *permit;
static struct priv_nl_request request;

/* alice may make a macvtap for her VM "web". */
static int permit_a_macvtap(void **state)
{
	(void)set_up(state);
	ask_macvtap("alice0");
	if (!judge(ENTRY))
		return -1;
	permit = judgement.permits[0];
	return 0;
}

/* The attribute @type of the request; of length 0 if it has none. */
static struct str attribute(uint16_t type)
{
	struct priv_nl_attrs attrs = {request.body + sizeof(struct ifinfomsg),
				      request.head.nlmsg_len - NLMSG_HDRLEN -
					      sizeof(struct ifinfomsg)};
	struct priv_nl_attr a;

	while (priv_nl_next(&attrs, &a))
		if (a.type == type)
			return (struct str){(const char *)a.data, a.len};
	return (struct str){NULL, 0};
}

static void names_a_link_by_its_index_alone(void **state)
{
	struct ifinfomsg fixed;

	(void)state;
	priv_change_begin(&request, 7, IFF_UP);
	assert_int_equal(request.head.nlmsg_type, RTM_SETLINK);
	memcpy(&fixed, request.body, sizeof(fixed));
	assert_int_equal(fixed.ifi_index, 7);
	assert_int_equal(attribute(IFLA_IFNAME).len, 0);
}

/* Whatever else the link's flags are, they stay. */
static void changes_no_flag_but_up(void **state)
{
	const unsigned flags[] = {IFF_UP, 0};
	struct ifinfomsg fixed;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(flags); i++) {
		priv_change_begin(&request, 7, flags[i]);
		memcpy(&fixed, request.body, sizeof(fixed));
		assert_int_equal(fixed.ifi_flags, flags[i]);
		assert_int_equal(fixed.ifi_change, IFF_UP);
	}
}

/* By the kernel's word of who asks, and by the file's name. */
static void marks_with_the_caller_and_the_vm(void **state)
{
	(void)state;
	priv_change_begin(&request, 7, IFF_UP);
	priv_change_put_mark(&request, permit);
	assert_true(str_equal(attribute(IFLA_IFALIAS), STR("vmman:1000:web")));
}

/* A macvtap as a run of alice's leaves it when it is killed. */
static struct priv_link leftover(void)
{
	return (struct priv_link){.name = "alice0",
				  .kind = "macvtap",
				  .group = priv_mark_group(1000)};
}

static void knows_a_leftover_by_its_group(void **state)
{
	struct priv_link link = leftover();

	(void)state;
	assert_true(priv_change_is_leftover(&link, 1000));
	assert_false(priv_change_is_leftover(&link, 1001));
	link.group = 0;
	assert_false(priv_change_is_leftover(&link, 1000));
}

static void takes_nothing_else_for_a_leftover(void **state)
{
	struct priv_link up = leftover();
	struct priv_link marked = leftover();
	struct priv_link tap = leftover();

	(void)state;
	up.flags = IFF_UP;
	assert_false(priv_change_is_leftover(&up, 1000));
	strcpy(marked.alias, "vmman:1000:web");
	assert_false(priv_change_is_leftover(&marked, 1000));
	strcpy(tap.kind, "tun");
	assert_false(priv_change_is_leftover(&tap, 1000));
}

static void says_how_to_take_back_what_is_left(void **state)
{
	struct err e;

	(void)state;
	err_set(&e, ERR_SYSTEM, "it failed");
	assert_false(priv_change_left_behind(permit, &e));
	assert_string_equal(e.text, "it failed");
	assert_string_equal(e.hint,
			    "alice0 is left half-way: vm-init --release web");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_a_link_by_its_index_alone),
		cmocka_unit_test(changes_no_flag_but_up),
		cmocka_unit_test(marks_with_the_caller_and_the_vm),
		cmocka_unit_test(knows_a_leftover_by_its_group),
		cmocka_unit_test(takes_nothing_else_for_a_leftover),
		cmocka_unit_test(says_how_to_take_back_what_is_left),
	};

	return cmocka_run_group_tests_name("priv_change", tests,
					   permit_a_macvtap, NULL);
}
