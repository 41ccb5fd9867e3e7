/* utf8.c - characters in bytes of unknown origin
 *
 * Runs as: both.  Input: any bytes.
 */
#include "vmman/utf8.h"
#include "vmman/own.h"

struct range {
	uint32_t first, last;
};

static bool is_in(const struct range *ranges, size_t count, uint32_t code)
{
	for (size_t i = 0; i < count; i++)
		if (code >= ranges[i].first && code <= ranges[i].last)
			return true;
	return false;
}

/* How many bytes follow @lead; 0 if nothing may begin with it. */
static size_t followers(unsigned char lead)
{
	if (lead >= 0xc2 && lead <= 0xdf)
		return 1;
	if (lead >= 0xe0 && lead <= 0xef)
		return 2;
	if (lead >= 0xf0 && lead <= 0xf4)
		return 3;
	return 0;
}

/* What may be the second byte, after @lead. */
static struct range second_bytes(unsigned char lead)
{
	switch (lead) {
	case 0xe0: /* shorter forms exist below */
		return (struct range){0xa0, 0xbf};
	case 0xed: /* surrogates above */
		return (struct range){0x80, 0x9f};
	case 0xf0: /* shorter forms exist below */
		return (struct range){0x90, 0xbf};
	case 0xf4: /* beyond U+10FFFF above */
		return (struct range){0x80, 0x8f};
	default:
		return (struct range){0x80, 0xbf};
	}
}

size_t utf8_len(struct str s)
{
	const unsigned char *c = (const unsigned char *)s.data;
	struct range allowed;
	size_t follow;

	if (s.len == 0)
		return 0;
	if (c[0] < 0x80)
		return 1;
	follow = followers(c[0]);
	if (follow == 0 || follow >= s.len)
		return 0;
	allowed = second_bytes(c[0]);
	for (size_t i = 1; i <= follow; i++) {
		if (c[i] < allowed.first || c[i] > allowed.last)
			return 0;
		allowed = (struct range){0x80, 0xbf};
	}
	return follow + 1;
}

uint32_t utf8_code(struct str character)
{
	/* The bits of the lead byte that belong to the code, by length. */
	static const unsigned char lead_bits[] = {0, 0x7f, 0x1f, 0x0f, 0x07};
	const unsigned char *c = (const unsigned char *)character.data;
	uint32_t code;

	BUG_UNLESS(character.len >= 1 && character.len <= 4);
	code = c[0] & lead_bits[character.len];
	for (size_t i = 1; i < character.len; i++)
		code = code << 6 | (c[i] & 0x3fU);
	return code;
}

bool utf8_shows(uint32_t code)
{
	/* C1 are control characters to some terminals (ECMA-48); the others
	 * reorder a line, break it or hide in it (Unicode 15, 23.2). */
	static const struct range hidden[] = {
		{0x00, 0x1f},     {0x7f, 0x9f},     {0x061c, 0x061c},
		{0x200b, 0x200f}, {0x2028, 0x202e}, {0x2060, 0x206f},
		{0xfeff, 0xfeff}, {0xfff9, 0xfffb}, {0xe0000, 0xe007f},
	};

	return !is_in(hidden, ARRAY_LEN(hidden), code);
}

size_t utf8_columns(uint32_t code)
{
	static const struct range combining[] = {
		{0x0300, 0x036f}, {0x0483, 0x0489}, {0x0591, 0x05bd},
		{0x064b, 0x065f}, {0x1ab0, 0x1aff}, {0x1dc0, 0x1dff},
		{0x20d0, 0x20ff}, {0xfe00, 0xfe0f}, {0xfe20, 0xfe2f},
	};
	static const struct range wide[] = {
		{0x1100, 0x115f},   {0x2e80, 0x303e},   {0x3041, 0xa4cf},
		{0xac00, 0xd7a3},   {0xf900, 0xfaff},   {0xfe30, 0xfe6f},
		{0xff00, 0xff60},   {0xffe0, 0xffe6},   {0x1f300, 0x1f64f},
		{0x1f680, 0x1f6ff}, {0x1f900, 0x1f9ff}, {0x20000, 0x3fffd},
	};

	if (is_in(combining, ARRAY_LEN(combining), code))
		return 0;
	return is_in(wide, ARRAY_LEN(wide), code) ? 2 : 1;
}
