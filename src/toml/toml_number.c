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

static bool refuse_large(struct toml_build *b, const unsigned char *at,
			 const unsigned char *end)
{
	return toml_refuse(b, at, (size_t)(end - at),
			   "the integer does not fit into 64 bits: it has to "
			   "be from -2^63 to 2^63 - 1");
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

bool toml_number_decimal(struct toml_build *b, const unsigned char *at,
			 const unsigned char *end, struct toml_value *out)
{
	bool negative = *at == '-';
	uint64_t max = (uint64_t)INT64_MAX + negative;
	uint64_t n = 0;

	for (const unsigned char *c = at + (negative || *at == '+'); c < end;
	     c++) {
		if (*c == '_')
			continue;
		if (__builtin_mul_overflow(n, 10U, &n) ||
		    __builtin_add_overflow(n, (uint64_t)*c - '0', &n) ||
		    n > max)
			return refuse_large(b, at, end);
	}
	return keep_integer(b, at, (int64_t)(negative ? 0 - n : n), out);
}

static unsigned digit_value(unsigned char c)
{
	if (c <= '9')
		return c - (unsigned)'0';
	return (c | 0x20U) - 'a' + 10;
}

/* 0xHH, 0oOO or 0bBB */
bool toml_number_based(struct toml_build *b, const unsigned char *at,
		       const unsigned char *end, struct toml_value *out)
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
	return keep_integer(b, at, (int64_t)n, out);
}

/* A float as text: digits x 10^exponent. */
struct decimal {
	bool negative;
	bool exact; /* digits and exponent hold all of it */
	uint64_t digits;
	int exponent;
};

enum {
	DIGITS_MAX = 19,     /* as many always fit into 64 bits */
	EXPONENT_MAX = 9999, /* far beyond any double, far below any int */
};

/* The exponent behind "e". */
static int exponent_read(const unsigned char *at, const unsigned char *end)
{
	bool negative = *at == '-';
	int n = 0;

	for (at += negative || *at == '+'; at < end; at++)
		if (*at != '_' && n < EXPONENT_MAX)
			n = n * 10 + (*at - '0');
	return negative ? -n : n;
}

static struct decimal decimal_read(const unsigned char *at,
				   const unsigned char *end)
{
	struct decimal d = {.negative = *at == '-', .exact = true};
	bool fraction = false;
	int count = 0;

	for (at += d.negative || *at == '+'; at < end; at++) {
		if (*at == '_')
			continue;
		if (*at == '.') {
			fraction = true;
			continue;
		}
		if ((*at | 0x20) == 'e') {
			d.exponent += exponent_read(at + 1, end);
			break;
		}
		count += count > 0 || *at != '0';
		if (count > DIGITS_MAX) {
			d.exact = false;
			break;
		}
		d.digits = d.digits * 10 + (uint64_t)(*at - '0');
		d.exponent -= fraction;
	}
	return d;
}

/* Where both the digits and the power of ten are doubles without rounding,
 * their product or quotient is rounded once, that is correctly: W. D. Clinger,
 * "How to Read Floating Point Numbers Accurately" (1990). */
static bool is_simple(const struct decimal *d)
{
	return d->exact && d->digits <= UINT64_C(1) << 53 &&
	       d->exponent >= -22 && d->exponent <= 22;
}

static double simple_value(const struct decimal *d)
{
	static const double tens[] = {
		1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
		1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
		1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
	};
	double value = (double)d->digits;

	if (d->exponent < 0)
		value /= tens[-d->exponent];
	else
		value *= tens[d->exponent];
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

bool toml_number_float(struct toml_build *b, const unsigned char *at,
		       const unsigned char *end, struct toml_value *out)
{
	struct decimal d = decimal_read(at, end);
	double value;

	if (is_simple(&d))
		value = simple_value(&d);
	else if (!hard_value(b, at, end, &value))
		return false;
	if (__builtin_isinf(value))
		return toml_refuse(b, at, (size_t)(end - at),
				   "the float does not fit into 64 bits: the "
				   "largest is about 1.8e308");
	return keep(b, at, TOML_KIND_FLOAT, &value, sizeof(value), out);
}

bool toml_number_special(struct toml_build *b, const unsigned char *at,
			 struct toml_value *out)
{
	const unsigned char *word = at + (*at == '+' || *at == '-');
	double value = *word == 'i' ? __builtin_inf() : __builtin_nan("");

	value = __builtin_copysign(value, *at == '-' ? -1.0 : 1.0);
	return keep(b, at, TOML_KIND_FLOAT, &value, sizeof(value), out);
}
