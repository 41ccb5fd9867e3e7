/* priv_drop.h - give up rights, and make sure that they are gone */
#ifndef VMMAN_PRIV_DROP_H
#define VMMAN_PRIV_DROP_H

#include "vmman/err.h"
#include "vmman/own.h"
#include "vmman/policy.h"
#include <stdbool.h>

/* Become @who for good, with no capability and no way to gain one.  False after
 * filling @e with ERR_SYSTEM: something is left, so end the process. */
bool priv_drop_to(const struct caller *who, struct err *e) MUST_CHECK;

/* Go out of the reach of the user who started us: a session of our own, root's
 * ids throughout, no environment, /dev/null for 0 to 2.  False after filling @e
 * with ERR_SYSTEM: end the process. */
bool priv_drop_ties(struct err *e) MUST_CHECK;

/* Keep CAP_NET_ADMIN and CAP_CHOWN, and, where root has it, the right to
 * priv_limits_allow(); nothing else, for good.  False after filling @e with
 * ERR_SYSTEM: end the process. */
bool priv_drop_to_work(struct err *e) MUST_CHECK;

/* Make CAP_SYS_RESOURCE effective, for the one call that raises a limit. False,
 * with errno, if root has it not. */
bool priv_limits_allow(void) MUST_CHECK;
/* Make it ineffective again.  False, with errno, if that fails. */
bool priv_limits_forbid(void) MUST_CHECK;

/* Become "nobody" without any rights, to look up names.  False after filling @e
 * with ERR_SYSTEM: end the process. */
bool priv_drop_to_nobody(struct err *e) MUST_CHECK;

#endif
