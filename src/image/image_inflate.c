/* image_inflate.c - compressed pieces of a disk, inflated by threads
 *
 * Runs as: caller, confined.  Input: hostile bytes, from a box.
 *
 * One thread splits an image into pieces, others inflate and write them, each
 * with a decompressor of its own.  A ring of slots hands the pieces over; what
 * a slot holds belongs to one thread at a time, as its state says.
 */
#include "image_internal.h"
#include <libdeflate.h>
#include <pthread.h>

enum {
	SLOTS = 32,
	WORKERS_MAX = 4,
};

enum slot_state {
	SLOT_FREE,
	SLOT_FULL,
	SLOT_BUSY,
};

struct slot {
	enum slot_state state;
	struct image_piece piece;
	unsigned char *bytes;
};

/* What inflating takes: one a thread. */
struct inflater {
	struct libdeflate_decompressor *engine;
	unsigned char *piece;
};

struct image_inflate {
	struct image_sink sink;
	size_t most, room;
	unsigned workers; /* that were started */
	struct inflater own;
	pthread_t threads[WORKERS_MAX];
	pthread_mutex_t lock; /* for all below */
	pthread_cond_t changed;
	size_t put, taken; /* slots, counted for ever */
	bool closed;
	bool failed;
	struct err why;
	struct slot slots[SLOTS];
};

static bool inflater_init(struct inflater *inflater, size_t most)
{
	inflater->engine = libdeflate_alloc_decompressor();
	inflater->piece = malloc(most);
	return inflater->engine != NULL && inflater->piece != NULL;
}

static void inflater_fini(struct inflater *inflater)
{
	libdeflate_free_decompressor(inflater->engine);
	free(inflater->piece);
}

static bool inflate_piece(const struct image_inflate *pool,
			  const struct inflater *inflater,
			  const struct slot *slot, struct err *e)
{
	const struct image_piece *piece = &slot->piece;
	size_t len = 0;
	enum libdeflate_result result = libdeflate_zlib_decompress(
		inflater->engine, slot->bytes, piece->deflated, inflater->piece,
		piece->len, &len);

	/* The last piece of a disk may end with it. */
	if (result != LIBDEFLATE_SUCCESS ||
	    (len != piece->len && len != piece->keep))
		return err_set(e, ERR_DATA,
			       "the image is damaged: what stands for its byte "
			       "%llu cannot be decompressed",
			       (unsigned long long)piece->offset);
	return pool->sink.write(pool->sink.context, inflater->piece,
				piece->keep, piece->offset, e);
}

static void do_slot(struct image_inflate *pool, const struct inflater *inflater,
		    struct slot *slot)
{
	struct err e;
	bool done = inflate_piece(pool, inflater, slot, &e);

	(void)pthread_mutex_lock(&pool->lock);
	slot->state = SLOT_FREE;
	if (!done && !pool->failed) {
		pool->failed = true;
		pool->why = e;
	}
	(void)pthread_cond_broadcast(&pool->changed);
	(void)pthread_mutex_unlock(&pool->lock);
}

/* The next full slot, now the caller's; NULL when there will be none. */
static struct slot *take_slot(struct image_inflate *pool)
{
	struct slot *slot = NULL;

	(void)pthread_mutex_lock(&pool->lock);
	while (pool->taken == pool->put && !pool->closed)
		(void)pthread_cond_wait(&pool->changed, &pool->lock);
	if (pool->taken < pool->put) {
		slot = &pool->slots[pool->taken++ % SLOTS];
		slot->state = SLOT_BUSY;
	}
	(void)pthread_mutex_unlock(&pool->lock);
	return slot;
}

static void *work(void *context)
{
	struct image_inflate *pool = context;
	struct inflater inflater;
	struct slot *slot;

	/* BUG() is what is left of no memory here: the process is one that does
	 * nothing else, and whoever waits for it sees it end. */
	BUG_UNLESS(inflater_init(&inflater, pool->most));
	while ((slot = take_slot(pool)) != NULL)
		do_slot(pool, &inflater, slot);
	inflater_fini(&inflater);
	return NULL;
}

static void free_pool(struct image_inflate *pool)
{
	for (size_t i = 0; i < SLOTS; i++)
		free(pool->slots[i].bytes);
	inflater_fini(&pool->own);
	(void)pthread_cond_destroy(&pool->changed);
	(void)pthread_mutex_destroy(&pool->lock);
	free(pool);
}

static bool fill_pool(struct image_inflate *pool, size_t most)
{
	bool there = inflater_init(&pool->own, most);

	pool->most = most;
	/* What does not compress grows by less than that. */
	pool->room = most + most / 8 + IMAGE_SECTOR;
	for (size_t i = 0; i < SLOTS; i++) {
		pool->slots[i].bytes = malloc(pool->room);
		there = there && pool->slots[i].bytes != NULL;
	}
	return there;
}

struct image_inflate *image_inflate_begin(const struct image_sink *sink,
					  size_t most, unsigned workers,
					  struct err *e)
{
	struct image_inflate *pool = calloc(1, sizeof(*pool));

	if (pool == NULL) {
		(void)err_set(e, ERR_SYSTEM, "no memory to inflate an image");
		return NULL;
	}
	pool->sink = *sink;
	(void)pthread_mutex_init(&pool->lock, NULL);
	(void)pthread_cond_init(&pool->changed, NULL);
	if (!fill_pool(pool, most)) {
		free_pool(pool);
		(void)err_set(e, ERR_SYSTEM, "no memory to inflate an image");
		return NULL;
	}
	/* With fewer threads than asked for it only takes longer. */
	while (pool->workers < workers && pool->workers < WORKERS_MAX &&
	       pthread_create(&pool->threads[pool->workers], NULL, work,
			      pool) == 0)
		pool->workers++;
	return pool;
}

size_t image_inflate_room(const struct image_inflate *pool)
{
	return pool->room;
}

unsigned char *image_inflate_buffer(struct image_inflate *pool, struct err *e)
{
	struct slot *slot = &pool->slots[pool->put % SLOTS];
	bool failed;

	(void)pthread_mutex_lock(&pool->lock);
	while (slot->state != SLOT_FREE && !pool->failed)
		(void)pthread_cond_wait(&pool->changed, &pool->lock);
	failed = pool->failed;
	if (failed)
		*e = pool->why;
	(void)pthread_mutex_unlock(&pool->lock);
	return failed ? NULL : slot->bytes;
}

void image_inflate_submit(struct image_inflate *pool,
			  const struct image_piece *piece)
{
	struct slot *slot = &pool->slots[pool->put % SLOTS];

	slot->piece = *piece;
	if (pool->workers == 0) {
		do_slot(pool, &pool->own, slot);
		return;
	}
	(void)pthread_mutex_lock(&pool->lock);
	slot->state = SLOT_FULL;
	pool->put++;
	(void)pthread_cond_broadcast(&pool->changed);
	(void)pthread_mutex_unlock(&pool->lock);
}

bool image_inflate_end(struct image_inflate *pool, struct err *e)
{
	bool failed;

	(void)pthread_mutex_lock(&pool->lock);
	pool->closed = true;
	(void)pthread_cond_broadcast(&pool->changed);
	(void)pthread_mutex_unlock(&pool->lock);
	for (unsigned i = 0; i < pool->workers; i++)
		(void)pthread_join(pool->threads[i], NULL);
	failed = pool->failed;
	if (failed)
		*e = pool->why;
	free_pool(pool);
	return !failed;
}
