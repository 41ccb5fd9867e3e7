/* num.h - numbers from text, strictly
 *
 * The only way from text to a number outside the TOML parser and the
 * generated scanners: no sign, no blank, no prefix, no overflow.
 */
#ifndef VMMAN_NUM_H
#define VMMAN_NUM_H

#include "vmman/own.h"
#include "vmman/str.h"
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* Decimal digits only, no leading zero but for "0" itself, at most @max.
 * False, with @out untouched, for anything else. */
bool num_parse(struct str s, uint64_t max, uint64_t *out) MUST_CHECK;

/* "0x" and 1 to 8 hexadecimal digits in lower case, as sysfs writes them, at
 * most @max.  False, with @out untouched, for anything else. */
bool num_parse_hex(struct str s, uint32_t max, uint32_t *out) MUST_CHECK;

/* A user or group id: as num_parse(), and neither -1 as 16 nor as 32 bits
 * (65535, 4294967295), which mean "none" to system calls. */
bool num_parse_id(struct str s, uint32_t *out) MUST_CHECK;

#endif
