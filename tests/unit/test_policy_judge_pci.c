/* test_policy_judge_pci.c - src/policy/policy_judge_pci.c */
#include "policy_world.h"
#include <stdio.h>

#define CARD    "0000:65:00.0"
#define AUDIO   "0000:65:00.1"
#define PCI     ALICE "pci = [\"0000:65:00.*\"]\n"
#define PINNED  ALICE "pci = [\"0000:65:00.0=10de:2204\"]\n"
#define FREE_IT "the administrator can free it"
#define GROUP_HINT                                                  \
	"the administrator can grant all of the group, or put the " \
	"device into a slot with a group of its own"

static struct pci_addr addr(const char *text)
{
	struct pci_addr parsed;
	struct err e;

	assert_true(pci_addr_parse(str_from_c(text), &parsed, &e));
	return parsed;
}

static struct fact_function function(const char *at, uint32_t class,
				     enum fact_driver driver, const char *name)
{
	struct fact_function f = {.addr = addr(at),
				  .id = {0x10de, 0x2204},
				  .class = class,
				  .driver = driver};

	assert_true(str_copy(f.driver_name, sizeof(f.driver_name),
			     str_from_c(name)));
	return f;
}

/* Put another function into the device's group. */
static struct fact_function *add(struct fact_pci *pci, const char *at,
				 uint32_t class, enum fact_driver driver,
				 const char *name)
{
	struct fact_function *f = &pci->members[pci->member_count++];

	*f = function(at, class, driver, name);
	return f;
}

/* Ask for a graphics card that is alone in its group and that nouveau has. */
static struct fact_pci *ask_pci(const char *at)
{
	struct fact_pci *pci = &facts.ops[plan.count].pci;

	plan.ops[plan.count++] =
		(struct plan_op){.kind = PLAN_PCI, .pci = addr(at)};
	*pci = (struct fact_pci){
		.there = true,
		.can_bind = true,
		.iommu = FACT_IOMMU_REAL,
		.group = 14,
		.self = function(at, 0x030000, FACT_DRIVER_HOST, "nouveau"),
	};
	pci->members[pci->member_count++] = pci->self;
	return pci;
}

/* It is bound to vfio-pci, and its node is @owner's. */
static void give(struct fact_pci *pci, uid_t owner)
{
	pci->self.driver = FACT_DRIVER_VFIO;
	pci->override = FACT_OVERRIDE_VFIO;
	pci->has_node = true;
	pci->owner = owner;
}

static void allows_what_an_entry_grants(void **state)
{
	(void)state;
	(void)ask_pci(CARD);
	assert_true(judge(PCI));
	assert_string_equal(judgement.verdicts[0].subject, CARD);
	assert_int_equal(judgement.verdicts[0].act, PERMIT_GIVE);
	assert_true(judge(PINNED));
}

static void refuses_what_no_entry_grants_whatever_the_host_has(void **state)
{
	struct fact_pci *pci;

	(void)state;
	for (int there = 0; there < 2; there++) {
		(void)set_up(NULL);
		pci = ask_pci("0000:66:00.0");
		pci->there = there != 0;
		pci->owner = 1001;
		refused(PCI, ERR_DENIED, 2,
			"PCI device 0000:66:00.0 is in no entry that applies "
			"to alice",
			SEE_GRANTS);
	}
}

static void refuses_another_device_at_the_address(void **state)
{
	(void)state;
	ask_pci(CARD)->self.id = (struct usb_id){0x10de, 0x1fff};
	refused(PINNED, ERR_DENIED, 2,
		"at " CARD " sits a device 10de:1fff, which is not the one "
		"that is granted",
		"the administrator can bring the policy up to date: the part "
		"behind \"=\" says what has to sit there");
	assert_true(judge(PCI));
}

static void refuses_what_is_not_there(void **state)
{
	(void)state;
	*ask_pci(CARD) = (struct fact_pci){.there = false};
	refused(PINNED, ERR_HOST, 2,
		"there is no PCI device " CARD " on this host",
		"\"lspci -D\" shows what there is");
}

