/* pci.h - the configuration space of PCI
 *
 * By the two ports of PCI Local Bus 3.0, 3.2.2.3.2: 256 bytes a function,
 * which is all that we look at, on PCI Express too.
 */
#ifndef MICROGUEST_PCI_H
#define MICROGUEST_PCI_H

#include <stdbool.h>
#include <stdint.h>

enum {
	PCI_ID = 0x00,      /* vendor, and above it device */
	PCI_COMMAND = 0x04, /* and above it status */
	PCI_CLASS = 0x08,   /* revision, and above it 24 bits of class */
	PCI_HEADER = 0x0c,  /* bit 23: the device has several functions */
	PCI_BAR0 = 0x10,
};

/* A function: bus << 8 | device << 3 | function. */
struct pci_function {
	uint16_t address;
	uint16_t vendor;
	uint16_t device;
};

/* The four bytes at @offset, a multiple of 4. */
uint32_t pci_read(uint16_t address, uint8_t offset);
void pci_write(uint16_t address, uint8_t offset, uint32_t value);

/* Let the device decode its BARs and read and write memory. */
void pci_enable(uint16_t address);

/* The next function behind @at.  Start with next = 0; false behind the last. */
struct pci_walk {
	uint32_t next;
	struct pci_function function;
};

bool pci_next(struct pci_walk *walk);

void pci_print(const struct pci_function *function);

#endif
