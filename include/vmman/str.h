/* str.h - a piece of text that somebody else owns
 *
 * Not NUL-terminated; may hold any byte, NUL included.
 */
#ifndef VMMAN_STR_H
#define VMMAN_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

struct str {
	const char *data; /* borrowed; may be NULL when len is 0 */
	size_t len;       /* bytes */
};

/* The text of a string literal. */
#define STR(literal) ((struct str){(literal), sizeof(literal) - 1})

/* For "%.*s": the length and the bytes.  Control bytes in it are made
 * visible by whoever prints (out_visible()), not here. */
#define STR_ARG(s) (int)(s).len, (s).data

static inline struct str str_from_c(const char *text)
{
	return (struct str){text, strlen(text)};
}

static inline bool str_equal(struct str a, struct str b)
{
	return a.len == b.len &&
	       (a.len == 0 || memcmp(a.data, b.data, a.len) == 0);
}

static inline bool str_starts_with(struct str s, struct str prefix)
{
	return s.len >= prefix.len &&
	       (prefix.len == 0 ||
		memcmp(s.data, prefix.data, prefix.len) == 0);
}

/* Below, at or above 0 as @a stands before, at or behind @b by their bytes. */
int str_compare(struct str a, struct str b);

/* @s without its first @len bytes, of which it has so many. */
static inline struct str str_behind(struct str s, size_t len)
{
	return (struct str){s.data + len, s.len - len};
}

/* As much of @s, which may be of any length, as a message has room for: at most
 * 40 bytes, and no part of a UTF-8 character at its end. */
struct str str_shown(struct str s);

/* Copy @s and a NUL into the @size bytes at @out.  False, and nothing
 * written, if it does not fit or if @s itself holds a NUL: text is never cut.
 */
bool str_copy(char *out, size_t size, struct str s)
	__attribute__((warn_unused_result));

/* How many single-character edits lead from @a to @b, for "did you mean";
 * SIZE_MAX when either is longer than 64 bytes. */
size_t str_distance(struct str a, struct str b);

/* The name that @word, which is none of them, was most probably meant to be.
 * Start with .word, offer every name, look at .best. */
struct str_guess {
	struct str word;
	const char *best; /* NULL if nothing is near; the first of equals */
	size_t distance;  /* from @best */
};

void str_guess_offer(struct str_guess *g, const char *name);

#endif
