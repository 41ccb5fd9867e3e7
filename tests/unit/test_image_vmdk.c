/* test_image_vmdk.c - src/image/image_vmdk.c
 *
 * The streams are made here by the specification, in VirtualBox's form: the
 * directory at the end, a footer, an end marker.
 */
#include "image_sample.h"
#include <libdeflate.h>

enum {
	GRAIN_BYTES = VMDK_GRAIN * 512,
	MOST = 1 << 20,
};

static struct sample file;
static struct sample_disk disk;
static struct err e;
static uint64_t size;

static int setup(void **state)
{
	(void)state;
	sample_vmdk(&file, true, VMDK_STREAM);
	memset(&disk, 0, sizeof(disk));
	memset(&e, 0, sizeof(e));
	size = 0;
	return 0;
}

/* Data of @len bytes, of the byte @fill, as the grain at @lba. */
static void put_grain(uint64_t lba, int fill, size_t len)
{
	static unsigned char plain[2 * GRAIN_BYTES], packed[2 * GRAIN_BYTES];
	struct libdeflate_compressor *c = libdeflate_alloc_compressor(6);
	unsigned char marker[12];
	size_t n;

	memset(plain, fill, sizeof(plain));
	n = libdeflate_zlib_compress(c, plain, len, packed, sizeof(packed));
	assert_true(n > 0);
	libdeflate_free_compressor(c);
	sample_le64(marker, lba);
	sample_le32(marker + 8, (uint32_t)n);
	sample_put(&file, marker, sizeof(marker));
	sample_put(&file, packed, n);
	sample_align(&file, 512);
}

static void put_marker(uint64_t sectors, uint32_t type)
{
	unsigned char marker[512] = {0};

	sample_le64(marker, sectors);
	sample_le32(marker + 12, type);
	sample_put(&file, marker, sizeof(marker));
}

static void put_footer(void)
{
	unsigned char footer[512];

	put_marker(1, 3);
	sample_vmdk_header(footer, true);
	sample_le64(footer + 56, 4711);
	sample_put(&file, footer, sizeof(footer));
}

static bool converts(unsigned workers)
{
	struct image_stream stream = {.read = sample_read, .context = &file};
	struct image_sink sink = sample_sink(&disk);

	return image_vmdk_convert(&stream, &sink, MOST, workers, &size, &e);
}

static void holds(size_t from, size_t to, int fill)
{
	for (size_t i = from; i < to; i++)
		if (disk.bytes[i] != fill)
			fail_msg("byte %zu is %d", i, disk.bytes[i]);
}

static void refused(const char *text)
{
	assert_false(converts(2));
	assert_int_equal(e.kind, ERR_DATA);
	assert_string_equal(e.text, text);
	assert_true(disk.size == 0);
}

static void put_good(void)
{
	put_grain(VMDK_GRAIN, 2, GRAIN_BYTES);
	put_grain(0, 1, GRAIN_BYTES);
	put_grain(2 * VMDK_GRAIN, 3, GRAIN_BYTES);
	put_marker(4, 1);
	file.len += (size_t)4 * 512;
	put_marker(1, 2);
	file.len += 512;
	put_footer();
	put_marker(0, 0);
}

static void puts_each_grain_where_it_belongs(void **state)
{
	(void)state;
	for (unsigned workers = 0; workers < 4; workers++) {
		(void)setup(NULL);
		put_good();
		assert_true(converts(workers));
		assert_int_equal(size, VMDK_CAPACITY * 512);
		assert_true(disk.size == size);
		holds(0, GRAIN_BYTES, 1);
		holds(GRAIN_BYTES, (size_t)2 * GRAIN_BYTES, 2);
		holds((size_t)2 * GRAIN_BYTES, size, 3);
		/* What a last grain has beyond the disk is not written. */
		holds(size, size + 512, 0);
	}
}

static void accepts_a_last_grain_that_is_short(void **state)
{
	(void)state;
	put_grain(2 * VMDK_GRAIN, 3, (VMDK_CAPACITY - 2 * VMDK_GRAIN) * 512);
	put_marker(0, 0);
	assert_true(converts(1));
	holds((size_t)2 * GRAIN_BYTES, size, 3);
}

