/* priv_undo.c - what has been done so far, to be undone in reverse
 *
 * Runs as: root.  Input: steps of this run.
 */
#include "priv_undo.h"
#include "priv_block.h"
#include "priv_change.h"
#include "priv_huge.h"
#include "priv_macvtap.h"
#include "priv_pci_bind.h"
#include "priv_tap.h"
#include "priv_usb.h"

struct priv_step *priv_journal_next(struct priv_journal *journal,
				    const struct permit *permit)
{
	struct priv_step *step = &journal->steps[journal->count];

	BUG_UNLESS(journal->count < ARRAY_LEN(journal->steps));
	journal->count++;
	*step = (struct priv_step){.permit = permit, .fd = -1};
	return step;
}

static bool undo(struct priv_nl *nl, const struct priv_locks *locks,
		 const struct priv_step *step, struct err *e)
{
	switch (step->did) {
	case PRIV_DID_MAKE_TAP:
	case PRIV_DID_MAKE_MACVTAP:
		return priv_change_delete(nl, step->permit, step->index,
					  &permit_op(step->permit)->ifname, e);
	case PRIV_DID_MEND_TAP:
		return priv_tap_restore(nl, step->permit, &step->before, e);
	case PRIV_DID_MEND_MACVTAP:
		return priv_macvtap_restore(nl, step->permit, &step->before, e);
	case PRIV_DID_BIND_PCI:
		return priv_pci_restore(step->permit, locks, e);
	case PRIV_DID_GIVE_USB:
		return priv_usb_take_back(step->permit, e);
	case PRIV_DID_GIVE_BLOCK:
		return priv_block_take_back(step->permit, e);
	case PRIV_DID_MAKE_HUGE:
		return priv_huge_take_back(step->permit, e);
	}
	BUG();
}

void priv_journal_close(struct priv_journal *journal)
{
	for (size_t i = 0; i < journal->count; i++)
		if (journal->steps[i].fd >= 0)
			close(take_fd(&journal->steps[i].fd));
	journal->count = 0;
}

void priv_undo(struct priv_nl *nl, struct priv_journal *journal, struct err *e)
{
	struct err why;

	for (size_t i = journal->count; i > 0; i--) {
		const struct priv_step *step = &journal->steps[i - 1];

		if (!undo(nl, journal->locks, step, &why))
			priv_change_left_behind(step->permit, e);
	}
	priv_journal_close(journal);
}
