/* test_policy_judge.c - src/policy/policy_judge.c */
#include "policy_world.h"
#include <stdio.h>

static void allows_what_one_entry_grants(void **state)
{
	(void)state;
	ask_tap("alice0");
	ask_macvtap("alice1");
	assert_true(judge(ENTRY));
	assert_int_equal(judgement.count, 2);
	assert_string_equal(judgement.verdicts[0].subject, "alice0");
	assert_int_equal(judgement.verdicts[0].act, PERMIT_GIVE);
	assert_int_equal(judgement.verdicts[1].act, PERMIT_GIVE);
	assert_int_equal(judgement.verdicts[0].line, 2);
	assert_int_equal(permit_act(judgement.permits[1]), PERMIT_GIVE);
	assert_null(judgement.permits[2]);
}

static void gives_permits_that_nothing_can_change(void **state)
{
	const struct permit *permit;

	(void)state;
	ask_tap("alice0")->link_index = 0;
	assert_true(judge(ENTRY));
	permit = judgement.permits[0];
	memset(&plan, 0xff, sizeof(plan));
	memset(&facts, 0xff, sizeof(facts));
	memset(&caller, 0xff, sizeof(caller));
	assert_string_equal(permit_op(permit)->ifname.text, "alice0");
	assert_string_equal(permit_op(permit)->peer.text, "br0");
	assert_int_equal(permit_fact(permit)->peer_index, 3);
	assert_string_equal(permit_vm(permit)->text, "web");
	assert_int_equal(permit_uid(permit), 1000);
	assert_int_equal(permit_gid(permit), 100);
}

static void allows_nothing_without_an_entry(void **state)
{
	(void)state;
	ask_tap("alice0");
	refused("version = 1", ERR_DENIED, 0,
		"no entry of the policy applies to alice",
		"the administrator can add one to the policy");
	caller.user[0] = '\0';
	refused("version = 1", ERR_DENIED, 0,
		"no entry of the policy applies to uid 1000",
		"the administrator can add one to the policy");
}

static void uses_no_entry_of_somebody_else(void **state)
{
	(void)state;
	ask_tap("alice0");
	caller.uid = 1001;
	refused(ENTRY, ERR_DENIED, 0, "no entry of the policy applies to alice",
		"the administrator can add one to the policy");
}

static void names_the_part_that_is_granted_nowhere(void **state)
{
	(void)state;
	ask(PLAN_TAPBRIDGE, "eth0", "br0", "02:00:00:00:00:01");
	refused(ENTRY, ERR_DENIED, 2,
		"interface name eth0 is in no entry that applies to alice",
		SEE_GRANTS);
	set_up(state);
	ask(PLAN_TAPBRIDGE, "alice0", "br9", "02:00:00:00:00:01");
	refused(ENTRY, ERR_DENIED, 2,
		"bridge br9 is in no entry that applies to alice", SEE_GRANTS);
	set_up(state);
	ask(PLAN_MACVTAP, "alice0", "br0", "02:00:00:00:00:01");
	refused(ENTRY, ERR_DENIED, 2,
		"host interface br0 is in no entry that applies to alice",
		SEE_GRANTS);
	set_up(state);
	ask_tap("alice0");
	refused(ENTRY "macs = [\"be:ef:*\"]\n", ERR_DENIED, 2,
		"MAC 02:00:00:00:00:01 is in no entry that applies to alice",
		SEE_GRANTS);
}

static void wants_a_local_mac_unless_told(void **state)
{
	(void)state;
	ask(PLAN_TAPBRIDGE, "alice0", "br0", "00:16:3e:00:00:01");
	refused(ENTRY, ERR_DENIED, 2,
		"MAC 00:16:3e:00:00:01 is in no entry that applies to alice",
		"without macs in an entry, a MAC has to be locally "
		"administered, such as 02:16:3e:00:00:01");
	assert_true(judge(ENTRY "macs = [\"00:16:3E:*\"]\n"));
}

static void does_not_mix_entries(void **state)
{
	(void)state;
	ask_tap("alice0");
	refused(ALICE "interfaces = [\"alice*\"]\nbridges = [\"br9\"]\n"
		      "[[allow]]\nwho = [\"uid:1000\"]\n"
		      "interfaces = [\"vm*\"]\nbridges = [\"br0\"]\n",
		ERR_DENIED, 2,
		"bridge br0 is granted to alice, but not together with the "
		"rest of this request",
		"one entry has to grant all of it; the nearest is at line 2 "
		"of the policy");
}

