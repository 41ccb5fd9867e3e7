/* power.c - the power button, and off (ACPI's fixed hardware)
 *
 * Runs as: the guest.  Input: the chipset that QEMU gave us.
 *
 * Registers: ACPI 6.4, 4.8.3.  Where they are, the firmware has decided and
 * the chipset tells at 0x40 of its configuration space, ICH9 and PIIX4 alike.
 */
#include "power.h"
#include "io.h"
#include "print.h"

enum {
	VENDOR_INTEL = 0x8086,
	DEVICE_ICH9_LPC = 0x2918, /* -machine q35 */
	DEVICE_PIIX4_PM = 0x7113, /* -machine pc */
	PM_BASE = 0x40,
	PM1_STATUS = 0,
	PM1_ENABLE = 2,
	PM1_CONTROL = 4,
	PM1_POWER_BUTTON = 1 << 8,
	PM1_SLEEP = 1 << 13, /* with sleep type 0, which QEMU calls S5 */
};

static uint32_t base;

void power_offer(const struct pci_function *function)
{
	if (function->vendor != VENDOR_INTEL)
		return;
	if (function->device != DEVICE_ICH9_LPC &&
	    function->device != DEVICE_PIIX4_PM)
		return;
	base = pci_read(function->address, PM_BASE) & 0xff80;
	/* QEMU notes a press only where the event is enabled. */
	out16(base + PM1_ENABLE, PM1_POWER_BUTTON);
}

bool power_button(void)
{
	return base != 0 && (in16(base + PM1_STATUS) & PM1_POWER_BUTTON) != 0;
}

_Noreturn void power_off(void)
{
	print_text("microguest: off\n");
	if (base != 0)
		out16(base + PM1_CONTROL, PM1_SLEEP);
	for (;;)
		__asm__ volatile("cli; hlt");
}
