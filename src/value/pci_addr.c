/* pci_addr.c - the address of a PCI function
 *
 * Runs as: both.  Input: any bytes: VM file, policy.
 */
#include "value_internal.h"
#include "vmman/value.h"
#include <stdio.h>

enum {
	LONG_BYTES = 12, /* dddd:bb:dd.f */
	SHORT_BYTES = 7, /* bb:dd.f */
};

static const struct value_language language = {
	.name = "a PCI address",
	.expected = "one like 0000:65:00.0 or 65:00.0, as lspci -D shows it",
	.most = LONG_BYTES,
};

bool pci_addr_parse(struct str from, struct pci_addr *out, struct err *e)
{
	const char *tail;

	if (scan_pci_addr(from) != SCAN_VALUE)
		return value_refuse(&language, from, e);
	tail = from.data + from.len - SHORT_BYTES;
	*out = (struct pci_addr){
		.domain = (uint16_t)(from.len == LONG_BYTES
					     ? value_hex(from.data, 4)
					     : 0),
		.bus = (uint8_t)value_hex(tail, 2),
		.device = (uint8_t)value_hex(tail + 3, 2),
		.function = (uint8_t)value_hex(tail + 6, 1),
	};
	return true;
}

const char *pci_addr_print(const struct pci_addr *addr,
			   char out[PCI_ADDR_TEXT_BYTES])
{
	(void)snprintf(out, PCI_ADDR_TEXT_BYTES, "%04x:%02x:%02x.%x",
		       addr->domain, addr->bus, addr->device,
		       addr->function & 7U);
	return out;
}

bool pci_addr_equal(const struct pci_addr *a, const struct pci_addr *b)
{
	return a->domain == b->domain && a->bus == b->bus &&
	       a->device == b->device && a->function == b->function;
}
