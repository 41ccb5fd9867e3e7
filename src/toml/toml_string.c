/* toml_string.c - strings and quoted keys
 *
 * Runs as: both.  Input: the user's or the administrator's file, from an
 * opening quote on; it is known to be UTF-8.
 *
 * A string that means what is written stays in the source; one with escapes
 * or with CR LF in it is made in the document.
 */
#include "toml_blame.h"
#include "toml_scalar.h"
#include "toml_scan.h"

static bool is_newline(const unsigned char *at)
{
	return at[0] == '\n' || (at[0] == '\r' && at[1] == '\n');
}

/* How many bytes of newline are at @at. */
static unsigned newline_len(const unsigned char *at)
{
	if (!is_newline(at))
		return 0;
	return at[0] == '\n' ? 1 : 2;
}

/* How many of the quote @quote are at @at, up to @max. */
static unsigned quotes_at(const unsigned char *at, unsigned char quote,
			  unsigned max)
{
	unsigned count = 0;

	while (count < max && at[count] == quote)
		count++;
	return count;
}

/* A string that is being made. */
struct made {
	struct toml_build *b;
	const unsigned char *start; /* its opening quote */
	struct toml_stops stops;
	const unsigned char *at; /* what is read next */
	struct toml_text *text;
	unsigned char *to; /* what is written next */
};

/* Room for one step: a block of the scan, then the longest character or run
 * of quotes, then what aligns whatever comes next. */
enum {
	STEP_BYTES = 32
};

static bool has_room(struct made *m)
{
	return m->b->stack - m->to >= STEP_BYTES || toml_refuse_full(m->b);
}

/* Copy what stands for itself, up to what stops the scan. */
#ifdef __SSE2__
static inline bool copy_plain(struct made *m, struct toml_stops stops)
{
	while (has_room(m)) {
		__m128i block = _mm_loadu_si128((const void *)m->at);
		unsigned bits = toml_stop_bits(block, stops);
		unsigned len = bits != 0 ? (unsigned)__builtin_ctz(bits) : 16;

		_mm_storeu_si128((void *)m->to, block);
		m->at += len;
		m->to += len;
		if (bits != 0)
			return true;
	}
	return false;
}
#else
static inline bool copy_plain(struct made *m, struct toml_stops stops)
{
	const unsigned char *end = toml_scan(m->at, stops);
	size_t len = (size_t)(end - m->at);

	if ((size_t)(m->b->stack - m->to) < len + STEP_BYTES)
		return toml_refuse_full(m->b);
	memcpy(m->to, m->at, len);
	m->at = end;
	m->to += len;
	return true;
}
#endif

/* UTF-8, RFC 3629 */
static void put_code(struct made *m, uint32_t code)
{
	static const unsigned char leads[] = {0, 0, 0xc0, 0xe0, 0xf0};
	unsigned len = code < 0x80      ? 1
		       : code < 0x800   ? 2
		       : code < 0x10000 ? 3
					: 4;

	for (unsigned i = len - 1; i > 0; i--) {
		m->to[i] = (unsigned char)(0x80 | (code & 0x3f));
		code >>= 6;
	}
	m->to[0] = (unsigned char)(leads[len == 1 ? 0 : len] | code);
	m->to += len;
}

static int hex_value(unsigned char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* \xHH, \uHHHH or \UHHHHHHHH: @digits of them. */
static bool put_coded(struct made *m, unsigned digits)
{
	uint32_t code = 0;

	for (unsigned i = 0; i < digits; i++) {
		int value = hex_value(m->at[2 + i]);

		if (value < 0)
			return toml_refuse(m->b, m->at, 2 + i,
					   "'\\%c' needs %u hexadecimal digits",
					   m->at[1], digits);
		code = code << 4 | (uint32_t)value;
	}
	if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff))
		return toml_refuse(m->b, m->at, 2 + digits,
				   "U+%04X is no character", code);
	m->at += 2 + digits;
	put_code(m, code);
	return true;
}

static bool put_short(struct made *m, unsigned char byte)
{
	m->at += 2;
	*m->to++ = byte;
	return true;
}

static const unsigned char *skip_blank(const unsigned char *at)
{
	while (*at == ' ' || *at == '\t')
		at++;
	return at;
}

/* A backslash at the end of a line: the space up to the next text goes. */
static bool skip_line_end(struct made *m)
{
	const unsigned char *at = skip_blank(m->at + 1);

	if (!m->stops.newlines || !is_newline(at))
		return toml_refuse_escape(m->b, m->at);
	do
		at = skip_blank(at + newline_len(at));
	while (is_newline(at));
	m->at = at;
	return true;
}

static bool put_escape(struct made *m)
{
	switch (m->at[1]) {
	case 'b':
		return put_short(m, '\b');
	case 't':
		return put_short(m, '\t');
	case 'n':
		return put_short(m, '\n');
	case 'f':
		return put_short(m, '\f');
	case 'r':
		return put_short(m, '\r');
	case 'e':
		return put_short(m, 0x1b);
	case '"':
	case '\\':
		return put_short(m, m->at[1]);
	case 'x':
		return put_coded(m, 2);
	case 'u':
		return put_coded(m, 4);
	case 'U':
		return put_coded(m, 8);
	default:
		return skip_line_end(m);
	}
}

