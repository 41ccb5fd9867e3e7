/* test_image_inflate.c - src/image/image_inflate.c */
#include "image_sample.h"
#include <libdeflate.h>
#include <stdatomic.h>

enum {
	PIECE = 4096,
	PIECES = 500, /* many times the ring */
};

static unsigned char disk[PIECES][PIECE];
static atomic_uint written;
static struct err e;

static bool put(void *context, const unsigned char *bytes, size_t len,
		uint64_t offset, struct err *err)
{
	const uint64_t *bad = context;

	if (bad != NULL && offset == *bad)
		return err_set(err, ERR_SYSTEM, "no more");
	/* An assertion is for the test's own thread only. */
	if (offset + len > sizeof(disk))
		return err_set(err, ERR_DATA, "beyond the disk");
	memcpy(&disk[0][0] + offset, bytes, len);
	atomic_fetch_add(&written, 1);
	return true;
}

static struct image_inflate *begin(unsigned workers, uint64_t *bad)
{
	struct image_sink sink = {.write = put, .context = bad};
	struct image_inflate *pool =
		image_inflate_begin(&sink, PIECE, workers, &e);

	memset(disk, 0xee, sizeof(disk));
	atomic_store(&written, 0);
	assert_non_null(pool);
	return pool;
}

/* The piece @i, whose bytes are all of one value; false: the pool has failed.
 */
static bool submit(struct image_inflate *pool, size_t i, size_t len)
{
	unsigned char plain[PIECE];
	unsigned char *room = image_inflate_buffer(pool, &e);
	struct libdeflate_compressor *c;
	struct image_piece piece = {
		.offset = i * PIECE, .len = PIECE, .keep = PIECE};

	if (room == NULL)
		return false;
	memset(plain, (int)(i % 251), sizeof(plain));
	c = libdeflate_alloc_compressor(1);
	piece.deflated = libdeflate_zlib_compress(c, plain, len, room,
						  image_inflate_room(pool));
	libdeflate_free_compressor(c);
	assert_true(piece.deflated > 0);
	image_inflate_submit(pool, &piece);
	return true;
}

static void inflates_with(unsigned workers)
{
	struct image_inflate *pool = begin(workers, NULL);

	for (size_t i = 0; i < PIECES; i++)
		assert_true(submit(pool, i, PIECE));
	assert_true(image_inflate_end(pool, &e));
	assert_int_equal(atomic_load(&written), PIECES);
	for (size_t i = 0; i < PIECES; i++)
		for (size_t j = 0; j < PIECE; j++)
			assert_int_equal(disk[i][j], i % 251);
}

static void writes_every_piece_once_with_any_number_of_threads(void **state)
{
	(void)state;
	inflates_with(0);
	inflates_with(1);
	inflates_with(4);
}

static void starts_no_more_threads_than_it_has_room_for(void **state)
{
	(void)state;
	inflates_with(1000);
}

static void has_an_end_without_a_piece(void **state)
{
	(void)state;
	assert_true(image_inflate_end(begin(0, NULL), &e));
	assert_true(image_inflate_end(begin(4, NULL), &e));
}

/* One piece is short, and others follow until the pool says no. */
static void fails_with(unsigned workers)
{
	struct image_inflate *pool = begin(workers, NULL);
	size_t i;

	assert_true(submit(pool, 0, PIECE));
	assert_true(submit(pool, 1, PIECE - 1));
	for (i = 2; i < PIECES && submit(pool, i, PIECE); i++)
		continue;
	assert_false(image_inflate_end(pool, &e));
	assert_int_equal(e.kind, ERR_DATA);
	assert_string_equal(e.text,
			    "the image is damaged: what stands for its byte "
			    "4096 cannot be decompressed");
	assert_int_equal(disk[1][0], 0xee);
}

static void refuses_a_piece_of_another_length(void **state)
{
	(void)state;
	fails_with(0);
	fails_with(3);
}

static void tells_that_it_cannot_write(void **state)
{
	uint64_t bad = UINT64_C(3) * PIECE;

	(void)state;
	for (unsigned workers = 0; workers <= 2; workers += 2) {
		struct image_inflate *pool = begin(workers, &bad);

		for (size_t i = 0; i < PIECES && submit(pool, i, PIECE); i++)
			continue;
		assert_false(image_inflate_end(pool, &e));
		assert_string_equal(e.text, "no more");
	}
}

static void keeps_of_the_last_piece_what_lies_within(void **state)
{
	struct image_inflate *pool = begin(2, NULL);
	struct image_piece piece = {.len = PIECE, .keep = 100};
	unsigned char *room = image_inflate_buffer(pool, &e);
	struct libdeflate_compressor *c = libdeflate_alloc_compressor(1);
	static const unsigned char plain[PIECE];

	(void)state;
	assert_non_null(room);
	piece.deflated = libdeflate_zlib_compress(c, plain, PIECE, room,
						  image_inflate_room(pool));
	libdeflate_free_compressor(c);
	image_inflate_submit(pool, &piece);
	assert_true(image_inflate_end(pool, &e));
	assert_int_equal(disk[0][99], 0);
	assert_int_equal(disk[0][100], 0xee);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			writes_every_piece_once_with_any_number_of_threads),
		cmocka_unit_test(starts_no_more_threads_than_it_has_room_for),
		cmocka_unit_test(has_an_end_without_a_piece),
		cmocka_unit_test(refuses_a_piece_of_another_length),
		cmocka_unit_test(tells_that_it_cannot_write),
		cmocka_unit_test(keeps_of_the_last_piece_what_lies_within),
	};

	return cmocka_run_group_tests_name("image_inflate", tests, NULL, NULL);
}
