/* priv_pci_bind.h - from the host's driver to a user's, and back */
#ifndef VMMAN_PRIV_PCI_BIND_H
#define VMMAN_PRIV_PCI_BIND_H

#include "priv_locks.h"
#include "vmman/err.h"
#include "vmman/own.h"
#include "vmman/policy.h"
#include <stdbool.h>
#include <stdint.h>

/* Bind the device of @permit to vfio-pci; @locks: those of the devices.  False
 * after filling @e: ERR_TIMEOUT (a driver does not let go of it), ERR_SYSTEM;
 * then priv_pci_restore() is due. */
bool priv_pci_bind(const struct permit *permit, const struct priv_locks *locks,
		   struct err *e) MUST_CHECK;

/* Give the node of its IOMMU group, all of which is bound by now, to the
 * caller;
 * @since_us: before it was bound, see priv_node_give().  False after filling
 * @e: as that, and ERR_BUSY (somebody has it open). */
bool priv_pci_give(const struct permit *permit, uint64_t since_us,
		   struct err *e) MUST_CHECK;

/* Undo priv_pci_bind() and priv_pci_give(), as far as either got. */
bool priv_pci_restore(const struct permit *permit,
		      const struct priv_locks *locks, struct err *e) MUST_CHECK;

/* Take the device of @permit back: its node becomes root's and, unless the
 * administrator bound it, its driver the host's.  False after filling @e:
 * ERR_BUSY (something has it open; nothing is changed then), ERR_TIMEOUT,
 * ERR_SYSTEM. */
bool priv_pci_return(const struct permit *permit,
		     const struct priv_locks *locks, struct err *e) MUST_CHECK;

#endif