static void names_the_member_of_the_group_that_is_not_granted(void **state)
{
	struct fact_pci *pci = ask_pci(CARD);
	struct fact_function *audio =
		add(pci, AUDIO, 0x040300, FACT_DRIVER_HOST, "snd_hda_intel");

	(void)state;
	refused(PINNED, ERR_DENIED, 2,
		CARD " comes only together with " AUDIO
		     " (driver snd_hda_intel): both are in IOMMU group 14, "
		     "and no one entry grants both to alice",
		GROUP_HINT);
	/* What is bound to vfio-pci comes with the node. */
	*audio = function(AUDIO, 0x040300, FACT_DRIVER_VFIO, "vfio-pci");
	refused(PINNED, ERR_DENIED, 2,
		CARD " comes only together with " AUDIO
		     " (driver vfio-pci): both are in IOMMU group 14, and no "
		     "one entry grants both to alice",
		GROUP_HINT);
	/* Nor do two entries make one. */
	assert_false(judge(PINNED "[[allow]]\nwho = [\"uid:1000\"]\n"
				  "pci = [\"" AUDIO "\"]\n"));
	assert_true(judge(ALICE "pci = [\"" CARD "\", \"" AUDIO "\"]\n"));
	audio->id.product = 1;
	assert_false(
		judge(ALICE "pci = [\"" CARD "\", \"" AUDIO "=10de:2204\"]\n"));
}

static void minds_neither_bridges_nor_what_is_unused(void **state)
{
	struct fact_pci *pci = ask_pci(CARD);

	(void)state;
	(void)add(pci, "0000:64:00.0", 0x060400, FACT_DRIVER_HOST, "pcieport");
	(void)add(pci, AUDIO, 0x040300, FACT_DRIVER_NONE, "");
	assert_true(judge(PINNED));
}

/* Behind an ISA bridge are the host's firmware, its clock and its sensors. */
static void minds_bridges_to_anything_but_pci(void **state)
{
	struct fact_pci *pci = ask_pci(CARD);

	(void)state;
	(void)add(pci, "0000:00:1f.0", 0x060100, FACT_DRIVER_HOST, "lpc_ich");
	refused(PINNED, ERR_DENIED, 2,
		CARD " comes only together with 0000:00:1f.0 (driver "
		     "lpc_ich): both are in IOMMU group 14, and no one entry "
		     "grants both to alice",
		GROUP_HINT);
	refused(ALICE "pci = [\"0000:*\"]\n", ERR_CONFIG, 2,
		CARD " comes only together with 0000:00:1f.0, which driver "
		     "lpc_ich of the host has: both are in IOMMU group 14",
		"add another pcie-passthrough with dev = \"0000:00:1f.0\" to "
		"the VM file");
}

static void wants_the_whole_group_in_the_vm_file(void **state)
{
	struct fact_pci *pci = ask_pci(CARD);

	(void)state;
	(void)add(pci, AUDIO, 0x040300, FACT_DRIVER_HOST, "snd_hda_intel");
	refused(PCI, ERR_CONFIG, 2,
		CARD " comes only together with " AUDIO
		     ", which driver snd_hda_intel of the host has: both are "
		     "in IOMMU group 14",
		"add another pcie-passthrough with dev = \"" AUDIO
		"\" to the VM file");
	pci = ask_pci(AUDIO);
	(void)add(pci, CARD, 0x030000, FACT_DRIVER_HOST, "nouveau");
	assert_true(judge(PCI));
	assert_int_equal(judgement.count, 2);
}

static void gives_the_boot_vga_only_to_whom_it_is_named(void **state)
{
	(void)state;
	ask_pci(CARD)->boot_vga = true;
	refused(PCI, ERR_DENIED, 2, "PCI device " CARD " is the boot VGA",
		"the administrator can grant it with host-critical = true in "
		"the entry at line 2 of the policy");
	assert_true(judge(PCI "host-critical = true\n"));
	assert_true(judge(PINNED));
	assert_true(judge(ALICE "pci = [\"0000:65:*\", \"" CARD "\"]\n"));
}

