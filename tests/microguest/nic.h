/* nic.h - a network card, whatever its kind */
#ifndef MICROGUEST_NIC_H
#define MICROGUEST_NIC_H

#include "pci.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	NICS_MAX = 4,
	NIC_FRAME_MAX = 2048, /* bytes, without the FCS */
};

struct nic {
	const char *driver;
	uint8_t mac[6];
	uint8_t ip[4];
	bool has_ip;
	void *card; /* the driver's */
	/* Send a frame; returns when the card has read it. */
	void (*send)(void *card, const void *frame, size_t len);
	/* Put the next frame into the NIC_FRAME_MAX bytes at @frame and return
	 * its length; 0 if there is none. */
	size_t (*receive)(void *card, void *frame);
};

/* If @function is a card of the driver's kind, start it, fill @out (all but
 * the address) and return true.  At most NICS_MAX calls of each may do so. */
bool nic_virtio_start(const struct pci_function *function, struct nic *out);
bool nic_e1000_start(const struct pci_function *function, struct nic *out);

/* Wait for the card with this, at most SPINS_MAX times: one that has stopped
 * must not take the guest's other cards with it. */
enum {
	NIC_SPINS_MAX = 10 * 1000 * 1000,
};

static inline void nic_spin(void)
{
	__asm__ volatile("pause" : : : "memory");
}

#endif
