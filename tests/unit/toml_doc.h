/* toml_doc.h - a document in memory of exactly its size
 *
 * The bytes and the arena are blocks of their own, so that the sanitizers see
 * what reaches beyond them.
 */
#ifndef VMMAN_TOML_DOC_H
#define VMMAN_TOML_DOC_H

#include "unit.h"
#include "vmman/toml.h"
#include <stdlib.h>

struct doc {
	struct toml t;
	struct err e;
	bool good;
	char *bytes;  /* owned */
	void *memory; /* owned */
};

/* Read @text with an arena of @size bytes. */
static inline struct doc doc_read_in(struct str text, size_t size)
{
	struct doc d = {.bytes = calloc(1, text.len + TOML_PAD),
			.memory = malloc(size > 0 ? size : 1)};
	struct arena arena = arena_over(d.memory, size);

	assert_non_null(d.bytes);
	assert_non_null(d.memory);
	memcpy(d.bytes, text.data, text.len);
	d.good = toml_read(d.bytes, text.len, &arena, &d.t, &d.e);
	return d;
}

static inline struct doc doc_read(struct str text)
{
	return doc_read_in(text, toml_arena_bytes(text.len));
}

static inline void doc_free(struct doc *d)
{
	free(d->bytes);
	free(d->memory);
}

static inline void assert_doc_good(const struct doc *d)
{
	if (!d->good)
		fail_msg("refused: %s", d->e.text);
}

/* The document was refused for its bytes @offset to @offset + @len. */
static inline void assert_doc_refused(const struct doc *d, size_t offset,
				      size_t len, const char *text)
{
	assert_false(d->good);
	assert_string_equal(d->e.text, text);
	assert_int_equal(d->e.kind, ERR_CONFIG);
	assert_true(d->e.at.known);
	assert_int_equal(d->e.at.offset, offset);
	assert_int_equal(d->e.at.len, len);
}

/* The value under a key of the root, or of a table; it has to be there. */
static inline const struct toml_value *doc_get(const struct doc *d,
					       const char *key)
{
	const struct toml_value *v;

	assert_doc_good(d);
	v = toml_get(&d->t, d->t.root, str_from_c(key));
	assert_non_null(v);
	return v;
}

static inline const struct toml_value *
doc_in(const struct doc *d, const struct toml_value *table, const char *key)
{
	const struct toml_value *v = toml_get(&d->t, table, str_from_c(key));

	assert_non_null(v);
	return v;
}

static inline void assert_str_equal(struct str s, struct str want)
{
	assert_int_equal(s.len, want.len);
	assert_memory_equal(s.data, want.data, want.len);
}

/* Text that a test puts together. */
struct text {
	char *bytes; /* owned: text_free() */
	size_t len, room;
};

static inline void text_add(struct text *t, const char *more)
{
	size_t len = strlen(more);

	if (t->room - t->len < len + 1) {
		t->room = 2 * (t->room + len + 1);
		t->bytes = realloc(t->bytes, t->room);
		assert_non_null(t->bytes);
	}
	memcpy(t->bytes + t->len, more, len + 1);
	t->len += len;
}

static inline void text_times(struct text *t, const char *more, size_t times)
{
	for (size_t i = 0; i < times; i++)
		text_add(t, more);
}

static inline struct str text_str(const struct text *t)
{
	return (struct str){t->bytes, t->len};
}

static inline void text_free(struct text *t)
{
	free(t->bytes);
	*t = (struct text){NULL, 0, 0};
}

#endif
