/* print.h - the serial console, as output */
#ifndef MICROGUEST_PRINT_H
#define MICROGUEST_PRINT_H

#include <stddef.h>
#include <stdint.h>

/* Set up the first serial port: 8 data bits, no parity, as fast as it goes. */
void print_init(void);

void print_text(const char *text);
void print_decimal(uint32_t number);

/* The lowest @digits hexadecimal digits of @number. */
void print_hex(uint32_t number, unsigned int digits);

void print_mac(const uint8_t mac[6]);
void print_ip(const uint8_t ip[4]);

#endif
