/* size.c - a size of memory
 *
 * Runs as: both.  Input: any bytes: VM file, policy.
 */
#include "value_internal.h"
#include "vmman/num.h"
#include "vmman/value.h"
#include <inttypes.h>
#include <stdio.h>

enum {
	DIGITS_MOST = 19, /* of 2^63-1 */
};

static const struct value_language language = {
	.name = "a size",
	.expected = "a whole number of MiB, or one with K, M, G or T behind",
	.most = DIGITS_MOST + 1,
};

/* The power of two that the last character of @size stands for. */
static unsigned size_unit(struct str size)
{
	switch (size.data[size.len - 1] | 0x20) {
	case 'k':
		return 10;
	case 'g':
		return 30;
	case 't':
		return 40;
	default:
		return 20;
	}
}

bool size_parse(struct str from, uint64_t *bytes_out, struct err *e)
{
	struct str digits = from;
	uint64_t number, bytes;

	if (scan_size(from) != SCAN_VALUE || from.len > language.most)
		return value_refuse(&language, from, e);
	if (from.data[from.len - 1] > '9')
		digits.len--;
	if (!num_parse(digits, INT64_MAX, &number) ||
	    __builtin_mul_overflow(number, UINT64_C(1) << size_unit(from),
				   &bytes) ||
	    bytes > INT64_MAX)
		return err_set(e, ERR_CONFIG,
			       "\"%.*s\" is too large; expected a size below "
			       "8388608T",
			       STR_ARG(from));
	*bytes_out = bytes;
	return true;
}

const char *size_print(uint64_t bytes, char out[SIZE_TEXT_BYTES])
{
	static const char units[] = "KMGT";
	uint64_t number = bytes >> 10;
	size_t unit = 0;

	while (units[unit + 1] != '\0' && number % 1024 == 0) {
		number /= 1024;
		unit++;
	}
	(void)snprintf(out, SIZE_TEXT_BYTES, "%" PRIu64 "%c", number,
		       units[unit]);
	return out;
}
