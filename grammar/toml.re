/* toml.re - the tokens of a TOML 1.1 document
 *
 * Runs as: both.  Input: the user's or the administrator's file, known to be
 * UTF-8, with zero bytes behind it.
 *
 * https://toml.io/en/v1.1.0; grammar/README.md maps its productions to these.
 * What a token is depends on where it stands ("1e3", "true" and "2020-01-01"
 * are keys on the left of a "=" and values on its right), so there is one
 * scanner for each enum toml_mode, and the lexer itself keeps the mode.
 *
 * The bodies of bare keys, strings and comments are not scanned by automata but
 * 16 bytes at a time: toml_scan.h.
 */
#include "toml_blame.h"
#include "toml_build.h"
#include "toml_hash.h"
#include "toml_scalar.h"
#include "toml_scan.h"

/* For what is on the way of most bytes: a call costs as much as a token's
 * scan, since hardening clears the registers at each return. */
#define ALWAYS_INLINE inline __attribute__((always_inline))

/* The parser, from toml.y. */
#include "toml.h"
#include "toml.c"

/* lemon's own, for the end of the tokens. */
#define TOKEN_END 0

/*!re2c
	re2c:define:YYCTYPE = "unsigned char";
	re2c:define:YYCURSOR = at;
	re2c:define:YYMARKER = marker;
	re2c:yyfill:enable = 0;

	blank   = [ \t];
	newline = "\r"? "\n";

	bare    = [A-Za-z0-9_-]+;

	digit   = [0-9];
	hex     = "0x" [0-9A-Fa-f] ("_"? [0-9A-Fa-f])*;
	octal   = "0o" [0-7] ("_"? [0-7])*;
	binary  = "0b" [01] ("_"? [01])*;
	digits  = digit ("_"? digit)*;
	decimal = [+-]? ("0" | [1-9] ("_"? digit)*);
	exp     = [eE] [+-]? digits;
	float   = decimal ("." digits exp? | exp);
	special = [+-]? ("inf" | "nan");

	date    = digit{4} "-" digit{2} "-" digit{2};
	time    = digit{2} ":" digit{2} (":" digit{2} ("." digit+)?)?;
	offset  = [Zz] | [+-] digit{2} ":" digit{2};
	local   = date [Tt ] time;

	wordy   = [A-Za-z0-9_.:+-];
*/

/* The comment at @at, up to its newline or to the end of the file; NULL after
 * a failure. */
static inline const unsigned char *skip_comment(struct toml_build *b,
						const unsigned char *at)
{
	at = toml_scan(at, TOML_STOPS_COMMENT);
	if (*at == '\n' || (*at == '\r' && at[1] == '\n') || at == b->end)
		return at;
	(void)toml_refuse_byte(b, at, "a comment");
	return NULL;
}

static inline const unsigned char *skip_blank(const unsigned char *at)
{
	while (*at == ' ' || *at == '\t')
		at++;
	return at;
}

/* Blanks, newlines and comments: what may stand anywhere in an array, and
 * around the pairs of an inline table.  NULL after a failure. */
static const unsigned char *skip_lines(struct toml_build *b,
				       const unsigned char *at)
{
	const unsigned char *start;

	for (;;) {
		start = at;
		/*!re2c
			*                 { return start; }
			blank+ | newline  { continue; }
			"#"               {
				at = skip_comment(b, at);
				if (at == NULL)
					return NULL;
				continue;
			}
		*/
	}
}

/* The same: in most places there is nothing or one space. */
static inline const unsigned char *skip_space(struct toml_build *b,
					      const unsigned char *at)
{
	at += *at == ' ';
	return *at > ' ' && *at != '#' ? at : skip_lines(b, at);
}

/* What is at @at ends its line.  Returns the next one; NULL after a failure. */
static inline const unsigned char *skip_line_end(struct toml_build *b,
						 const unsigned char *at,
						 const char *after)
{
	const unsigned char *marker;

	if (*at == '\n')
		return at + 1;
	at = skip_blank(at);
	if (*at == '#')
		at = skip_comment(b, at);
	if (at == NULL || at == b->end)
		return at;
	marker = at + (*at == '\r');
	if (*marker == '\n')
		return marker + 1;
	(void)toml_refuse_found(b, at, after);
	return NULL;
}