static void refuses_what_nothing_isolates(void **state)
{
	struct fact_pci *pci = ask_pci(CARD);
	static const char hint[] =
		"the administrator can switch the IOMMU on: VT-d or AMD-Vi in "
		"the firmware, and intel_iommu=on for Intel's on the kernel's "
		"command line";

	(void)state;
	pci->iommu = FACT_IOMMU_FAKE;
	refused(PCI, ERR_HOST, 2,
		"nothing keeps " CARD " from the host's memory: vfio is in "
		"its unsafe no-IOMMU mode",
		hint);
	pci->iommu = FACT_IOMMU_NONE;
	pci->member_count = 0;
	refused(PCI, ERR_HOST, 2,
		"nothing keeps " CARD " from the host's memory: it is in no "
		"IOMMU group",
		hint);
}

static void refuses_bridges(void **state)
{
	(void)state;
	ask_pci(CARD)->self.class = 0x060000;
	refused(PCI "host-critical = true\n", ERR_HOST, 2,
		CARD " is a bridge of the host's",
		"name a device behind it in the VM file");
}

static void refuses_a_group_that_it_cannot_judge(void **state)
{
	(void)state;
	ask_pci(CARD)->unclear = true;
	refused(PCI, ERR_HOST, 2,
		"IOMMU group 14 of " CARD " has more than 32 members, or some "
		"that are no PCI devices",
		"the device needs a slot with a group of its own");
}

static void refuses_a_host_without_vfio(void **state)
{
	(void)state;
	ask_pci(CARD)->can_bind = false;
	refused(PCI, ERR_HOST, 2, "the host has no driver vfio-pci",
		"the administrator: modprobe vfio-pci");
}

static void refuses_what_is_in_use(void **state)
{
	struct fact_pci *pci = ask_pci(CARD);

	(void)state;
	(void)snprintf(pci->use, sizeof(pci->use), "its interface eth6 is up");
	refused(PCI, ERR_BUSY, 2,
		"the host uses " CARD ": its interface eth6 is up", FREE_IT);
	pci->has_vfs = true;
	refused(PCI, ERR_BUSY, 2, CARD " has virtual functions",
		"the administrator: write 0 to its sriov_numvfs in sysfs");
}

static void refuses_what_another_user_has(void **state)
{
	(void)state;
	give(ask_pci(CARD), 1001);
	refused(PCI, ERR_BUSY, 2, "another user has " CARD,
		"try again when it is given back");
}

static void refuses_what_is_kept_for_another_driver(void **state)
{
	(void)state;
	ask_pci(CARD)->override = FACT_OVERRIDE_OTHER;
	refused(PCI, ERR_BUSY, 2,
		CARD " is kept for another driver (driver_override)",
		"the administrator can lift that");
}

static void refuses_what_another_run_is_at_work_on(void **state)
{
	(void)state;
	ask_pci(CARD)->at_work = true;
	refused(PCI, ERR_BUSY, 2, "another vm-init is at work on " CARD,
		"try again; if this stays so, a driver does not let go of it, "
		"about which the kernel's log says more");
}

static void keeps_what_the_caller_has(void **state)
{
	struct fact_pci *pci = ask_pci(CARD);

	(void)state;
	give(pci, 1000);
	assert_true(judge(PCI));
	assert_int_equal(judgement.verdicts[0].act, PERMIT_KEEP);
	/* A node that is to be given yet, and a driver that is to come. */
	pci->owner = 0;
	assert_true(judge(PCI));
	assert_int_equal(judgement.verdicts[0].act, PERMIT_GIVE);
	pci->owner = 1000;
	pci->self.driver = FACT_DRIVER_NONE;
	assert_true(judge(PCI));
	assert_int_equal(judgement.verdicts[0].act, PERMIT_GIVE);
}

/* What a release does, by the entries @text. */
static enum permit_act released(const char *text)
{
	plan.verb = PLAN_RELEASE;
	assert_true(judge(text));
	assert_int_equal(judgement.count, 1);
	assert_int_equal(permit_act(judgement.permits[0]),
			 judgement.verdicts[0].act);
	return judgement.verdicts[0].act;
}

static void takes_back_what_the_caller_has_without_an_entry(void **state)
{
	(void)state;
	give(ask_pci(CARD), 1000);
	assert_int_equal(released("version = 1\n"), PERMIT_RETURN);
}

static void takes_nothing_back_that_another_user_has(void **state)
{
	(void)state;
	give(ask_pci(CARD), 1001);
	assert_int_equal(released(PCI), PERMIT_KEEP);
}

/* The node is the group's: another user may have it for another function, which
 * does not make this one, half taken from the host, that user's. */
