/* timer.c - sleep a little
 *
 * Runs as: the guest.  Input: none.
 *
 * A guest that polls without a rest takes a whole processor from the machine
 * that runs the tests.  So one interrupt is set up: that of the PIT (8254)
 * through the PIC (8259), both as in every PC since 1981.
 */
#include "timer.h"
#include "io.h"

enum {
	PIC1_COMMAND = 0x20,
	PIC1_DATA = 0x21,
	PIC2_DATA = 0xa1,
	PIC_INIT = 0x11, /* edge triggered, cascaded, four words follow */
	PIC_8086 = 0x01,
	PIC_CASCADE = 1 << 2,
	PIC_ALL_BUT_TIMER = 0xfe,
	PIC_ALL = 0xff,
	PIT_DATA = 0x40,
	PIT_COMMAND = 0x43,
	PIT_RATE = 0x34, /* counter 0, both bytes, mode 2 */
	PIT_HZ = 1193182,
	TICK_HZ = 1000,
	VECTOR = 32, /* the first that is not the processor's own */
	CODE_SEGMENT = 8,
	GATE_INTERRUPT = 0x8e, /* present, 32 bits, interrupts off */
};

/* Intel SDM volume 3, 6.11. */
struct gate {
	uint16_t offset_low;
	uint16_t segment;
	uint8_t zero;
	uint8_t type;
	uint16_t offset_high;
};

struct idt_pointer {
	uint16_t last_byte;
	uint32_t address;
} __attribute__((packed));

void timer_interrupt(void); /* start.S */

static struct gate idt[VECTOR + 1];

static void idt_init(void)
{
	struct idt_pointer pointer = {sizeof(idt) - 1, (uint32_t)idt};
	uint32_t handler = (uint32_t)timer_interrupt;

	idt[VECTOR] = (struct gate){
		.offset_low = (uint16_t)handler,
		.segment = CODE_SEGMENT,
		.type = GATE_INTERRUPT,
		.offset_high = (uint16_t)(handler >> 16),
	};
	__asm__ volatile("lidt %0" : : "m"(pointer));
}

static void pic_init(void)
{
	out8(PIC1_COMMAND, PIC_INIT);
	out8(PIC1_DATA, VECTOR);
	out8(PIC1_DATA, PIC_CASCADE);
	out8(PIC1_DATA, PIC_8086);
	out8(PIC1_DATA, PIC_ALL_BUT_TIMER);
	out8(PIC2_DATA, PIC_ALL);
}

static void pit_init(void)
{
	out8(PIT_COMMAND, PIT_RATE);
	out8(PIT_DATA, (PIT_HZ / TICK_HZ) & 0xff);
	out8(PIT_DATA, (PIT_HZ / TICK_HZ) >> 8);
}

void timer_init(void)
{
	idt_init();
	pic_init();
	pit_init();
}

void timer_wait(void)
{
	/* STI takes effect behind the next instruction, so that no tick can
	 * slip in before the HLT and leave it waiting for the one after. */
	__asm__ volatile("sti; hlt; cli" : : : "memory");
}
