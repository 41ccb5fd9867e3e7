/* toml_blame.h - words for what is wrong with a document
 *
 * All of these fill b->e with ERR_CONFIG and the place, and return false.
 */
#ifndef TOML_BLAME_H
#define TOML_BLAME_H

#include "toml_build.h"

/* What a key is about to be when its name is taken already. */
enum toml_use {
	TOML_USE_VALUE,       /* key = value */
	TOML_USE_STEP,        /* key. */
	TOML_USE_HEADER_STEP, /* [key. */
	TOML_USE_TABLE,       /* [key] */
	TOML_USE_TABLES,      /* [[key]] */
};

/* @key is in use, by @first. */
bool toml_refuse_clash(struct toml_build *b, struct toml_key key,
		       enum toml_use use, const struct toml_entry *first);

/* "expected WHAT, found ..." what stands at @at. */
bool toml_refuse_found(struct toml_build *b, const unsigned char *at,
		       const char *expected);

/* The same, in the array or inline table that was opened last. */
bool toml_refuse_nested(struct toml_build *b, const unsigned char *at,
			const char *expected);

/* What stands at @at should be a key and is none. */
bool toml_refuse_key(struct toml_build *b, const unsigned char *at,
		     const char *expected);

/* What stands at @at is no value, or begins like one and is none. */
bool toml_refuse_value(struct toml_build *b, const unsigned char *at);

/* What is at @at, at a backslash, is no escape. */
bool toml_refuse_escape(struct toml_build *b, const unsigned char *at);

/* The string that begins at @start has no end. */
bool toml_refuse_unclosed(struct toml_build *b, const unsigned char *start);

/* The byte at @at may not be in @where ("a comment", "a string", ...). */
bool toml_refuse_byte(struct toml_build *b, const unsigned char *at,
		      const char *where);

/* Other reasons; @len bytes at @at. */
bool toml_refuse(struct toml_build *b, const unsigned char *at, size_t len,
		 const char *format, ...) PRINTF_LIKE(4, 5);

#endif
