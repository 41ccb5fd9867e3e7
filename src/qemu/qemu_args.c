/* qemu_args.c - write arguments down, commas doubled
 *
 * Runs as: caller.  Input: values of the caller's VM file.
 *
 * Bytes taken from the arena one after the other without alignment lie next to
 * each other, so an argument grows in its final place.  Nothing is ever cut:
 * what does not fit makes the whole command line fail at its end.
 */
#include "qemu_internal.h"
#include <stdarg.h>
#include <stdio.h>

static void add_bytes(struct qemu_work *w, const char *bytes, size_t len)
{
	char *room = w->full ? NULL : arena_take(w->arena, len, 1);

	if (room == NULL)
		w->full = true;
	else if (len > 0)
		memcpy(room, bytes, len);
}

void qemu_arg_begin(struct qemu_work *w)
{
	BUG_UNLESS(w->open == NULL);
	w->open = (char *)w->arena->base + w->arena->used;
}

void qemu_arg_add(struct qemu_work *w, const char *format, ...)
{
	char text[128];
	va_list args;
	int len;

	va_start(args, format);
	len = vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	BUG_UNLESS(len >= 0 && (size_t)len < sizeof(text));
	add_bytes(w, text, (size_t)len);
}

/* Cut the first item, with its comma, off the front of @list. */
static struct str next_item(struct str *list)
{
	const char *comma = memchr(list->data, ',', list->len);
	size_t len =
		comma == NULL ? list->len : (size_t)(comma - list->data) + 1;
	struct str item = {list->data, len};

	list->data += len;
	list->len -= len;
	return item;
}

bool qemu_list_has(struct str list, const char *start)
{
	while (list.len > 0)
		if (str_starts_with(next_item(&list), str_from_c(start)))
			return true;
	return false;
}

void qemu_arg_value(struct qemu_work *w, const char *key, struct str value)
{
	add_bytes(w, key, strlen(key));
	while (value.len > 0) {
		struct str item = next_item(&value);

		add_bytes(w, item.data, item.len);
		if (item.data[item.len - 1] == ',')
			add_bytes(w, ",", 1);
	}
}

void qemu_arg_raw(struct qemu_work *w, struct str list)
{
	add_bytes(w, list.data, list.len);
}

static void push(struct qemu_work *w, const char *arg)
{
	if (w->argv->count == QEMU_ARGS_MAX)
		w->full = true;
	if (!w->full)
		w->argv->args[w->argv->count++] = arg;
}

void qemu_arg_end(struct qemu_work *w)
{
	BUG_UNLESS(w->open != NULL);
	add_bytes(w, "", 1);
	push(w, w->open);
	w->open = NULL;
}

void qemu_arg(struct qemu_work *w, const char *text)
{
	push(w, text);
}

void qemu_arg_pair(struct qemu_work *w, const char *option, struct str value)
{
	qemu_arg(w, option);
	qemu_arg_begin(w);
	qemu_arg_raw(w, value);
	qemu_arg_end(w);
}
