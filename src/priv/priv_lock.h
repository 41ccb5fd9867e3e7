/* priv_lock.h - one vm-init at a time for each user, and for each device */
#ifndef VMMAN_PRIV_LOCK_H
#define VMMAN_PRIV_LOCK_H

#include "vmman/err.h"
#include "vmman/own.h"
#include <stdbool.h>
#include <sys/types.h>

enum {
	PRIV_LOCK_NAME_BYTES = 32,
	PRIV_LOCK_WAIT_MS = 5000, /* how long a run waits for another one */
};

/* Take the lock of the user @uid, or that of the device @name, for as long as
 * the descriptor lives; owned by the caller.  @name is made from numbers of the
 * kernel's ("iommu-group-14"), and only for somebody whom the device is granted
 * to: whoever holds it keeps everybody else off.  -1 after filling @e: ERR_BUSY
 * when another run holds it for longer than @wait_ms, ERR_SYSTEM. */
int priv_lock_take_user(uid_t uid, long wait_ms, struct err *e) MUST_CHECK;
int priv_lock_take_device(const char *name, long wait_ms,
			  struct err *e) MUST_CHECK;

/* Whether another process holds the lock of the device @name.  Looking does not
 * keep anybody off for longer than it takes. */
bool priv_lock_device_is_held(const char *name);

#endif
