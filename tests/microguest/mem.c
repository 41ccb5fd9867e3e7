/* mem.c - what a C compiler expects to find even without a C library
 *
 * Runs as: the guest.  Input: ours.
 */
#include "mem.h"

/* String instructions, since a compiler would make a call of memcpy() out of
 * the loop of memcpy(). */
void *memcpy(void *restrict to, const void *restrict from, size_t len)
{
	void *at = to;

	__asm__ volatile("rep movsb"
			 : "+D"(at), "+S"(from), "+c"(len)
			 :
			 : "memory");
	return to;
}

void *memset(void *to, int byte, size_t len)
{
	void *at = to;

	__asm__ volatile("rep stosb"
			 : "+D"(at), "+c"(len)
			 : "a"(byte)
			 : "memory");
	return to;
}

int memcmp(const void *a, const void *b, size_t len)
{
	const unsigned char *left = a;
	const unsigned char *right = b;

	for (size_t i = 0; i < len; i++) {
		if (left[i] != right[i])
			return left[i] - right[i];
	}
	return 0;
}