static void cites_the_entry_that_lacks_least(void **state)
{
	(void)state;
	ask_tap("alice0");
	refused(ALICE "macs = [\"be:ef:*\"]\n"
		      "[[allow]]\nwho = [\"uid:1000\"]\n"
		      "interfaces = [\"alice*\"]\n",
		ERR_DENIED, 5,
		"bridge br0 is in no entry that applies to alice", SEE_GRANTS);
}

static void cites_the_first_entry_that_allows(void **state)
{
	(void)state;
	ask_tap("alice0");
	assert_true(judge(ALICE "bridges = [\"br0\"]\n"
				"[[allow]]\nwho = [\"uid:1000\"]\n"
				"interfaces = [\"alice*\"]\n"
				"bridges = [\"br0\"]\n"
				"[[allow]]\nwho = [\"uid:1000\"]\n"
				"interfaces = [\"alice*\"]\n"
				"bridges = [\"br0\"]\n"));
	assert_int_equal(judgement.verdicts[0].line, 5);
}

static void judges_the_plan_whole(void **state)
{
	(void)state;
	ask_tap("alice0");
	ask(PLAN_TAPBRIDGE, "alice1", "br9", "02:00:00:00:00:02");
	ask_macvtap("bob0");
	assert_false(judge(ENTRY));
	assert_int_equal(judgement.count, 3);
	assert_true(judgement.verdicts[0].allowed);
	assert_verdict(1, ERR_DENIED, 2,
		       "bridge br9 is in no entry that applies to alice",
		       SEE_GRANTS);
	assert_verdict(2, ERR_DENIED, 2,
		       "interface name bob0 is in no entry that applies to "
		       "alice",
		       SEE_GRANTS);
}

static void allows_a_plan_that_asks_for_nothing(void **state)
{
	(void)state;
	assert_true(judge("version = 1"));
	assert_int_equal(judgement.count, 0);
	assert_no_permits();
}

static void explains_without_a_permit(void **state)
{
	(void)state;
	ask_tap("alice0");
	plan.verb = PLAN_EXPLAIN;
	assert_true(judge(ENTRY));
	assert_int_equal(judgement.verdicts[0].act, PERMIT_GIVE);
	assert_no_permits();
}

static void counts_a_lone_star_only_where_it_was_meant(void **state)
{
	(void)state;
	ask(PLAN_TAPBRIDGE, "eth0", "br9", "02:00:00:00:00:01");
	refused(ALICE "interfaces = [\"*\"]\nbridges = [\"br9\"]\n", ERR_DENIED,
		2, "interface name eth0 is in no entry that applies to alice",
		SEE_GRANTS);
	assert_true(judge(ALICE "interfaces = [\"*\"]\nbridges = [\"*\"]\n"
				"host-critical = true\n"));
}

static void matches_nothing_for_a_caller_without_a_name(void **state)
{
	(void)state;
	ask_tap("alice0");
	caller.user[0] = '\0';
	refused(ENTRY, ERR_DENIED, 2,
		"interface name alice0 is in no entry that applies to uid 1000",
		SEE_GRANTS);
}

static void keeps_the_default_routes_interface(void **state)
{
	(void)state;
	ask_macvtap("alice0")->peer_critical = true;
	refused(ENTRY, ERR_DENIED, 2,
		"host interface eno3 carries the default route",
		"the administrator can grant it with host-critical = true in "
		"the entry at line 2 of the policy");
	assert_true(judge(ENTRY "host-critical = true\n"));
	set_up(state);
	ask_tap("alice0")->peer_critical = true;
	assert_true(judge(ENTRY));
}

static void lets_another_entry_grant_the_default_routes_interface(void **state)
{
	(void)state;
	ask_macvtap("alice0")->peer_critical = true;
	assert_true(judge(ENTRY "[[allow]]\nwho = [\"uid:1000\"]\n"
				"interfaces = [\"alice*\"]\n"
				"host-interfaces = [\"eno3\"]\n"
				"host-critical = true\n"));
	assert_int_equal(judgement.verdicts[0].line, 7);
}

