/* arena.h - memory in one piece, given by the caller, never freed in parts
 *
 * All that is made from one file lives in one arena.  There is no malloc in
 * vm-init: its arenas are static.
 */
#ifndef VMMAN_ARENA_H
#define VMMAN_ARENA_H

#include "vmman/own.h"
#include "vmman/str.h"
#include <stddef.h>

struct arena {
	unsigned char *base; /* the caller's */
	size_t size;         /* bytes at @base */
	size_t used;         /* bytes handed out, alignment included */
};

static inline struct arena arena_over(void *memory, size_t size)
{
	return (struct arena){memory, size, 0};
}

/* @size bytes, cleared, aligned to @align (a power of two).  NULL when the
 * arena is full.  Borrowed from the arena. */
void *arena_take(struct arena *a, size_t size, size_t align) MUST_CHECK;

/* Room for @count objects of a type; NULL when full or when the product
 * overflows. */
#define arena_new(a, type, count) \
	((type *)arena_take_many((a), sizeof(type), _Alignof(type), (count)))
void *arena_take_many(struct arena *a, size_t size, size_t align,
		      size_t count) MUST_CHECK;

/* A NUL-terminated copy of @s; NULL when the arena is full. */
char *arena_text(struct arena *a, struct str s) MUST_CHECK;

#endif
