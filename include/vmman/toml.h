/* toml.h - TOML 1.1: bytes to a document, and typed look-ups in it
 *
 * The language is that of https://toml.io/en/v1.1.0, by grammar/toml.re
 * (lexer) and grammar/toml.y (parser); grammar/README.md goes through it
 * production by production.  Pure: no system call, no malloc, no global
 * state, no recursion whose depth the input decides.
 */
#ifndef VMMAN_TOML_H
#define VMMAN_TOML_H

#include "vmman/arena.h"
#include "vmman/err.h"
#include "vmman/own.h"
#include "vmman/str.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	TOML_BYTES_MAX = (1 << 27) - 1, /* longest document */
	TOML_DEPTH_MAX = 128, /* arrays and inline tables within each other */
	TOML_PARTS_MAX = 128, /* parts of one dotted key or header */
	TOML_PAD = 64,        /* readable zero bytes behind the document */
};

enum toml_type {
	TOML_STRING = 1,
	TOML_INTEGER,
	TOML_FLOAT,
	TOML_BOOL,
	TOML_DATETIME, /* with an offset */
	TOML_LOCAL_DATETIME,
	TOML_LOCAL_DATE,
	TOML_LOCAL_TIME,
	TOML_ARRAY,
	TOML_TABLE,
};

/* A date-time; which members count follows from the type. */
struct toml_datetime {
	int16_t year;           /* 0 to 9999 */
	uint8_t month, day;     /* 1 to 12, 1 to 31 */
	uint8_t hour, minute;   /* 0 to 23, 0 to 59 */
	uint8_t second;         /* 0 to 60 */
	uint32_t nanosecond;    /* finer digits are dropped */
	int16_t offset_minutes; /* from UTC; TOML_DATETIME only */
};

/* A value in a document: cheap to copy; it borrows from the document. */
struct toml_value;

/* A document.  It borrows the bytes and the arena it was read from. */
struct toml {
	const char *bytes;
	size_t len;
	const struct toml_value *root; /* a table */
	unsigned char *memory;         /* private: what is in the arena */
};

/* How large an arena has to be for @len bytes of TOML: 5 x len + 8 KiB. */
size_t toml_arena_bytes(size_t len);

/* Read the @len bytes at @bytes; the TOML_PAD bytes behind them must be
 * readable and zero.  False after filling @e with ERR_CONFIG: with the place,
 * what was found and what was expected. */
bool toml_read(const char *bytes, size_t len, struct arena *arena,
	       struct toml *out, struct err *e) MUST_CHECK;

/* The language of messages: "a string", "an integer", ... */
const char *toml_type_text(enum toml_type type);

enum toml_type toml_type(const struct toml_value *v);

/* Where the value @v stands in the text of @t.  A table made by a header
 * stands where its header does. */
struct err_place toml_place(const struct toml *t, const struct toml_value *v);

/* Payloads.  The value must be of that type: a wrong call is a BUG(). */
struct str toml_string(const struct toml *t, const struct toml_value *v);
int64_t toml_integer(const struct toml *t, const struct toml_value *v);
double toml_float(const struct toml *t, const struct toml_value *v);
bool toml_bool(const struct toml_value *v);
struct toml_datetime toml_datetime(const struct toml *t,
				   const struct toml_value *v);

/* How many elements an array has, or keys a table. */
size_t toml_count(const struct toml *t, const struct toml_value *v);

/* One step through a table (in the order of the file) or an array. */
struct toml_iter {
	const struct toml *doc;
	uint32_t at, left;           /* private */
	const struct toml_value *of; /* private */
	struct str key;              /* "" in an array */
	struct err_place key_place;  /* unknown in an array */
	const struct toml_value *value;
};

struct toml_iter toml_each(const struct toml *t, const struct toml_value *v);
bool toml_next(struct toml_iter *it);

/* The value under @key in a table; NULL if there is none. */
const struct toml_value *
toml_get(const struct toml *t, const struct toml_value *table, struct str key);

/* Typed look-ups.  Each leaves @out alone and returns true when the key is
 * absent; false after filling @e (ERR_CONFIG, with the place of the value,
 * what it is and what it should be) when the type is another. */
bool toml_get_string(const struct toml *t, const struct toml_value *table,
		     const char *key, struct str *out,
		     struct err *e) MUST_CHECK;
bool toml_get_integer(const struct toml *t, const struct toml_value *table,
		      const char *key, int64_t *out, struct err *e) MUST_CHECK;
bool toml_get_bool(const struct toml *t, const struct toml_value *table,
		   const char *key, bool *out, struct err *e) MUST_CHECK;

#endif
