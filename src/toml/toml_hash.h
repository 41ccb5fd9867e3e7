/* toml_hash.h - a hash of keys, eight bytes at a time
 *
 * The same for a key in the source, where what is behind it may be read, and
 * for one in a caller's memory, where it may not.
 */
#ifndef TOML_HASH_H
#define TOML_HASH_H

#include <endian.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* An odd constant without structure: 2^64 divided by the golden ratio. */
#define TOML_HASH_FACTOR UINT64_C(0x9e3779b97f4a7c15)

static inline uint64_t toml_hash_load(const unsigned char *at)
{
	uint64_t word;

	memcpy(&word, at, sizeof(word));
	return le64toh(word);
}

/* The product of both has 128 bits, and all bits of both count in the middle:
 * so fold it. */
static inline uint64_t toml_hash_add(uint64_t hash, uint64_t word)
{
	__extension__ typedef unsigned __int128 wide;
	wide product = (wide)(hash ^ word) * TOML_HASH_FACTOR;

	return (uint64_t)(product >> 64) ^ (uint64_t)product;
}

/* @len bytes at @at, at least one; 8 more must be readable. */
static inline uint32_t toml_hash_padded(const unsigned char *at, size_t len)
{
	uint64_t hash = len;

	for (; len > 8; at += 8, len -= 8)
		hash = toml_hash_add(hash, toml_hash_load(at));
	return (uint32_t)toml_hash_add(
		hash, toml_hash_load(at) & UINT64_MAX >> (64 - 8 * len));
}

#endif
