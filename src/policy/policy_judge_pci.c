/* policy_judge_pci.c - may this caller have this PCI device, and is it free?
 *
 * Runs as: root.  Input: the policy, root's; a recognised address, which its
 * sender may have chosen to do harm; facts from the kernel.
 *
 * What VFIO gives away is an IOMMU group: who has its node has every function
 * in it.  So one entry has to grant every member that could be used, and no
 * driver of the host may have any.
 */
#include "policy_internal.h"

enum {
	CLASS_BRIDGE = 0x06,       /* base class: any bridge */
	CLASS_PCI_BRIDGE = 0x0604, /* with its subclass: PCI to PCI */
};

/* What granting a device may need beside the address. */
enum want {
	WANT_ADDRESS,
	WANT_PIN,   /* what sits there, if the item says */
	WANT_EXACT, /* that, and an address without a '*' */
};

static bool item_grants(const struct policy_item *item,
			const struct fact_function *f, enum want want)
{
	if (want == WANT_ADDRESS)
		return true;
	if (item->pinned && (item->pin.vendor != f->id.vendor ||
			     item->pin.product != f->id.product))
		return false;
	return want != WANT_EXACT || !item->pattern.prefix;
}

/* Whether @entry grants the caller the function @f. */
static bool grants(const struct court *c, const struct policy_entry *entry,
		   const struct fact_function *f, enum want want)
{
	const struct policy_value *value = &entry->values[POLICY_PCI];
	char text[PCI_ADDR_TEXT_BYTES];

	pci_addr_print(&f->addr, text);
	for (size_t i = 0; i < value->list.count; i++) {
		const struct policy_item *item = &value->list.items[i];

		if (policy_item_counts(entry, item) &&
		    pattern_match(&item->pattern, text, c->caller->user,
				  c->caller->uid) &&
		    item_grants(item, f, want))
			return true;
	}
	return false;
}

/* The first member of the group that could be used though @entry does not grant
 * it; NULL if there is none. */
static const struct fact_function *
blocking_member(const struct court *c, const struct policy_entry *entry,
		const struct fact_pci *pci)
{
	for (size_t i = 0; i < pci->member_count; i++) {
		const struct fact_function *member = &pci->members[i];

		if (member->class >> 8 != CLASS_PCI_BRIDGE &&
		    member->driver != FACT_DRIVER_NONE &&
		    !grants(c, entry, member, WANT_PIN))
			return member;
	}
	return NULL;
}

unsigned policy_pci_lacking(const struct court *c,
			    const struct policy_entry *entry,
			    const struct plan_op *op, const struct fact *fact)
{
	const struct fact_pci *pci = &fact->pci;
	const struct fact_function asked = {.addr = op->pci};
	unsigned lacking = 0;

	if (!grants(c, entry, &asked, WANT_ADDRESS))
		return POLICY_PART_NAME;
	if (!pci->there)
		return 0;
	if (!grants(c, entry, &pci->self, WANT_PIN))
		lacking |= POLICY_PART_PIN;
	if (blocking_member(c, entry, pci) != NULL)
		lacking |= POLICY_PART_GROUP;
	if (pci->boot_vga && !entry->values[POLICY_HOST_CRITICAL].flag &&
	    !grants(c, entry, &pci->self, WANT_EXACT))
		lacking |= POLICY_PART_CRITICAL;
	return lacking;
}

bool policy_pci_refuse_pin(const struct fact *fact, struct err *e)
{
	const struct fact_function *self = &fact->pci.self;
	char addr[PCI_ADDR_TEXT_BYTES], id[USB_ID_TEXT_BYTES];

	err_set(e, ERR_DENIED,
		"at %s sits a device %s, which is not the one that is granted",
		pci_addr_print(&self->addr, addr), usb_id_print(&self->id, id));
	return err_hint(e, "the administrator can bring the policy up to date: "
			   "the part behind \"=\" says what has to sit there");
}

bool policy_pci_refuse_group(const struct court *c,
			     const struct policy_entry *entry,
			     const struct fact *fact, struct err *e)
{
	const struct fact_pci *pci = &fact->pci;
	const struct fact_function *member = blocking_member(c, entry, pci);
	char addr[PCI_ADDR_TEXT_BYTES], other[PCI_ADDR_TEXT_BYTES];

	BUG_UNLESS(member != NULL);
	err_set(e, ERR_DENIED,
		"%s comes only together with %s (driver %s): both are in IOMMU "
		"group %u, and no one entry grants both to %s",
		pci_addr_print(&pci->self.addr, addr),
		pci_addr_print(&member->addr, other), member->driver_name,
		pci->group, c->name);
	return err_hint(e, "the administrator can grant all of the group, or "
			   "put the device into a slot with a group of its "
			   "own");
}

static bool refuse_absent(const char *addr, struct err *e)
{
	err_set(e, ERR_HOST, "there is no PCI device %s on this host", addr);
	return err_hint(e, "\"lspci -D\" shows what there is");
}

static bool refuse_at_work(const char *addr, struct err *e)
{
	err_set(e, ERR_BUSY, "another vm-init is at work on %s", addr);
	return err_hint(e, "try again; if this stays so, a driver does not let "
			   "go of it, about which the kernel's log says more");
}

static bool is_isolated(const struct fact_pci *pci, const char *addr,
			struct err *e)
{
	switch (pci->iommu) {
	case FACT_IOMMU_REAL:
		return true;
	case FACT_IOMMU_FAKE:
		err_set(e, ERR_HOST,
			"nothing keeps %s from the host's memory: vfio is in "
			"its unsafe no-IOMMU mode",
			addr);
		break;
	case FACT_IOMMU_NONE:
		err_set(e, ERR_HOST,
			"nothing keeps %s from the host's memory: it is in no "
			"IOMMU group",
			addr);
		break;
	}
	return err_hint(e, "the administrator can switch the IOMMU on: VT-d or "
			   "AMD-Vi in the firmware, and intel_iommu=on for "
			   "Intel's on the kernel's command line");
}