static void may_end_silently_if_its_directory_came_first(void **state)
{
	(void)state;
	put_grain(0, 1, GRAIN_BYTES);
	refused("the image is damaged: it ends too early");
	(void)setup(NULL);
	sample_le64(file.bytes + 56, 26);
	put_grain(0, 1, GRAIN_BYTES);
	assert_true(converts(1));
}

static void refuses_to_be_cut_anywhere(void **state)
{
	size_t whole;

	(void)state;
	put_good();
	whole = file.len;
	for (size_t len = 0; len < whole; len += 509) {
		file.len = len;
		file.at = 0;
		assert_false(converts(1));
		assert_int_equal(e.kind, ERR_DATA);
	}
}

static void refuses_grains_outside_of_the_disk(void **state)
{
	(void)state;
	put_grain(3 * VMDK_GRAIN, 1, GRAIN_BYTES);
	refused("the image is damaged: a grain lies beside the disk");
	(void)setup(NULL);
	put_grain(UINT64_MAX - VMDK_GRAIN + 1, 1, GRAIN_BYTES);
	refused("the image is damaged: a grain lies beside the disk");
	(void)setup(NULL);
	put_grain(1, 1, GRAIN_BYTES);
	refused("the image is damaged: a grain lies beside the disk");
}

static void refuses_a_grain_twice(void **state)
{
	(void)state;
	put_grain(0, 1, GRAIN_BYTES);
	put_grain(0, 1, GRAIN_BYTES);
	refused("the image is damaged: a grain is there twice");
}

static void refuses_grains_of_another_length(void **state)
{
	(void)state;
	put_grain(VMDK_GRAIN, 1, GRAIN_BYTES - 512);
	put_marker(0, 0);
	refused("the image is damaged: what stands for its byte 65536 cannot "
		"be decompressed");
	(void)setup(NULL);
	put_grain(0, 1, GRAIN_BYTES + 512);
	put_marker(0, 0);
	refused("the image is damaged: what stands for its byte 0 cannot be "
		"decompressed");
}

static void refuses_broken_data(void **state)
{
	(void)state;
	put_grain(0, 1, GRAIN_BYTES);
	file.bytes[(size_t)VMDK_GRAIN * 512 + 40] ^= 1;
	put_marker(0, 0);
	refused("the image is damaged: what stands for its byte 0 cannot be "
		"decompressed");
}

static void refuses_markers_that_lie(void **state)
{
	unsigned char marker[512] = {0};

	(void)state;
	sample_le32(marker + 8, UINT32_MAX);
	sample_put(&file, marker, sizeof(marker));
	refused("the image is damaged: a grain is too large");
	(void)setup(NULL);
	put_marker(1, 4);
	refused("the image is damaged: it has a marker that is not known");
	(void)setup(NULL);
	put_marker(UINT64_MAX, 1);
	refused("the image is damaged: it ends too early");
	(void)setup(NULL);
	put_marker(2, 3);
	refused("the image is damaged: its footer has a wrong size");
}

static void refuses_a_footer_that_disagrees(void **state)
{
	(void)state;
	put_footer();
	file.bytes[file.len - 512 + 12] ^= 1;
	put_marker(0, 0);
	refused("the image is damaged: its footer does not agree with its "
		"header");
}

static void refuses_what_is_no_stream(void **state)
{
	(void)state;
	sample_vmdk(&file, false, VMDK_SPARSE);
	refused("the image is damaged: it is no streamOptimized VMDK");
	sample_vmdk(&file, true, VMDK_SPARSE);
	refused("the VMDK is not one we accept: its createType does not fit");
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup(f, setup)
	const struct CMUnitTest tests[] = {
		TEST(puts_each_grain_where_it_belongs),
		TEST(accepts_a_last_grain_that_is_short),
		TEST(may_end_silently_if_its_directory_came_first),
		TEST(refuses_to_be_cut_anywhere),
		TEST(refuses_grains_outside_of_the_disk),
		TEST(refuses_a_grain_twice),
		TEST(refuses_grains_of_another_length),
		TEST(refuses_broken_data),
		TEST(refuses_markers_that_lie),
		TEST(refuses_a_footer_that_disagrees),
		TEST(refuses_what_is_no_stream),
	};

	return cmocka_run_group_tests_name("image_vmdk", tests, NULL, NULL);
}
