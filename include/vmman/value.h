/* value.h - the small languages: text that became a checked value
 *
 * A value of one of these types has been recognised, by the scanners that
 * re2c makes from grammar/values.re and by nothing else; nobody checks it
 * again.  Each has one canonical text, which is what the policy compares and
 * what the kernel gets.
 *
 * The parsers return false after filling @e with ERR_CONFIG and no place; a
 * caller that knows the place adds it.  The printers fill @out with the
 * canonical text and a NUL and return @out.
 */
#ifndef VMMAN_VALUE_H
#define VMMAN_VALUE_H

#include "vmman/err.h"
#include "vmman/str.h"
#include <stdbool.h>
#include <stdint.h>

enum {
	VM_NAME_TEXT_BYTES = 65,
	BOX_NAME_TEXT_BYTES = 130,
	IFNAME_TEXT_BYTES = 16
};

/* The name of a VM: [A-Za-z0-9][A-Za-z0-9_.-]{0,63} without "..". */
struct vm_name {
	char text[VM_NAME_TEXT_BYTES]; /* NUL-terminated; the rest is zero */
};

bool vm_name_parse(struct str from, struct vm_name *out,
		   struct err *e) MUST_CHECK;

/* Whose an interface that vm-init made is, and for which VM: what it has as its
 * alias, "vmman:UID:VM". */
struct mark {
	uint32_t uid;
	struct vm_name vm;
};

enum {
	MARK_TEXT_BYTES = 96 /* "vmman:", 10 digits, ":", 64 bytes and a NUL */
};

const char *mark_print(const struct mark *mark, char out[MARK_TEXT_BYTES]);

/* False for every text that mark_print() does not write: an alias can be
 * anybody's, so what is no mark is no error. */
bool mark_parse(struct str from, struct mark *out) MUST_CHECK;

bool mark_equal(const struct mark *a, const struct mark *b);

/* The name of a box in a registry: VENDOR/NAME, both of the form that the name
 * of a VM has. */
struct box_name {
	char text[BOX_NAME_TEXT_BYTES]; /* NUL-terminated; the rest is zero */
};

bool box_name_parse(struct str from, struct box_name *out,
		    struct err *e) MUST_CHECK;

/* The name of a network interface.  Two languages, one type:
 *   made by us:    [A-Za-z][A-Za-z0-9_-]{0,14}, so that no hook script, no
 *                  sysctl path and no QEMU id can come to mean another thing;
 *   existing:      [A-Za-z0-9][A-Za-z0-9_.-]{0,14}: bridges and parents that
 *                  the administrator named (br0.5, eno3).
 * Neither is "all", "default" or "lo".  Linux allows 15 bytes (IFNAMSIZ). */
struct ifname {
	char text[IFNAME_TEXT_BYTES]; /* NUL-terminated; the rest is zero */
};

bool ifname_parse(struct str from, struct ifname *out,
		  struct err *e) MUST_CHECK;
bool ifname_parse_existing(struct str from, struct ifname *out,
			   struct err *e) MUST_CHECK;

/* A MAC address of a guest's interface: six octets in hexadecimal with colons,
 * either case; unicast, not zero.  Canonical: lower case. */
struct mac {
	uint8_t octets[6];
};

enum {
	MAC_TEXT_BYTES = 18
};

bool mac_parse(struct str from, struct mac *out, struct err *e) MUST_CHECK;
const char *mac_print(const struct mac *mac, char out[MAC_TEXT_BYTES]);

/* Locally administered: the second-lowest bit of the first octet is set
 * (IEEE 802, 8.4). */
static inline bool mac_is_local(const struct mac *mac)
{
	return (mac->octets[0] & 2) != 0;
}

/* A PCI function: [dddd:]bb:dd.f in hexadecimal, domain 0000 if absent;
 * device at most 1f, function at most 7.  Canonical: dddd:bb:dd.f, lower
 * case, as sysfs has it. */
struct pci_addr {
	uint16_t domain;
	uint8_t bus;
	uint8_t device;   /* 0 to 1f */
	uint8_t function; /* 0 to 7 */
};

enum {
	PCI_ADDR_TEXT_BYTES = 13
};

bool pci_addr_parse(struct str from, struct pci_addr *out,
		    struct err *e) MUST_CHECK;
const char *pci_addr_print(const struct pci_addr *addr,
			   char out[PCI_ADDR_TEXT_BYTES]);
bool pci_addr_equal(const struct pci_addr *a, const struct pci_addr *b);

/* A USB (or PCI) vendor and product: vvvv:pppp in hexadecimal. */
struct usb_id {
	uint16_t vendor;
	uint16_t product;
};