static void counts_interfaces(void **state)
{
	(void)state;
	have("alice0", "db");
	ask_tap("alice1");
	ask_macvtap("alice2");
	refused(ENTRY "max-interfaces = 2\n", ERR_DENIED, 2,
		"alice would have 3 interfaces; the policy grants 2",
		"\"vm-init --release VM\" gives back those of a VM that is not "
		"needed");
	assert_true(judge(ENTRY "max-interfaces = 3\n"));
}

static void counts_no_interface_twice(void **state)
{
	(void)state;
	have("alice0", "web");
	have("alice1", "web");
	ask_tap("alice0")->link = FACT_LINK_OURS;
	ask_macvtap("alice2");
	assert_true(judge(ENTRY "max-interfaces = 3\n"));
}

/* The administrator may lower the quota while a machine runs. */
static void needs_no_quota_for_what_is_there(void **state)
{
	struct fact *fact = ask_tap("alice0");

	(void)state;
	have("alice0", "web");
	have("alice1", "db");
	fact->link = FACT_LINK_OURS;
	fact->link_same = true;
	assert_true(judge(ENTRY "max-interfaces = 1\n"));
	assert_int_equal(judgement.verdicts[0].act, PERMIT_KEEP);
}

static void grants_sixteen_interfaces_by_default(void **state)
{
	(void)state;
	for (int i = 0; i < 16; i++) {
		char name[16];

		(void)snprintf(name, sizeof(name), "alice%d", i);
		ask_tap(name);
	}
	assert_true(judge(ENTRY));
	ask_tap("alice16");
	assert_false(judge(ENTRY));
}

static void never_takes_more_links_than_can_be_counted(void **state)
{
	(void)state;
	for (int i = 0; i < POLICY_FOUND_MAX; i++)
		have("alice0", "db");
	ask_tap("alice1");
	assert_false(judge(ENTRY "max-interfaces = 255\n"));
}

static void wants_a_peer_of_the_right_kind(void **state)
{
	(void)state;
	ask_tap("alice0")->peer = FACT_PEER_NONE;
	refused(ENTRY, ERR_HOST, 2, "there is no bridge br0 on this host",
		"the policy grants it; the administrator can make it");
	facts.ops[0].peer = FACT_PEER_PARENT;
	refused(ENTRY, ERR_HOST, 2, "br0 is not a bridge", "");
	facts.ops[0].peer = FACT_PEER_OTHER;
	refused(ENTRY, ERR_HOST, 2, "br0 is not a bridge", "");
	set_up(state);
	ask_macvtap("alice0")->peer = FACT_PEER_BRIDGE;
	refused(ENTRY, ERR_HOST, 2,
		"eno3 is not an interface that a macvtap may sit on", "");
	facts.ops[0].peer = FACT_PEER_OTHER;
	refused(ENTRY, ERR_HOST, 2,
		"eno3 is not an interface that a macvtap may sit on", "");
	facts.ops[0].peer = FACT_PEER_NONE;
	refused(ENTRY, ERR_HOST, 2, "there is no interface eno3 on this host",
		"the policy grants it; the administrator can make it");
}

static void refuses_the_peers_own_mac(void **state)
{
	(void)state;
	ask_tap("alice0")->peer_mac = mac("02:00:00:00:00:01");
	refused(ENTRY, ERR_CONFIG, 2,
		"MAC 02:00:00:00:00:01 is that of br0 itself",
		"give alice0 another mac in the VM file");
}

static void never_touches_what_is_not_the_callers(void **state)
{
	(void)state;
	ask_tap("alice0")->link = FACT_LINK_FOREIGN;
	refused(ENTRY, ERR_DENIED, 2,
		"alice0 exists and is not alice's: it is not touched",
		"name another interface in the VM file");
}

static void refuses_the_link_of_another_vm(void **state)
{
	(void)state;
	have("alice0", "db");
	ask_tap("alice0")->link = FACT_LINK_OTHER_VM;
	refused(ENTRY, ERR_BUSY, 2, "alice0 belongs to another VM of alice's",
		"\"vm-init --release db\" gives it back");
	facts.own_count = 0;
	refused(ENTRY, ERR_BUSY, 2, "alice0 belongs to another VM of alice's",
		"name another interface in the VM file");
}

