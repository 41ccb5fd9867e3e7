/* test_policy_judge_node.c - src/policy/policy_judge_node.c */
#include "policy_world.h"
#include <stdio.h>
#include <sys/stat.h>

#define USB     ALICE "usb = [\"0951:*\"]\n"
#define BLOCK   ALICE "devices = [\"/dev/disk/*\"]\n"
#define HUGE    ALICE "hugepages = [\"/dev/hugepages\"]\n"
#define NOTHING "version = 1\n"
#define DISK    "/dev/disk/a"
#define FREE_IT "the administrator can free it"

enum {
	ROOT = 0,
	CALLER = 1000,
	OTHER = 1001,
	CALLERS_GROUP = 100,
	OTHERS_GROUP = 6,
};

/* Ask for something that the host has, and that is root's. */
static struct fact_node *ask_node(enum plan_kind kind)
{
	struct fact_node *node = &facts.ops[plan.count].node;

	plan.ops[plan.count++] = (struct plan_op){.kind = kind};
	*node = (struct fact_node){.sort = FACT_SORT_FIT,
				   .is_hugetlbfs = kind == PLAN_HUGEPAGES,
				   .group = OTHERS_GROUP,
				   .mode = 0660};
	return node;
}

static struct fact_node *ask_usb(const char *text)
{
	struct fact_node *node = ask_node(PLAN_USB);
	struct err e;

	assert_true(usb_dev_parse(str_from_c(text),
				  &plan.ops[plan.count - 1].usb, &e));
	node->id = (struct usb_id){0x0951, 0x1666};
	(void)snprintf(node->ports, sizeof(node->ports), "1-2");
	return node;
}

static struct fact_node *ask_path(enum plan_kind kind, const char *path)
{
	struct fact_node *node = ask_node(kind);
	struct err e;

	assert_true(plain_path_parse(str_from_c(path),
				     &plan.ops[plan.count - 1].path, &e));
	return node;
}

static struct fact_node *ask_block(const char *path)
{
	return ask_path(PLAN_BLOCK, path);
}

static struct fact_node *ask_huge(const char *path)
{
	return ask_path(PLAN_HUGEPAGES, path);
}

/* What an init does about the first request, by the entries @text. */
static void allowed(const char *text, enum permit_act act)
{
	assert_true(judge(text));
	assert_int_equal(judgement.verdicts[0].act, act);
	assert_int_equal(permit_act(judgement.permits[0]), act);
}

static void gives_what_an_entry_grants(void **state)
{
	(void)state;
	(void)ask_usb("1-2");
	allowed(USB, PERMIT_GIVE);
	assert_string_equal(judgement.verdicts[0].subject, "1-2");
	(void)set_up(NULL);
	(void)ask_usb("0951:1666");
	allowed(USB, PERMIT_GIVE);
	assert_string_equal(judgement.verdicts[0].subject, "0951:1666");
	(void)set_up(NULL);
	(void)ask_block(DISK);
	allowed(BLOCK, PERMIT_GIVE);
	(void)set_up(NULL);
	ask_huge("/dev/hugepages/alice")->sort = FACT_SORT_ABSENT;
	allowed(HUGE, PERMIT_GIVE);
}

/* A port is nothing that is granted. */
static void judges_a_usb_device_by_what_sits_there(void **state)
{
	struct fact_node *node = ask_usb("1-2");

	(void)state;
	node->id = (struct usb_id){0x0952, 0x1666};
	refused(USB, ERR_DENIED, 2,
		"USB device 1-2 is in no entry that applies to alice",
		SEE_GRANTS);
	/* By its id what is found is that, or there would be nothing. */
	(void)set_up(NULL);
	node = ask_usb("0952:1666");
	node->sort = FACT_SORT_ABSENT;
	refused(USB, ERR_DENIED, 2,
		"USB device 0952:1666 is in no entry that applies to alice",
		SEE_GRANTS);
}

static void refuses_what_no_entry_grants_whatever_the_host_has(void **state)
{
	static const enum fact_sort sorts[] = {FACT_SORT_ABSENT,
					       FACT_SORT_UNFIT, FACT_SORT_FIT};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(sorts); i++) {
		struct fact_node *node;

		(void)set_up(NULL);
		node = ask_block("/dev/sda");
		node->sort = sorts[i];
		node->owner = OTHER;
		refused(BLOCK, ERR_DENIED, 2,
			"block device /dev/sda is in no entry that applies to "
			"alice",
			SEE_GRANTS);
		(void)set_up(NULL);
		node = ask_huge("/dev/huge1G/alice");
		node->is_hugetlbfs = true;
		node->sort = sorts[i];
		refused(HUGE, ERR_DENIED, 2,
			"directory of huge pages /dev/huge1G/alice is in no "
			"entry that applies to alice",
			SEE_GRANTS);
	}
}

