/* fuzz_toml.c - any bytes to a document, or to an error with its place
 *
 * Runs as: the developer.  Input: any bytes.
 *
 * What is accepted has all its places inside the file, finds each of its keys,
 * and means the same after it was printed and read again.
 */
#include "fuzz.h"
#include "vmman/arena.h"
#include "vmman/toml.h"
#include <inttypes.h>
#include <stdarg.h>
#include <string.h>

enum {
	INPUT_MAX = 8192,
	LEVELS_MAX = INPUT_MAX / 2, /* each takes two bytes at least */
	PRINTED_MAX = 32 * INPUT_MAX,
};

/* A document in blocks of exactly its size: reading on is a find. */
struct document {
	char *bytes;
	void *memory;
	struct toml t;
	struct err e;
	bool good;
};

static void document_read(struct document *d, struct str text)
{
	size_t size = toml_arena_bytes(text.len);
	struct arena arena;

	d->bytes = calloc(1, text.len + TOML_PAD);
	d->memory = malloc(size);
	MUST(d->bytes != NULL && d->memory != NULL);
	arena = arena_over(d->memory, size);
	if (text.len > 0)
		memcpy(d->bytes, text.data, text.len);
	/* The analyser takes the blocks for lost; document_free() has them.
	 * NOLINTNEXTLINE(clang-analyzer-unix.Malloc) */
	d->good = toml_read(d->bytes, text.len, &arena, &d->t, &d->e);
}

static void document_free(struct document *d)
{
	free(d->bytes);
	free(d->memory);
}

static void judge_place(const struct toml *t, struct err_place at)
{
	MUST(at.known);
	MUST(at.offset <= t->len && at.len <= t->len - at.offset);
}

static void judge_error(const struct toml *t, const struct err *e)
{
	MUST(e->kind == ERR_CONFIG);
	MUST(e->text[0] != '\0');
	judge_place(t, e->at);
}

/* The tables and arrays that a walk is in. */
struct walk {
	const struct toml *t;
	struct toml_iter levels[LEVELS_MAX + 1];
	size_t depth, deepest;
};

static struct walk first_walk, second_walk;

static bool is_nested(const struct toml_value *v)
{
	return toml_type(v) == TOML_TABLE || toml_type(v) == TOML_ARRAY;
}

static void walk_enter(struct walk *w, const struct toml_value *v)
{
	MUST(w->depth <= LEVELS_MAX);
	w->levels[w->depth++] = toml_each(w->t, v);
	w->deepest = w->depth > w->deepest ? w->depth : w->deepest;
}

static void walk_begin(struct walk *w, const struct toml *t)
{
	w->t = t;
	w->depth = w->deepest = 0;
	walk_enter(w, t->root);
}

static struct toml_iter *innermost(struct walk *w)
{
	return &w->levels[w->depth - 1];
}

/* A place is where the value is; a scalar there reads the same by itself. */
static void judge_value(const struct toml *t, const struct toml_value *v)
{
	struct err_place at = toml_place(t, v);

	judge_place(t, at);
	MUST(v == t->root || at.len > 0);
	if (is_nested(v))
		return;
	switch (toml_type(v)) {
	case TOML_BOOL:
		MUST(at.len == (toml_bool(v) ? 4U : 5U));
		break;
	case TOML_STRING:
		MUST(toml_string(t, v).len + 2 <= at.len * 4);
		break;
	case TOML_INTEGER:
	case TOML_FLOAT:
	case TOML_DATETIME:
	case TOML_LOCAL_DATETIME:
	case TOML_LOCAL_DATE:
	case TOML_LOCAL_TIME:
	case TOML_ARRAY:
	case TOML_TABLE:
		break;
	}
}

static void judge_entry(const struct toml_iter *it)
{
	judge_place(it->doc, it->key_place);
	MUST(toml_get(it->doc, it->of, it->key) == it->value);
}

/* Every value once. */
static void judge_document(const struct toml *t)
{
	struct walk *w = &first_walk;
	size_t counts[2] = {0, 0};

	walk_begin(w, t);
	judge_value(t, t->root);
	counts[0] = toml_count(t, t->root);
	while (w->depth > 0) {
		struct toml_iter *it = innermost(w);

		if (!toml_next(it)) {
			w->depth--;
			continue;
		}
		counts[1] += w->depth == 1;
		judge_value(t, it->value);
		if (toml_type(it->of) == TOML_TABLE)
			judge_entry(it);
		if (is_nested(it->value))
			walk_enter(w, it->value);
	}
	MUST(counts[0] == counts[1]);
}

static struct {
	char bytes[PRINTED_MAX];
	size_t len;
} printed;

static void put(const char *format, ...) __attribute__((format(printf, 1, 2)));

static void put(const char *format, ...)
{
	va_list args;
	int len;

	va_start(args, format);
	len = vsnprintf(printed.bytes + printed.len, PRINTED_MAX - printed.len,
			format, args);
	va_end(args);
	MUST(len >= 0 && (size_t)len < PRINTED_MAX - printed.len);
	printed.len += (size_t)len;
}

static void put_string(struct str s)
{
	put("\"");
	for (size_t i = 0; i < s.len; i++) {
		unsigned char c = (unsigned char)s.data[i];

		if (c < 0x20 || c == 0x7f || c == '"' || c == '\\')
			put("\\u%04x", c);
		else
			put("%c", c);
	}
	put("\"");
}

static void put_float(double value)
{
	char text[64];

	(void)snprintf(text, sizeof(text), "%.17g", value);
	put("%s%s", text, strpbrk(text, ".ein") == NULL ? ".0" : "");
}

