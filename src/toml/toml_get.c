/* toml_get.c - look values up in a document
 *
 * Runs as: both.  Input: a document that has been read.
 */
#include "toml_internal.h"

enum toml_type toml_type(const struct toml_value *v)
{
	static const enum toml_type types[] = {
		[TOML_KIND_TEXT] = TOML_STRING,
		[TOML_KIND_MADE] = TOML_STRING,
		[TOML_KIND_SMALL] = TOML_INTEGER,
		[TOML_KIND_WIDE] = TOML_INTEGER,
		[TOML_KIND_FLOAT] = TOML_FLOAT,
		[TOML_KIND_BOOL] = TOML_BOOL,
		[TOML_KIND_DATETIME] = TOML_DATETIME,
		[TOML_KIND_LOCAL_DATETIME] = TOML_LOCAL_DATETIME,
		[TOML_KIND_LOCAL_DATE] = TOML_LOCAL_DATE,
		[TOML_KIND_LOCAL_TIME] = TOML_LOCAL_TIME,
		[TOML_KIND_ARRAY] = TOML_ARRAY,
		[TOML_KIND_TABLES] = TOML_ARRAY,
		[TOML_KIND_IMPLICIT] = TOML_TABLE,
		[TOML_KIND_HEADER] = TOML_TABLE,
		[TOML_KIND_DOTTED] = TOML_TABLE,
		[TOML_KIND_INLINE] = TOML_TABLE,
	};

	return types[toml_kind(v)];
}

const char *toml_type_text(enum toml_type type)
{
	switch (type) {
	case TOML_STRING:
		return "a string";
	case TOML_INTEGER:
		return "an integer";
	case TOML_FLOAT:
		return "a float";
	case TOML_BOOL:
		return "a boolean";
	case TOML_DATETIME:
		return "a date-time";
	case TOML_LOCAL_DATETIME:
		return "a local date-time";
	case TOML_LOCAL_DATE:
		return "a local date";
	case TOML_LOCAL_TIME:
		return "a local time";
	case TOML_ARRAY:
		return "an array";
	case TOML_TABLE:
		return "a table";
	}
	BUG();
}

/* A string that stands in the source as it is, with its quotes at @at. */
static struct str plain_text(const char *at, uint32_t len)
{
	bool lines = at[1] == at[0] && at[2] == at[0];

	at += lines ? 3 : 1;
	if (lines && *at == '\r')
		at++;
	if (lines && *at == '\n')
		at++;
	return (struct str){at, len};
}

struct str toml_string(const struct toml *t, const struct toml_value *v)
{
	const char *at = t->bytes + (v->head >> TOML_PLACE_SHIFT);
	const struct toml_text *made;

	BUG_UNLESS(toml_type(v) == TOML_STRING);
	if (toml_kind(v) == TOML_KIND_TEXT)
		return plain_text(at, v->payload);
	made = toml_at(t, v->payload);
	return (struct str){made->bytes, made->len};
}

int64_t toml_integer(const struct toml *t, const struct toml_value *v)
{
	int64_t wide;

	BUG_UNLESS(toml_type(v) == TOML_INTEGER);
	if (toml_kind(v) == TOML_KIND_SMALL)
		return (int32_t)v->payload;
	memcpy(&wide, toml_at(t, v->payload), sizeof(wide));
	return wide;
}

double toml_float(const struct toml *t, const struct toml_value *v)
{
	double value;

	BUG_UNLESS(toml_type(v) == TOML_FLOAT);
	memcpy(&value, toml_at(t, v->payload), sizeof(value));
	return value;
}

bool toml_bool(const struct toml_value *v)
{
	BUG_UNLESS(toml_type(v) == TOML_BOOL);
	return v->payload != 0;
}

struct toml_datetime toml_datetime(const struct toml *t,
				   const struct toml_value *v)
{
	BUG_UNLESS(toml_type(v) >= TOML_DATETIME &&
		   toml_type(v) <= TOML_LOCAL_TIME);
	return *(const struct toml_datetime *)toml_at(t, v->payload);
}

static bool is_tables(const struct toml_value *v)
{
	return toml_kind(v) == TOML_KIND_TABLES;
}

size_t toml_count(const struct toml *t, const struct toml_value *v)
{
	struct toml_iter it = toml_each(t, v);
	size_t count = 0;

	if (toml_kind(v) == TOML_KIND_ARRAY)
		return it.left;
	while (toml_next(&it))
		count++;
	return count;
}

