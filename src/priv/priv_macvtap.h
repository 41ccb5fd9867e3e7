/* priv_macvtap.h - a macvtap on a parent */
#ifndef VMMAN_PRIV_MACVTAP_H
#define VMMAN_PRIV_MACVTAP_H

#include "priv_link.h"
#include "vmman/err.h"
#include "vmman/own.h"
#include "vmman/policy.h"
#include <stdbool.h>
#include <stdint.h>

/* Make the macvtap of @permit: marked, its node the caller's, up; @udev:
 * whether the host's udev sees this network namespace.  A leftover of that name
 * is taken away first.  False after filling @e; then there is none. */
bool priv_macvtap_make(struct priv_nl *nl, const struct permit *permit,
		       bool udev, uint32_t *index_out,
		       struct err *e) MUST_CHECK;

/* Make the macvtap of @permit, which is the caller's own already and looks
 * like @before, what the plan asks for; and undo that as far as possible. */
bool priv_macvtap_mend(struct priv_nl *nl, const struct permit *permit,
		       const struct priv_link *before,
		       struct err *e) MUST_CHECK;
bool priv_macvtap_restore(struct priv_nl *nl, const struct permit *permit,
			  const struct priv_link *before,
			  struct err *e) MUST_CHECK;

#endif