static void wants_a_link_made_otherwise_released(void **state)
{
	(void)state;
	have("alice0", "web");
	ask_tap("alice0")->link = FACT_LINK_STALE;
	refused(ENTRY, ERR_BUSY, 2,
		"alice0 was made otherwise than the VM file now wants it",
		"\"vm-init --release web\", then try again");
}

static void completes_what_was_left_half_made(void **state)
{
	(void)state;
	have("alice0", "web");
	ask_tap("alice0")->link = FACT_LINK_LEFTOVER;
	assert_true(judge(ENTRY));
	assert_int_equal(judgement.verdicts[0].act, PERMIT_GIVE);
	facts.own[0].in_use = true;
	refused(ENTRY, ERR_BUSY, 2,
		"alice0 is in use, and is not as the VM file wants it",
		"stop VM web, then try again");
	facts.own[0].in_use = false;
	/* The fact is about link_same of an OURS only. */
	facts.ops[0].link_same = true;
	assert_true(judge(ENTRY));
	assert_int_equal(judgement.verdicts[0].act, PERMIT_GIVE);
}

static void keeps_a_link_in_use_that_is_as_wanted(void **state)
{
	struct fact *fact = ask_tap("alice0");

	(void)state;
	have("alice0", "web")->in_use = true;
	fact->link = FACT_LINK_OURS;
	fact->link_same = true;
	assert_true(judge(ENTRY));
	assert_int_equal(permit_act(judgement.permits[0]), PERMIT_KEEP);
	fact->link_same = false;
	refused(ENTRY, ERR_BUSY, 2,
		"alice0 is in use, and is not as the VM file wants it",
		"stop VM web, then try again");
	facts.own[0].in_use = false;
	assert_true(judge(ENTRY));
	assert_int_equal(permit_act(judgement.permits[0]), PERMIT_GIVE);
}

static void keeps_nothing_that_is_no_longer_granted(void **state)
{
	struct fact *fact = ask_tap("bob0");

	(void)state;
	have("bob0", "web");
	fact->link = FACT_LINK_OURS;
	fact->link_same = true;
	assert_false(judge(ENTRY));
	assert_no_permits();
}

/* R37: whatever the host has, a denial by the words is the same. */
static void tells_nothing_of_the_host_that_was_not_granted(void **state)
{
	static const enum fact_peer peers[] = {FACT_PEER_NONE, FACT_PEER_BRIDGE,
					       FACT_PEER_PARENT,
					       FACT_PEER_OTHER};
	static const enum fact_link links[] = {
		FACT_LINK_NONE,  FACT_LINK_OURS,     FACT_LINK_LEFTOVER,
		FACT_LINK_STALE, FACT_LINK_OTHER_VM, FACT_LINK_FOREIGN};
	struct fact *fact =
		ask(PLAN_MACVTAP, "alice0", "eth9", "02:00:00:00:00:01");

	for (size_t i = 0; i < ARRAY_LEN(peers) * ARRAY_LEN(links) * 2; i++) {
		fact->peer = peers[i % ARRAY_LEN(peers)];
		fact->link = links[i / 2 % ARRAY_LEN(links)];
		fact->peer_critical = i % 2 == 0;
		fact->peer_mac = plan.ops[0].mac;
		refused(ENTRY, ERR_DENIED, 2,
			"host interface eth9 is in no entry that applies to "
			"alice",
			SEE_GRANTS);
	}
	(void)state;
}

static void serves_the_hosts_network_namespace_only(void **state)
{
	(void)state;
	facts.same_netns = false;
	ask_tap("alice0");
	refused(ENTRY, ERR_DENIED, 2,
		"this process is in a network namespace other than the host's, "
		"or that cannot be told",
		"the policy would have to say foreign-netns = true");
	assert_true(judge("foreign-netns = true\n" ENTRY));
	assert_int_equal(judgement.verdicts[0].line, 3);
	set_up(state);
	facts.same_netns = false;
	plan.verb = PLAN_RELEASE;
	have("alice0", "web");
	assert_false(judge(ENTRY));
	assert_true(judge("foreign-netns = true\n" ENTRY));
}

