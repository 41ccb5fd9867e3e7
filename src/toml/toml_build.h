/* toml_build.h - the document under construction
 *
 * The lexer makes tokens out of bytes, the grammar calls toml_build_*() as it
 * recognises them, and those keep the rules of tables and keys that a grammar
 * cannot see.  After the first failure all of them do nothing.
 */
#ifndef TOML_BUILD_H
#define TOML_BUILD_H

#include "toml_internal.h"

/* What the lexer gives to the grammar.  8 bytes: larger ones travel in two
 * registers, and gcc then stores them in a way that stalls the next load. */
union toml_token {
	struct toml_key key;
	struct toml_value value;
	struct toml_entry *pair;
	uint32_t place;
};

/* A table whose keys are being read: the section under a header, or an inline
 * table within it. */
struct toml_scope {
	struct toml_value *table;
	uint64_t seen;            /* bit hash % 64 of each key that is in it:
				   * a new bit proves a new key */
	struct toml_value inside; /* an inline table, until it is complete */
};

/* An array that has begun. */
struct toml_open {
	uint32_t place;
	uint32_t stack; /* offset of the elements that belong to outer ones */
};

/* What the lexer expects next.  The grammar cannot tell it: lemon executes an
 * action only when the next token is there already. */
enum toml_mode {
	TOML_MODE_LINE,   /* a line */
	TOML_MODE_KEY,    /* the next part of a dotted key */
	TOML_MODE_HEADER, /* the next part of a header */
	TOML_MODE_VALUE,  /* the '[' or '{' behind a '=' */
	TOML_MODE_ARRAY,  /* in an array */
	TOML_MODE_INLINE, /* in an inline table */
	TOML_MODE_AFTER,  /* behind an array or table that is in one */
};

struct toml_build {
	struct toml doc;
	const unsigned char *bytes, *end; /* of the source */
	struct err *e;
	bool failed;    /* e is filled, nothing more is to be built */
	bool misplaced; /* the grammar refuses the last token */
	bool accepted;  /* the grammar has seen a whole document */

	/* the lexer's */
	const unsigned char *at;
	enum toml_mode mode;
	uint32_t parts;         /* of the key or header at hand */
	uint32_t header_closes; /* 1 or 2: ']' at the end of the header */
	uint32_t depth;         /* arrays and inline tables that are open */
	unsigned char open[TOML_DEPTH_MAX]; /* enum toml_mode of each */

	/* memory: the document grows from below, the elements of arrays that
	 * are not complete wait in a stack that grows from above */
	unsigned char *free, *stack, *memory_end;

	struct toml_scope *scope;
	struct toml_scope scopes[TOML_DEPTH_MAX + 1];
};

/* The variable is large and filled piece by piece: the compiler is not to
 * clear it first (-ftrivial-auto-var-init=zero), which would cost more than
 * to parse an ordinary file. */
#if defined __has_attribute && __has_attribute(uninitialized)
#define TOML_UNINITIALIZED __attribute__((uninitialized))
#else
#define TOML_UNINITIALIZED
#endif

/* The arena is full: fill b->e. */
bool toml_refuse_full(struct toml_build *b);

/* @size bytes, a multiple of 4; NULL after toml_refuse_full(). */
static inline void *toml_take(struct toml_build *b, size_t size)
{
	unsigned char *taken = b->free;

	if ((size_t)(b->stack - taken) < size) {
		(void)toml_refuse_full(b);
		return NULL;
	}
	b->free = taken + size;
	return taken;
}

/* Where @at is in the source. */
static inline uint32_t toml_here(const struct toml_build *b,
				 const unsigned char *at)
{
	return (uint32_t)(at - b->bytes);
}

/* Where @at is in memory. */
static inline uint32_t toml_offset(const struct toml_build *b, const void *at)
{
	return (uint32_t)((const unsigned char *)at - b->doc.memory);
}

/* Read lines from b->at on, in grammar/toml.re.  False after filling b->e. */
bool toml_parse(struct toml_build *b);

/* Make the root table. */
void toml_build_begin(struct toml_build *b);

/* A key with its value, in the table of the scope, or in @table. */
void toml_build_pair(struct toml_build *b, struct toml_entry *pair);
void toml_build_pair_in(struct toml_build *b, struct toml_value *table,
			struct toml_entry *pair);
void toml_build_value(struct toml_build *b, struct toml_key key,
		      struct toml_value value);
void toml_build_value_in(struct toml_build *b, struct toml_value *table,
			 struct toml_key key, struct toml_value value);

/* The table that a dotted key goes through: the first step from the scope,
 * the others from @table. */
struct toml_value *toml_build_step(struct toml_build *b, struct toml_key key);
struct toml_value *toml_build_step_in(struct toml_build *b,
				      struct toml_value *table,
				      struct toml_key key);

/* The same for headers, which begin at the root: NULL is the root. */
struct toml_value *toml_build_header_step(struct toml_build *b,
					  struct toml_value *table,
					  struct toml_key key);

/* A [header] or [[header]] is complete: the scope is the table @key now. */
void toml_build_table(struct toml_build *b, struct toml_value *table,
		      struct toml_key key);
void toml_build_tables(struct toml_build *b, struct toml_value *table,
		       struct toml_key key);

struct toml_open toml_build_array_begin(struct toml_build *b, uint32_t place);
void toml_build_element(struct toml_build *b, struct toml_value value);
struct toml_value toml_build_array(struct toml_build *b, struct toml_open open);

void toml_build_inline_begin(struct toml_build *b, uint32_t place);
struct toml_value toml_build_inline(struct toml_build *b);

#endif
