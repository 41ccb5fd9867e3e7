/* value_bytes.h - every byte there is at one place of a text
 *
 * The tests of the small languages compare the scanners with an opinion of
 * their own about each of the 256 bytes, written out here and there by hand.
 */
#ifndef VMMAN_VALUE_BYTES_H
#define VMMAN_VALUE_BYTES_H

#include "unit.h"
#include "vmman/str.h"
#include <stdbool.h>
#include <string.h>

/* Whether @byte is one of the characters of @set. */
static inline bool byte_in(int byte, const char *set)
{
	return byte != 0 && strchr(set, byte) != NULL;
}

#define BYTES_DIGIT  "0123456789"
#define BYTES_HEX    "0123456789abcdefABCDEF"
#define BYTES_LETTER "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"

/* Put every byte in turn at @at in a copy of @text; those that @accepts takes
 * must be the characters of @set and no others. */
static inline void expect_bytes(bool (*accepts)(struct str), struct str text,
				size_t at, const char *set)
{
	char copy[512];

	assert_true(at < text.len && text.len < sizeof(copy));
	memcpy(copy, text.data, text.len);
	for (int byte = 0; byte < 256; byte++) {
		copy[at] = (char)(unsigned char)byte;
		if (accepts((struct str){copy, text.len}) != byte_in(byte, set))
			fail_msg("byte 0x%02x at %zu of \"%s\"", (unsigned)byte,
				 at, text.data);
	}
}

#endif
