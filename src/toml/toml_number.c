/* toml_number.c - integers and floats
 *
 * Runs as: both.  Input: tokens that the lexer recognised as numbers.
 *
 * https://toml.io/en/v1.1.0, "Integer" and "Float": 64 bits, and what does
 * not fit is an error.
 */
#include "toml_blame.h"
#include "toml_scalar.h"
#include <stdlib.h>

static const unsigned char *refuse_large(struct toml_build *b,
					 const unsigned char *at,
					 const unsigned char *end)
{
	(void)toml_refuse(b, at, (size_t)(end - at),
			  "the integer does not fit into 64 bits: it has to "
			  "be from -2^63 to 2^63 - 1");
	return NULL;
}

/* Keep the @size bytes at @data for a value of @kind. */
static bool keep(struct toml_build *b, const unsigned char *at,
		 enum toml_kind kind, const void *data, size_t size,
		 struct toml_value *out)
{
	void *room = toml_take(b, size);

	if (room == NULL)
		return false;
	memcpy(room, data, size);
	*out = toml_value(kind, toml_here(b, at), toml_offset(b, room));
	return true;
}

static bool keep_integer(struct toml_build *b, const unsigned char *at,
			 int64_t n, struct toml_value *out)
{
	if (n < INT32_MIN || n > INT32_MAX)
		return keep(b, at, TOML_KIND_WIDE, &n, sizeof(n), out);
	*out = toml_value(TOML_KIND_SMALL, toml_here(b, at), (uint32_t)n);
	return true;
}

const unsigned char *toml_number_decimal(struct toml_build *b,
					 const unsigned char *at,
					 const unsigned char *end,
					 struct toml_value *out)
{
	bool negative = *at == '-';
	uint64_t n = 0;

	for (const unsigned char *c = at + (negative || *at == '+'); c < end;
	     c++) {
		if (*c == '_')
			continue;
		if (n > INT64_MAX / 10)
			return refuse_large(b, at, end);
		n = n * 10 + (*c - (uint64_t)'0');
	}
	if (n > (uint64_t)INT64_MAX + negative)
		return refuse_large(b, at, end);
	n = negative ? 0 - n : n;
	return keep_integer(b, at, (int64_t)n, out) ? end : NULL;
}

static unsigned digit_value(unsigned char c)
{
	if (c <= '9')
		return c - (unsigned)'0';
	return (c | 0x20U) - 'a' + 10;
}

/* 0xHH, 0oOO or 0bBB */
const unsigned char *toml_number_based(struct toml_build *b,
				       const unsigned char *at,
				       const unsigned char *end,
				       struct toml_value *out)
{
	unsigned shift = at[1] == 'x' ? 4 : at[1] == 'o' ? 3 : 1;
	uint64_t n = 0;

	for (const unsigned char *c = at + 2; c < end; c++) {
		if (*c == '_')
			continue;
		if (n >> (63 - shift) != 0)
			return refuse_large(b, at, end);
		n = n << shift | digit_value(*c);
	}
	return keep_integer(b, at, (int64_t)n, out) ? end : NULL;
}

/* A float as text: digits x 10^exponent. */
struct decimal {
	bool negative;
	bool exact; /* digits holds all of them */
	uint64_t digits;
	int exponent;
};

/* Far beyond any double, far below any int. */
enum {
	EXPONENT_MAX = 9999
};

/* Append the digits at @at, which something else ends.  Returns how many. */
static int digits_read(const unsigned char **at, struct decimal *d)
{
	const unsigned char *c = *at;
	int count = 0;

	for (;; c++) {
		unsigned digit = *c - (unsigned)'0';

		if (*c == '_')
			continue;
		if (digit > 9)
			break;
		if (d->digits > UINT64_MAX / 10 - 1)
			d->exact = false;
		d->digits = d->digits * 10 + digit;
		count++;
	}
	*at = c;
	return count;
}

/* The exponent behind the "e". */
static int exponent_read(const unsigned char *at)
{
	bool negative = *at == '-';
	int n = 0;

	for (at += negative || *at == '+';
	     (*at >= '0' && *at <= '9') || *at == '_'; at++)
		if (*at != '_' && n < EXPONENT_MAX)
			n = n * 10 + (*at - '0');
	return negative ? -n : n;
}

static struct decimal decimal_read(const unsigned char *at)
{
	struct decimal d = {.negative = *at == '-', .exact = true};

	at += d.negative || *at == '+';
	(void)digits_read(&at, &d);
	if (*at == '.') {
		at++;
		d.exponent = -digits_read(&at, &d);
	}
	if ((*at | 0x20) == 'e')
		d.exponent += exponent_read(at + 1);
	return d;
}

__extension__ typedef unsigned __int128 wide;

