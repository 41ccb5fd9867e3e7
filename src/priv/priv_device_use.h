/* priv_device_use.h - what the host does with a PCI or USB device */
#ifndef VMMAN_PRIV_DEVICE_USE_H
#define VMMAN_PRIV_DEVICE_USE_H

#include "vmman/policy.h"
#include <stdbool.h>

/* Whether the host uses the device whose directory is @dir beneath @sys, the
 * root of sysfs; @name: what that directory is called ("0000:00:05.0", "1-2");
 * @out: for what, "" if for nothing. */
bool priv_device_use(int sys, int dir, const char *name,
		     char out[FACT_USE_BYTES]);

/* The same for its disks, in whichever mount namespace, by asking each for
 * leave to have it alone.  While that lasts nobody can mount it, so it is for
 * those only whom the device is granted to. */
bool priv_device_claim(int sys, int dir, const char *name,
		       char out[FACT_USE_BYTES]);

#endif
