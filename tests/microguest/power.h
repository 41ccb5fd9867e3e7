/* power.h - the power button, and off (ACPI's fixed hardware) */
#ifndef MICROGUEST_POWER_H
#define MICROGUEST_POWER_H

#include "pci.h"
#include <stdbool.h>

/* If @function is the chipset's power management, remember where it is. */
void power_offer(const struct pci_function *function);

/* Has the power button been pressed (QMP: system_powerdown)? */
bool power_button(void);

/* Off.  Does not return. */
_Noreturn void power_off(void);

#endif