enum {
	USB_ID_TEXT_BYTES = 10
};

bool usb_id_parse(struct str from, struct usb_id *out,
		  struct err *e) MUST_CHECK;
const char *usb_id_print(const struct usb_id *id, char out[USB_ID_TEXT_BYTES]);

enum {
	USB_DEV_TEXT_BYTES = 28
};

/* A USB device of the host, by what it is or by where it sits: a vendor and
 * product, or BUS-PORT[.PORT...] as sysfs names it (1-2.3: port 3 of the hub at
 * port 2 of bus 1), each a number of at most three digits, at most six ports
 * deep (USB 3.2, 10.1).  Canonical: lower case. */
struct usb_dev {
	bool by_port;
	struct usb_id id;              /* unless by_port */
	char port[USB_DEV_TEXT_BYTES]; /* by_port: NUL-terminated, else "" */
};

bool usb_dev_parse(struct str from, struct usb_dev *out,
		   struct err *e) MUST_CHECK;
const char *usb_dev_print(const struct usb_dev *dev,
			  char out[USB_DEV_TEXT_BYTES]);

enum {
	PLAIN_PATH_TEXT_BYTES = 127
};

/* A path of the host that may cross to root's half: absolute, each part
 * [A-Za-z0-9_][A-Za-z0-9_.:+=@,-]*, so that none is "", "." or "..", or a
 * hidden file; at most 126 bytes.  Canonical: itself. */
struct plain_path {
	char text[PLAIN_PATH_TEXT_BYTES]; /* NUL-terminated; the rest is zero */
};

bool plain_path_parse(struct str from, struct plain_path *out,
		      struct err *e) MUST_CHECK;

/* A size of memory: a decimal number without leading zeros and an optional K,
 * M, G or T in either case (powers of 1024); MiB without a letter, as QEMU's
 * -m.  @bytes_out: 1024 to 2^63-1. */
bool size_parse(struct str from, uint64_t *bytes_out, struct err *e) MUST_CHECK;

enum {
	SIZE_TEXT_BYTES = 24
};

/* Canonical: the largest unit of which @bytes, a size that size_parse() made,
 * is a whole number ("4G"). */
const char *size_print(uint64_t bytes, char out[SIZE_TEXT_BYTES]);

enum {
	UUID_TEXT_BYTES = 37
};

/* A UUID (RFC 4122, section 3) in hexadecimal, either case.  Canonical: lower
 * case. */
struct uuid {
	char text[UUID_TEXT_BYTES]; /* canonical, NUL-terminated */
};

bool uuid_parse(struct str from, struct uuid *out, struct err *e) MUST_CHECK;

enum forward_protocol {
	FORWARD_TCP,
	FORWARD_UDP
};

enum {
	FORWARD_ADDRESS_BYTES = 16,
	FORWARD_TEXT_BYTES = 32
};

/* A port of the host that leads into a guest: PROTOCOL:ADDRESS:PORT:PORT, the
 * protocol tcp or udp, the address an IPv4 one of the host where to listen, the
 * first port the host's, the second the guest's.  The address has to be given:
 * on a shared machine it decides who can connect.  Canonical: itself. */
struct forward {
	enum forward_protocol protocol;
	char address[FORWARD_ADDRESS_BYTES]; /* NUL-terminated */
	uint16_t host_port;                  /* 1 to 65535 */
	uint16_t guest_port;                 /* 1 to 65535 */
};

bool forward_parse(struct str from, struct forward *out,
		   struct err *e) MUST_CHECK;
const char *forward_print(const struct forward *forward,
			  char out[FORWARD_TEXT_BYTES]);

enum {
	PATTERN_TEXT_BYTES = 256
};

/* A pattern of the policy: an exact text, or a prefix followed by one '*'
 * that stands for one character or more.  {user} and {uid} in it stand for
 * the caller's; it holds no other brace.  Printable ASCII without blanks; at
 * most 255 bytes. */
struct pattern {
	char text[PATTERN_TEXT_BYTES]; /* without the '*', {user} and {uid}
					  unexpanded */
	bool prefix;                   /* it ended in '*' */
};

bool pattern_parse(struct str from, struct pattern *out,
		   struct err *e) MUST_CHECK;

/* Whether @pattern uses {user}. */
bool pattern_needs_user(const struct pattern *pattern);

/* Whether @text is what @pattern describes for the caller @user (may be ""
 * when unknown: then a pattern with {user} matches nothing) and @uid. */
bool pattern_match(const struct pattern *pattern, const char *text,
		   const char *user, uint32_t uid);

#endif
