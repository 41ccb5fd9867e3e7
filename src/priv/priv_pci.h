/* priv_pci.h - what sits at a PCI address, and what the host does with it */
#ifndef VMMAN_PRIV_PCI_H
#define VMMAN_PRIV_PCI_H

#include "priv_lock.h"
#include "priv_locks.h"
#include "priv_node.h"
#include "vmman/err.h"
#include "vmman/own.h"
#include "vmman/policy.h"
#include <stdbool.h>
#include <stdint.h>

/* The name of the lock for the IOMMU group @group. */
void priv_pci_name_lock(uint32_t group, char out[PRIV_LOCK_NAME_BYTES]);

/* Open the directory of the device at @addr beneath @sys, the root of sysfs;
 * owned by the caller.  -1 if there is none. */
int priv_pci_open(int sys, const struct pci_addr *addr) MUST_CHECK;

/* Which driver has the device whose directory is @dir; @name: what it is
 * called, "" if there is none.  False, with errno, if that cannot be told. */
bool priv_pci_driver(int dir, enum fact_driver *out,
		     char name[FACT_DRIVER_BYTES]) MUST_CHECK;

/* The node of the IOMMU group @group, by sysfs at @sys.  False, with
 * errno, if it has none. */
bool priv_pci_node(int sys, uint32_t group, struct priv_node *out) MUST_CHECK;

/* Find out all there is about @addr.  @locks: what this process holds; @sys:
 * the root of sysfs.  Changes nothing.  Returns 0, or the errno for which it
 * cannot be told whose the device is. */
int priv_pci_look_beneath(int sys, const struct pci_addr *addr,
			  const struct priv_locks *locks,
			  struct fact_pci *out) MUST_CHECK;

/* The same of this host.  False after filling @e: ERR_SYSTEM. */
bool priv_pci_look(const struct pci_addr *addr, const struct priv_locks *locks,
		   struct fact_pci *out, struct err *e) MUST_CHECK;

#endif
