/* print.c - the serial console, as output
 *
 * Runs as: the guest.  Input: ours.
 */
#include "print.h"
#include "io.h"

enum {
	COM1 = 0x3f8,
	DIVISOR_LOW = COM1,      /* while the latch bit is set */
	DIVISOR_HIGH = COM1 + 1, /* likewise */
	LINE_CONTROL = COM1 + 3,
	LINE_STATUS = COM1 + 5,
	LINE_8N1 = 0x03,
	LINE_LATCH = 0x80,
	STATUS_CAN_SEND = 0x20,
};

void print_init(void)
{
	out8(LINE_CONTROL, LINE_LATCH);
	out8(DIVISOR_LOW, 1); /* 115200 baud */
	out8(DIVISOR_HIGH, 0);
	out8(LINE_CONTROL, LINE_8N1);
}

static void print_char(char c)
{
	while ((in8(LINE_STATUS) & STATUS_CAN_SEND) == 0)
		continue;
	out8(COM1, (uint8_t)c);
}

void print_text(const char *text)
{
	for (; *text != '\0'; text++) {
		if (*text == '\n')
			print_char('\r');
		print_char(*text);
	}
}

void print_decimal(uint32_t number)
{
	char digits[11]; /* of 2^32 - 1, and a NUL */
	char *first = &digits[sizeof(digits) - 1];

	*first = '\0';
	do {
		*--first = (char)('0' + number % 10);
		number /= 10;
	} while (number != 0);
	print_text(first);
}

void print_hex(uint32_t number, unsigned int digits)
{
	while (digits-- > 0)
		print_char("0123456789abcdef"[number >> (4 * digits) & 15]);
}

void print_mac(const uint8_t mac[6])
{
	for (size_t i = 0; i < 6; i++) {
		print_text(i == 0 ? "" : ":");
		print_hex(mac[i], 2);
	}
}

void print_ip(const uint8_t ip[4])
{
	for (size_t i = 0; i < 4; i++) {
		print_text(i == 0 ? "" : ".");
		print_decimal(ip[i]);
	}
}
