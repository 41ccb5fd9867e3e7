/* pci.c - the configuration space of PCI
 *
 * Runs as: the guest.  Input: the devices that QEMU gave us.
 */
#include "pci.h"
#include "io.h"
#include "print.h"

enum {
	CONFIG_ADDRESS = 0xcf8,
	CONFIG_DATA = 0xcfc,
	COMMAND_IO = 1,
	COMMAND_MEMORY = 2,
	COMMAND_MASTER = 4,
	HEADER_MULTIFUNCTION = 1 << 23,
	NO_VENDOR = 0xffff,
	/* QEMU's few bridges get the lowest numbers; a look at each of 256
	 * buses would take longer than the rest of the boot. */
	BUSES = 16,
	FUNCTIONS_END = BUSES << 8,
};

static void pci_select(uint16_t address, uint8_t offset)
{
	out32(CONFIG_ADDRESS,
	      UINT32_C(1) << 31 | (uint32_t)address << 8 | (offset & 0xfcU));
}

uint32_t pci_read(uint16_t address, uint8_t offset)
{
	pci_select(address, offset);
	return in32(CONFIG_DATA);
}

void pci_write(uint16_t address, uint8_t offset, uint32_t value)
{
	pci_select(address, offset);
	out32(CONFIG_DATA, value);
}

void pci_enable(uint16_t address)
{
	/* The upper half holds status bits, which a written 0 leaves alone. */
	uint32_t command = pci_read(address, PCI_COMMAND) & 0xffff;

	pci_write(address, PCI_COMMAND,
		  command | COMMAND_IO | COMMAND_MEMORY | COMMAND_MASTER);
}

static bool is_first_function(uint32_t address)
{
	return (address & 7) == 0;
}

/* Where to look after @address: the next function, or the next device when
 * there can be no other function. */
static uint32_t pci_after(uint16_t address, bool exists)
{
	bool multi = exists && (pci_read(address, PCI_HEADER) &
				HEADER_MULTIFUNCTION) != 0;

	if (is_first_function(address) && !multi)
		return address + UINT32_C(8);
	return address + UINT32_C(1);
}

bool pci_next(struct pci_walk *walk)
{
	while (walk->next < FUNCTIONS_END) {
		uint16_t address = (uint16_t)walk->next;
		uint32_t id = pci_read(address, PCI_ID);
		bool exists = (id & 0xffff) != NO_VENDOR;

		walk->next = pci_after(address, exists);
		walk->function = (struct pci_function){
			.address = address,
			.vendor = (uint16_t)id,
			.device = (uint16_t)(id >> 16),
		};
		if (exists)
			return true;
	}
	return false;
}

void pci_print(const struct pci_function *function)
{
	print_text("microguest: pci ");
	print_hex(function->address >> 8, 2);
	print_text(":");
	print_hex(function->address >> 3 & 31, 2);
	print_text(".");
	print_hex(function->address & 7, 1);
	print_text(" ");
	print_hex(function->vendor, 4);
	print_text(":");
	print_hex(function->device, 4);
	print_text(" class ");
	print_hex(pci_read(function->address, PCI_CLASS) >> 8, 6);
	print_text("\n");
}
