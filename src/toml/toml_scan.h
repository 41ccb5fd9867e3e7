/* toml_scan.h - where the plain part of a string or of a comment ends
 *
 * Most bytes of a document are in strings and comments, so these are looked
 * through 16 at a time where SSE2 is to be had (all x86-64); the portable twin
 * finds the same.  Either may read TOML_PAD bytes behind the document.
 */
#ifndef TOML_SCAN_H
#define TOML_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

/* What stops a scan: control bytes always (but for the tab), these two, and
 * newlines too unless @newlines may be inside.  DEL stands for "no more". */
struct toml_stops {
	unsigned char quote, escape;
	bool newlines;
};

#define TOML_NO_STOP 0x7f

static inline bool toml_is_control(unsigned char c)
{
	return (c < 0x20 && c != '\t') || c == 0x7f;
}

static inline const unsigned char *toml_scan_portable(const unsigned char *at,
						      struct toml_stops stops)
{
	while ((!toml_is_control(*at) || (stops.newlines && *at == '\n')) &&
	       *at != stops.quote && *at != stops.escape)
		at++;
	return at;
}

#ifdef __SSE2__
/* A bit for each of the 16 bytes @c that stops the scan. */
static inline unsigned toml_stop_bits(__m128i c, struct toml_stops stops)
{
	const __m128i highest = _mm_set1_epi8(0x1f);
	__m128i low = _mm_cmpeq_epi8(_mm_min_epu8(c, highest), c);
	__m128i fine = _mm_cmpeq_epi8(c, _mm_set1_epi8('\t'));
	__m128i stop = _mm_cmpeq_epi8(c, _mm_set1_epi8(0x7f));

	if (stops.newlines)
		fine = _mm_or_si128(fine,
				    _mm_cmpeq_epi8(c, _mm_set1_epi8('\n')));
	if (stops.quote != TOML_NO_STOP)
		stop = _mm_or_si128(
			stop,
			_mm_cmpeq_epi8(c, _mm_set1_epi8((char)stops.quote)));
	if (stops.escape != TOML_NO_STOP)
		stop = _mm_or_si128(
			stop,
			_mm_cmpeq_epi8(c, _mm_set1_epi8((char)stops.escape)));
	stop = _mm_or_si128(stop, _mm_andnot_si128(fine, low));
	return (unsigned)_mm_movemask_epi8(stop);
}

static inline const unsigned char *toml_scan(const unsigned char *at,
					     struct toml_stops stops)
{
	for (;; at += 16) {
		unsigned bits = toml_stop_bits(
			_mm_loadu_si128((const void *)at), stops);

		if (bits != 0)
			return at + __builtin_ctz(bits);
	}
}
#else
static inline const unsigned char *toml_scan(const unsigned char *at,
					     struct toml_stops stops)
{
	return toml_scan_portable(at, stops);
}
#endif

/* Whether @c may be in a bare key: A-Z a-z 0-9 - _ */
static inline bool toml_is_bare(unsigned char c)
{
	static const uint64_t set[4] = {0x03ff200000000000, 0x07fffffe87fffffe,
					0, 0};

	return (set[c / 64] >> c % 64 & 1) != 0;
}

/* Where the bare key ends that goes on at @at. */
static inline const unsigned char *
toml_scan_bare_portable(const unsigned char *at)
{
	while (toml_is_bare(*at))
		at++;
	return at;
}

#ifdef __SSE2__
/* 0xff for each of the bytes @c that is @first or one of @more after it. */
static inline __m128i toml_in_range(__m128i c, char first, char more)
{
	__m128i from_first = _mm_sub_epi8(c, _mm_set1_epi8(first));

	return _mm_cmpeq_epi8(_mm_min_epu8(from_first, _mm_set1_epi8(more)),
			      from_first);
}

static inline const unsigned char *toml_scan_bare(const unsigned char *at)
{
	for (;; at += 16) {
		__m128i c = _mm_loadu_si128((const void *)at);
		__m128i small = _mm_or_si128(c, _mm_set1_epi8(0x20));
		__m128i letter = toml_in_range(small, 'a', 25);
		__m128i digit = toml_in_range(c, '0', 9);
		__m128i dash = _mm_cmpeq_epi8(c, _mm_set1_epi8('-'));
		__m128i line = _mm_cmpeq_epi8(c, _mm_set1_epi8('_'));
		__m128i bare = _mm_or_si128(_mm_or_si128(letter, digit),
					    _mm_or_si128(dash, line));
		unsigned bits = (unsigned)_mm_movemask_epi8(bare) ^ 0xffff;

		if (bits != 0)
			return at + __builtin_ctz(bits);
	}
}
#else
static inline const unsigned char *toml_scan_bare(const unsigned char *at)
{
	return toml_scan_bare_portable(at);
}
#endif

#define TOML_STOPS_BASIC         ((struct toml_stops){'"', '\\', false})
#define TOML_STOPS_LITERAL       ((struct toml_stops){'\'', TOML_NO_STOP, false})
#define TOML_STOPS_BASIC_LINES   ((struct toml_stops){'"', '\\', true})
#define TOML_STOPS_LITERAL_LINES ((struct toml_stops){'\'', TOML_NO_STOP, true})
#define TOML_STOPS_COMMENT \
	((struct toml_stops){TOML_NO_STOP, TOML_NO_STOP, false})

#endif
