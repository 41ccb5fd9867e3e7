/* report_excerpt.c - a line of a source text with marks under a place
 *
 * Runs as: both.  Input: a source text, any bytes.
 */
#include "cmd_internal.h"
#include "vmman/utf8.h"
#include <stdint.h>

enum {
	TAB_COLUMNS = 4, /* the same at every place, so that marks line up */
	HEX_COLUMNS = 4, /* of a byte as \xHH */

	/* Of a line that is wider than a screen, only so many columns are
	 * shown, from so many before the place. */
	LINE_COLUMNS = 68,
	LEAD_COLUMNS = 24,
};

/* A character of the line, or a byte that is none. */
struct cell {
	struct str bytes;
	size_t columns; /* as it will be printed */
};

/* Columns [from, to) of a line. */
struct span {
	size_t from, to;
};

struct excerpt {
	struct str line;
	size_t columns;     /* of the whole line */
	struct span place;  /* the marks; never empty */
	struct span window; /* what of the line is shown */
};

static size_t cell_columns(struct str bytes, bool character)
{
	uint32_t code;

	if (!character)
		return HEX_COLUMNS;
	code = utf8_code(bytes);
	if (code == '\t')
		return TAB_COLUMNS;
	return utf8_shows(code) ? utf8_columns(code) : HEX_COLUMNS * bytes.len;
}

/* The first cell of @rest, which is not empty. */
static struct cell cell_of(struct str rest)
{
	size_t len = utf8_len(rest);
	struct str bytes = {rest.data, len > 0 ? len : 1};

	return (struct cell){bytes, cell_columns(bytes, len > 0)};
}

static void print_cell(struct out *out, struct cell cell)
{
	if (cell.bytes.data[0] == '\t')
		out_format(out, "%*s", TAB_COLUMNS, "");
	else
		out_visible(out, cell.bytes);
}

static void print_many(struct out *out, char c, size_t count)
{
	for (size_t i = 0; i < count; i++)
		out_bytes(out, (struct str){&c, 1});
}

/* The line around @offset, without its end. */
static struct str line_around(struct str text, size_t offset)
{
	size_t begin = offset, end = offset;

	while (begin > 0 && text.data[begin - 1] != '\n')
		begin--;
	while (end < text.len && text.data[end] != '\n')
		end++;
	if (end > begin && text.data[end - 1] == '\r')
		end--;
	return (struct str){text.data + begin, end - begin};
}

/* Count columns: of the line, and of the bytes [first, last) in it. */
static void measure(struct excerpt *x, size_t first, size_t last)
{
	struct str rest = x->line;

	while (rest.len > 0) {
		struct cell cell = cell_of(rest);
		size_t at = x->line.len - rest.len;

		if (at < first)
			x->place.from += cell.columns;
		if (at < last)
			x->place.to += cell.columns;
		x->columns += cell.columns;
		rest = str_behind(rest, cell.bytes.len);
	}
	/* The end of a line is a place too. */
	if (x->place.to <= x->place.from)
		x->place.to = x->place.from + 1;
}

static struct span window_of(const struct excerpt *x)
{
	struct span all = {0, x->columns};
	struct span part = {0, LINE_COLUMNS};

	if (x->columns <= LINE_COLUMNS)
		return all;
	if (x->place.from > LEAD_COLUMNS)
		part.from = x->place.from - LEAD_COLUMNS;
	part.to = part.from + LINE_COLUMNS;
	return part;
}

/* The cells that lie in the window whole; the columns printed before the place,
 * which is where its marks begin. */
static size_t print_line(struct out *out, const struct excerpt *x)
{
	struct str rest = x->line;
	size_t column = 0, before = 0;

	while (rest.len > 0 && column < x->window.to) {
		struct cell cell = cell_of(rest);
		size_t end = column + cell.columns;

		if (column >= x->window.from && end <= x->window.to) {
			print_cell(out, cell);
			if (end <= x->place.from)
				before += cell.columns;
		}
		column = end;
		rest = str_behind(rest, cell.bytes.len);
	}
	return before;
}

static size_t mark_count(const struct excerpt *x)
{
	size_t end = x->place.to;

	if (end > x->window.to && x->window.to > x->place.from)
		end = x->window.to;
	return end - x->place.from;
}

static size_t digits(size_t n)
{
	size_t count = 1;

	while (n > 9) {
		n /= 10;
		count++;
	}
	return count;
}

void report_excerpt(struct out *out, struct str text, struct err_place at,
		    const struct report_style *style)
{
	size_t offset = at.offset < text.len ? at.offset : text.len;
	size_t number = report_position(text, offset).line;
	struct excerpt x = {.line = line_around(text, offset)};
	size_t first = offset - (size_t)(x.line.data - text.data);
	const char *cut;
	size_t before;

	measure(&x, first, at.len < SIZE_MAX - first ? first + at.len : first);
	x.window = window_of(&x);
	cut = x.window.from > 0 ? "..." : "";
	out_format(out, "  %zu | %s", number, cut);
	before = print_line(out, &x) + strlen(cut);
	out_text(out, x.window.to < x.columns ? "...\n" : "\n");
	print_many(out, ' ', 2 + digits(number));
	out_text(out, " | ");
	print_many(out, ' ', before);
	out_format(out, "%s^", style->caret);
	print_many(out, '~', mark_count(&x) - 1);
	out_format(out, "%s\n", style->plain);
}
