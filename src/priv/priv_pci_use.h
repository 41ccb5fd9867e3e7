/* priv_pci_use.h - what the host does with a PCI device */
#ifndef VMMAN_PRIV_PCI_USE_H
#define VMMAN_PRIV_PCI_USE_H

#include "vmman/policy.h"
#include <stdbool.h>

/* Whether the host uses the device at @addr, whose directory is @dir beneath
 * @sys, the root of sysfs; @out: for what, "" if for nothing. */
bool priv_pci_use(int sys, int dir, const struct pci_addr *addr,
		  char out[FACT_USE_BYTES]);

/* The same for its disks, in whichever mount namespace, by asking each for
 * leave to have it alone.  While that lasts nobody can mount it, so it is for
 * those only whom the device is granted to. */
bool priv_pci_claim(int sys, int dir, const struct pci_addr *addr,
		    char out[FACT_USE_BYTES]);

#endif
