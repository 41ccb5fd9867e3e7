/* toml_build.c - keys and tables, by the rules that a grammar cannot see
 *
 * Runs as: both.  Input: tokens of the user's or the administrator's file.
 *
 * https://toml.io/en/v1.1.0, "Keys", "Table", "Inline Table" and "Array of
 * Tables": what may be defined once, and what may be added to afterwards.
 */
#include "toml_blame.h"
#include "toml_build.h"
#include "toml_index.h"

/* Tables longer than this get an index: up to here it would cost more than
 * the searches it saves. */
enum {
	LIST_MAX = 32
};

/* Make @entry, whose key is new to it, the last one of @table. */
static void append(struct toml_build *b, struct toml_value *table,
		   struct toml_entry *entry)
{
	uint32_t offset = toml_offset(b, entry);
	uint32_t last_offset = toml_last(&b->doc, table);
	struct toml_entry *last;

	if (last_offset == 0) {
		entry->next = offset;
	} else {
		last = toml_at(&b->doc, last_offset);
		entry->next = last->next;
		last->next = offset;
	}
	if (toml_is_indexed(table))
		toml_index_add(b, table, entry);
	else
		table->payload = offset;
}

/* The entry of @table under @key; NULL if there is none. */
static struct toml_entry *
find(struct toml_build *b, const struct toml_value *table, struct toml_key key)
{
	struct str text = toml_key_text(&b->doc, key);
	const struct toml_entry *found;

	found = toml_find(&b->doc, table, key.hash, text);
	if (found == NULL)
		return NULL;
	return toml_at(&b->doc, toml_offset(b, found));
}

static bool is_long(const struct toml_build *b, const struct toml_value *table)
{
	uint32_t at = table->payload;

	if (at == 0)
		return false;
	for (unsigned i = 0; i < LIST_MAX; i++) {
		const struct toml_entry *entry = toml_at(&b->doc, at);

		at = entry->next;
		if (at == table->payload)
			return false;
	}
	return true;
}

/* Make @entry, whose key is new to it, the last one of @table, which may be
 * long. */
static void add(struct toml_build *b, struct toml_value *table,
		struct toml_entry *entry)
{
	if (!toml_is_indexed(table) && is_long(b, table))
		toml_index_make(b, table);
	append(b, table, entry);
}

/* A new entry that belongs to no table yet; NULL after a failure. */
static struct toml_entry *new_entry(struct toml_build *b, struct toml_key key,
				    struct toml_value value)
{
	struct toml_entry *entry = toml_take(b, sizeof(*entry));

	if (entry == NULL)
		return NULL;
	entry->key = key;
	entry->value = value;
	return entry;
}

void toml_build_pair_in(struct toml_build *b, struct toml_value *table,
			struct toml_entry *pair)
{
	const struct toml_entry *first;

	if (b->failed)
		return;
	first = find(b, table, pair->key);
	if (first == NULL)
		add(b, table, pair);
	else
		(void)toml_refuse_clash(b, pair->key, TOML_USE_VALUE, first);
}

static uint64_t seen_bit(struct toml_key key)
{
	return UINT64_C(1) << key.hash % 64;
}

void toml_build_pair(struct toml_build *b, struct toml_entry *pair)
{
	struct toml_scope *scope = b->scope;
	uint64_t bit = seen_bit(pair->key);

	if (b->failed)
		return;
	if ((scope->seen & bit) != 0) {
		toml_build_pair_in(b, scope->table, pair);
		return;
	}
	scope->seen |= bit;
	append(b, scope->table, pair);
}

void toml_build_value(struct toml_build *b, struct toml_key key,
		      struct toml_value value)
{
	struct toml_entry *pair = new_entry(b, key, value);

	if (pair != NULL)
		toml_build_pair(b, pair);
}

void toml_build_value_in(struct toml_build *b, struct toml_value *table,
			 struct toml_key key, struct toml_value value)
{
	struct toml_entry *pair = new_entry(b, key, value);

	if (pair != NULL)
		toml_build_pair_in(b, table, pair);
}

/* The value of a new entry of @table: an empty table; NULL after a failure. */
static struct toml_value *new_table(struct toml_build *b,
				    struct toml_value *table,
				    struct toml_key key, enum toml_kind kind)
{
	uint32_t place = toml_key_offset(&b->doc, key);
	struct toml_entry *entry;

	entry = new_entry(b, key, toml_value(kind, place, 0));
	if (entry == NULL)
		return NULL;
	add(b, table, entry);
	return &entry->value;
}

/* @table, which a longer header implied, is defined now: by @key. */
static struct toml_value *define(struct toml_build *b, struct toml_value *table,
				 struct toml_key key, enum toml_kind kind)
{
	uint32_t place = toml_key_offset(&b->doc, key);

	table->head =
		toml_value(kind, place, 0).head | (table->head & TOML_INDEXED);
	return table;
}

/* The key @key wants to be what @first, of the same name, is not. */
static struct toml_value *clash(struct toml_build *b, struct toml_key key,
				enum toml_use use,
				const struct toml_entry *first)
{
	(void)toml_refuse_clash(b, key, use, first);
	return NULL;
}

struct toml_value *toml_build_step_in(struct toml_build *b,
				      struct toml_value *table,
				      struct toml_key key)
{
	struct toml_entry *entry;

	if (b->failed)
		return NULL;
	entry = find(b, table, key);
	if (entry == NULL)
		return new_table(b, table, key, TOML_KIND_DOTTED);
	if (toml_kind(&entry->value) == TOML_KIND_IMPLICIT)
		return define(b, &entry->value, key, TOML_KIND_DOTTED);
	/* No other section can have made it: a section that reached in here
	 * by a dotted key has closed the way by which this one came. */
	if (toml_kind(&entry->value) == TOML_KIND_DOTTED)
		return &entry->value;
	return clash(b, key, TOML_USE_STEP, entry);
}