static void tells_who_is_granted_no_usb_nothing_about_a_port(void **state)
{
	struct fact_node *node = ask_usb("1-2");

	(void)state;
	node->sort = FACT_SORT_ABSENT;
	refused(BLOCK, ERR_DENIED, 2,
		"USB device 1-2 is in no entry that applies to alice",
		SEE_GRANTS);
}

static void refuses_what_is_not_there(void **state)
{
	(void)state;
	ask_usb("1-2")->sort = FACT_SORT_ABSENT;
	refused(USB, ERR_HOST, 2, "there is no USB device 1-2 on this host",
		"\"lsusb\" and \"lsusb -t\" show what there is");
	(void)set_up(NULL);
	ask_block(DISK)->sort = FACT_SORT_ABSENT;
	refused(BLOCK, ERR_HOST, 2,
		"there is no block device " DISK " on this host",
		"\"lsblk\" shows what there is");
}

static void refuses_what_is_something_else(void **state)
{
	(void)state;
	ask_usb("0951:1666")->sort = FACT_SORT_UNFIT;
	refused(USB, ERR_HOST, 2, "USB device 0951:1666 is a hub",
		"name a device behind it in the VM file");
	(void)set_up(NULL);
	ask_block(DISK)->sort = FACT_SORT_UNFIT;
	refused(BLOCK, ERR_HOST, 2, DISK " is no block device",
		"what is in /dev has to be one, or lie in /dev/shm");
	(void)set_up(NULL);
	ask_huge("/dev/hugepages/alice")->sort = FACT_SORT_UNFIT;
	refused(HUGE, ERR_BUSY, 2,
		"/dev/hugepages/alice is there, and no directory", "");
}

static void refuses_an_id_that_several_have(void **state)
{
	struct fact_node *node = ask_usb("0951:1666");

	(void)state;
	node->sort = FACT_SORT_SEVERAL;
	(void)snprintf(node->ports, sizeof(node->ports), "1-2, 1-4");
	refused(USB, ERR_HOST, 2,
		"there are several of USB device 0951:1666, at 1-2, 1-4",
		"name one by its bus and port in the VM file");
}

static void refuses_what_another_user_has(void **state)
{
	static const char hint[] = "try again when it is given back";

	(void)state;
	ask_usb("1-2")->owner = OTHER;
	refused(USB, ERR_BUSY, 2, "USB device 1-2 belongs to another user",
		hint);
	(void)set_up(NULL);
	ask_block(DISK)->owner = OTHER;
	refused(BLOCK, ERR_BUSY, 2,
		"block device " DISK " belongs to another user", hint);
	(void)set_up(NULL);
	ask_huge("/dev/hugepages/alice")->owner = OTHER;
	refused(HUGE, ERR_BUSY, 2,
		"directory of huge pages /dev/hugepages/alice belongs to "
		"another user",
		hint);
}

static void refuses_what_the_host_uses(void **state)
{
	struct fact_node *node = ask_usb("1-2");

	(void)state;
	(void)snprintf(node->use, sizeof(node->use), "sda is swap");
	refused(USB, ERR_BUSY, 2, "the host uses USB device 1-2: sda is swap",
		FREE_IT);
	(void)set_up(NULL);
	node = ask_block(DISK);
	(void)snprintf(node->use, sizeof(node->use), "a is mounted on /srv");
	refused(BLOCK, ERR_BUSY, 2,
		"the host uses block device " DISK ": a is mounted on /srv",
		FREE_IT);
}

static void keeps_what_the_caller_has_without_an_entry(void **state)
{
	struct fact_node *node = ask_usb("1-2");

	(void)state;
	node->owner = CALLER;
	(void)snprintf(node->use, sizeof(node->use), "its disk sda is new");
	allowed(NOTHING, PERMIT_KEEP);
	(void)set_up(NULL);
	ask_block(DISK)->owner = CALLER;
	allowed(NOTHING, PERMIT_KEEP);
	(void)set_up(NULL);
	ask_huge("/dev/hugepages/alice")->owner = CALLER;
	allowed(NOTHING, PERMIT_KEEP);
}

/* A hub or a file that is the caller's is still none of what was asked for. */
static void keeps_nothing_that_is_something_else(void **state)
{
	struct fact_node *node = ask_block(DISK);

	(void)state;
	node->sort = FACT_SORT_UNFIT;
	node->owner = CALLER;
	assert_false(judge(BLOCK));
}

