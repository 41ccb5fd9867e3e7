/* utf8.h - characters in bytes of unknown origin
 *
 * Well-formed is what Unicode 15, table 3-7 says: no overlong forms, no
 * surrogates, nothing above U+10FFFF.
 */
#ifndef VMMAN_UTF8_H
#define VMMAN_UTF8_H

#include "vmman/str.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* How many bytes, 1 to 4, the well-formed character at the start of @s has;
 * 0 if there is none: @s is empty or begins with a stray byte. */
size_t utf8_len(struct str s);

/* The code point of @character, exactly one well-formed character. */
uint32_t utf8_code(struct str character);

/* Whether a terminal only shows @code: no control character (C0, DEL, C1),
 * no mark that makes a line read other than it is. */
bool utf8_shows(uint32_t code);

/* How many columns of a terminal @code takes: 0, 1 or 2 (CJK, emoji). */
size_t utf8_columns(uint32_t code);

#endif
