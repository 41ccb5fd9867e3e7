/* nic_virtio.c - virtio-net by its legacy interface
 *
 * Runs as: the guest.  Input: frames from the network.
 *
 * Virtual I/O Device 1.1: 4.1.4.8 (legacy registers, in I/O space), 2.6.2
 * (legacy layout of a queue), 5.1.6 (frames).  QEMU offers it on the root
 * bus; a card behind a root port is modern only, and not for us.
 */
#include "nic.h"
#include "io.h"
#include "mem.h"

enum {
	VENDOR_VIRTIO = 0x1af4,
	DEVICE_NET = 0x1000, /* transitional: legacy and modern */

	DEVICE_FEATURES = 0,
	DRIVER_FEATURES = 4,
	QUEUE_PAGE = 8,
	QUEUE_SIZE = 12,
	QUEUE_SELECT = 14,
	QUEUE_NOTIFY = 16,
	DEVICE_STATUS = 18,
	NET_MAC = 20,

	STATUS_ACKNOWLEDGE = 1,
	STATUS_DRIVER = 2,
	STATUS_DRIVER_OK = 4,
	FEATURE_MAC = 1 << 5,

	RECEIVE = 0, /* numbers of queues */
	SEND = 1,
	SLOTS_MAX = 1024, /* QEMU's upper limit */
	PAGE_BYTES = 4096,
	QUEUE_BYTES = 8 * PAGE_BYTES, /* for SLOTS_MAX */
	DESCRIPTOR_DEVICE_WRITES = 2,
	HEADER_BYTES = 10, /* in front of a frame; without merged buffers */
	BUFFERS = 32,
};

struct descriptor {
	uint64_t address;
	uint32_t len;
	uint16_t flags;
	uint16_t next;
};

struct available {
	uint16_t flags;
	uint16_t count; /* of entries ever added, modulo 2^16 */
	uint16_t slots[];
};

struct used_entry {
	uint32_t slot;
	uint32_t len;
};

struct used {
	uint16_t flags;
	uint16_t count; /* likewise */
	struct used_entry entries[];
};

struct queue {
	uint8_t memory[QUEUE_BYTES] __attribute__((aligned(PAGE_BYTES)));
	volatile struct descriptor *descriptors;
	volatile struct available *available;
	volatile struct used *used;
	uint16_t number;
	uint16_t slots;
	uint16_t taken; /* entries of used that we have seen, modulo 2^16 */
};

struct buffer {
	uint8_t header[HEADER_BYTES];
	uint8_t frame[NIC_FRAME_MAX];
};

struct card {
	uint32_t port;
	struct queue queues[2];
	struct buffer received[BUFFERS];
	struct buffer sent;
};

static struct card cards[NICS_MAX];
static size_t card_count;

static bool queue_init(struct card *card, uint16_t number)
{
	struct queue *q = &card->queues[number];
	size_t available_at;
	size_t used_at;

	out16(card->port + QUEUE_SELECT, number);
	q->number = number;
	q->slots = in16(card->port + QUEUE_SIZE);
	if (q->slots < BUFFERS || q->slots > SLOTS_MAX)
		return false;

	available_at = q->slots * sizeof(struct descriptor);
	used_at = available_at + sizeof(struct available) +
		  q->slots * sizeof(uint16_t) +
		  sizeof(uint16_t); /* used_event */
	used_at = (used_at + PAGE_BYTES - 1) / PAGE_BYTES * PAGE_BYTES;
	q->descriptors = (void *)q->memory;
	q->available = (void *)&q->memory[available_at];
	q->used = (void *)&q->memory[used_at];
	out32(card->port + QUEUE_PAGE, (uint32_t)q->memory / PAGE_BYTES);
	return true;
}

/* Hand the descriptor @slot to the card, and say so. */
static void queue_add(struct card *card, struct queue *q, uint16_t slot)
{
	uint16_t count = q->available->count;

	q->available->slots[count % q->slots] = slot;
	q->available->count = (uint16_t)(count + 1);
	out16(card->port + QUEUE_NOTIFY, q->number);
}

static void virtio_send(void *opaque, const void *frame, size_t len)
{
	struct card *card = opaque;
	struct queue *q = &card->queues[SEND];

	memcpy(card->sent.frame, frame, len);
	q->descriptors[0] = (struct descriptor){
		.address = (uint32_t)&card->sent,
		.len = HEADER_BYTES + len,
	};
	queue_add(card, q, 0);
	q->taken++;
	for (uint32_t i = 0; i < NIC_SPINS_MAX && q->used->count != q->taken;
	     i++)
		nic_spin();
}

static size_t virtio_receive(void *opaque, void *frame)
{
	struct card *card = opaque;
	struct queue *q = &card->queues[RECEIVE];
	volatile struct used_entry *entry =
		&q->used->entries[q->taken % q->slots];
	uint16_t slot;
	size_t len;

	if (q->used->count == q->taken)
		return 0;
	slot = (uint16_t)(entry->slot % BUFFERS);
	len = entry->len - HEADER_BYTES;
	q->taken++;
	if (len > NIC_FRAME_MAX)
		len = 0;
	memcpy(frame, card->received[slot].frame, len);
	queue_add(card, q, slot);
	return len;
}

static void virtio_offer_buffers(struct card *card)
{
	struct queue *q = &card->queues[RECEIVE];

	for (uint16_t i = 0; i < BUFFERS; i++) {
		q->descriptors[i] = (struct descriptor){
			.address = (uint32_t)&card->received[i],
			.len = sizeof(card->received[i]),
			.flags = DESCRIPTOR_DEVICE_WRITES,
		};
		queue_add(card, q, i);
	}
}

bool nic_virtio_start(const struct pci_function *function, struct nic *out)
{
	struct card *card = &cards[card_count];
	uint8_t status = STATUS_ACKNOWLEDGE | STATUS_DRIVER;

	if (function->vendor != VENDOR_VIRTIO || function->device != DEVICE_NET)
		return false;
	pci_enable(function->address);
	card->port = pci_read(function->address, PCI_BAR0) & 0xfffc;
	out8(card->port + DEVICE_STATUS, 0); /* reset */
	out8(card->port + DEVICE_STATUS, status);
	out32(card->port + DRIVER_FEATURES,
	      in32(card->port + DEVICE_FEATURES) & FEATURE_MAC);
	if (!queue_init(card, RECEIVE) || !queue_init(card, SEND))
		return false;
	out8(card->port + DEVICE_STATUS, status | STATUS_DRIVER_OK);
	virtio_offer_buffers(card);

	card_count++;
	*out = (struct nic){
		.driver = "virtio-net",
		.card = card,
		.send = virtio_send,
		.receive = virtio_receive,
	};
	for (uint32_t i = 0; i < sizeof(out->mac); i++)
		out->mac[i] = in8(card->port + NET_MAC + i);
	return true;
}
