/* bench.c - TOML: ours against Debian's toml++, and worst cases
 *
 * Runs as: the developer.  Input: corpus.h.
 *
 *	toml-bench [ROUNDS]
 *
 * Both parse the same bytes in the same process, in turn, with a warm heap;
 * what is told is the median over the rounds of the thread's CPU time.
 */
#include "corpus.h"
#include "theirs.h"
#include "vmman/toml.h"
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum {
	ROUNDS_MAX = 101,
	ROUNDS_DEFAULT = 15,
};

/* A measurement lasts about so long: a small document is parsed often. */
static const double measure_seconds = 0.02;
static const double worst_ratio = 2.5;

/* A document, and memory to parse it into. */
struct bench {
	const char *name;
	struct corpus corpus;
	void *memory;
	size_t size;
};

_Noreturn static void fail(const char *name, const char *why)
{
	(void)fprintf(stderr, "toml-bench: %s: %s\n", name, why);
	exit(EXIT_FAILURE);
}

static void bench_init(struct bench *b, const char *name,
		       void (*make)(struct corpus *, size_t), size_t size)
{
	*b = (struct bench){.name = name};
	make(&b->corpus, size);
	b->size = toml_arena_bytes(b->corpus.len);
	b->memory = malloc(b->size);
	if (b->memory == NULL)
		fail(name, "no memory");
}

static void bench_fini(struct bench *b)
{
	corpus_free(&b->corpus);
	free(b->memory);
}

static void parse_ours(const struct bench *b)
{
	struct arena arena = arena_over(b->memory, b->size);
	struct toml t;
	struct err e;

	if (!toml_read(b->corpus.bytes, b->corpus.len, &arena, &t, &e))
		fail(b->name, e.text);
}

static void parse_theirs(const struct bench *b)
{
	if (!theirs_parse(b->corpus.bytes, b->corpus.len))
		fail(b->name, "toml++ refuses it");
}

static double now(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

/* Seconds that one parse takes, of @times in a row. */
static double seconds(const struct bench *b,
		      void (*parse)(const struct bench *), unsigned times)
{
	double start = now();

	for (unsigned i = 0; i < times; i++)
		parse(b);
	return (now() - start) / times;
}

static unsigned times_for(const struct bench *b,
			  void (*parse)(const struct bench *))
{
	double one = seconds(b, parse, 3);

	return 1 + (unsigned)(measure_seconds / one);
}

static int by_size(const void *a, const void *b)
{
	const double *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static bool compare(const struct corpus_kind *kind, unsigned rounds)
{
	double ours[ROUNDS_MAX], theirs[ROUNDS_MAX], mb, ratio;
	unsigned times_ours, times_theirs;
	struct bench b;

	bench_init(&b, kind->name, kind->make, kind->bytes);
	times_ours = times_for(&b, parse_ours);
	times_theirs = times_for(&b, parse_theirs);
	for (unsigned i = 0; i < rounds; i++) {
		ours[i] = seconds(&b, parse_ours, times_ours);
		theirs[i] = seconds(&b, parse_theirs, times_theirs);
	}
	qsort(ours, rounds, sizeof(ours[0]), by_size);
	qsort(theirs, rounds, sizeof(theirs[0]), by_size);
	mb = (double)b.corpus.len * 1e-6;
	ratio = theirs[rounds / 2] / ours[rounds / 2];
	printf("%-12s %9zu %8.0f %8.0f %8.1f %7.1fx %5.0fx  %s\n", kind->name,
	       b.corpus.len, mb / ours[rounds / 2], mb / ours[0],
	       mb / theirs[rounds / 2], ratio, kind->target,
	       ratio >= kind->target ? "met" : "MISSED");
	bench_fini(&b);
	return ratio >= kind->target;
}

static double best(const struct corpus_worst *worst, size_t n, unsigned rounds)
{
	struct bench b;
	double least;

	bench_init(&b, worst->name, worst->make, n);
	least = seconds(&b, parse_ours, 1);
	for (unsigned i = 0; i < rounds; i++) {
		double one = seconds(&b, parse_ours, 1);

		least = one < least ? one : least;
	}
	bench_fini(&b);
	return least;
}

static bool is_linear(const struct corpus_worst *worst, unsigned rounds)
{
	double once = best(worst, worst->n, rounds);
	double twice = best(worst, 2 * worst->n, rounds);
	bool good = twice / once <= worst_ratio;

	printf("%-20s %8zu %9.2f ms %9.2f ms %6.2fx  %s\n", worst->name,
	       worst->n, once * 1e3, twice * 1e3, twice / once,
	       good ? "linear" : "MISSED");
	return good;
}

int main(int argc, char **argv)
{
	unsigned rounds = argc > 1 ? (unsigned)atoi(argv[1]) : ROUNDS_DEFAULT;
	bool good = true;

	if (rounds < 1 || rounds > ROUNDS_MAX)
		fail("ROUNDS", "has to be from 1 to 101");
	/* Warm: freed memory stays with the process. */
	(void)mallopt(M_MMAP_THRESHOLD, 1 << 30);
	(void)mallopt(M_TRIM_THRESHOLD, 1 << 30);
	printf("%-12s %9s %8s %8s %8s %8s %6s\n", "corpus", "bytes", "MB/s",
	       "best", "toml++", "ratio", "target");
	for (size_t i = 0; i < corpus_kind_count; i++)
		good = compare(&corpus_kinds[i], rounds) && good;
	printf("\n%-20s %8s %12s %12s %7s\n", "worst case", "n", "time",
	       "of 2 n", "ratio");
	for (size_t i = 0; i < corpus_worst_count; i++)
		good = is_linear(&corpus_worsts[i], rounds) && good;
	return good ? EXIT_SUCCESS : EXIT_FAILURE;
}