/* The value at @at, which is neither an array nor an inline table.  Returns
 * where it ends; NULL after a failure. */
static ALWAYS_INLINE const unsigned char *lex_scalar(struct toml_build *b,
						     const unsigned char *at,
						     struct toml_value *out)
{
	const unsigned char *start = at, *marker;
	uint32_t here = toml_here(b, at);

	/*!re2c
		*        { (void)toml_refuse_value(b, start); return NULL; }
		["]      { return toml_string_short(b, start, TOML_STOPS_BASIC,
						    out); }
		[']      { return toml_string_short(b, start,
						    TOML_STOPS_LITERAL, out); }
		["]{3}   { return toml_string_basic_lines(b, start, out); }
		[']{3}   { return toml_string_literal_lines(b, start, out); }
		"true"   { *out = toml_value(TOML_KIND_BOOL, here, 1); return at; }
		"false"  { *out = toml_value(TOML_KIND_BOOL, here, 0); return at; }
		decimal  { return toml_number_decimal(b, start, at, out); }
		hex      { return toml_number_based(b, start, at, out); }
		octal    { return toml_number_based(b, start, at, out); }
		binary   { return toml_number_based(b, start, at, out); }
		float    { return toml_number_float(b, start, at, out); }
		special  { return toml_number_special(b, start, at, out); }
		date     { return toml_datetime_make(
				   b, start, at, TOML_KIND_LOCAL_DATE, out); }
		time     { return toml_datetime_make(
				   b, start, at, TOML_KIND_LOCAL_TIME, out); }
		local    { return toml_datetime_make(
				   b, start, at, TOML_KIND_LOCAL_DATETIME, out); }
		local offset
			 { return toml_datetime_make(
				   b, start, at, TOML_KIND_DATETIME, out); }

		// Whatever goes on where one of these should end.
		wordy+   { (void)toml_refuse_value(b, start); return NULL; }
	*/
}

static int bad(struct toml_build *b, const unsigned char *at,
	       const char *expected)
{
	(void)toml_refuse_found(b, at, expected);
	return TOKEN_BAD;
}

static int bad_nested(struct toml_build *b, const unsigned char *at,
		      const char *expected)
{
	(void)toml_refuse_nested(b, at, expected);
	return TOKEN_BAD;
}

/* The array or inline table at @at begins. */
static inline bool open_nested(struct toml_build *b, const unsigned char *at)
{
	if (b->depth == TOML_DEPTH_MAX)
		return toml_refuse(b, at, 1,
				   "arrays and inline tables are nested more "
				   "than %d deep",
				   TOML_DEPTH_MAX);
	b->mode = *at == '[' ? TOML_MODE_ARRAY : TOML_MODE_INLINE;
	b->open[b->depth++] = toml_here(b, at);
	b->at = at + 1;
	return true;
}

/* The bracket at @at closes an array or inline table.  @kind: the token. */
static inline int close_nested(struct toml_build *b, const unsigned char *at,
			       int kind)
{
	b->depth--;
	if (b->depth > 0) {
		b->mode = TOML_MODE_AFTER;
		b->at = at + 1;
		return kind;
	}
	b->mode = TOML_MODE_LINE;
	b->at = skip_line_end(b, at + 1, "a newline after the value");
	return b->at != NULL ? kind : TOKEN_BAD;
}

/* In an array or inline table, behind an array or inline table. */
static int lex_after(struct toml_build *b, const unsigned char *at)
{
	bool array = b->bytes[b->open[b->depth - 1]] == '[';

	at = skip_space(b, at);
	if (at == NULL)
		return TOKEN_BAD;
	if (*at == ',') {
		b->mode = array ? TOML_MODE_ARRAY : TOML_MODE_INLINE;
		b->at = at + 1;
		return TOKEN_COMMA;
	}
	if (*at == (array ? ']' : '}'))
		return close_nested(b, at,
				    array ? TOKEN_ARRAY_END : TOKEN_TABLE_END);
	return bad_nested(b, at, array ? "',' or ']' after the value" :
				  "',' or '}' after the value");
}