static void mends_what_only_shares_the_node_of_another_user(void **state)
{
	struct fact_pci *pci = ask_pci(CARD);

	(void)state;
	give(pci, 1001);
	pci->self.driver = FACT_DRIVER_HOST;
	assert_int_equal(released(PCI), PERMIT_RETURN);
}

static void takes_nothing_back_that_was_not_given(void **state)
{
	struct fact_pci *pci = ask_pci(CARD);

	(void)state;
	assert_int_equal(released(PCI), PERMIT_KEEP);
	/* The administrator's own. */
	give(pci, 0);
	pci->override = FACT_OVERRIDE_NONE;
	assert_int_equal(released(PCI), PERMIT_KEEP);
	*pci = (struct fact_pci){.there = false};
	assert_int_equal(released(PCI), PERMIT_KEEP);
}

static void lets_only_the_granted_mend_what_a_killed_run_left(void **state)
{
	struct fact_pci *pci = ask_pci(CARD);

	(void)state;
	pci->override = FACT_OVERRIDE_VFIO;
	assert_int_equal(released(PCI), PERMIT_RETURN);
	assert_int_equal(released("version = 1\n"), PERMIT_KEEP);
	give(pci, 0);
	assert_int_equal(released(PCI), PERMIT_RETURN);
	assert_int_equal(released("version = 1\n"), PERMIT_KEEP);
}

/* Killed between the override and the host's driver. */
static void lets_the_granted_mend_what_has_no_driver_at_all(void **state)
{
	struct fact_pci *pci = ask_pci(CARD);

	(void)state;
	pci->self = function(CARD, 0x030000, FACT_DRIVER_NONE, "");
	assert_int_equal(released(PCI), PERMIT_RETURN);
	assert_int_equal(released("version = 1\n"), PERMIT_KEEP);
	pci->override = FACT_OVERRIDE_OTHER;
	assert_int_equal(released(PCI), PERMIT_KEEP);
	pci->override = FACT_OVERRIDE_NONE;
	/* A driver would keep another user from the rest of the group. */
	pci->has_node = true;
	pci->owner = 1001;
	assert_int_equal(released(PCI), PERMIT_KEEP);
	pci->owner = 1000;
	assert_int_equal(released(PCI), PERMIT_RETURN);
	/* The administrator's pci-stub does nothing, on purpose. */
	pci->self = function(CARD, 0x030000, FACT_DRIVER_NONE, "pci-stub");
	assert_int_equal(released(PCI), PERMIT_KEEP);
	/* Where nothing isolates it, it was never given. */
	pci->self = function(CARD, 0x030000, FACT_DRIVER_NONE, "");
	pci->iommu = FACT_IOMMU_NONE;
	assert_int_equal(released(PCI), PERMIT_KEEP);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define T(name) cmocka_unit_test_setup(name, set_up)
		T(allows_what_an_entry_grants),
		T(refuses_what_no_entry_grants_whatever_the_host_has),
		T(refuses_another_device_at_the_address),
		T(refuses_what_is_not_there),
		T(names_the_member_of_the_group_that_is_not_granted),
		T(minds_neither_bridges_nor_what_is_unused),
		T(minds_bridges_to_anything_but_pci),
		T(wants_the_whole_group_in_the_vm_file),
		T(gives_the_boot_vga_only_to_whom_it_is_named),
		T(refuses_what_nothing_isolates),
		T(refuses_bridges),
		T(refuses_a_group_that_it_cannot_judge),
		T(refuses_a_host_without_vfio),
		T(refuses_what_is_in_use),
		T(refuses_what_another_user_has),
		T(refuses_what_is_kept_for_another_driver),
		T(refuses_what_another_run_is_at_work_on),
		T(keeps_what_the_caller_has),
		T(takes_back_what_the_caller_has_without_an_entry),
		T(takes_nothing_back_that_another_user_has),
		T(mends_what_only_shares_the_node_of_another_user),
		T(takes_nothing_back_that_was_not_given),
		T(lets_only_the_granted_mend_what_a_killed_run_left),
		T(lets_the_granted_mend_what_has_no_driver_at_all),
#undef T
	};

	return cmocka_run_group_tests_name("policy_judge_pci", tests, NULL,
					   NULL);
}
