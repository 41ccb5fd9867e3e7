/* toml_place.c - where in the source something stands
 *
 * Runs as: both.  Input: a document that has been read.
 *
 * A document holds where things begin; how far they reach is found by reading
 * them once more, which only an error message asks for.
 */
#include "toml_internal.h"

static struct err_place place(uint32_t offset, size_t len)
{
	return (struct err_place){offset, len, true};
}

static const unsigned char *source(const struct toml *t)
{
	return (const unsigned char *)t->bytes;
}

struct err_place toml_key_place(const struct toml *t, struct toml_key key)
{
	uint32_t offset = toml_key_offset(t, key);

	return place(offset, toml_span_key(source(t) + offset));
}

/* The header that has a key at @offset: it has a line of its own. */
static struct err_place header_place(const struct toml *t, uint32_t offset)
{
	while (offset > 0 && t->bytes[offset - 1] != '\n')
		offset--;
	while (t->bytes[offset] != '[')
		offset++;
	return place(offset, toml_span_header(source(t) + offset));
}

struct err_place toml_place(const struct toml *t, const struct toml_value *v)
{
	uint32_t offset = v->head >> TOML_PLACE_SHIFT;

	if (v == t->root)
		return place(0, 0);
	switch (toml_kind(v)) {
	case TOML_KIND_HEADER:
	case TOML_KIND_IMPLICIT:
	case TOML_KIND_TABLES:
		return header_place(t, offset);
	case TOML_KIND_DOTTED:
		return place(offset, toml_span_key(source(t) + offset));
	case TOML_KIND_TEXT:
	case TOML_KIND_MADE:
	case TOML_KIND_SMALL:
	case TOML_KIND_WIDE:
	case TOML_KIND_FLOAT:
	case TOML_KIND_BOOL:
	case TOML_KIND_DATETIME:
	case TOML_KIND_LOCAL_DATETIME:
	case TOML_KIND_LOCAL_DATE:
	case TOML_KIND_LOCAL_TIME:
	case TOML_KIND_ARRAY:
	case TOML_KIND_INLINE:
		return place(offset, toml_span_value(source(t) + offset));
	}
	BUG();
}

size_t toml_line(const struct toml *t, size_t offset)
{
	size_t line = 1;

	for (size_t i = 0; i < offset; i++)
		line += t->bytes[i] == '\n';
	return line;
}
