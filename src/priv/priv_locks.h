/* priv_locks.h - the locks of all the devices that a judgement is about */
#ifndef VMMAN_PRIV_LOCKS_H
#define VMMAN_PRIV_LOCKS_H

#include "priv_lock.h"
#include "vmman/err.h"
#include "vmman/own.h"
#include "vmman/policy.h"
#include <stdbool.h>
#include <stddef.h>

struct priv_locks {
	size_t count;
	char names[PLAN_OPS_MAX][PRIV_LOCK_NAME_BYTES]; /* in order */
	int fds[PLAN_OPS_MAX];                          /* owned */
};

/* Take the lock of each device that @judgement permits to change.  @out is to
 * be given to priv_locks_close() in any case.  False after filling @e: as
 * priv_lock_take_device(). */
bool priv_locks_take(const struct judgement *judgement, struct priv_locks *out,
		     struct err *e) MUST_CHECK;

/* Whether @locks are those that @judgement, made under them, needs. */
bool priv_locks_cover(const struct priv_locks *locks,
		      const struct judgement *judgement);

/* Whether the lock called @name is one of @locks. */
bool priv_locks_hold(const struct priv_locks *locks, const char *name);

void priv_locks_close(struct priv_locks *locks);

#endif