/* What is at m->at cannot be in the string. */
static bool refuse_inside(struct made *m)
{
	if (m->at == m->b->end || is_newline(m->at))
		return toml_refuse_unclosed(m->b, m->start);
	return toml_refuse_byte(m->b, m->at, "a string");
}

/* One thing that stops the scan and is no quote. */
static bool put_special(struct made *m)
{
	if (*m->at == '\\')
		return put_escape(m);
	if (!m->stops.newlines || newline_len(m->at) != 2)
		return refuse_inside(m);
	m->at += 2;
	*m->to++ = '\n';
	return true;
}

/* The quotes at m->at.  True if they end the string. */
static bool put_quotes(struct made *m)
{
	unsigned max = m->stops.newlines ? 5 : 1;
	unsigned closing = m->stops.newlines ? 3 : 1;
	unsigned count = quotes_at(m->at, m->stops.quote, max);
	bool ends = count >= closing;

	m->at += count;
	for (count -= ends ? closing : 0; count > 0; count--)
		*m->to++ = m->stops.quote;
	return ends;
}

static bool put_all(struct made *m)
{
	while (copy_plain(m, m->stops))
		if (*m->at == m->stops.quote) {
			if (put_quotes(m))
				return true;
		} else if (!put_special(m)) {
			return false;
		}
	return false;
}

/* Make the string that begins at @start and has its text from @content on.
 * NULL after a failure, else where it ends. */
static const unsigned char *make(struct toml_build *b,
				 const unsigned char *start,
				 const unsigned char *content,
				 struct toml_stops stops,
				 struct toml_text **out)
{
	struct made m = {b, start, stops, content, NULL, NULL};
	size_t pad = -(uintptr_t)b->free % 8;

	if ((size_t)(b->stack - b->free) < pad + sizeof(*m.text) + STEP_BYTES) {
		(void)toml_refuse_full(b);
		return NULL;
	}
	m.text = (void *)(b->free + pad);
	m.to = (unsigned char *)m.text->bytes;
	if (!put_all(&m))
		return NULL;
	m.text->place = toml_here(b, start);
	m.text->len = (uint32_t)(m.to - (unsigned char *)m.text->bytes);
	b->free = m.to + -(uintptr_t)m.to % 4;
	*out = m.text;
	return m.at;
}

const unsigned char *toml_string_make(struct toml_build *b,
				      const unsigned char *start,
				      const unsigned char *content,
				      struct toml_stops stops,
				      struct toml_value *out)
{
	struct toml_text *text;
	const unsigned char *end = make(b, start, content, stops, &text);

	if (end != NULL)
		*out = toml_value(TOML_KIND_MADE, toml_here(b, start),
				  toml_offset(b, text));
	return end;
}

static inline const unsigned char *lines(struct toml_build *b,
					 const unsigned char *start,
					 struct toml_stops stops,
					 struct toml_value *out)
{
	const unsigned char *content = start + 3 + newline_len(start + 3);
	const unsigned char *at = content;

	for (;;) {
		unsigned quotes;

		at = toml_scan(at, stops);
		if (*at != stops.quote)
			return toml_string_make(b, start, content, stops, out);
		quotes = quotes_at(at, stops.quote, 5);
		at += quotes;
		if (quotes >= 3)
			break;
	}
	*out = toml_value(TOML_KIND_TEXT, toml_here(b, start),
			  (uint32_t)(at - 3 - content));
	return at;
}

const unsigned char *toml_string_basic_lines(struct toml_build *b,
					     const unsigned char *start,
					     struct toml_value *out)
{
	return lines(b, start, TOML_STOPS_BASIC_LINES, out);
}

const unsigned char *toml_string_literal_lines(struct toml_build *b,
					       const unsigned char *start,
					       struct toml_value *out)
{
	return lines(b, start, TOML_STOPS_LITERAL_LINES, out);
}

const unsigned char *toml_string_key(struct toml_build *b,
				     const unsigned char *start,
				     struct toml_key *out)
{
	struct toml_stops stops =
		*start == '"' ? TOML_STOPS_BASIC : TOML_STOPS_LITERAL;
	const unsigned char *end = toml_scan(start + 1, stops);
	struct toml_text *made;
	struct str text;

	if (*end == stops.quote) {
		text = (struct str){(const char *)start + 1,
				    (size_t)(end - start - 1)};
		*out = toml_key(TOML_QUOTED, toml_here(b, start),
				toml_hash(text));
		return end + 1;
	}
	end = make(b, start, start + 1, stops, &made);
	if (end == NULL)
		return NULL;
	text = (struct str){made->bytes, made->len};
	*out = toml_key(TOML_MADE, toml_offset(b, made) / 8, toml_hash(text));
	return end;
}
