/* err.c - fill errors; print nothing
 *
 * Runs as: both.  Input: our own words and the values put into them.
 */
#include "vmman/err.h"
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static void fill(struct err *e, enum err_kind kind, const char *format,
		 va_list args) PRINTF_LIKE(3, 0);

static void fill(struct err *e, enum err_kind kind, const char *format,
		 va_list args)
{
	*e = (struct err){.kind = kind};
	(void)vsnprintf(e->text, sizeof(e->text), format, args);
}

/* Put ": " and @more behind @text, cut to ERR_TEXT_BYTES. */
static void append(char text[ERR_TEXT_BYTES], const char *more)
{
	size_t len = strlen(text);
	const char *parts[] = {": ", more};

	for (size_t i = 0; i < ARRAY_LEN(parts); i++)
		for (const char *c = parts[i];
		     *c != '\0' && len < ERR_TEXT_BYTES - 1; c++)
			text[len++] = *c;
	text[len] = '\0';
}

bool err_set(struct err *e, enum err_kind kind, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	fill(e, kind, format, args);
	va_end(args);
	return false;
}

bool err_at(struct err *e, enum err_kind kind, struct err_place at,
	    const char *format, ...)
{
	va_list args;

	va_start(args, format);
	fill(e, kind, format, args);
	va_end(args);
	e->at = at;
	e->at.known = true;
	return false;
}

bool err_system(struct err *e, int errnum, const char *format, ...)
{
	/* strerror() would look for a translation, which opens files. */
	const char *why = strerrordesc_np(errnum);
	va_list args;

	va_start(args, format);
	fill(e, ERR_SYSTEM, format, args);
	va_end(args);
	append(e->text, why != NULL ? why : "unknown error");
	return false;
}

bool err_hint(struct err *e, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	(void)vsnprintf(e->hint, sizeof(e->hint), format, args);
	va_end(args);
	return false;
}

bool err_context(struct err *e, const char *format, ...)
{
	char text[ERR_TEXT_BYTES];
	va_list args;

	va_start(args, format);
	(void)vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	append(text, e->text);
	memcpy(e->text, text, sizeof(text));
	return false;
}

struct err *err_next(struct err_list *list)
{
	struct err *next = &list->dropped;

	if (list->count < ERR_LIST_MAX)
		next = &list->items[list->count++];
	else
		list->more = true;
	*next = (struct err){.kind = ERR_NONE};
	return next;
}

static bool is_before(const struct err *a, const struct err *b)
{
	if (!a->at.known || !b->at.known)
		return !a->at.known && b->at.known;
	return a->at.offset < b->at.offset;
}

void err_sort(struct err_list *list, size_t from)
{
	struct err *items = list->items;

	for (size_t i = from + 1; i < list->count; i++) {
		struct err moving = items[i];
		size_t to = i;

		for (; to > from && is_before(&moving, &items[to - 1]); to--)
			items[to] = items[to - 1];
		items[to] = moving;
	}
}
