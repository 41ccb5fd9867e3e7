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

static bool same_text(const struct toml *t, struct toml_key a,
		      struct toml_key b)
{
	return str_equal(toml_key_text(t, a), toml_key_text(t, b));
}

/* The entry of @table, which has no index, under @key; NULL if there is none,
 * and then the table gets an index if it has become too long for this. */
static struct toml_entry *find_in_list(struct toml_build *b,
				       struct toml_value *table,
				       struct toml_key key)
{
	struct toml_entry *last, *entry;
	unsigned count = 0;

	if (table->payload == 0)
		return NULL;
	last = entry = toml_at(&b->doc, table->payload);
	do {
		entry = toml_at(&b->doc, entry->next);
		if (entry->key.hash == key.hash &&
		    same_text(&b->doc, entry->key, key))
			return entry;
		count++;
	} while (entry != last);
	if (count > LIST_MAX)
		toml_index_make(b, table);
	return NULL;
}

static struct toml_entry *find_in_index(struct toml_build *b,
					const struct toml_value *table,
					struct toml_key key)
{
	const struct toml_index *index = toml_at(&b->doc, table->payload);
	struct toml_entry *entry;
	uint32_t at = key.hash;

	do
		entry = toml_index_next(&b->doc, index, key.hash, &at);
	while (entry != NULL && !same_text(&b->doc, entry->key, key));
	return entry;
}

static struct toml_entry *find(struct toml_build *b, struct toml_value *table,
			       struct toml_key key)
{
	return toml_is_indexed(table) ? find_in_index(b, table, key)
				      : find_in_list(b, table, key);
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

	if (b->state != TOML_READING)
		return;
	first = find(b, table, pair->key);
	if (first == NULL)
		toml_append(b, table, pair);
	else
		(void)toml_refuse_clash(b, pair->key, TOML_USE_VALUE, first);
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
	toml_append(b, table, entry);
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

	if (b->state != TOML_READING)
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
	uint64_t bit = toml_seen_bit(key);

	if ((b->scope->seen & bit) != 0 || b->state != TOML_READING)
		return toml_build_step_in(b, b->scope->table, key);
	b->scope->seen |= bit;
	return new_table(b, b->scope->table, key, TOML_KIND_DOTTED);
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

struct toml_value *toml_build_prefix(struct toml_build *b,
				     struct toml_value *table,
				     struct toml_key key)
{
	struct toml_entry *entry;

	if (b->state != TOML_READING)
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

	if (b->state != TOML_READING)
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

	if (b->state != TOML_READING)
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

uint32_t toml_build_array_begin(struct toml_build *b)
{
	return toml_offset(b, b->stack);
}

/* Elements move from the stack in one piece and so keep its order, the last
 * one first: to turn them around would need room for both.  The count is left
 * out where it is 1, else "[[[1]]]" would be too dense for the arena. */
struct toml_value toml_build_array(struct toml_build *b, uint32_t begin)
{
	struct toml_value array = toml_value(TOML_KIND_ARRAY, 0, 0);
	const unsigned char *from = b->stack;
	uint32_t size = begin - toml_offset(b, from);
	uint32_t count = size / (uint32_t)sizeof(struct toml_value);
	uint32_t header = count > 1 ? sizeof(count) : 0;
	unsigned char *to;

	if (b->state != TOML_READING || count == 0)
		return array;
	b->stack += size;
	to = toml_take(b, header + size);
	if (to == NULL)
		return array;
	memmove(to + header, from, size);
	memcpy(to, &count, header);
	array.payload = toml_offset(b, to) | (count > 1 ? 0 : TOML_SINGLE);
	return array;
}

void toml_build_inline_begin(struct toml_build *b)
{
	struct toml_scope *scope = ++b->scope;

	scope->inside = toml_value(TOML_KIND_INLINE, 0, 0);
	scope->table = &scope->inside;
	scope->seen = 0;
}

struct toml_value toml_build_inline(struct toml_build *b)
{
	return (b->scope--)->inside;
}

struct toml_value toml_build_nested(union toml_token token, struct toml_value v)
{
	v.head |= token.place << TOML_PLACE_SHIFT;
	return v;
}

union toml_token toml_build_nested_pair(union toml_token token,
					struct toml_value v)
{
	uint32_t place = token.pair->value.head;

	v.head |= place << TOML_PLACE_SHIFT;
	token.pair->value = v;
	return token;
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
