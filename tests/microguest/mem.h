/* mem.h - what a C compiler expects to find even without a C library */
#ifndef MICROGUEST_MEM_H
#define MICROGUEST_MEM_H

#include <stddef.h>

void *memcpy(void *restrict to, const void *restrict from, size_t len);
void *memset(void *to, int byte, size_t len);
int memcmp(const void *a, const void *b, size_t len);

#endif
