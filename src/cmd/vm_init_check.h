/* vm_init_check.h - is this a policy?  vm-init --check-policy */
#ifndef VMMAN_VM_INIT_CHECK_H
#define VMMAN_VM_INIT_CHECK_H

#include "vm_init_tell.h"

/* Check the policy in the file @path or, if that is NULL, the one that vm-init
 * obeys, whose owners and modes are then checked too.  To be called by a
 * process that has given up all rights.  Tells errors, warnings and, unless
 * @tell->quiet, that it is one; returns the exit code: 0 for a policy, with or
 * without warnings. */
int vm_init_check(struct tell *tell, const char *path);

#endif
