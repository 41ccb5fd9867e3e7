/* priv_undo.h - what has been done so far, to be undone in reverse */
#ifndef VMMAN_PRIV_UNDO_H
#define VMMAN_PRIV_UNDO_H

#include "priv_link.h"
#include "priv_locks.h"
#include "vmman/plan.h"
#include "vmman/policy.h"
#include <stddef.h>
#include <stdint.h>

enum priv_did {
	PRIV_DID_MAKE_TAP = 1,
	PRIV_DID_MAKE_MACVTAP,
	PRIV_DID_MEND_TAP,
	PRIV_DID_MEND_MACVTAP,
	PRIV_DID_BIND_PCI,
	PRIV_DID_GIVE_USB,
	PRIV_DID_GIVE_BLOCK,
	PRIV_DID_MAKE_HUGE,
};

struct priv_step {
	enum priv_did did;
	const struct permit *permit; /* by which */
	int fd;                      /* PRIV_DID_MAKE_TAP: owned, it holds the
				      * tap; else -1 */
	uint32_t index;              /* PRIV_DID_MAKE_* */
	struct priv_link before;     /* PRIV_DID_MEND_*: how it looked */
};

struct priv_journal {
	const struct priv_locks *locks; /* of the devices */
	size_t count;
	struct priv_step steps[PLAN_OPS_MAX];
};

/* The next step to fill; borrowed from @journal, which has room for every
 * operation of a plan. */
struct priv_step *priv_journal_next(struct priv_journal *journal,
				    const struct permit *permit);

/* Undo all steps, the last one first, because of @e, which gets a hint about
 * what the kernel did not let us undo. */
void priv_undo(struct priv_nl *nl, struct priv_journal *journal, struct err *e);

/* Let all steps stand: close what they hold. */
void priv_journal_close(struct priv_journal *journal);

#endif
