/* priv_apply.c - do what was permitted, all of it or nothing
 *
 * Runs as: root.  Input: permits, made by policy_judge().
 */
#include "priv_apply.h"
#include "priv_block.h"
#include "priv_change.h"
#include "priv_huge.h"
#include "priv_macvtap.h"
#include "priv_memlock.h"
#include "priv_node.h"
#include "priv_pci_bind.h"
#include "priv_tap.h"
#include "priv_undo.h"
#include "priv_usb.h"

struct apply {
	struct priv_nl *nl;
	bool udev;
	uint64_t since_us; /* when this began, by priv_node_clock_us() */
	struct priv_journal journal;
};

static bool is_there(const struct permit *permit)
{
	return permit_fact(permit)->link == FACT_LINK_OURS;
}

static bool mend(struct apply *a, const struct permit *permit,
		 enum priv_did did, struct err *e)
{
	struct priv_step *step;
	struct priv_link before;

	if (!priv_change_look(a->nl, permit, permit_fact(permit)->link_index,
			      &before, e))
		return false;
	/* A step that fails half-way is to be undone too. */
	step = priv_journal_next(&a->journal, permit);
	step->did = did;
	step->before = before;
	return did == PRIV_DID_MEND_TAP
		       ? priv_tap_mend(a->nl, permit, &before, e)
		       : priv_macvtap_mend(a->nl, permit, &before, e);
}

static bool make_tap(struct apply *a, const struct permit *permit,
		     struct err *e)
{
	struct priv_step *step;
	uint32_t index;
	int fd = priv_tap_make(a->nl, permit, &index, e);

	if (fd < 0)
		return false;
	step = priv_journal_next(&a->journal, permit);
	step->did = PRIV_DID_MAKE_TAP;
	step->fd = fd;
	step->index = index;
	return true;
}

static bool make_macvtap(struct apply *a, const struct permit *permit,
			 struct err *e)
{
	struct priv_step *step;
	uint32_t index;

	if (!priv_macvtap_make(a->nl, permit, a->udev, &index, e))
		return false;
	step = priv_journal_next(&a->journal, permit);
	step->did = PRIV_DID_MAKE_MACVTAP;
	step->index = index;
	return true;
}

/* The node comes last of all: until the whole group is bound, nobody needs
 * it. */
static bool bind_pci(struct apply *a, const struct permit *permit,
		     struct err *e)
{
	struct priv_step *step = priv_journal_next(&a->journal, permit);

	step->did = PRIV_DID_BIND_PCI;
	return priv_pci_bind(permit, a->journal.locks, e);
}

/* What has one owner or another, and is given whole or not at all. */
static bool give_node(struct apply *a, const struct permit *permit,
		      bool (*give)(const struct permit *permit, struct err *e),
		      enum priv_did did, struct err *e)
{
	if (!give(permit, e))
		return false;
	priv_journal_next(&a->journal, permit)->did = did;
	return true;
}

static bool give(struct apply *a, const struct permit *permit, struct err *e)
{
	switch (permit_op(permit)->kind) {
	case PLAN_TAPBRIDGE:
		return is_there(permit) ? mend(a, permit, PRIV_DID_MEND_TAP, e)
					: make_tap(a, permit, e);
	case PLAN_MACVTAP:
		return is_there(permit)
			       ? mend(a, permit, PRIV_DID_MEND_MACVTAP, e)
			       : make_macvtap(a, permit, e);
	case PLAN_PCI:
		return bind_pci(a, permit, e);
	case PLAN_USB:
		return give_node(a, permit, priv_usb_give, PRIV_DID_GIVE_USB,
				 e);
	case PLAN_BLOCK:
		return give_node(a, permit, priv_block_give,
				 PRIV_DID_GIVE_BLOCK, e);
	case PLAN_HUGEPAGES:
		return give_node(a, permit, priv_huge_give, PRIV_DID_MAKE_HUGE,
				 e);
	case PLAN_LOCKED:
		return priv_memlock_raise(permit, e);
	}
	BUG();
}

static bool take_back(struct apply *a, const struct permit *permit,
		      struct err *e)
{
	switch (permit_op(permit)->kind) {
	case PLAN_PCI:
		return priv_pci_return(permit, a->journal.locks, e);
	case PLAN_USB:
		return priv_usb_take_back(permit, e);
	case PLAN_BLOCK:
		return priv_block_take_back(permit, e);
	case PLAN_HUGEPAGES:
		return priv_huge_take_back(permit, e);
	case PLAN_TAPBRIDGE:
	case PLAN_MACVTAP:
	case PLAN_LOCKED:
		break; /* not released by name: plan_verb_takes() */
	}
	BUG();
}

static bool perform(struct apply *a, const struct permit *permit, struct err *e)
{
	switch (permit_act(permit)) {
	case PERMIT_GIVE:
		return give(a, permit, e);
	case PERMIT_KEEP:
		return true;
	case PERMIT_RETURN:
		return take_back(a, permit, e);
	case PERMIT_RELEASE:
		return priv_change_delete(a->nl, permit,
					  permit_own(permit)->index,
					  &permit_own(permit)->ifname, e);
	}
	BUG();
}

static bool commit_step(const struct apply *a, const struct priv_step *step,
			struct err *e)
{
	switch (step->did) {
	case PRIV_DID_MAKE_TAP:
		return priv_tap_commit(step->permit, step->fd, e);
	case PRIV_DID_BIND_PCI:
		return priv_pci_give(step->permit, a->since_us, e);
	case PRIV_DID_MAKE_MACVTAP:
	case PRIV_DID_MEND_TAP:
	case PRIV_DID_MEND_MACVTAP:
	case PRIV_DID_GIVE_USB:
	case PRIV_DID_GIVE_BLOCK:
	case PRIV_DID_MAKE_HUGE:
		return true;
	}
	BUG();
}

/* The taps come last: until here each would have vanished with this process;
 * and the nodes of devices. */
static bool commit(const struct apply *a, struct err *e)
{
	for (size_t i = 0; i < a->journal.count; i++)
		if (!commit_step(a, &a->journal.steps[i], e))
			return false;
	return true;
}

static bool perform_all(struct apply *a, const struct judgement *judgement,
			struct err *e)
{
	for (size_t i = 0; i < judgement->count; i++)
		if (!perform(a, judgement->permits[i], e))
			return false;
	return commit(a, e);
}

bool priv_apply(struct priv_nl *nl, const struct judgement *judgement,
		const struct priv_locks *locks, bool udev, struct err *e)
{
	static struct apply a;

	a = (struct apply){.nl = nl,
			   .udev = udev,
			   .since_us = priv_node_clock_us(),
			   .journal.locks = locks};
	if (!perform_all(&a, judgement, e)) {
		priv_undo(nl, &a.journal, e);
		return false;
	}
	priv_journal_close(&a.journal);
	return true;
}
