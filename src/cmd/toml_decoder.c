/* toml_decoder.c - TOML to the tagged JSON of toml-test
 *
 * Runs as: the caller.  Input: TOML on standard input, or in a file.
 *
 *	toml-decoder [FILE]
 *
 * For tests, never installed.  The protocol is that of
 * https://github.com/toml-lang/toml-test: exit status 0 and JSON on standard
 * output, or 1 and a message on standard error.
 */
#include "vmman/arena.h"
#include "vmman/cli.h"
#include "vmman/err.h"
#include "vmman/out.h"
#include "vmman/toml.h"
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum {
	EXIT_INVALID = 1
};

struct source {
	char *bytes; /* TOML_PAD zero bytes behind them */
	size_t len;
	size_t room;
};

static bool grow(struct source *s, struct err *e)
{
	size_t room = s->room > 0 ? 2 * s->room : 65536;
	char *bytes = realloc(s->bytes, room + TOML_PAD);

	if (bytes == NULL)
		return err_system(e, ENOMEM, "reading");
	s->bytes = bytes;
	s->room = room;
	return true;
}

static bool read_all(int fd, struct source *s, struct err *e)
{
	for (;;) {
		ssize_t got;

		if (s->len == s->room && !grow(s, e))
			return false;
		got = read(fd, s->bytes + s->len, s->room - s->len);
		if (got < 0)
			return err_system(e, errno, "reading");
		if (got == 0)
			break;
		s->len += (size_t)got;
	}
	BUG_UNLESS(s->bytes != NULL);
	memset(s->bytes + s->len, 0, TOML_PAD);
	return true;
}

/* The tables and arrays that have begun: no recursion, however deep they
 * are. */
struct walk {
	const struct toml *t;
	struct toml_iter *open;
	size_t depth, room;
};

static bool enter(struct walk *w, const struct toml_value *v)
{
	size_t room = w->room > 0 ? 2 * w->room : 64;

	if (w->depth == w->room) {
		struct toml_iter *open;

		open = reallocarray(w->open, room, sizeof(*open));
		if (open == NULL)
			return false;
		w->open = open;
		w->room = room;
	}
	w->open[w->depth++] = toml_each(w->t, v);
	return true;
}

static void print_float(struct out *o, double value)
{
	char text[64];

	if (isnan(value))
		out_text(o, "nan");
	else if (isinf(value))
		out_text(o, value < 0 ? "-inf" : "inf");
	else {
		(void)snprintf(text, sizeof(text), "%.17g", value);
		out_text(o, text);
	}
}

static void print_date(struct out *o, const struct toml_datetime *d)
{
	out_format(o, "%04d-%02d-%02d", d->year, d->month, d->day);
}

static void print_time(struct out *o, const struct toml_datetime *d)
{
	out_format(o, "%02d:%02d:%02d", d->hour, d->minute, d->second);
	if (d->nanosecond != 0)
		out_format(o, ".%09u", d->nanosecond);
}

static void print_offset(struct out *o, const struct toml_datetime *d)
{
	int minutes = abs(d->offset_minutes);

	if (minutes == 0)
		out_text(o, "Z");
	else
		out_format(o, "%c%02d:%02d", d->offset_minutes < 0 ? '-' : '+',
			   minutes / 60, minutes % 60);
}

static void print_datetime(struct out *o, enum toml_type type,
			   struct toml_datetime d)
{
	if (type != TOML_LOCAL_TIME)
		print_date(o, &d);
	if (type == TOML_DATETIME || type == TOML_LOCAL_DATETIME)
		out_text(o, "T");
	if (type != TOML_LOCAL_DATE)
		print_time(o, &d);
	if (type == TOML_DATETIME)
		print_offset(o, &d);
}

static const char *tag(enum toml_type type)
{
	switch (type) {
	case TOML_STRING:
		return "string";
	case TOML_INTEGER:
		return "integer";
	case TOML_FLOAT:
		return "float";
	case TOML_BOOL:
		return "bool";
	case TOML_DATETIME:
		return "datetime";
	case TOML_LOCAL_DATETIME:
		return "datetime-local";
	case TOML_LOCAL_DATE:
		return "date-local";
	case TOML_LOCAL_TIME:
		return "time-local";
	case TOML_ARRAY:
	case TOML_TABLE:
		break;
	}
	BUG();
}