/* An array or inline table that is an element. */
static int lex_nested(struct toml_build *b, const unsigned char *at,
		      union toml_token *token)
{
	token->place = toml_here(b, at);
	if (!open_nested(b, at))
		return TOKEN_BAD;
	return *at == '[' ? TOKEN_ARRAY : TOKEN_TABLE;
}

static inline int lex_element(struct toml_build *b, const unsigned char *at,
			      union toml_token *token)
{
	at = lex_scalar(b, at, &token->value);
	if (at != NULL)
		at = skip_space(b, at);
	if (at == NULL)
		return TOKEN_BAD;
	b->at = at + 1;
	if (*at == ',')
		return TOKEN_SCALAR_COMMA;
	if (*at == ']')
		return close_nested(b, at, TOKEN_SCALAR_END);
	return bad_nested(b, at, "',' or ']' after the value");
}

static inline int lex_array(struct toml_build *b, const unsigned char *at,
			    union toml_token *token)
{
	at = skip_space(b, at);
	if (at == NULL)
		return TOKEN_BAD;
	if (*at == ']')
		return close_nested(b, at, TOKEN_ARRAY_END);
	if (*at == '[' || *at == '{')
		return lex_nested(b, at, token);
	if (toml_goes_on(*at) || *at == '"' || *at == '\'')
		return lex_element(b, at, token);
	return bad_nested(b, at, "a value or ']'");
}

/* The pair of @pair->key and of the array or inline table at @at. */
static int lex_nested_pair(struct toml_build *b, const unsigned char *at,
			   struct toml_entry *pair)
{
	pair->value.head = toml_here(b, at);
	if (!open_nested(b, at))
		return TOKEN_BAD;
	return *at == '[' ? TOKEN_KEY_ARRAY : TOKEN_KEY_TABLE;
}

/* The pair of @pair->key and of the scalar at @at. */
static inline int lex_pair(struct toml_build *b, const unsigned char *at,
			   struct toml_entry *pair)
{
	at = lex_scalar(b, at, &pair->value);
	if (at == NULL)
		return TOKEN_BAD;
	if (b->depth == 0) {
		b->mode = TOML_MODE_LINE;
		b->at = skip_line_end(b, at, "a newline after the value");
		return b->at != NULL ? TOKEN_PAIR : TOKEN_BAD;
	}
	b->mode = TOML_MODE_INLINE;
	at = skip_space(b, at);
	if (at == NULL)
		return TOKEN_BAD;
	b->at = at + 1;
	if (*at == ',')
		return TOKEN_PAIR_COMMA;
	if (*at == '}')
		return close_nested(b, at, TOKEN_PAIR_END);
	return bad_nested(b, at, "',' or '}' after the value");
}

/* @at is behind one part of a key or header and its dot. */
static inline int lex_dot(struct toml_build *b, const unsigned char *at,
			  enum toml_mode mode)
{
	if (++b->parts == TOML_PARTS_MAX) {
		(void)toml_refuse(b, at - 1, 1, "a key has more than %d parts",
				  TOML_PARTS_MAX);
		return TOKEN_BAD;
	}
	b->mode = mode;
	b->at = at;
	return mode == TOML_MODE_KEY ? TOKEN_KEY_DOT : TOKEN_HEADER_DOT;
}

/* Behind the key @key of a pair. */
static inline int lex_after_key(struct toml_build *b, const unsigned char *at,
				struct toml_key key, union toml_token *token)
{
	const unsigned char *start = at, *marker;
	struct toml_entry *pair;

	/*!re2c
		*                    {
			return bad(b, skip_blank(start), "'=' after the key");
		}
		blank* "."           {
			token->key = key;
			return lex_dot(b, at, TOML_MODE_KEY);
		}
		blank* "=" blank*    {
			pair = toml_take(b, sizeof(*pair));
			if (pair == NULL)
				return TOKEN_BAD;
			token->pair = pair;
			pair->key = key;
			if (*at == '[' || *at == '{')
				return lex_nested_pair(b, at, pair);
			return lex_pair(b, at, pair);
		}
	*/
}