static void releases_what_bears_the_mark_without_an_entry(void **state)
{
	(void)state;
	plan.verb = PLAN_RELEASE;
	have("alice0", "web")->index = 7;
	have("alice1", "db");
	have("alice2", "web");
	assert_true(judge("version = 1"));
	assert_int_equal(judgement.count, 2);
	assert_int_equal(permit_act(judgement.permits[0]), PERMIT_RELEASE);
	assert_string_equal(permit_own(judgement.permits[0])->ifname.text,
			    "alice0");
	assert_int_equal(permit_own(judgement.permits[0])->index, 7);
	assert_string_equal(permit_own(judgement.permits[1])->ifname.text,
			    "alice2");
	assert_string_equal(judgement.verdicts[1].subject, "alice2");
	assert_null(judgement.permits[2]);
}

static void releases_nothing_of_a_vm_in_use(void **state)
{
	(void)state;
	plan.verb = PLAN_RELEASE;
	have("alice0", "web");
	have("alice1", "web")->in_use = true;
	assert_false(judge(ENTRY));
	assert_true(judgement.verdicts[0].allowed);
	assert_verdict(1, ERR_BUSY, 0, "alice1 is in use",
		       "stop VM web, then try again");
}

static void is_content_with_nothing_to_release(void **state)
{
	(void)state;
	plan.verb = PLAN_RELEASE;
	have("alice0", "web1");
	have("alice1", "we");
	assert_true(judge(ENTRY));
	assert_int_equal(judgement.count, 0);
	assert_no_permits();
}

static void says_so_when_there_is_no_room(void **state)
{
	struct arena arena = arena_over(permit_memory, 8);
	struct policy policy;
	struct err e;

	(void)state;
	ask_tap("alice0");
	policy = policy_of(ENTRY);
	assert_false(policy_judge(&policy, &caller, &plan, &facts, &arena,
				  &judgement, &e));
	assert_int_equal(e.kind, ERR_SYSTEM);
	assert_string_equal(e.text, "no memory for the permits");
}

static void has_room_for_the_greatest_release(void **state)
{
	(void)state;
	plan.verb = PLAN_RELEASE;
	for (int i = 0; i < POLICY_FOUND_MAX; i++)
		have("alice0", "web");
	assert_true(judge("version = 1"));
	assert_int_equal(judgement.count, POLICY_FOUND_MAX);
	assert_non_null(judgement.permits[POLICY_FOUND_MAX - 1]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup(name, set_up)
		TEST(allows_what_one_entry_grants),
		TEST(gives_permits_that_nothing_can_change),
		TEST(allows_nothing_without_an_entry),
		TEST(uses_no_entry_of_somebody_else),
		TEST(names_the_part_that_is_granted_nowhere),
		TEST(wants_a_local_mac_unless_told),
		TEST(does_not_mix_entries),
		TEST(cites_the_entry_that_lacks_least),
		TEST(cites_the_first_entry_that_allows),
		TEST(judges_the_plan_whole),
		TEST(allows_a_plan_that_asks_for_nothing),
		TEST(explains_without_a_permit),
		TEST(counts_a_lone_star_only_where_it_was_meant),
		TEST(matches_nothing_for_a_caller_without_a_name),
		TEST(keeps_the_default_routes_interface),
		TEST(lets_another_entry_grant_the_default_routes_interface),
		TEST(counts_interfaces),
		TEST(counts_no_interface_twice),
		TEST(needs_no_quota_for_what_is_there),
		TEST(grants_sixteen_interfaces_by_default),
		TEST(never_takes_more_links_than_can_be_counted),
		TEST(wants_a_peer_of_the_right_kind),
		TEST(refuses_the_peers_own_mac),
		TEST(never_touches_what_is_not_the_callers),
		TEST(refuses_the_link_of_another_vm),
		TEST(wants_a_link_made_otherwise_released),
		TEST(completes_what_was_left_half_made),
		TEST(keeps_a_link_in_use_that_is_as_wanted),
		TEST(keeps_nothing_that_is_no_longer_granted),
		TEST(tells_nothing_of_the_host_that_was_not_granted),
		TEST(serves_the_hosts_network_namespace_only),
		TEST(releases_what_bears_the_mark_without_an_entry),
		TEST(releases_nothing_of_a_vm_in_use),
		TEST(is_content_with_nothing_to_release),
		TEST(says_so_when_there_is_no_room),
		TEST(has_room_for_the_greatest_release),
	};

	return cmocka_run_group_tests_name("policy_judge", tests, NULL, NULL);
}
