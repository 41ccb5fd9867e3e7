/* arena.c - memory in one piece
 *
 * Runs as: both.  Input: sizes from our own code.
 */
#include "vmman/arena.h"
#include <stdint.h>
#include <string.h>

void *arena_take(struct arena *a, size_t size, size_t align)
{
	size_t pad = -((uintptr_t)a->base + a->used) & (align - 1);
	unsigned char *taken;

	if (pad > a->size - a->used || size > a->size - a->used - pad)
		return NULL;
	taken = a->base + a->used + pad;
	a->used += pad + size;
	return memset(taken, 0, size);
}

void *arena_take_many(struct arena *a, size_t size, size_t align, size_t count)
{
	size_t total;

	if (__builtin_mul_overflow(size, count, &total))
		return NULL;
	return arena_take(a, total, align);
}

char *arena_text(struct arena *a, struct str s)
{
	char *copy = arena_take(a, s.len + 1, 1);

	if (copy != NULL && s.len > 0)
		memcpy(copy, s.data, s.len);
	return copy;
}