static inline struct toml_key bare_key(const struct toml_build *b,
				       const unsigned char *start,
				       const unsigned char *end)
{
	return toml_key(TOML_BARE, toml_here(b, start),
			toml_hash_padded(start, (size_t)(end - start)));
}

/* The key at @at.  Returns where it ends; NULL after a failure. */
static inline const unsigned char *lex_key(struct toml_build *b,
					   const unsigned char *at,
					   struct toml_key *out,
					   const char *expected)
{
	const unsigned char *start = at;

	/*!re2c
		*      {
			(void)toml_refuse_key(b, start, expected);
			return NULL;
		}
		[A-Za-z0-9_-] {
			at = toml_scan_bare(at);
			*out = bare_key(b, start, at);
			return at;
		}
		["']   { return toml_string_key(b, start, out); }
	*/
}

/* The next part of the key of a pair. */
static inline int lex_pair_key(struct toml_build *b, const unsigned char *at,
			       union toml_token *token, const char *expected)
{
	struct toml_key key;

	at = lex_key(b, at, &key, expected);
	return at != NULL ? lex_after_key(b, at, key, token) : TOKEN_BAD;
}

/* The next part of a header, which b->header_closes brackets close. */
static inline int lex_header(struct toml_build *b, const unsigned char *at,
			     union toml_token *token)
{
	bool single = b->header_closes == 1;

	at = lex_key(b, skip_blank(at), &token->key, "a key");
	if (at == NULL)
		return TOKEN_BAD;
	at = skip_blank(at);
	if (*at == '.')
		return lex_dot(b, at + 1, TOML_MODE_HEADER);
	if (*at != ']' || (!single && at[1] != ']'))
		return bad(b, at, single ? "'.' or ']' after the key" :
					   "'.' or ']]' after the key");
	b->mode = TOML_MODE_LINE;
	b->at = skip_line_end(b, at + b->header_closes,
			      "a newline after the header");
	if (b->at == NULL)
		return TOKEN_BAD;
	return single ? TOKEN_HEADER : TOKEN_HEADERS;
}

/* Skip empty lines and comments. */
static inline const unsigned char *skip_empty(struct toml_build *b,
					      const unsigned char *at)
{
	while (*at == '\n')
		at++;
	return *at > ' ' && *at != '#' ? at : skip_lines(b, at);
}

/* The next token, and with it b->mode. */
static inline int lex(struct toml_build *b, union toml_token *token)
{
	const unsigned char *at = b->at;
	const char *expected = "a key";
	enum toml_mode mode = b->mode;

	if (mode == TOML_MODE_LINE) {
		at = skip_empty(b, at);
		if (at == NULL)
			return TOKEN_BAD;
		if (at == b->end)
			return TOKEN_END;
		b->parts = 0;
		expected = "a key or a header";
		if (*at == '[') {
			b->header_closes = at[1] == '[' ? 2 : 1;
			at += b->header_closes;
			mode = TOML_MODE_HEADER;
		}
	} else if (mode == TOML_MODE_INLINE) {
		at = skip_space(b, at);
		if (at == NULL)
			return TOKEN_BAD;
		if (*at == '}')
			return close_nested(b, at, TOKEN_TABLE_END);
		b->parts = 0;
		expected = "a key or '}'";
	} else if (mode == TOML_MODE_KEY) {
		at = skip_blank(at);
	}
	if (mode == TOML_MODE_HEADER)
		return lex_header(b, at, token);
	if (mode == TOML_MODE_ARRAY)
		return lex_array(b, at, token);
	if (mode == TOML_MODE_AFTER)
		return lex_after(b, at);
	return lex_pair_key(b, at, token, expected);
}

/* The parser works one token behind, so that a token that the lexer refuses
 * still lets it find an earlier error, which then is the one to tell. */
