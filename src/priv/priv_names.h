/* priv_names.h - names and numbers of users and groups
 *
 * The user database may load modules and ask the network (nsswitch.conf(5)), so
 * it is asked by a process without rights that lives a few seconds at most.
 */
#ifndef VMMAN_PRIV_NAMES_H
#define VMMAN_PRIV_NAMES_H

#include "vmman/err.h"
#include "vmman/own.h"
#include "vmman/policy.h"
#include <stdbool.h>

/* Resolve the names among the principals of @policy, and, if they are wanted,
 * the caller's.  Nothing is asked when there is none.  A name that does not
 * resolve is left unresolved and matches nobody; so are all of them, after
 * filling @e (ERR_TIMEOUT, ERR_SYSTEM) and returning false, when the database
 * does not answer. */
bool priv_names_resolve(struct policy *policy, struct caller *caller,
			struct err *e) MUST_CHECK;

#endif
