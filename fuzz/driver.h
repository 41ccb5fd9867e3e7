/* driver.h - what the two drivers share */
#ifndef VMMAN_FUZZ_DRIVER_H
#define VMMAN_FUZZ_DRIVER_H

#include "fuzz.h"
#include <string.h>

/* Call the harness with a copy of @bytes in a block of exactly their size, so
 * that AddressSanitizer sees the first byte read beyond. */
static inline void fuzz_exactly(const unsigned char *bytes, size_t len)
{
	/* Of no bytes at all, too: then already the first is beyond.
	 * NOLINTNEXTLINE(clang-analyzer-optin.portability.UnixAPI) */
	unsigned char *copy = malloc(len);

	if (copy == NULL && len > 0)
		abort();
	if (len > 0)
		memcpy(copy, bytes, len);
	if (fuzz_one(copy, len) != 0)
		abort();
	free(copy);
}

#endif
