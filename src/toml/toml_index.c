/* toml_index.c - find keys in a long table
 *
 * Runs as: both.  Input: keys of a document, and keys that are looked up.
 *
 * Open addressing with linear probing.  An index doubles by one more segment,
 * as large as all before it, so that nothing is left behind in the arena.
 */
#include "toml_index.h"

/* A slot is 0 or an entry's offset / 4 (entries are aligned to that) with
 * four bits of the hash above it, which spare most looks at wrong entries. */
enum {
	SLOT_OFFSET_BITS = 28,
};

#define SLOT_OFFSET_MASK ((UINT32_C(1) << SLOT_OFFSET_BITS) - 1)

_Static_assert((TOML_BYTES_MAX / 4 + 1) * 5LL <= SLOT_OFFSET_MASK,
	       "an offset into the arena has to fit into a slot");

static uint32_t slot_of_entry(uint32_t offset, uint32_t hash)
{
	return offset / 4 | (hash & ~SLOT_OFFSET_MASK);
}

/* Segment 0 has TOML_INDEX_FIRST slots, segment n that times 2^(n-1). */
static uint32_t segment_slots(unsigned segment)
{
	return (uint32_t)TOML_INDEX_FIRST << (segment > 0 ? segment - 1 : 0);
}

static uint32_t *slot_at(const struct toml *t, const struct toml_index *index,
			 uint32_t i)
{
	unsigned segment;
	uint32_t *slots;

	if (i < TOML_INDEX_FIRST)
		return (uint32_t *)toml_at(t, index->segments[0]) + i;
	segment = 32 - (unsigned)__builtin_clz(i / TOML_INDEX_FIRST);
	slots = toml_at(t, index->segments[segment]);
	return slots + (i - segment_slots(segment));
}

struct toml_entry *toml_index_next(const struct toml *t,
				   const struct toml_index *index,
				   uint32_t hash, uint32_t *at)
{
	for (;;) {
		uint32_t i = (*at)++ & (index->slots - 1);
		uint32_t slot = *slot_at(t, index, i);
		struct toml_entry *entry;

		if (slot == 0)
			return NULL;
		if (((slot ^ hash) & ~SLOT_OFFSET_MASK) != 0)
			continue;
		entry = toml_at(t, (slot & SLOT_OFFSET_MASK) * 4);
		if (entry->key.hash == hash)
			return entry;
	}
}

static void put(const struct toml_build *b, const struct toml_index *index,
		const struct toml_entry *entry)
{
	uint32_t mask = index->slots - 1;
	uint32_t i = entry->key.hash & mask;

	while (*slot_at(&b->doc, index, i) != 0)
		i = (i + 1) & mask;
	*slot_at(&b->doc, index, i) =
		slot_of_entry(toml_offset(b, entry), entry->key.hash);
}

/* Put all entries of the ring that ends with @last. */
static void put_all(const struct toml_build *b, struct toml_index *index)
{
	const struct toml_entry *last = toml_at(&b->doc, index->last);
	const struct toml_entry *entry = last;

	index->count = 0;
	do {
		entry = toml_at(&b->doc, entry->next);
		put(b, index, entry);
		index->count++;
	} while (entry != last);
}

/* Make @index twice as large and put everything in again. */
static bool grow(struct toml_build *b, struct toml_index *index)
{
	uint32_t more = segment_slots(index->used);
	void *segment = toml_take(b, more * sizeof(uint32_t));

	if (segment == NULL)
		return false;
	index->segments[index->used++] = toml_offset(b, segment);
	index->slots += more;
	for (unsigned i = 0; i < index->used; i++)
		memset(toml_at(&b->doc, index->segments[i]), 0,
		       segment_slots(i) * sizeof(uint32_t));
	put_all(b, index);
	return true;
}

/* Four fifths are few enough for short searches. */
static bool is_crowded(const struct toml_index *index)
{
	return index->count > index->slots / 5 * 4;
}

void toml_index_make(struct toml_build *b, struct toml_value *table)
{
	struct toml_index *index = toml_take(b, sizeof(*index));

	if (index == NULL)
		return;
	*index = (struct toml_index){.last = table->payload};
	do {
		if (!grow(b, index))
			return;
	} while (is_crowded(index));
	table->payload = toml_offset(b, index);
	table->head |= TOML_INDEXED;
}

void toml_index_add(struct toml_build *b, struct toml_value *table,
		    const struct toml_entry *entry)
{
	struct toml_index *index = toml_at(&b->doc, table->payload);

	index->last = toml_offset(b, entry);
	index->count++;
	put(b, index, entry);
	if (is_crowded(index))
		(void)grow(b, index);
}
