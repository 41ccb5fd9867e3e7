/* value_internal.h - what the files of src/value/ share with values.re */
#ifndef VMMAN_VALUE_INTERNAL_H
#define VMMAN_VALUE_INTERNAL_H

#include "vmman/err.h"
#include "vmman/own.h"
#include "vmman/str.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What a scanner of grammar/values.re takes a whole text for. */
enum value_scan {
	SCAN_OTHER,     /* not in the language */
	SCAN_VALUE,     /* in it */
	SCAN_DOTS,      /* the name of a VM or a box but for ".." */
	SCAN_RESERVED,  /* an interface name with a meaning of its own */
	SCAN_ZERO,      /* the MAC address 00:00:00:00:00:00 */
	SCAN_MULTICAST, /* a MAC address of a group */
	SCAN_PORT,      /* a USB device by where it sits */
	SCAN_PREFIX,    /* a pattern that ends in '*' */
};

enum value_scan scan_vm_name(struct str from);
enum value_scan scan_ifname(struct str from);
enum value_scan scan_ifname_existing(struct str from);
enum value_scan scan_mac(struct str from);
enum value_scan scan_pci_addr(struct str from);
enum value_scan scan_usb_id(struct str from);
enum value_scan scan_usb_dev(struct str from);
enum value_scan scan_plain_path(struct str from);
enum value_scan scan_size(struct str from);
enum value_scan scan_uuid(struct str from);
enum value_scan scan_forward(struct str from);
enum value_scan scan_pattern(struct str from);

/* A language in the words of a refusal. */
struct value_language {
	const char *name;     /* "a MAC address" */
	const char *expected; /* "six octets ..." */
	size_t most;          /* bytes */
};

/* Fill @e with ERR_CONFIG: what @from is, and what was expected.  False. */
bool value_refuse(const struct value_language *language, struct str from,
		  struct err *e);

/* Copy the name @from, of which the scanner of @language found @found, to @out,
 * of @language->most + 1 bytes, and put zeros behind it.  False after filling
 * @e as value_refuse() does. */
bool value_take_name(const struct value_language *language,
		     enum value_scan found, struct str from, char *out,
		     struct err *e);

/* The number that the @count hexadecimal digits at @digits stand for; the
 * scanners have seen that they are some. */
uint32_t value_hex(const char *digits, size_t count);

#endif
