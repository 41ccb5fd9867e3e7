/* num.c - numbers from text, strictly
 *
 * Runs as: both.  Input: any bytes.
 */
#include "vmman/num.h"

bool num_parse(struct str s, uint64_t max, uint64_t *out)
{
	uint64_t n = 0;

	if (s.len == 0 || (s.data[0] == '0' && s.len > 1))
		return false;
	for (size_t i = 0; i < s.len; i++) {
		if (s.data[i] < '0' || s.data[i] > '9')
			return false;
		if (__builtin_mul_overflow(n, 10U, &n) ||
		    __builtin_add_overflow(n, (uint64_t)(s.data[i] - '0'), &n))
			return false;
	}
	if (n > max)
		return false;
	*out = n;
	return true;
}

static bool hex_digit(char c, uint32_t *out)
{
	if (c >= '0' && c <= '9')
		*out = (uint32_t)(c - '0');
	else if (c >= 'a' && c <= 'f')
		*out = (uint32_t)(c - 'a') + 10;
	else
		return false;
	return true;
}

bool num_parse_hex(struct str s, uint32_t max, uint32_t *out)
{
	uint32_t n = 0;

	if (s.len < 3 || s.len > 10 || memcmp(s.data, "0x", 2) != 0)
		return false;
	for (size_t i = 2; i < s.len; i++) {
		uint32_t digit;

		if (!hex_digit(s.data[i], &digit))
			return false;
		n = n << 4 | digit;
	}
	if (n > max)
		return false;
	*out = n;
	return true;
}

bool num_parse_id(struct str s, uint32_t *out)
{
	uint64_t id;

	if (!num_parse(s, UINT32_MAX - 1, &id) || id == UINT16_MAX)
		return false;
	*out = (uint32_t)id;
	return true;
}
