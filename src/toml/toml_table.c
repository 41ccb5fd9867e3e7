/* toml_table.c - find keys in tables
 *
 * Runs as: both.  Input: keys of a document, and keys that are looked up.
 */
#include "toml_hash.h"
#include "toml_index.h"
#include "toml_internal.h"

uint32_t toml_hash(struct str text)
{
	const unsigned char *at = (const unsigned char *)text.data;
	size_t whole = text.len > 0 ? (text.len - 1) / 8 * 8 : 0;
	uint64_t hash = text.len;
	unsigned char tail[8] = {0};

	for (size_t i = 0; i < whole; i += 8)
		hash = toml_hash_add(hash, toml_hash_load(at + i));
	if (text.len > 0)
		memcpy(tail, at + whole, text.len - whole);
	return (uint32_t)toml_hash_add(hash, toml_hash_load(tail));
}

static struct str bare_text(const char *at)
{
	const unsigned char *start = (const unsigned char *)at;

	return (struct str){at, (size_t)(toml_scan_bare(start) - start)};
}

static struct str quoted_text(const char *at)
{
	size_t len = 0;

	while (at[1 + len] != at[0])
		len++;
	return (struct str){at + 1, len};
}

static enum toml_form form_of(struct toml_key key)
{
	return (enum toml_form)(key.head & TOML_KIND_MASK);
}

static const struct toml_text *made_key(const struct toml *t,
					struct toml_key key)
{
	return toml_at(t, (key.head >> TOML_PLACE_SHIFT) * 8);
}

uint32_t toml_key_offset(const struct toml *t, struct toml_key key)
{
	if (form_of(key) == TOML_MADE)
		return made_key(t, key)->place;
	return key.head >> TOML_PLACE_SHIFT;
}

struct str toml_key_text(const struct toml *t, struct toml_key key)
{
	const char *at = t->bytes + (key.head >> TOML_PLACE_SHIFT);
	const struct toml_text *made;

	switch (form_of(key)) {
	case TOML_BARE:
		return bare_text(at);
	case TOML_QUOTED:
		return quoted_text(at);
	case TOML_MADE:
		made = made_key(t, key);
		return (struct str){made->bytes, made->len};
	}
	BUG();
}

static const struct toml_entry *find_in_index(const struct toml *t,
					      const struct toml_index *index,
					      uint32_t hash, struct str text)
{
	const struct toml_entry *entry;
	uint32_t at = hash;

	do
		entry = toml_index_next(t, index, hash, &at);
	while (entry != NULL && !str_equal(toml_key_text(t, entry->key), text));
	return entry;
}

const struct toml_entry *
toml_find(const struct toml *t, const struct toml_value *table, struct str text)
{
	uint32_t hash = toml_hash(text);
	const struct toml_entry *last, *entry;

	if (table->payload == 0)
		return NULL;
	if (toml_is_indexed(table))
		return find_in_index(t, toml_at(t, table->payload), hash, text);
	last = entry = toml_at(t, table->payload);
	do {
		entry = toml_at(t, entry->next);
		if (entry->key.hash == hash &&
		    str_equal(toml_key_text(t, entry->key), text))
			return entry;
	} while (entry != last);
	return NULL;
}
