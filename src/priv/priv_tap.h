/* priv_tap.h - a tap on a bridge */
#ifndef VMMAN_PRIV_TAP_H
#define VMMAN_PRIV_TAP_H

#include "priv_link.h"
#include "vmman/err.h"
#include "vmman/own.h"
#include "vmman/policy.h"
#include <stdbool.h>

/* Make the tap of @permit: marked, the caller's, joined to its bridge, up.  It
 * exists no longer than the descriptor, which is owned by the caller, until
 * priv_tap_commit(), unless its owner opens it too: to undo it, delete the link
 * *@index_out.  -1 after filling @e. */
int priv_tap_make(struct priv_nl *nl, const struct permit *permit,
		  uint32_t *index_out, struct err *e) MUST_CHECK;

/* Let the tap outlive @fd. */
bool priv_tap_commit(const struct permit *permit, int fd,
		     struct err *e) MUST_CHECK;

/* Make the tap of @permit, which is the caller's own already and looks like
 * @before, what the plan asks for; and undo that. */
bool priv_tap_mend(struct priv_nl *nl, const struct permit *permit,
		   const struct priv_link *before, struct err *e) MUST_CHECK;
bool priv_tap_restore(struct priv_nl *nl, const struct permit *permit,
		      const struct priv_link *before, struct err *e) MUST_CHECK;

#endif
