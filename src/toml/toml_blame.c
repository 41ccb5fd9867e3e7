/* toml_blame.c - words for what is wrong with a document
 *
 * Runs as: both.  Input: the user's or the administrator's file, at the place
 * where it is wrong.
 *
 * Whoever prints the words makes them safe for a terminal (out_visible()).
 */
#include "toml_blame.h"
#include "toml_scan.h"
#include "vmman/utf8.h"
#include <stdarg.h>
#include <stdio.h>

/* Text of the file is quoted up to here. */
enum {
	QUOTE_MAX = 40
};

static struct err_place place_of(const struct toml_build *b,
				 const unsigned char *at, size_t len)
{
	return (struct err_place){toml_here(b, at), len, true};
}

bool toml_refuse(struct toml_build *b, const unsigned char *at, size_t len,
		 const char *format, ...)
{
	char text[ERR_TEXT_BYTES];
	va_list args;

	va_start(args, format);
	(void)vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	return err_at(b->e, ERR_CONFIG, place_of(b, at, len), "%s", text);
}

bool toml_refuse_full(struct toml_build *b)
{
	size_t memory = (size_t)(b->memory_end - b->doc.memory);

	b->state = TOML_FAILED;
	return toml_refuse(b, b->at, 0,
			   "the file is too dense: up to here it needs more "
			   "than the %zu bytes of memory for all of it",
			   memory);
}

/* The beginning of @text, cut between characters. */
static struct str excerpt(struct str text)
{
	if (text.len <= QUOTE_MAX)
		return text;
	text.len = QUOTE_MAX;
	while (((unsigned char)text.data[text.len] & 0xc0) == 0x80)
		text.len--;
	return text;
}

static bool is_newline(const unsigned char *at)
{
	return at[0] == '\n' || (at[0] == '\r' && at[1] == '\n');
}

/* How many bytes at @at read as one word, number or date. */
static size_t word_len(const unsigned char *at)
{
	size_t len = 0;

	while (toml_goes_on(at[len]))
		len++;
	return len;
}

/* What is at @at: a word, or else one character. */
static struct str thing_at(const struct toml_build *b, const unsigned char *at)
{
	struct str rest = {(const char *)at, (size_t)(b->end - at)};
	size_t len = word_len(at);

	if (len == 0)
		len = utf8_len(rest);
	return (struct str){rest.data, len};
}

bool toml_refuse_byte(struct toml_build *b, const unsigned char *at,
		      const char *where)
{
	if (*at == '\r')
		return toml_refuse(b, at, 1,
				   "a carriage return without a newline is "
				   "not allowed in %s",
				   where);
	return toml_refuse(b, at, 1,
			   "the control character U+%04X is not allowed in %s",
			   *at, where);
}

bool toml_refuse_found(struct toml_build *b, const unsigned char *at,
		       const char *expected)
{
	struct str thing, shown;

	if (at == b->end)
		return toml_refuse(b, at, 0,
				   "expected %s, found the end of the file",
				   expected);
	if (is_newline(at))
		return toml_refuse(b, at, 1, "expected %s, found a newline",
				   expected);
	if (toml_is_control(*at))
		return toml_refuse(
			b, at, 1,
			"expected %s, found the control character U+%04X",
			expected, *at);
	thing = thing_at(b, at);
	shown = excerpt(thing);
	return toml_refuse(b, at, thing.len, "expected %s, found '%.*s'%s",
			   expected, STR_ARG(shown),
			   shown.len < thing.len ? "..." : "");
}

bool toml_refuse_nested(struct toml_build *b, const unsigned char *at,
			const char *expected)
{
	size_t begin = b->open[b->depth - 1];
	size_t line = toml_line(&b->doc, begin);

	(void)toml_refuse_found(b, at, expected);
	if (line == toml_line(&b->doc, toml_here(b, at)))
		return false;
	return err_hint(b->e, "the %s begins on line %zu",
			b->bytes[begin] == '[' ? "array" : "inline table",
			line);
}

bool toml_refuse_key(struct toml_build *b, const unsigned char *at,
		     const char *expected)
{
	if (b->depth > 0)
		(void)toml_refuse_nested(b, at, expected);
	else
		(void)toml_refuse_found(b, at, expected);
	if (*at < 0x80)
		return false;
	return err_hint(b->e, "a key with other characters than A-Z a-z 0-9 "
			      "- _ needs quotes");
}

