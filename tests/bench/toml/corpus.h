/* corpus.h - documents to measure with, made from their descriptions */
#ifndef CORPUS_H
#define CORPUS_H

#include <stddef.h>
#include <stdint.h>

/* A document that grows; 64 zero bytes stay behind it. */
struct corpus {
	char *bytes; /* owned: corpus_free() */
	size_t len, room;
	uint64_t random; /* state: the same document every time */
};

/* What is parsed all day. */
struct corpus_kind {
	const char *name;
	void (*make)(struct corpus *c, size_t bytes);
	size_t bytes;             /* about so many */
	double target;            /* times the speed of toml++ */
	double most_instructions; /* per byte; 0: no target */
};

extern const struct corpus_kind corpus_kinds[];
extern const size_t corpus_kind_count;

/* What somebody writes to make a parser slow: @n units of it. */
struct corpus_worst {
	const char *name;
	void (*make)(struct corpus *c, size_t n);
	size_t n;
};

extern const struct corpus_worst corpus_worsts[];
extern const size_t corpus_worst_count;

void corpus_free(struct corpus *c);

#endif