/* For an array, @left elements are still to come, and the next one stands
 * before those that have been: at @at + 8 x @left.  For a ring, @at is the
 * member before the next one, @left the last one, or 0 when that has been. */
static void begin_array(struct toml_iter *it)
{
	uint32_t payload = it->of->payload;
	const struct toml_array *array = toml_at(it->doc, payload);

	if (payload == 0)
		return;
	if ((payload & TOML_SINGLE) != 0) {
		it->at = payload - TOML_SINGLE;
		it->left = 1;
	} else {
		it->at = payload + (uint32_t)sizeof(*array);
		it->left = array->count;
	}
}

struct toml_iter toml_each(const struct toml *t, const struct toml_value *v)
{
	struct toml_iter it = {.doc = t, .of = v, .key = STR("")};

	BUG_UNLESS(toml_type(v) == TOML_TABLE || toml_type(v) == TOML_ARRAY);
	if (toml_kind(v) == TOML_KIND_ARRAY)
		begin_array(&it);
	else
		it.at = it.left =
			toml_is_table(v) ? toml_last(t, v) : v->payload;
	return it;
}

static bool next_element(struct toml_iter *it)
{
	const struct toml_value *first = toml_at(it->doc, it->at);

	it->left--;
	it->value = &first[it->left];
	return true;
}

/* Step along a ring whose member at it->at is followed by the one at @next. */
static void step(struct toml_iter *it, uint32_t next)
{
	it->at = next;
	if (it->at == it->left)
		it->left = 0;
}

static bool next_table(struct toml_iter *it)
{
	const struct toml_node *node = toml_at(it->doc, it->at);

	step(it, node->next);
	node = toml_at(it->doc, it->at);
	it->value = &node->value;
	return true;
}

static bool next_entry(struct toml_iter *it)
{
	const struct toml_entry *entry = toml_at(it->doc, it->at);

	step(it, entry->next);
	entry = toml_at(it->doc, it->at);
	it->key = toml_key_text(it->doc, entry->key);
	it->key_place = toml_key_place(it->doc, entry->key);
	it->value = &entry->value;
	return true;
}

bool toml_next(struct toml_iter *it)
{
	if (it->left == 0)
		return false;
	if (toml_is_table(it->of))
		return next_entry(it);
	return is_tables(it->of) ? next_table(it) : next_element(it);
}

const struct toml_value *
toml_get(const struct toml *t, const struct toml_value *table, struct str key)
{
	const struct toml_entry *entry;

	BUG_UNLESS(toml_is_table(table));
	entry = toml_find(t, table, key);
	return entry != NULL ? &entry->value : NULL;
}

/* The value under @key if it is of @type.  True with @out NULL when there is
 * none; false after a failure. */
static bool get_typed(const struct toml *t, const struct toml_value *table,
		      const char *key, enum toml_type type,
		      const struct toml_value **out, struct err *e)
{
	const struct toml_value *v = toml_get(t, table, str_from_c(key));

	*out = v;
	if (v == NULL || toml_type(v) == type)
		return true;
	return err_at(e, ERR_CONFIG, toml_place(t, v),
		      "%s has to be %s, this is %s", key, toml_type_text(type),
		      toml_type_text(toml_type(v)));
}

bool toml_get_string(const struct toml *t, const struct toml_value *table,
		     const char *key, struct str *out, struct err *e)
{
	const struct toml_value *v;

	if (!get_typed(t, table, key, TOML_STRING, &v, e))
		return false;
	if (v != NULL)
		*out = toml_string(t, v);
	return true;
}

bool toml_get_integer(const struct toml *t, const struct toml_value *table,
		      const char *key, int64_t *out, struct err *e)
{
	const struct toml_value *v;

	if (!get_typed(t, table, key, TOML_INTEGER, &v, e))
		return false;
	if (v != NULL)
		*out = toml_integer(t, v);
	return true;
}

bool toml_get_bool(const struct toml *t, const struct toml_value *table,
		   const char *key, bool *out, struct err *e)
{
	const struct toml_value *v;

	if (!get_typed(t, table, key, TOML_BOOL, &v, e))
		return false;
	if (v != NULL)
		*out = toml_bool(v);
	return true;
}