bool toml_refuse_value(struct toml_build *b, const unsigned char *at)
{
	struct str word = {(const char *)at, word_len(at)};
	const char *mistake = toml_mistake(at);

	(void)toml_refuse_found(b, at, "a value");
	if (mistake != NULL)
		return err_hint(b->e, "%s", mistake);
	if (word.len == 0)
		return false;
	if (word.len > QUOTE_MAX)
		return err_hint(b->e, "text needs quotes");
	return err_hint(b->e, "text needs quotes: \"%.*s\"", STR_ARG(word));
}

bool toml_refuse_escape(struct toml_build *b, const unsigned char *at)
{
	struct str rest = {(const char *)at + 1, (size_t)(b->end - at - 1)};
	size_t len = toml_is_control(at[1]) ? 0 : utf8_len(rest);

	(void)toml_refuse(b, at, 1 + len, "'\\%.*s' is no escape", (int)len,
			  rest.data);
	return err_hint(b->e, "write \\\\ for a backslash, or put the text "
			      "between 'single quotes', where it is none");
}

bool toml_refuse_unclosed(struct toml_build *b, const unsigned char *start)
{
	char quote = (char)*start;

	if (start[1] != start[0] || start[2] != start[0])
		return toml_refuse(b, start, 1,
				   "the string has no closing %c on its line",
				   quote);
	return toml_refuse(b, start, 3, "the string has no closing %c%c%c",
			   quote, quote, quote);
}

static const char *step_clash(enum toml_kind kind)
{
	if (kind == TOML_KIND_HEADER)
		return "is a table with a header: its keys belong below that";
	if (kind == TOML_KIND_TABLES)
		return "is an array of tables: dotted keys cannot reach into "
		       "it";
	return NULL;
}

static const char *table_clash(enum toml_kind kind)
{
	if (kind == TOML_KIND_HEADER)
		return "is defined twice";
	if (kind == TOML_KIND_DOTTED)
		return "is made by dotted keys: it cannot have a header too";
	if (kind == TOML_KIND_TABLES)
		return "is an array of tables: a header of its tables has "
		       "double brackets";
	return NULL;
}

static const char *tables_clash(enum toml_kind kind)
{
	if (kind == TOML_KIND_ARRAY)
		return "is an array already, which is complete";
	if (kind >= TOML_KIND_IMPLICIT && kind != TOML_KIND_INLINE)
		return "is a table already, not an array of tables";
	return NULL;
}

/* What is wrong when a @kind should become a @use; NULL for nothing special. */
static const char *clash_text(enum toml_use use, enum toml_kind kind)
{
	switch (use) {
	case TOML_USE_VALUE:
		return "is defined twice";
	case TOML_USE_STEP:
		return step_clash(kind);
	case TOML_USE_HEADER_STEP:
		return NULL;
	case TOML_USE_TABLE:
		return table_clash(kind);
	case TOML_USE_TABLES:
		return tables_clash(kind);
	}
	BUG();
}

bool toml_refuse_clash(struct toml_build *b, struct toml_key key,
		       enum toml_use use, const struct toml_entry *first)
{
	const struct toml_value *v = &first->value;
	struct str name = excerpt(toml_key_text(&b->doc, key));
	struct err_place at = toml_key_place(&b->doc, key);
	const char *text = clash_text(use, toml_kind(v));

	b->state = TOML_FAILED;
	if (text != NULL)
		(void)err_at(b->e, ERR_CONFIG, at, "'%.*s' %s", STR_ARG(name),
			     text);
	else if (toml_kind(v) == TOML_KIND_INLINE)
		(void)err_at(b->e, ERR_CONFIG, at,
			     "'%.*s' is an inline table, which is complete",
			     STR_ARG(name));
	else
		(void)err_at(b->e, ERR_CONFIG, at,
			     "'%.*s' is %s already, not %s", STR_ARG(name),
			     toml_type_text(toml_type(v)),
			     use == TOML_USE_TABLES ? "an array of tables"
						    : "a table");
	return err_hint(
		b->e, "it is defined first on line %zu",
		toml_line(&b->doc, toml_key_offset(&b->doc, first->key)));
}