static void put_datetime(enum toml_type type, struct toml_datetime d)
{
	int offset =
		d.offset_minutes < 0 ? -d.offset_minutes : d.offset_minutes;

	if (type != TOML_LOCAL_TIME)
		put("%04d-%02d-%02d", d.year, d.month, d.day);
	if (type == TOML_LOCAL_DATE)
		return;
	put("%s%02d:%02d:%02d.%09" PRIu32, type == TOML_LOCAL_TIME ? "" : "T",
	    d.hour, d.minute, d.second, d.nanosecond);
	if (type == TOML_DATETIME)
		put("%c%02d:%02d", d.offset_minutes < 0 ? '-' : '+',
		    offset / 60, offset % 60);
}

static void put_scalar(const struct toml *t, const struct toml_value *v)
{
	switch (toml_type(v)) {
	case TOML_STRING:
		put_string(toml_string(t, v));
		break;
	case TOML_INTEGER:
		put("%" PRId64, toml_integer(t, v));
		break;
	case TOML_FLOAT:
		put_float(toml_float(t, v));
		break;
	case TOML_BOOL:
		put("%s", toml_bool(v) ? "true" : "false");
		break;
	case TOML_DATETIME:
	case TOML_LOCAL_DATETIME:
	case TOML_LOCAL_DATE:
	case TOML_LOCAL_TIME:
		put_datetime(toml_type(v), toml_datetime(t, v));
		break;
	case TOML_ARRAY:
	case TOML_TABLE:
		MUST(!is_nested(v));
	}
}

/* As one line for each key of the root, all below inline. */
static void print_document(const struct toml *t)
{
	struct walk *w = &first_walk;

	printed.len = 0;
	walk_begin(w, t);
	while (w->depth > 0) {
		struct toml_iter *it = innermost(w);

		if (!toml_next(it)) {
			if (--w->depth > 0)
				put("%s%s",
				    toml_type(it->of) == TOML_TABLE ? "}" : "]",
				    w->depth == 1 ? "\n" : ",");
			continue;
		}
		if (toml_type(it->of) == TOML_TABLE) {
			put_string(it->key);
			put("=");
		}
		if (is_nested(it->value)) {
			put("%s",
			    toml_type(it->value) == TOML_TABLE ? "{" : "[");
			walk_enter(w, it->value);
		} else {
			put_scalar(t, it->value);
			put("%s", w->depth == 1 ? "\n" : ",");
		}
	}
}

static bool same_datetime(struct toml_datetime a, struct toml_datetime b)
{
	return a.year == b.year && a.month == b.month && a.day == b.day &&
	       a.hour == b.hour && a.minute == b.minute &&
	       a.second == b.second && a.nanosecond == b.nanosecond &&
	       a.offset_minutes == b.offset_minutes;
}

static bool same_float(double a, double b)
{
	uint64_t bits_of_a, bits_of_b;

	memcpy(&bits_of_a, &a, sizeof(a));
	memcpy(&bits_of_b, &b, sizeof(b));
	return bits_of_a == bits_of_b;
}

static void judge_same(const struct toml *a, const struct toml_value *x,
		       const struct toml *b, const struct toml_value *y)
{
	MUST(toml_type(x) == toml_type(y));
	switch (toml_type(x)) {
	case TOML_STRING:
		MUST(str_equal(toml_string(a, x), toml_string(b, y)));
		break;
	case TOML_INTEGER:
		MUST(toml_integer(a, x) == toml_integer(b, y));
		break;
	case TOML_FLOAT:
		MUST(same_float(toml_float(a, x), toml_float(b, y)));
		break;
	case TOML_BOOL:
		MUST(toml_bool(x) == toml_bool(y));
		break;
	case TOML_DATETIME:
	case TOML_LOCAL_DATETIME:
	case TOML_LOCAL_DATE:
	case TOML_LOCAL_TIME:
		MUST(same_datetime(toml_datetime(a, x), toml_datetime(b, y)));
		break;
	case TOML_ARRAY:
	case TOML_TABLE:
		MUST(toml_count(a, x) == toml_count(b, y));
	}
}

static void judge_equal(const struct toml *a, const struct toml *b)
{
	struct walk *x = &first_walk, *y = &second_walk;

	walk_begin(x, a);
	walk_begin(y, b);
	while (x->depth > 0) {
		struct toml_iter *i = innermost(x), *k = innermost(y);
		bool more = toml_next(i);

		MUST(toml_next(k) == more);
		if (!more) {
			x->depth--;
			y->depth--;
			continue;
		}
		MUST(str_equal(i->key, k->key));
		judge_same(a, i->value, b, k->value);
		if (is_nested(i->value)) {
			walk_enter(x, i->value);
			walk_enter(y, k->value);
		}
	}
}

static void judge_reading_again(const struct toml *t)
{
	struct document again;

	print_document(t);
	/* Headers and dotted keys go deeper than what is printed inline may. */
	if (first_walk.deepest > TOML_DEPTH_MAX)
		return;
	document_read(&again, (struct str){printed.bytes, printed.len});
	MUST(again.good);
	judge_equal(t, &again.t);
	document_free(&again);
}

int fuzz_one(const unsigned char *bytes, size_t len)
{
	struct document d;

	if (len > INPUT_MAX)
		return 0;
	document_read(&d, (struct str){(const char *)bytes, len});
	if (d.good) {
		judge_document(&d.t);
		judge_reading_again(&d.t);
	} else {
		judge_error(&(struct toml){.len = len}, &d.e);
	}
	document_free(&d);
	return 0;
}