struct toml_value *toml_build_step(struct toml_build *b, struct toml_key key)
{
	b->scope->seen |= seen_bit(key);
	return toml_build_step_in(b, b->scope->table, key);
}

static struct toml_value *root_of(struct toml_build *b)
{
	return toml_at(&b->doc, 0);
}

/* The table that was made last in the array of tables @array. */
static struct toml_value *last_table(struct toml_build *b,
				     const struct toml_value *array)
{
	struct toml_node *last = toml_at(&b->doc, array->payload);

	return &last->value;
}

struct toml_value *toml_build_header_step(struct toml_build *b,
					  struct toml_value *table,
					  struct toml_key key)
{
	struct toml_entry *entry;

	if (b->failed)
		return NULL;
	if (table == NULL)
		table = root_of(b);
	entry = find(b, table, key);
	if (entry == NULL)
		return new_table(b, table, key, TOML_KIND_IMPLICIT);
	if (toml_kind(&entry->value) == TOML_KIND_TABLES)
		return last_table(b, &entry->value);
	if (toml_is_table(&entry->value) &&
	    toml_kind(&entry->value) != TOML_KIND_INLINE)
		return &entry->value;
	return clash(b, key, TOML_USE_HEADER_STEP, entry);
}

/* The keys that follow belong to @table; NULL after a failure. */
static void begin_section(struct toml_build *b, struct toml_value *table)
{
	if (table == NULL)
		return;
	b->scope = &b->scopes[0];
	b->scope->table = table;
	b->scope->seen = table->payload == 0 ? 0 : UINT64_MAX;
}

void toml_build_table(struct toml_build *b, struct toml_value *table,
		      struct toml_key key)
{
	struct toml_entry *entry;

	if (b->failed)
		return;
	if (table == NULL)
		table = root_of(b);
	entry = find(b, table, key);
	if (entry == NULL)
		begin_section(b, new_table(b, table, key, TOML_KIND_HEADER));
	else if (toml_kind(&entry->value) == TOML_KIND_IMPLICIT)
		begin_section(b,
			      define(b, &entry->value, key, TOML_KIND_HEADER));
	else
		(void)clash(b, key, TOML_USE_TABLE, entry);
}

/* A new last table in @array; NULL after a failure. */
static struct toml_value *
add_table(struct toml_build *b, struct toml_value *array, struct toml_key key)
{
	struct toml_node *node = toml_take(b, sizeof(*node));
	uint32_t place = toml_key_offset(&b->doc, key);
	struct toml_node *last;

	if (node == NULL)
		return NULL;
	node->value = toml_value(TOML_KIND_HEADER, place, 0);
	node->next = toml_offset(b, node);
	if (array->payload != 0) {
		last = toml_at(&b->doc, array->payload);
		node->next = last->next;
		last->next = toml_offset(b, node);
	}
	array->payload = toml_offset(b, node);
	return &node->value;
}

void toml_build_tables(struct toml_build *b, struct toml_value *table,
		       struct toml_key key)
{
	struct toml_entry *entry;
	struct toml_value *array;

	if (b->failed)
		return;
	if (table == NULL)
		table = root_of(b);
	entry = find(b, table, key);
	if (entry != NULL && toml_kind(&entry->value) != TOML_KIND_TABLES) {
		(void)clash(b, key, TOML_USE_TABLES, entry);
		return;
	}
	array = entry != NULL ? &entry->value
			      : new_table(b, table, key, TOML_KIND_TABLES);
	if (array != NULL)
		begin_section(b, add_table(b, array, key));
}

struct toml_open toml_build_array_begin(struct toml_build *b, uint32_t place)
{
	return (struct toml_open){place, toml_offset(b, b->stack)};
}

void toml_build_element(struct toml_build *b, struct toml_value value)
{
	if ((size_t)(b->stack - b->free) < sizeof(value)) {
		(void)toml_refuse_full(b);
		return;
	}
	b->stack -= sizeof(value);
	memcpy(b->stack, &value, sizeof(value));
}

/* Elements move from the stack in one piece and so keep its order, the last
 * one first: to turn them around would need room for both. */
struct toml_value toml_build_array(struct toml_build *b, struct toml_open open)
{
	const unsigned char *from = b->stack;
	unsigned char *end = toml_at(&b->doc, open.stack);
	size_t size = (size_t)(end - from);
	struct toml_array *array;

	if (size == 0)
		return toml_value(TOML_KIND_ARRAY, open.place, 0);
	b->stack = end;
	array = toml_take(b, sizeof(*array) + size);
	if (array == NULL)
		return toml_value(TOML_KIND_ARRAY, open.place, 0);
	memmove(array->elements, from, size);
	array->count = (uint32_t)(size / sizeof(array->elements[0]));
	return toml_value(TOML_KIND_ARRAY, open.place, toml_offset(b, array));
}

void toml_build_inline_begin(struct toml_build *b, uint32_t place)
{
	struct toml_scope *scope = ++b->scope;

	scope->inside = toml_value(TOML_KIND_INLINE, place, 0);
	scope->table = &scope->inside;
	scope->seen = 0;
}

struct toml_value toml_build_inline(struct toml_build *b)
{
	return (b->scope--)->inside;
}

void toml_build_begin(struct toml_build *b)
{
	struct toml_value *root = toml_take(b, sizeof(*root));

	if (root == NULL)
		return;
	*root = toml_value(TOML_KIND_HEADER, 0, 0);
	b->doc.root = root;
	b->scope = b->scopes;
	begin_section(b, root);
}
