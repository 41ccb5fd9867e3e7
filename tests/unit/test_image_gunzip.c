/* test_image_gunzip.c - src/image/image_gunzip.c */
#include "image_sample.h"
#include <libdeflate.h>

enum {
	PLAIN_BYTES = 100000,
};

static struct sample file;
static unsigned char plain[PLAIN_BYTES], got[3 * PLAIN_BYTES];
static struct err e;

/* What compresses, and what does not. */
static int setup(void **state)
{
	uint32_t dice = 1;

	(void)state;
	memset(&file, 0, sizeof(file));
	memset(&e, 0, sizeof(e));
	for (size_t i = 0; i < PLAIN_BYTES; i++) {
		dice = dice * 1103515245 + 12345;
		plain[i] =
			i < PLAIN_BYTES / 2 ? 'a' : (unsigned char)(dice >> 24);
	}
	return 0;
}

static void put_member(size_t from, size_t len)
{
	struct libdeflate_compressor *c = libdeflate_alloc_compressor(6);
	size_t n = libdeflate_gzip_compress(c, plain + from, len,
					    file.bytes + file.len,
					    sizeof(file.bytes) - file.len);

	libdeflate_free_compressor(c);
	assert_true(n > 0);
	file.len += n;
}

/* How much comes out, SIZE_MAX for a failure. */
static size_t unpack(void)
{
	struct image_stream stream = {.read = sample_read, .context = &file};
	struct image_gunzip *gunzip = image_gunzip_begin(&stream);
	size_t len = 0;
	ssize_t n;

	assert_non_null(gunzip);
	while ((n = image_gunzip_read(gunzip, got + len, 4099, &e)) > 0)
		len += (size_t)n;
	image_gunzip_end(gunzip);
	return n == 0 ? len : SIZE_MAX;
}

static void takes_the_compression_off(void **state)
{
	(void)state;
	put_member(0, PLAIN_BYTES);
	assert_int_equal(unpack(), PLAIN_BYTES);
	assert_memory_equal(got, plain, PLAIN_BYTES);
}

static void goes_on_behind_a_member(void **state)
{
	(void)state;
	put_member(0, 70000);
	put_member(0, 0);
	put_member(70000, PLAIN_BYTES - 70000);
	assert_int_equal(unpack(), PLAIN_BYTES);
	assert_memory_equal(got, plain, PLAIN_BYTES);
}

static void refused(const char *text)
{
	assert_int_equal(unpack(), SIZE_MAX);
	assert_int_equal(e.kind, ERR_DATA);
	assert_string_equal(e.text, text);
}

static void looks_at_checksum_and_length(void **state)
{
	for (size_t behind = 1; behind <= 8; behind++) {
		(void)setup(state);
		put_member(0, PLAIN_BYTES);
		file.bytes[file.len - behind] ^= 1;
		refused("the compressed data are damaged");
	}
}

static void refuses_what_was_cut_off(void **state)
{
	size_t whole;

	(void)state;
	put_member(0, PLAIN_BYTES);
	whole = file.len;
	for (size_t len = 1; len < whole; len += 997) {
		file.len = len;
		file.at = 0;
		refused("the compressed data end too early");
	}
	file.len = whole - 1;
	file.at = 0;
	refused("the compressed data end too early");
}

static void refuses_what_follows(void **state)
{
	(void)state;
	put_member(0, PLAIN_BYTES);
	sample_put(&file, "x", 1);
	refused("something follows the compressed data");
	(void)setup(state);
	put_member(0, PLAIN_BYTES);
	sample_put(&file, "\x1f\x8b\x08\xff", 4);
	assert_int_equal(unpack(), SIZE_MAX);
	assert_int_equal(e.kind, ERR_DATA);
}

static void knows_its_own(void **state)
{
	(void)state;
	assert_true(image_gunzip_fits(STR("\x1f\x8b\x08\0")));
	assert_false(image_gunzip_fits(STR("\x1f\x8b")));
	assert_false(image_gunzip_fits(STR("PK\3\4")));
	assert_false(image_gunzip_fits(STR("")));
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup(f, setup)
	const struct CMUnitTest tests[] = {
		TEST(takes_the_compression_off),
		TEST(goes_on_behind_a_member),
		TEST(looks_at_checksum_and_length),
		TEST(refuses_what_was_cut_off),
		TEST(refuses_what_follows),
		TEST(knows_its_own),
	};

	return cmocka_run_group_tests_name("image_gunzip", tests, NULL, NULL);
}
