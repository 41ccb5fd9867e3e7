/* main.c - a guest of a few kilobytes that answers ping
 *
 * Runs as: the guest.  Input: the test that started us, frames from the
 * network.
 *
 * It stands for a whole operating system where a test wants to know only
 * whether a guest boots, which devices it sees, and whether its network cards
 * reach the outside, by DMA as a real driver would.  See README.md.
 */
#include "answer.h"
#include "nic.h"
#include "options.h"
#include "pci.h"
#include "power.h"
#include "print.h"
#include "timer.h"

enum {
	MULTIBOOT_MAGIC = 0x2badb002,
	MULTIBOOT_HAS_LINE = 1 << 2,
};

/* Multiboot 0.6.96, 3.3: as far as we look. */
struct multiboot {
	uint32_t flags;
	uint32_t memory_low_kib;
	uint32_t memory_high_kib; /* above 1 MiB */
	uint32_t boot_device;
	const char *line;
};

struct guest {
	struct options options;
	size_t nic_count;
	struct nic nics[NICS_MAX];
	uint32_t echoes;
};

void guest_main(uint32_t magic, const struct multiboot *loader);

static void guest_add_nic(struct guest *guest, const struct nic *found)
{
	size_t number = guest->nic_count++;
	struct nic *nic = &guest->nics[number];

	*nic = *found;
	print_text("microguest: nic ");
	print_text(nic->driver);
	print_text(" ");
	print_mac(nic->mac);
	if (number < guest->options.ip_count) {
		nic->has_ip = true;
		for (size_t i = 0; i < sizeof(nic->ip); i++)
			nic->ip[i] = guest->options.ips[number][i];
		print_text(" ");
		print_ip(nic->ip);
	}
	print_text("\n");
}

static void guest_find_devices(struct guest *guest)
{
	struct pci_walk walk = {0};
	struct nic nic;

	while (pci_next(&walk)) {
		pci_print(&walk.function);
		power_offer(&walk.function);
		if (guest->nic_count < NICS_MAX &&
		    (nic_virtio_start(&walk.function, &nic) ||
		     nic_e1000_start(&walk.function, &nic)))
			guest_add_nic(guest, &nic);
	}
}

static void guest_count_echo(struct guest *guest)
{
	print_text("microguest: echo ");
	print_decimal(++guest->echoes);
	print_text("\n");
	if (guest->echoes == guest->options.echoes)
		power_off();
}

static void guest_serve(struct guest *guest, const struct nic *nic)
{
	static uint8_t frame[NIC_FRAME_MAX];
	size_t len;

	while ((len = nic->receive(nic->card, frame)) > 0) {
		if (answer_frame(nic, frame, len))
			guest_count_echo(guest);
	}
}

void guest_main(uint32_t magic, const struct multiboot *loader)
{
	static struct guest guest;

	print_init();
	if (magic != MULTIBOOT_MAGIC) {
		print_text("microguest: not started by Multiboot\n");
		power_off();
	}
	print_text("microguest: memory ");
	print_decimal(loader->memory_high_kib);
	print_text(" KiB\n");
	if ((loader->flags & MULTIBOOT_HAS_LINE) != 0)
		guest.options = options_parse(loader->line);
	guest_find_devices(&guest);
	timer_init();
	print_text("microguest: READY\n");
	for (size_t i = 0; i < guest.nic_count; i++) {
		if (guest.nics[i].has_ip)
			answer_announce(&guest.nics[i]);
	}
	while (!power_button()) {
		for (size_t i = 0; i < guest.nic_count; i++)
			guest_serve(&guest, &guest.nics[i]);
		timer_wait();
	}
	print_text("microguest: power button\n");
	power_off();
}