bool toml_parse(struct toml_build *b)
{
	yyParser parser TOML_UNINITIALIZED;
	union toml_token token = {.place = 0};
	int kind;

	toml_grammarInit(&parser, b);
	do {
		kind = lex(b, &token);
		toml_grammar(&parser, kind, token);
	} while (b->state == TOML_READING);
	BUG_UNLESS(b->state != TOML_MISPLACED || kind == TOKEN_BAD);
	return b->state == TOML_ACCEPTED;
}

size_t toml_span_key(const unsigned char *at)
{
	const unsigned char *start = at, *marker;

	/*!re2c
		*                                 { return 1; }
		bare                              { return (size_t)(at - start); }
		["] ([^"\\\x00] | "\\" [^\x00])* ["] { return (size_t)(at - start); }
		['] [^'\x00]* [']                 { return (size_t)(at - start); }
	*/
}

size_t toml_span_value(const unsigned char *at)
{
	const unsigned char *start = at, *marker;

	/*!re2c
		body = [^"\\\x00] | "\\" [^\x00];
		raw  = [^'\x00];

		*                                 { return 1; }
		["] body* ["]                     { return (size_t)(at - start); }
		['] raw* [']                      { return (size_t)(at - start); }
		["]{3} (["]{0,2} body)* ["]{3,5}  { return (size_t)(at - start); }
		[']{3} ([']{0,2} raw)* [']{3,5}   { return (size_t)(at - start); }
		[A-Za-z0-9_.:+-]+                 { return (size_t)(at - start); }
		date " " time offset?             { return (size_t)(at - start); }
	*/
}

size_t toml_span_header(const unsigned char *at)
{
	const unsigned char *start = at, *marker;

	/*!re2c
		text = ["] ([^"\\\x00] | "\\" [^\x00])* ["] | ['] [^'\x00]* ['];
		part = blank* (bare | text) blank*;

		*                                    { return 1; }
		"[" part ("." part)* "]"             { return (size_t)(at - start); }
		"[[" part ("." part)* "]]"           { return (size_t)(at - start); }
	*/
}

const char *toml_mistake(const unsigned char *at)
{
	const unsigned char *marker;

	/*!re2c
		bool  = [Tt][Rr][Uu][Ee] | [Ff][Aa][Ll][Ss][Ee];
		yesno = [Yy][Ee][Ss] | [Nn][Oo] | [Oo][Nn] | [Oo][Ff][Ff];
		power = [eE] [0-9_+-]*;
		loose = [0-9_]+;

		*       { return NULL; }
		"\xe2\x80" [\x98-\x9f]
			{ return "quotes are straight: \" or '"; }
		bool    { return "a boolean is true or false, in small letters"; }
		yesno   { return "a boolean is true or false; text needs quotes"; }
		[+-]? "0" "_"* [0-9] [0-9_]* ("." [0-9_]*)? power?
			{ return "a number has no leading zeros"; }
		[+-] "0" [xob] [0-9A-Fa-f_]*
			{ return "a number with 0x, 0o or 0b has no sign"; }
		"0" [XOB] [0-9A-Fa-f_]*
			{ return "0x, 0o and 0b are written in small letters"; }
		"0" [xob] [0-9A-Fa-f]*
			{ return "behind 0x come 0-9 a-f, behind 0o 0-7, "
				 "behind 0b 0 and 1"; }
		[+-]? "." loose power? | [+-]? loose "." power?
			{ return "a float has digits on both sides of its "
				 "point"; }
		[+-]? digit+ ("." digit+)? [eE] [0-9+-]*
			{ return "an exponent is an integer, as in 1e6"; }
		[+-]? loose ("." loose)? power? | "0" [xob] [0-9A-Fa-f_]*
			{ return "an underscore stands between two digits"; }
		digit{1,4} "-" digit{1,2} "-" digit{1,2} ([Tt] wordy*)?
			{ return "a date is YYYY-MM-DD, with a time "
				 "YYYY-MM-DDTHH:MM:SS"; }
		digit{1,2} ":" digit{1,2} (":" digit{1,2} ("." digit*)?)?
			{ return "a time is HH:MM or HH:MM:SS"; }
		wordy+  { return NULL; }
	*/
}
