/* priv_resolve.h - what is true of the host, for the judge */
#ifndef VMMAN_PRIV_RESOLVE_H
#define VMMAN_PRIV_RESOLVE_H

#include "priv_locks.h"
#include "priv_netlink.h"
#include "vmman/err.h"
#include "vmman/own.h"
#include "vmman/plan.h"
#include "vmman/policy.h"
#include <stdbool.h>

/* Whether @plan is about interfaces at all, and so needs netlink. */
bool priv_resolve_needs_links(const struct plan *plan);

/* Find out what is true of the interfaces that @plan is about, for the user
 * @uid, whose lock is held, if @plan changes anything; @out->same_netns is the
 * caller's to set.  Changes nothing.  False after filling @e: ERR_BUSY (the
 * interfaces keep changing), ERR_SYSTEM. */
bool priv_resolve_links(struct priv_nl *nl, const struct plan *plan, uid_t uid,
			struct facts *out, struct err *e) MUST_CHECK;

/* The same for all else; @locks: the devices' that this process holds.  False
 * after filling @e: what the look at a device fails with. */
bool priv_resolve_devices(const struct plan *plan, uid_t uid,
			  const struct priv_locks *locks, struct facts *out,
			  struct err *e) MUST_CHECK;

#endif
