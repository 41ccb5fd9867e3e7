/* priv_memlock.h - how much memory the process that asks may lock */
#ifndef VMMAN_PRIV_MEMLOCK_H
#define VMMAN_PRIV_MEMLOCK_H

#include "vmman/err.h"
#include "vmman/own.h"
#include "vmman/policy.h"
#include <stdbool.h>

/* Find out about the process that started vm-init, for the user @uid.  False
 * after filling @e, as priv_asker_find(). */
bool priv_memlock_look(uid_t uid, struct fact *out, struct err *e) MUST_CHECK;

/* Let that process lock as much as @permit says; what it may lock already is
 * not taken from it.  False after filling @e, as priv_asker_find(), and with
 * ERR_HOST where root may not raise limits; then its limit is as before. */
bool priv_memlock_raise(const struct permit *permit, struct err *e) MUST_CHECK;

#endif
