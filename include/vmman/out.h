/* out.h - text to a descriptor, through a buffer of fixed size
 *
 * Needs nothing but write(2) and memory that is already there, so it works in
 * strict seccomp and in vm-init, where stdio has no place.
 */
#ifndef VMMAN_OUT_H
#define VMMAN_OUT_H

#include "vmman/own.h"
#include "vmman/str.h"
#include <stdbool.h>
#include <stddef.h>

enum {
	OUT_BYTES = 16384
};

struct out {
	int fd;      /* borrowed */
	bool failed; /* a write failed; what follows is dropped */
	int errnum;  /* why */
	size_t len;  /* bytes waiting in buf */
	char buf[OUT_BYTES];
};

void out_init(struct out *o, int fd);

/* Append bytes as they are. */
void out_bytes(struct out *o, struct str s);
void out_text(struct out *o, const char *text);

/* Append formatted text, at most 1023 bytes a call; no floats, no wide
 * characters: vsnprintf() must not need memory. */
void out_format(struct out *o, const char *format, ...) PRINTF_LIKE(2, 3);

/* Append text of unknown origin so that a terminal only shows it: control
 * bytes, DEL and bytes that are no UTF-8 become \xHH, a backslash stays. */
void out_visible(struct out *o, struct str s);

/* Append a JSON string with its quotes (RFC 8259); bytes that are no UTF-8
 * become U+FFFD. */
void out_json(struct out *o, struct str s);

/* Write what waits.  False if this or an earlier write failed: see errnum. */
bool out_flush(struct out *o);

#endif
