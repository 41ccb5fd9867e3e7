/* toml_utf8.c - is a document UTF-8?
 *
 * Runs as: both.  Input: the user's or the administrator's file.
 *
 * A pass of its own, before the lexer: that lexes bytes then and never
 * characters, which is 2.5 times as fast.
 */
#include "toml_utf8.h"
#include "vmman/utf8.h"
#include <stdint.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

/* Skip ASCII; a block may reach beyond the document. */
#ifdef __SSE2__
static inline const unsigned char *skip_ascii(const unsigned char *at,
					      const unsigned char *end)
{
	for (; at < end; at += 16) {
		__m128i block = _mm_loadu_si128((const void *)at);
		unsigned high = (unsigned)_mm_movemask_epi8(block);

		if (high != 0)
			return at + __builtin_ctz(high);
	}
	return end;
}
#else
static inline const unsigned char *skip_ascii(const unsigned char *at,
					      const unsigned char *end)
{
	while (at < end && *at < 0x80)
		at++;
	return at;
}
#endif

/* The length of the well-formed character at @at, which is not ASCII; 0 if
 * there is none.  What most languages are written with is told at once. */
static inline size_t character_len(const unsigned char *at,
				   const unsigned char *end)
{
	bool second = (at[1] & 0xc0) == 0x80;
	bool third = (at[2] & 0xc0) == 0x80;

	if (at[0] >= 0xc2 && at[0] <= 0xdf && second)
		return 2;
	if (at[0] >= 0xe1 && at[0] <= 0xec && second && third)
		return 3;
	return utf8_len((struct str){(const char *)at, (size_t)(end - at)});
}

size_t toml_utf8_stray(const unsigned char *start, size_t len)
{
	const unsigned char *end = start + len;
	const unsigned char *at = skip_ascii(start, end);

	while (at < end) {
		size_t bytes = character_len(at, end);

		if (bytes == 0)
			return (size_t)(at - start);
		at += bytes;
		if (*at < 0x80)
			at = skip_ascii(at, end);
	}
	return len;
}