/* 10^19 is the largest power of ten in 64 bits. */
enum {
	TENS_MAX = 19
};

static uint64_t ten_to(int exponent)
{
	static const uint64_t tens[TENS_MAX + 1] = {
		UINT64_C(1),
		UINT64_C(10),
		UINT64_C(100),
		UINT64_C(1000),
		UINT64_C(10000),
		UINT64_C(100000),
		UINT64_C(1000000),
		UINT64_C(10000000),
		UINT64_C(100000000),
		UINT64_C(1000000000),
		UINT64_C(10000000000),
		UINT64_C(100000000000),
		UINT64_C(1000000000000),
		UINT64_C(10000000000000),
		UINT64_C(100000000000000),
		UINT64_C(1000000000000000),
		UINT64_C(10000000000000000),
		UINT64_C(100000000000000000),
		UINT64_C(1000000000000000000),
		UINT64_C(10000000000000000000),
	};

	return tens[exponent];
}

/* bits x 2^exponent, which is far from the limits of a double.  The lowest of
 * the bits also stands for all that would be below it: a double has 53, so it
 * is not a part of the number, but turns a tie into what it should be. */
static double rounded(uint64_t bits, int exponent)
{
	uint64_t power = (uint64_t)(1023 + exponent) << 52;
	double scale;

	memcpy(&scale, &power, sizeof(scale));
	return (double)bits * scale;
}

/* digits x 10^exponent */
static double product(uint64_t digits, int exponent)
{
	wide all = (wide)digits * ten_to(exponent);
	uint64_t high = (uint64_t)(all >> 64);
	int shift = high != 0 ? 64 - __builtin_clzll(high) : 0;
	bool more = (all & (((wide)1 << shift) - 1)) != 0;

	return rounded((uint64_t)(all >> shift) | more, shift);
}

/* digits / 10^exponent, both with their highest bit set in the division */
static double quotient(uint64_t digits, int exponent)
{
	uint64_t ten = ten_to(exponent);
	int up = __builtin_clzll(digits);
	int ten_up = __builtin_clzll(ten);
	wide all = (wide)(digits << up) << 63;
	uint64_t by = ten << ten_up;
	bool more = all % by != 0;

	return rounded((uint64_t)(all / by) | more, ten_up - up - 63);
}

/* Whether 128 bits are enough for exact arithmetic. */
static bool is_simple(const struct decimal *d)
{
	return d->exact && d->exponent >= -TENS_MAX && d->exponent <= TENS_MAX;
}

static double simple_value(const struct decimal *d)
{
	double value = 0;

	if (d->digits != 0)
		value = d->exponent < 0 ? quotient(d->digits, -d->exponent)
					: product(d->digits, d->exponent);
	return d->negative ? -value : value;
}

/* By strtod(), from a copy without underscores in memory that is free.  The
 * programs never call setlocale(), so it expects the point. */
static bool hard_value(struct toml_build *b, const unsigned char *at,
		       const unsigned char *end, double *out)
{
	char *copy = (char *)b->free;
	char *to = copy;

	if (b->stack - b->free <= end - at)
		return toml_refuse_full(b);
	for (; at < end; at++)
		if (*at != '_')
			*to++ = (char)*at;
	*to = '\0';
	*out = strtod(copy, NULL);
	return true;
}

/* A value that is no infinity: nobody wrote one. */
static bool float_value(struct toml_build *b, const unsigned char *at,
			const unsigned char *end, double *out)
{
	struct decimal d = decimal_read(at);

	if (is_simple(&d))
		*out = simple_value(&d);
	else if (!hard_value(b, at, end, out))
		return false;
	if (!__builtin_isinf(*out))
		return true;
	return toml_refuse(b, at, (size_t)(end - at),
			   "the float does not fit into 64 bits: the largest "
			   "is about 1.8e308");
}

static bool keep_float(struct toml_build *b, const unsigned char *at,
		       double value, struct toml_value *out)
{
	return keep(b, at, TOML_KIND_FLOAT, &value, sizeof(value), out);
}

const unsigned char *toml_number_float(struct toml_build *b,
				       const unsigned char *at,
				       const unsigned char *end,
				       struct toml_value *out)
{
	double value = 0;

	if (!float_value(b, at, end, &value))
		return NULL;
	return keep_float(b, at, value, out) ? end : NULL;
}

const unsigned char *toml_number_special(struct toml_build *b,
					 const unsigned char *at,
					 const unsigned char *end,
					 struct toml_value *out)
{
	double value = end[-1] == 'f' ? __builtin_inf() : __builtin_nan("");

	value = __builtin_copysign(value, *at == '-' ? -1.0 : 1.0);
	return keep_float(b, at, value, out) ? end : NULL;
}
