/* test_priv_locks.c - src/priv/priv_locks.c, in a /run of its own */
#include "policy_world.h"
#include "priv_child.h"
#include "priv_locks.h"
#include <sched.h>
#include <sys/mount.h>

#define PCI ALICE "pci = [\"0000:65:*\"]\n"

static bool private_run(void)
{
	return unshare(CLONE_NEWNS) == 0 &&
	       mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0 &&
	       mount("run", "/run", "tmpfs", 0, "mode=755") == 0;
}

/* Ask for the function @function of a device, in the IOMMU group @group. */
static void ask_pci(uint8_t function, uint32_t group)
{
	struct fact_pci *pci = &facts.ops[plan.count].pci;
	struct plan_op *op = &plan.ops[plan.count++];

	*op = (struct plan_op){.kind = PLAN_PCI, .pci = {0, 0x65, 0, function}};
	*pci = (struct fact_pci){.there = true,
				 .can_bind = true,
				 .iommu = FACT_IOMMU_REAL,
				 .group = group,
				 .self.addr = op->pci};
}

static bool takes_each_once(void)
{
	struct priv_locks locks;
	struct err e;
	bool held;

	(void)set_up(NULL);
	ask_pci(0, 15);
	ask_pci(1, 14);
	ask_pci(2, 15);
	held = private_run() && judge(PCI) &&
	       priv_locks_take(&judgement, &locks, &e) && locks.count == 2 &&
	       strcmp(locks.names[0], "iommu-group-14") == 0 &&
	       strcmp(locks.names[1], "iommu-group-15") == 0 &&
	       priv_lock_device_is_held("iommu-group-14") &&
	       priv_locks_hold(&locks, "iommu-group-15") &&
	       !priv_locks_hold(&locks, "iommu-group-16") &&
	       priv_locks_cover(&locks, &judgement);
	priv_locks_close(&locks);
	return held && locks.count == 0 &&
	       !priv_lock_device_is_held("iommu-group-14");
}

static void takes_the_lock_of_each_group_once_and_in_order(void **state)
{
	(void)state;
	need_root();
	assert_true(true_in_child(takes_each_once));
}

static bool notices_another_group(void)
{
	struct priv_locks locks;
	struct err e;

	(void)set_up(NULL);
	ask_pci(0, 14);
	if (!private_run() || !judge(PCI) ||
	    !priv_locks_take(&judgement, &locks, &e))
		return false;
	facts.ops[0].pci.group = 15;
	return judge(PCI) && !priv_locks_cover(&locks, &judgement);
}

static void notices_that_a_device_changed_its_group(void **state)
{
	(void)state;
	need_root();
	assert_true(true_in_child(notices_another_group));
}

static bool takes_none_for_links(void)
{
	struct priv_locks locks;
	struct err e;

	(void)set_up(NULL);
	(void)ask_tap("alice0");
	return judge(ENTRY) && priv_locks_take(&judgement, &locks, &e) &&
	       locks.count == 0 && priv_locks_cover(&locks, &judgement);
}

static void takes_none_for_interfaces(void **state)
{
	(void)state;
	assert_true(true_in_child(takes_none_for_links));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			takes_the_lock_of_each_group_once_and_in_order),
		cmocka_unit_test(notices_that_a_device_changed_its_group),
		cmocka_unit_test(takes_none_for_interfaces),
	};

	return cmocka_run_group_tests_name("priv_locks", tests, NULL, NULL);
}