static void print_text(struct out *o, const struct toml *t,
		       const struct toml_value *v)
{
	switch (toml_type(v)) {
	case TOML_INTEGER:
		out_format(o, "%lld", (long long)toml_integer(t, v));
		break;
	case TOML_FLOAT:
		print_float(o, toml_float(t, v));
		break;
	case TOML_BOOL:
		out_text(o, toml_bool(v) ? "true" : "false");
		break;
	case TOML_DATETIME:
	case TOML_LOCAL_DATETIME:
	case TOML_LOCAL_DATE:
	case TOML_LOCAL_TIME:
		print_datetime(o, toml_type(v), toml_datetime(t, v));
		break;
	case TOML_STRING:
	case TOML_ARRAY:
	case TOML_TABLE:
		BUG();
	}
}

static void print_scalar(struct out *o, const struct toml *t,
			 const struct toml_value *v)
{
	out_format(o, "{\"type\":\"%s\",\"value\":", tag(toml_type(v)));
	if (toml_type(v) == TOML_STRING) {
		out_json(o, toml_string(t, v));
	} else {
		out_text(o, "\"");
		print_text(o, t, v);
		out_text(o, "\"");
	}
	out_text(o, "}");
}

static bool is_table(const struct toml_value *v)
{
	return toml_type(v) == TOML_TABLE;
}

/* Print @v, or begin to. */
static bool print_value(struct out *o, struct walk *w,
			const struct toml_value *v)
{
	if (!is_table(v) && toml_type(v) != TOML_ARRAY) {
		print_scalar(o, w->t, v);
		return true;
	}
	out_text(o, is_table(v) ? "{" : "[");
	return enter(w, v);
}

/* The next member of the innermost table or array, or its end. */
static bool print_step(struct out *o, struct walk *w)
{
	struct toml_iter *it = &w->open[w->depth - 1];
	bool first = it->value == NULL;

	if (!toml_next(it)) {
		out_text(o, is_table(it->of) ? "}" : "]");
		w->depth--;
		return true;
	}
	if (!first)
		out_text(o, w->depth == 1 ? ",\n" : ",");
	if (is_table(it->of)) {
		out_json(o, it->key);
		out_text(o, ":");
	}
	return print_value(o, w, it->value);
}

static bool print(const struct toml *t, struct err *e)
{
	struct out o;
	struct walk w = {.t = t};
	bool good;

	out_init(&o, STDOUT_FILENO);
	good = print_value(&o, &w, t->root);
	while (good && w.depth > 0)
		good = print_step(&o, &w);
	out_text(&o, "\n");
	free(w.open);
	if (!good)
		return err_system(e, ENOMEM, "printing");
	return out_flush(&o) || err_system(e, o.errnum, "printing");
}

static bool decode(int fd, struct source *s, struct err *e)
{
	size_t size;
	void *memory;
	struct arena arena;
	struct toml t;
	bool good;

	if (!read_all(fd, s, e))
		return false;
	size = toml_arena_bytes(s->len);
	memory = malloc(size);
	if (memory == NULL)
		return err_system(e, ENOMEM, "reading");
	arena = arena_over(memory, size);
	good = toml_read(s->bytes, s->len, &arena, &t, e) && print(&t, e);
	free(memory);
	return good;
}

static bool decode_file(const char *path, struct source *s, struct err *e)
{
	OWN_FD int fd = open(path, O_RDONLY | O_CLOEXEC);

	return fd >= 0 ? decode(fd, s, e)
		       : err_system(e, errno, "opening %s", path);
}

int main(int argc, char **argv)
{
	const char *path = argc > 1 ? argv[1] : NULL;
	struct source s = {NULL, 0, 0};
	struct report_source where;
	struct err e;
	bool good = path != NULL ? decode_file(path, &s, &e)
				 : decode(STDIN_FILENO, &s, &e);

	where = (struct report_source){path != NULL ? path : "standard input",
				       {s.bytes, s.len}};
	if (!good)
		(void)report_exit("toml-decoder", &e, &where);
	free(s.bytes);
	return good ? EXIT_SUCCESS : EXIT_INVALID;
}
