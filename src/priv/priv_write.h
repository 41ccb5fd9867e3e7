/* priv_write.h - write to a file of sysfs, and do not wait for ever */
#ifndef VMMAN_PRIV_WRITE_H
#define VMMAN_PRIV_WRITE_H

#include "priv_locks.h"
#include "vmman/own.h"

/* Write @text to the file @path beneath @dir by one write(2).  Where the kernel
 * takes longer than @wait_ms, what is under way is left to itself, with @locks.
 * 0 or an errno: ETIMEDOUT then. */
int priv_write(int dir, const char *path, const char *text, long wait_ms,
	       const struct priv_locks *locks) MUST_CHECK;

#endif
