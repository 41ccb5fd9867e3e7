/* priv_lock.h - one vm-init at a time for each user */
#ifndef VMMAN_PRIV_LOCK_H
#define VMMAN_PRIV_LOCK_H

#include "vmman/err.h"
#include "vmman/own.h"
#include <stdbool.h>
#include <sys/types.h>

/* Take the lock of the user @uid, for as long as the descriptor lives; owned
 * by the caller.  -1 after filling @e: ERR_BUSY when another run holds it for
 * longer than 5 s, ERR_SYSTEM. */
int priv_lock_take(uid_t uid, struct err *e) MUST_CHECK;

#endif
