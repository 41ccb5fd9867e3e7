/* toml_scalar.h - the values of strings, numbers, dates and times
 *
 * Each of these turns a token of the lexer into a value; what they need room
 * for goes into the document.
 */
#ifndef TOML_SCALAR_H
#define TOML_SCALAR_H

#include "toml_build.h"
#include "toml_scan.h"

/* Make the string that begins at @start, and has its text from @content on,
 * in the document.  As below. */
const unsigned char *toml_string_make(struct toml_build *b,
				      const unsigned char *start,
				      const unsigned char *content,
				      struct toml_stops stops,
				      struct toml_value *out);

/* The string that begins at @start and has one quote on each side.  Returns
 * where it ends; NULL after a failure.  Most values are such strings. */
static inline const unsigned char *toml_string_short(struct toml_build *b,
						     const unsigned char *start,
						     struct toml_stops stops,
						     struct toml_value *out)
{
	const unsigned char *end = toml_scan(start + 1, stops);

	if (*end != stops.quote)
		return toml_string_make(b, start, start + 1, stops, out);
	*out = toml_value(TOML_KIND_TEXT, toml_here(b, start),
			  (uint32_t)(end - start - 1));
	return end + 1;
}

/* The same with three quotes. */
const unsigned char *toml_string_basic_lines(struct toml_build *b,
					     const unsigned char *start,
					     struct toml_value *out);
const unsigned char *toml_string_literal_lines(struct toml_build *b,
					       const unsigned char *start,
					       struct toml_value *out);

/* The quoted key at @start, which may have no newline. */
const unsigned char *toml_string_key(struct toml_build *b,
				     const unsigned char *start,
				     struct toml_key *out);

/* The number from @at to @end: an integer, one with 0x, 0o or 0b, a float, inf
 * or nan.  Returns @end; NULL after a failure. */
const unsigned char *toml_number_decimal(struct toml_build *b,
					 const unsigned char *at,
					 const unsigned char *end,
					 struct toml_value *out);
const unsigned char *toml_number_based(struct toml_build *b,
				       const unsigned char *at,
				       const unsigned char *end,
				       struct toml_value *out);
const unsigned char *toml_number_float(struct toml_build *b,
				       const unsigned char *at,
				       const unsigned char *end,
				       struct toml_value *out);
const unsigned char *toml_number_special(struct toml_build *b,
					 const unsigned char *at,
					 const unsigned char *end,
					 struct toml_value *out);

/* The date, time or both from @at to @end, which is of that kind.  Returns
 * @end; NULL after a failure. */
const unsigned char *toml_datetime_make(struct toml_build *b,
					const unsigned char *at,
					const unsigned char *end,
					enum toml_kind kind,
					struct toml_value *out);

#endif
