/* once.c - parse one document of the benchmark so many times
 *
 * Runs as: the developer, under valgrind.  Input: a kind of corpus.h.
 *
 *	toml-once KIND TIMES
 */
#include "corpus.h"
#include "vmman/toml.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct corpus_kind *kind_named(const char *name)
{
	for (size_t i = 0; i < corpus_kind_count; i++)
		if (strcmp(corpus_kinds[i].name, name) == 0)
			return &corpus_kinds[i];
	return NULL;
}

static int parse(const struct corpus *c, void *memory, size_t size)
{
	struct arena arena = arena_over(memory, size);
	struct toml t;
	struct err e;

	if (toml_read(c->bytes, c->len, &arena, &t, &e))
		return EXIT_SUCCESS;
	(void)fprintf(stderr, "toml-once: %s\n", e.text);
	return EXIT_FAILURE;
}

int main(int argc, char **argv)
{
	const struct corpus_kind *kind = argc == 3 ? kind_named(argv[1]) : NULL;
	struct corpus c = {NULL, 0, 0, 0};
	int status = EXIT_SUCCESS;
	size_t size;
	void *memory;

	if (kind == NULL) {
		(void)fprintf(stderr, "usage: toml-once KIND TIMES\n");
		return EXIT_FAILURE;
	}
	kind->make(&c, kind->bytes);
	size = toml_arena_bytes(c.len);
	memory = malloc(size);
	for (int i = atoi(argv[2]); memory != NULL && i > 0; i--)
		status = parse(&c, memory, size);
	printf("%zu\n", c.len);
	free(memory);
	corpus_free(&c);
	return status;
}
