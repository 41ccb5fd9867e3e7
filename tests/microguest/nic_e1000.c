/* nic_e1000.c - Intel's e1000 (82540EM) and e1000e (82574L)
 *
 * Runs as: the guest.  Input: frames from the network.
 *
 * PCI/PCI-X Family of Gigabit Ethernet Controllers Software Developer's
 * Manual (317453), 3.2 (receive), 3.3 (send), 13.4 (registers); the 82574
 * understands the same legacy descriptors.
 */
#include "nic.h"
#include "mem.h"

enum {
	VENDOR_INTEL = 0x8086,
	DEVICE_82540EM = 0x100e,
	DEVICE_82574L = 0x10d3,

	CTRL = 0x0000,
	CTRL_LINK_UP = 1 << 6,
	CTRL_RESET = 1 << 26,
	IMC = 0x00d8, /* interrupts to mask */
	RCTL = 0x0100,
	RCTL_ENABLE = 1 << 1,
	RCTL_UNICAST_ALL = 1 << 3,
	RCTL_MULTICAST_ALL = 1 << 4,
	RCTL_BROADCAST = 1 << 15,
	RCTL_STRIP_FCS = 1 << 26, /* buffers are 2048 bytes unless told */
	TCTL = 0x0400,
	TCTL_ENABLE = 1 << 1,
	TCTL_PAD = 1 << 3,
	RDBAL = 0x2800,
	RDBAH = 0x2804,
	RDLEN = 0x2808,
	RDH = 0x2810,
	RDT = 0x2818,
	TDBAL = 0x3800,
	TDBAH = 0x3804,
	TDLEN = 0x3808,
	TDH = 0x3810,
	TDT = 0x3818,
	RAL0 = 0x5400,
	RAH0 = 0x5404,

	DESCRIPTOR_DONE = 1,
	SEND_END = 1 << 0,
	SEND_FCS = 1 << 1,
	SEND_REPORT = 1 << 3, /* set DESCRIPTOR_DONE */
	SLOTS = 32,           /* a ring takes a multiple of 128 bytes */
};

struct receive_descriptor {
	uint64_t address;
	uint16_t len;
	uint16_t checksum;
	uint8_t status;
	uint8_t errors;
	uint16_t special;
};

struct send_descriptor {
	uint64_t address;
	uint16_t len;
	uint8_t checksum_offset;
	uint8_t command;
	uint8_t status;
	uint8_t checksum_start;
	uint16_t special;
};

struct card {
	volatile struct receive_descriptor received[SLOTS]
		__attribute__((aligned(128)));
	volatile struct send_descriptor sent[SLOTS]
		__attribute__((aligned(128)));
	uint8_t received_frames[SLOTS][NIC_FRAME_MAX];
	uint8_t sent_frame[NIC_FRAME_MAX];
	volatile uint32_t *registers;
	uint32_t next_received;
	uint32_t next_sent;
};

static struct card cards[NICS_MAX];
static size_t card_count;

static uint32_t reg_read(const struct card *card, uint32_t at)
{
	return card->registers[at / sizeof(uint32_t)];
}

static void reg_write(const struct card *card, uint32_t at, uint32_t value)
{
	card->registers[at / sizeof(uint32_t)] = value;
}

static void e1000_send(void *opaque, const void *frame, size_t len)
{
	struct card *card = opaque;
	volatile struct send_descriptor *sent = &card->sent[card->next_sent];

	memcpy(card->sent_frame, frame, len);
	sent->address = (uint32_t)card->sent_frame;
	sent->len = (uint16_t)len;
	sent->command = SEND_END | SEND_FCS | SEND_REPORT;
	sent->status = 0;
	card->next_sent = (card->next_sent + 1) % SLOTS;
	reg_write(card, TDT, card->next_sent);
	for (uint32_t i = 0; i < NIC_SPINS_MAX; i++) {
		if ((sent->status & DESCRIPTOR_DONE) != 0)
			return;
		nic_spin();
	}
}

static size_t e1000_receive(void *opaque, void *frame)
{
	struct card *card = opaque;
	uint32_t slot = card->next_received;
	volatile struct receive_descriptor *received = &card->received[slot];
	size_t len = received->len;

	if ((received->status & DESCRIPTOR_DONE) == 0)
		return 0;
	if (len > NIC_FRAME_MAX)
		len = 0;
	memcpy(frame, card->received_frames[slot], len);
	received->status = 0;
	reg_write(card, RDT, slot); /* the card may fill up to here */
	card->next_received = (slot + 1) % SLOTS;
	return len;
}

static void e1000_reset(const struct card *card)
{
	reg_write(card, IMC, UINT32_MAX);
	reg_write(card, CTRL, reg_read(card, CTRL) | CTRL_RESET);
	for (uint32_t i = 0; i < NIC_SPINS_MAX; i++) {
		if ((reg_read(card, CTRL) & CTRL_RESET) == 0)
			break;
	}
	reg_write(card, IMC, UINT32_MAX);
	reg_write(card, CTRL, reg_read(card, CTRL) | CTRL_LINK_UP);
}

static void e1000_start_receiving(struct card *card)
{
	for (uint32_t i = 0; i < SLOTS; i++)
		card->received[i].address = (uint32_t)card->received_frames[i];
	reg_write(card, RDBAL, (uint32_t)card->received);
	reg_write(card, RDBAH, 0);
	reg_write(card, RDLEN, sizeof(card->received));
	reg_write(card, RDH, 0);
	reg_write(card, RDT, SLOTS - 1);
	reg_write(card, RCTL,
		  RCTL_ENABLE | RCTL_UNICAST_ALL | RCTL_MULTICAST_ALL |
			  RCTL_BROADCAST | RCTL_STRIP_FCS);
}

static void e1000_start_sending(struct card *card)
{
	reg_write(card, TDBAL, (uint32_t)card->sent);
	reg_write(card, TDBAH, 0);
	reg_write(card, TDLEN, sizeof(card->sent));
	reg_write(card, TDH, 0);
	reg_write(card, TDT, 0);
	reg_write(card, TCTL, TCTL_ENABLE | TCTL_PAD);
}

bool nic_e1000_start(const struct pci_function *function, struct nic *out)
{
	struct card *card = &cards[card_count];
	uint32_t low;
	uint32_t high;

	if (function->vendor != VENDOR_INTEL ||
	    (function->device != DEVICE_82540EM &&
	     function->device != DEVICE_82574L))
		return false;
	pci_enable(function->address);
	card->registers =
		(uint32_t *)(pci_read(function->address, PCI_BAR0) & ~15U);
	e1000_reset(card);
	e1000_start_receiving(card);
	e1000_start_sending(card);

	card_count++;
	low = reg_read(card, RAL0);
	high = reg_read(card, RAH0);
	*out = (struct nic){
		.driver =
			function->device == DEVICE_82574L ? "e1000e" : "e1000",
		.mac = {(uint8_t)low, (uint8_t)(low >> 8), (uint8_t)(low >> 16),
			(uint8_t)(low >> 24), (uint8_t)high,
			(uint8_t)(high >> 8)},
		.card = card,
		.send = e1000_send,
		.receive = e1000_receive,
	};
	return true;
}
