/* fuzz.h - what a harness is
 *
 * A harness, fuzz/fuzz_NAME.c, is one function that takes any bytes and asserts
 * properties; a driver holds main().  A harness does no input or output at
 * all, so that no bytes of the fuzzer's ever become a path that is opened, and
 * so that every find can be replayed.
 */
#ifndef VMMAN_FUZZ_H
#define VMMAN_FUZZ_H

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

/* Try the @len bytes at @bytes, which end exactly where their memory block
 * ends: reading on is a find.  Nothing may be kept from one call to the next.
 * Returns 0 when every property held; does not return otherwise. */
int fuzz_one(const unsigned char *bytes, size_t len);

/* A property that must hold for any input. */
#define MUST(property) \
	((property) ? (void)0 : fuzz_broken(#property, __FILE__, __LINE__))

_Noreturn static inline void fuzz_broken(const char *property, const char *file,
					 int line)
{
	(void)fprintf(stderr, "%s:%d: does not hold: %s\n", file, line,
		      property);
	abort();
}

#endif
