/* priv_apply.h - do what was permitted, all of it or nothing */
#ifndef VMMAN_PRIV_APPLY_H
#define VMMAN_PRIV_APPLY_H

#include "priv_locks.h"
#include "priv_netlink.h"
#include "vmman/err.h"
#include "vmman/own.h"
#include "vmman/policy.h"
#include <stdbool.h>

/* Perform every permit of @judgement, which allows everything, under @locks;
 * @udev: whether the host's udev sees this network namespace.  False after
 * filling @e; then everything has been undone (a release apart, of which what
 * was deleted stays deleted). */
bool priv_apply(struct priv_nl *nl, const struct judgement *judgement,
		const struct priv_locks *locks, bool udev,
		struct err *e) MUST_CHECK;

#endif
