/* toml_internal.h - a document in memory, and what makes it
 *
 * Shared by src/toml/ and by the code generated from grammar/toml.re and
 * grammar/toml.y.
 *
 * All of a document is one bump-allocated piece of the caller's arena, and
 * whatever refers to another part of it does so by a 32-bit offset.  So a
 * value takes 8 bytes, an element of an array 8, a key with its value 20: a
 * document fits into five times its text, however densely it is written.
 */
#ifndef TOML_INTERNAL_H
#define TOML_INTERNAL_H

#include "toml_scan.h"
#include "vmman/toml.h"

/* What a value is, finer than enum toml_type: how its payload is to be read,
 * and for a table what may still be added to it. */
enum toml_kind {
	TOML_KIND_TEXT,     /* a string that stands in the source as it is;
			     * its length */
	TOML_KIND_MADE,     /* a string with escapes; a struct toml_text */
	TOML_KIND_SMALL,    /* an integer of 32 bits; itself */
	TOML_KIND_WIDE,     /* an integer; an int64_t */
	TOML_KIND_FLOAT,    /* a double */
	TOML_KIND_BOOL,     /* 0 or 1 */
	TOML_KIND_DATETIME, /* this and the next: a struct toml_datetime */
	TOML_KIND_LOCAL_DATETIME,
	TOML_KIND_LOCAL_DATE,
	TOML_KIND_LOCAL_TIME,
	TOML_KIND_ARRAY,    /* a struct toml_array; 0 if empty; with TOML_SINGLE
			     * just its one element */
	TOML_KIND_TABLES,   /* an array made by [[headers]]; its last
			     * struct toml_node */
	TOML_KIND_IMPLICIT, /* this and the next: a table; its last
			     * struct toml_entry or 0 if empty, or its
			     * struct toml_index if it is indexed.  Made by a
			     * longer header: may get one of its own */
	TOML_KIND_HEADER,   /* made by its own header */
	TOML_KIND_DOTTED,   /* made by dotted keys: may get more of those */
	TOML_KIND_INLINE,   /* made by { }: complete */
};

enum {
	TOML_KIND_MASK = 15,
	TOML_INDEXED = 16, /* on a table: it has a struct toml_index */
	TOML_PLACE_SHIFT = 5,
	TOML_SINGLE = 1, /* in the payload of an array: offsets are even */
};

_Static_assert(TOML_BYTES_MAX >> (32 - TOML_PLACE_SHIFT) == 0,
	       "a place has to fit beside the kind");

struct toml_value {
	uint32_t head;    /* place << TOML_PLACE_SHIFT | TOML_INDEXED | kind */
	uint32_t payload; /* offsets count from toml.memory */
};

/* How a key is written, and what its place is then. */
enum toml_form {
	TOML_BARE,   /* in the source: its first byte */
	TOML_QUOTED, /* in the source, no escapes: the opening quote */
	TOML_MADE,   /* a struct toml_text; its offset / 8 */
};

struct toml_key {
	uint32_t head; /* place << TOML_PLACE_SHIFT | form */
	uint32_t hash; /* toml_hash() of its text */
};

/* A key and its value in a table: a ring in the order of the source, entered
 * at its last member, so that it grows at its end and starts at its begin. */
struct toml_entry {
	struct toml_key key;
	struct toml_value value;
	uint32_t next;
};

/* One table of an array of tables: a ring like that of entries. */
struct toml_node {
	struct toml_value value;
	uint32_t next;
};

/* An array: the last element comes first, see toml_build_array(). */
struct toml_array {
	uint32_t count;
	struct toml_value elements[];
};

/* A string or key that differs from how it is written. */
struct toml_text {
	uint32_t place; /* in the source */
	uint32_t len;
	char bytes[];
};

enum {
	TOML_INDEX_FIRST = 64,    /* slots of the first segment */
	TOML_INDEX_SEGMENTS = 22, /* enough for TOML_BYTES_MAX / 4 keys */
};

/* Finds keys in a long table: see toml_index.c. */
struct toml_index {
	uint32_t last;  /* entry */
	uint32_t count; /* entries */
	uint32_t slots; /* a power of two */
	uint32_t used;  /* segments */
	uint32_t segments[TOML_INDEX_SEGMENTS];
};

static inline enum toml_kind toml_kind(const struct toml_value *v)
{
	return (enum toml_kind)(v->head & TOML_KIND_MASK);
}

static inline bool toml_is_indexed(const struct toml_value *v)
{
	return (v->head & TOML_INDEXED) != 0;
}

static inline bool toml_is_table(const struct toml_value *v)
{
	return toml_kind(v) >= TOML_KIND_IMPLICIT;
}

/* Two halves in one number, as they are in a struct.  Values and keys are
 * written by it, in one piece: where two halves are written and then read as
 * a whole, the read has to wait for the writes, and that cost a sixth of all
 * time. */
static inline uint64_t toml_halves(uint32_t first, uint32_t second)
{
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
	return (uint64_t)second << 32 | first;
#else
	return (uint64_t)first << 32 | second;
#endif
}

static inline struct toml_value toml_value(enum toml_kind kind, uint32_t place,
					   uint32_t payload)
{
	uint64_t both = toml_halves(place << TOML_PLACE_SHIFT | (uint32_t)kind,
				    payload);
	struct toml_value v;

	memcpy(&v, &both, sizeof(v));
	return v;
}

static inline struct toml_key toml_key(enum toml_form form, uint32_t place,
				       uint32_t hash)
{
	uint64_t both =
		toml_halves(place << TOML_PLACE_SHIFT | (uint32_t)form, hash);
	struct toml_key key;

	memcpy(&key, &both, sizeof(key));
	return key;
}

static inline void *toml_at(const struct toml *t, uint32_t offset)
{
	return t->memory + offset;
}

/* The last entry of a table; 0 if it is empty. */
static inline uint32_t toml_last(const struct toml *t,
				 const struct toml_value *table)
{
	if (!toml_is_indexed(table))
		return table->payload;
	return ((const struct toml_index *)toml_at(t, table->payload))->last;
}

/* A hash of the text of a key. */
uint32_t toml_hash(struct str text);

/* Whether @c can go on with a number, a date or a word: what does not end
 * there is none of these. */
static inline bool toml_goes_on(unsigned char c)
{
	return toml_is_bare(c) || c == '.' || c == ':' || c == '+';
}

/* The text of @key. */
struct str toml_key_text(const struct toml *t, struct toml_key key);

/* Where @key stands in the source: the offset of its first byte, and all. */
uint32_t toml_key_offset(const struct toml *t, struct toml_key key);
struct err_place toml_key_place(const struct toml *t, struct toml_key key);

/* The entry of @table under the key @text; NULL if there is none. */
const struct toml_entry *toml_find(const struct toml *t,
				   const struct toml_value *table,
				   struct str text);

/* What is wrong with the word at @at, which is no value; NULL for nothing
 * special. */
const char *toml_mistake(const unsigned char *at);

/* How many bytes the key, the value or the header at @at takes; of an array
 * or an inline table, its bracket.  The document has been read. */
size_t toml_span_key(const unsigned char *at);
size_t toml_span_value(const unsigned char *at);
size_t toml_span_header(const unsigned char *at);

/* The line, from 1, that the byte at @offset is on. */
size_t toml_line(const struct toml *t, size_t offset);

#endif