/* Whether it is of a sort that vfio-pci takes. */
static bool can_be_given(const struct fact_pci *pci, const char *addr,
			 struct err *e)
{
	if (pci->self.class >> 16 == CLASS_BRIDGE) {
		err_set(e, ERR_HOST, "%s is a bridge of the host's", addr);
		return err_hint(e, "name a device behind it in the VM file");
	}
	if (pci->unclear) {
		err_set(e, ERR_HOST,
			"IOMMU group %u of %s has more than %d members, or "
			"some that are no PCI devices",
			pci->group, addr, FACT_GROUP_MAX);
		return err_hint(e, "the device needs a slot with a group of "
				   "its own");
	}
	if (!pci->can_bind) {
		err_set(e, ERR_HOST, "the host has no driver vfio-pci");
		return err_hint(e, "the administrator: modprobe vfio-pci");
	}
	return true;
}

/* Whether neither the host nor another user has it. */
static bool is_free(const struct court *c, const struct fact_pci *pci,
		    const char *addr, struct err *e)
{
	if (pci->owner != 0 && pci->owner != c->caller->uid) {
		err_set(e, ERR_BUSY, "another user has %s", addr);
		return err_hint(e, "try again when it is given back");
	}
	if (pci->has_vfs) {
		err_set(e, ERR_BUSY, "%s has virtual functions", addr);
		return err_hint(e, "the administrator: write 0 to its "
				   "sriov_numvfs in sysfs");
	}
	if (pci->override == FACT_OVERRIDE_OTHER) {
		err_set(e, ERR_BUSY,
			"%s is kept for another driver (driver_override)",
			addr);
		return err_hint(e, "the administrator can lift that");
	}
	if (pci->use[0] == '\0')
		return true;
	err_set(e, ERR_BUSY, "the host uses %s: %s", addr, pci->use);
	return err_hint(e, "the administrator can free it");
}

static bool is_in_plan(const struct court *c, const struct pci_addr *addr)
{
	for (size_t i = 0; i < c->plan->count; i++) {
		const struct plan_op *op = &c->plan->ops[i];

		if (op->kind == PLAN_PCI && pci_addr_equal(&op->pci, addr))
			return true;
	}
	return false;
}

/* Whether, once the plan is done, no driver of the host has a part of the
 * group: the kernel gives it to nobody otherwise. */
static bool group_comes_free(const struct court *c, const struct fact_pci *pci,
			     const char *addr, struct err *e)
{
	char other[PCI_ADDR_TEXT_BYTES];

	for (size_t i = 0; i < pci->member_count; i++) {
		const struct fact_function *member = &pci->members[i];

		if (member->driver != FACT_DRIVER_HOST ||
		    member->class >> 8 == CLASS_PCI_BRIDGE ||
		    is_in_plan(c, &member->addr))
			continue;
		pci_addr_print(&member->addr, other);
		err_set(e, ERR_CONFIG,
			"%s comes only together with %s, which driver %s of "
			"the host has: both are in IOMMU group %u",
			addr, other, member->driver_name, pci->group);
		return err_hint(e,
				"add another pcie-passthrough with dev = "
				"\"%s\" to the VM file",
				other);
	}
	return true;
}

bool policy_pci_fits(const struct court *c, const struct plan_op *op,
		     const struct fact *fact, struct err *e)
{
	const struct fact_pci *pci = &fact->pci;
	char addr[PCI_ADDR_TEXT_BYTES];

	pci_addr_print(&op->pci, addr);
	if (!pci->there)
		return refuse_absent(addr, e);
	if (pci->at_work)
		return refuse_at_work(addr, e);
	return is_isolated(pci, addr, e) && can_be_given(pci, addr, e) &&
	       is_free(c, pci, addr, e) && group_comes_free(c, pci, addr, e);
}

bool policy_pci_is_there(const struct court *c, const struct fact *fact)
{
	const struct fact_pci *pci = &fact->pci;

	return pci->self.driver == FACT_DRIVER_VFIO && pci->has_node &&
	       pci->owner == c->caller->uid;
}

/* Whether it has no driver and none is meant to have it: as a run leaves it
 * that was killed after the override was cleared, before the host's driver was
 * asked to take it again.  Next to another user's function that may be on
 * purpose. */
static bool is_stranded(const struct court *c, const struct fact_pci *pci)
{
	return pci->iommu == FACT_IOMMU_REAL &&
	       pci->self.driver_name[0] == '\0' &&
	       pci->override == FACT_OVERRIDE_NONE &&
	       (pci->owner == 0 || pci->owner == c->caller->uid);
}

enum policy_holder policy_pci_holder(const struct court *c,
				     const struct fact *fact)
{
	const struct fact_pci *pci = &fact->pci;
	bool bound = pci->self.driver == FACT_DRIVER_VFIO;

	if (bound && pci->has_node && pci->owner == c->caller->uid)
		return POLICY_HELD_BY_CALLER;
	if (bound && pci->owner != 0)
		return POLICY_HELD_BY_OTHER;
	return pci->at_work || pci->override == FACT_OVERRIDE_VFIO ||
			       is_stranded(c, pci)
		       ? POLICY_HELD_BY_ROOT
		       : POLICY_HELD_BY_NOBODY;
}