static void keeps_a_disk_whose_mode_lets_the_caller_write(void **state)
{
	static const struct {
		gid_t group;
		mode_t mode;
		enum permit_act act;
	} cases[] = {
		{OTHERS_GROUP, 0660, PERMIT_GIVE},
		{OTHERS_GROUP, 0666, PERMIT_KEEP},
		{OTHERS_GROUP, 0664, PERMIT_GIVE},
		{CALLERS_GROUP, 0660, PERMIT_KEEP},
		{CALLERS_GROUP, 0640, PERMIT_GIVE},
		{CALLERS_GROUP, 0606, PERMIT_GIVE}, /* the group's counts */
		{27, 0660, PERMIT_KEEP},
	};
	static gid_t groups[] = {20, 27};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct fact_node *node;

		(void)set_up(NULL);
		caller.groups = groups;
		caller.group_count = ARRAY_LEN(groups);
		node = ask_block(DISK);
		node->group = cases[i].group;
		node->mode = S_IFBLK | cases[i].mode;
		allowed(BLOCK, cases[i].act);
	}
	/* Not so a USB device, whose node is to be one user's. */
	(void)set_up(NULL);
	ask_usb("1-2")->mode = S_IFCHR | 0666;
	allowed(USB, PERMIT_GIVE);
}

static void wants_a_directory_that_is_named_after_the_caller(void **state)
{
	static const char hint[] = "name /dev/hugepages/1000 in the VM file";

	(void)state;
	ask_huge("/dev/hugepages/1000")->sort = FACT_SORT_ABSENT;
	allowed(HUGE, PERMIT_GIVE);
	(void)set_up(NULL);
	ask_huge("/dev/hugepages/bob")->sort = FACT_SORT_ABSENT;
	refused(HUGE, ERR_DENIED, 2,
		"/dev/hugepages/bob is not named after alice", hint);
	(void)set_up(NULL);
	ask_huge("/dev/hugepages/alice2")->sort = FACT_SORT_ABSENT;
	refused(HUGE, ERR_DENIED, 2,
		"/dev/hugepages/alice2 is not named after alice", hint);
	/* Whom the user database does not know has a number. */
	(void)set_up(NULL);
	caller.user[0] = '\0';
	ask_huge("/dev/hugepages/1000")->sort = FACT_SORT_ABSENT;
	allowed(HUGE, PERMIT_GIVE);
}

static void has_no_business_outside_of_a_hugetlbfs(void **state)
{
	struct fact_node *node = ask_huge("/home/alice");

	(void)state;
	*node = (struct fact_node){.sort = FACT_SORT_ABSENT};
	allowed(NOTHING, PERMIT_KEEP);
}

static void takes_back_only_what_is_the_callers(void **state)
{
	static const struct {
		enum fact_sort sort;
		uid_t owner;
		enum permit_act act;
	} cases[] = {
		{FACT_SORT_FIT, CALLER, PERMIT_RETURN},
		{FACT_SORT_FIT, ROOT, PERMIT_KEEP},
		{FACT_SORT_FIT, OTHER, PERMIT_KEEP},
		{FACT_SORT_UNFIT, CALLER, PERMIT_KEEP},
		{FACT_SORT_ABSENT, CALLER, PERMIT_KEEP},
		{FACT_SORT_SEVERAL, CALLER, PERMIT_KEEP},
	};
	static const char *const texts[] = {NOTHING, USB, BLOCK, HUGE};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases) * ARRAY_LEN(texts); i++) {
		struct fact_node *nodes[3];
		size_t at = i / ARRAY_LEN(texts);

		(void)set_up(NULL);
		plan.verb = PLAN_RELEASE;
		nodes[0] = ask_usb("1-2");
		nodes[1] = ask_block(DISK);
		nodes[2] = ask_huge("/dev/hugepages/alice");
		for (size_t j = 0; j < ARRAY_LEN(nodes); j++) {
			nodes[j]->sort = cases[at].sort;
			nodes[j]->owner = cases[at].owner;
		}
		assert_true(judge(texts[i % ARRAY_LEN(texts)]));
		for (size_t j = 0; j < ARRAY_LEN(nodes); j++)
			assert_int_equal(judgement.verdicts[j].act,
					 cases[at].act);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define T(name) cmocka_unit_test_setup(name, set_up)
		T(gives_what_an_entry_grants),
		T(judges_a_usb_device_by_what_sits_there),
		T(refuses_what_no_entry_grants_whatever_the_host_has),
		T(tells_who_is_granted_no_usb_nothing_about_a_port),
		T(refuses_what_is_not_there),
		T(refuses_what_is_something_else),
		T(refuses_an_id_that_several_have),
		T(refuses_what_another_user_has),
		T(refuses_what_the_host_uses),
		T(keeps_what_the_caller_has_without_an_entry),
		T(keeps_nothing_that_is_something_else),
		T(keeps_a_disk_whose_mode_lets_the_caller_write),
		T(wants_a_directory_that_is_named_after_the_caller),
		T(has_no_business_outside_of_a_hugetlbfs),
		T(takes_back_only_what_is_the_callers),
#undef T
	};

	return cmocka_run_group_tests_name("policy_judge_node", tests, NULL,
					   NULL);
}
