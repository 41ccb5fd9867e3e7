/* caller.h - who may not run a program that handles what strangers made */
#ifndef VMMAN_CALLER_H
#define VMMAN_CALLER_H

#include "vmman/err.h"
#include <stdbool.h>

/* Whether this process may go on: it has no more rights than whoever started
 * it, and it is not root, or (@allow_root) may be.  @program: "vm-run"; @act:
 * what root would do, "QEMU would run".  False after filling @e with
 * ERR_DENIED. */
bool caller_check(const char *program, const char *act, bool allow_root,
		  struct err *e) MUST_CHECK;

#endif
