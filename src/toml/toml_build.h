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

/* What the lexer expects next.  The grammar cannot tell it: lemon executes an
 * action only when the next token is there already. */
enum toml_mode {
	TOML_MODE_LINE,   /* a line */
	TOML_MODE_KEY,    /* the next part of a dotted key */
	TOML_MODE_HEADER, /* the next part of a header */
	TOML_MODE_ARRAY,  /* in an array */
	TOML_MODE_INLINE, /* in an inline table */
	TOML_MODE_AFTER,  /* behind an array or table that is in one */
};

enum toml_state {
	TOML_READING,
	TOML_FAILED,    /* e is filled, nothing more is to be built */
	TOML_MISPLACED, /* the grammar refuses the last token */
	TOML_ACCEPTED,  /* the grammar has seen a whole document */
};

struct toml_build {
	struct toml doc;
	const unsigned char *bytes, *end; /* of the source */
	struct err *e;
	enum toml_state state;

	/* the lexer's */
	const unsigned char *at;
	enum toml_mode mode;
	uint32_t parts;         /* of the key or header at hand */
	uint32_t header_closes; /* 1 or 2: ']' at the end of the header */
	uint32_t depth;         /* arrays and inline tables that are open */
	uint32_t open[TOML_DEPTH_MAX]; /* where in the source each begins */

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

/* Reading ends, unless it has failed already. */
static inline void toml_build_end(struct toml_build *b, enum toml_state state)
{
	if (b->state == TOML_READING)
		b->state = state;
}

/* Note @entry, which is the last of the indexed @table now. */
void toml_index_add(struct toml_build *b, struct toml_value *table,
		    const struct toml_entry *entry);

/* Make @entry, whose key is new to it, the last one of @table. */
static inline void toml_append(struct toml_build *b, struct toml_value *table,
			       struct toml_entry *entry)
{
	uint32_t last = toml_last(&b->doc, table);
	struct toml_entry *before = last == 0 ? entry : toml_at(&b->doc, last);

	entry->next = last == 0 ? toml_offset(b, entry) : before->next;
	before->next = toml_offset(b, entry);
	if (toml_is_indexed(table))
		toml_index_add(b, table, entry);
	else
		table->payload = toml_offset(b, entry);
}

static inline uint64_t toml_seen_bit(struct toml_key key)
{
	return UINT64_C(1) << key.hash % 64;
}

/* A key with its value, in @table, or in that of the scope. */
void toml_build_pair_in(struct toml_build *b, struct toml_value *table,
			struct toml_entry *pair);
static inline void toml_build_pair(struct toml_build *b,
				   struct toml_entry *pair)
{
	struct toml_scope *scope = b->scope;
	uint64_t bit = toml_seen_bit(pair->key);

	if ((scope->seen & bit) != 0 || b->state != TOML_READING) {
		toml_build_pair_in(b, scope->table, pair);
		return;
	}
	scope->seen |= bit;
	toml_append(b, scope->table, pair);
}

/* The table that a dotted key goes through: the first step from the scope,
 * the others from @table. */
struct toml_value *toml_build_step(struct toml_build *b, struct toml_key key);
struct toml_value *toml_build_step_in(struct toml_build *b,
				      struct toml_value *table,
				      struct toml_key key);

/* The same for headers, which begin at the root: NULL is the root. */
struct toml_value *toml_build_prefix(struct toml_build *b,
				     struct toml_value *table,
				     struct toml_key key);

/* A [header] or [[header]] is complete: the scope is the table @key now. */
void toml_build_table(struct toml_build *b, struct toml_value *table,
		      struct toml_key key);
void toml_build_tables(struct toml_build *b, struct toml_value *table,
		       struct toml_key key);

/* The elements of an array wait in the stack: it begins, where the stack is
 * then; gets an element; is complete.  Its place is added by the next two. */
uint32_t toml_build_array_begin(struct toml_build *b);
static inline void toml_build_element(struct toml_build *b,
				      struct toml_value value)
{
	if ((size_t)(b->stack - b->free) < sizeof(value)) {
		(void)toml_refuse_full(b);
		return;
	}
	b->stack -= sizeof(value);
	memcpy(b->stack, &value, sizeof(value));
}
struct toml_value toml_build_array(struct toml_build *b, uint32_t begin);

/* An inline table begins, and is the scope; is complete. */
void toml_build_inline_begin(struct toml_build *b);
struct toml_value toml_build_inline(struct toml_build *b);

/* The array or inline table @v, which began with the token @token: as an
 * element, and as the value of the pair that is in the token. */
struct toml_value toml_build_nested(union toml_token token,
				    struct toml_value v);
union toml_token toml_build_nested_pair(union toml_token token,
					struct toml_value v);

#endif
