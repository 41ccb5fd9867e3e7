/* test_image_qcow2.c - src/image/image_qcow2.c
 *
 * Images by QEMU's docs/interop/qcow2.txt, with clusters of 512 bytes: so an L2
 * table has 64 entries, and the disk of 100 clusters two tables.
 */
#include "image_sample.h"

enum {
	CLUSTER = 512,
	ENTRIES = CLUSTER / 8,
	DISK_CLUSTERS = 100,
	DISK_BYTES = DISK_CLUSTERS * CLUSTER,
	MOST = 1 << 18,
	REFCOUNTS = 1, /* where clusters of the image are */
	L1 = 2,
	FREE = 3,
	SECOND = 6, /* the second table of make_good() */
};

#define COPIED (UINT64_C(1) << 63)

static struct sample image;
static struct sample_disk disk, copy;
static struct err e;
static uint64_t size;
static bool plain;

/* A header and an L1 table that is empty. */
static int setup(void **state)
{
	(void)state;
	memset(&disk, 0, sizeof(disk));
	memset(&copy, 0, sizeof(copy));
	memset(&e, 0, sizeof(e));
	sample_qcow2(&image, 9, DISK_BYTES, 2, L1);
	image.len = (size_t)FREE * CLUSTER;
	return 0;
}

/* Entry @i of the table that is the image's cluster @table. */
static void put_entry(size_t table, size_t i, uint64_t entry)
{
	sample_be64(image.bytes + table * CLUSTER + i * 8, entry);
}

static uint64_t place(size_t cluster)
{
	return (uint64_t)cluster * CLUSTER | COPIED;
}

/* A cluster of the byte @fill at the image's end; its number. */
static size_t put_cluster(int fill)
{
	size_t number = image.len / CLUSTER;

	memset(image.bytes + image.len, fill, CLUSTER);
	image.len += CLUSTER;
	return number;
}

/* An L2 table for the L1's entry @i. */
static size_t put_table(size_t i)
{
	size_t number = put_cluster(0);

	put_entry(L1, i, place(number));
	return number;
}

/* The disk's cluster @i of @table, by data behind the image's end. */
static void put_data(size_t table, size_t i, int fill)
{
	put_entry(table, i, place(put_cluster(fill)));
}

static bool converts(void)
{
	struct image_stream stream = {.read = sample_read, .context = &image};
	struct image_sink sinks[2] = {sample_sink(&disk), sample_sink(&copy)};

	image.at = 0;
	size = 0;
	plain = false;
	if (!image_stream_look(&stream, &e))
		return false;
	return image_qcow2_convert(&stream, &sinks[0], &sinks[1], MOST, &plain,
				   &size, &e);
}

static void becomes_a_disk(void)
{
	assert_true(converts());
	assert_false(plain);
	assert_true(size == DISK_BYTES);
	assert_true(disk.size == DISK_BYTES);
	assert_true(copy.size == 0);
}

/* The cluster @i of the disk has nothing but the byte @fill. */
static void holds(size_t i, int fill)
{
	for (size_t at = i * CLUSTER; at < (i + 1) * CLUSTER; at++)
		if (disk.bytes[at] != fill)
			fail_msg("byte %zu is %d", at, disk.bytes[at]);
}

static void stays_as_it_is(void)
{
	assert_true(converts());
	assert_true(plain);
	assert_true(disk.size == 0);
	assert_true(copy.size == image.len);
	assert_memory_equal(copy.bytes, image.bytes, image.len);
}

static void refused(const char *text)
{
	assert_false(converts());
	assert_int_equal(e.kind, ERR_DATA);
	assert_string_equal(e.text, text);
	assert_true(disk.size == 0 && copy.size == 0);
}

/* Two tables, and data in another order than the disk's. */
static void make_good(void)
{
	size_t first = put_table(0), second;

	put_data(first, 7, 1);
	put_data(first, 0, 2);
	second = put_table(1);
	put_data(second, DISK_CLUSTERS - 1 - ENTRIES, 3);
	put_data(first, ENTRIES - 1, 4);
}

static void puts_each_cluster_where_it_belongs(void **state)
{
	(void)state;
	make_good();
	becomes_a_disk();
	holds(7, 1);
	holds(0, 2);
	holds(DISK_CLUSTERS - 1, 3);
	holds(ENTRIES - 1, 4);
	holds(1, 0);
	holds(ENTRIES, 0);
}

static void accepts_a_disk_of_nothing(void **state)
{
	(void)state;
	becomes_a_disk();
	holds(0, 0);
}

static void passes_over_what_no_table_names(void **state)
{
	(void)state;
	(void)put_cluster(9);
	make_good();
	(void)put_cluster(9);
	becomes_a_disk();
	holds(7, 1);
	holds(DISK_CLUSTERS - 1, 3);
}

static void takes_clusters_marked_as_zero_for_holes(void **state)
{
	size_t table;

	(void)state;
	table = put_table(0);
	put_entry(table, 1, 1);
	put_entry(table, 2, place(put_cluster(9)) | 1);
	becomes_a_disk();
	holds(1, 0);
	holds(2, 0);
	/* Version 2 knows no such mark. */
	(void)setup(NULL);
	sample_be32(image.bytes + 4, 2);
	table = put_table(0);
	put_entry(table, 1, 1);
	stays_as_it_is();
}

static void writes_nothing_behind_the_end_of_the_disk(void **state)
{
	size_t table;

	(void)state;
	/* Half a cluster of 1024 bytes. */
	sample_be32(image.bytes + 20, 10);
	sample_be64(image.bytes + 24, 512);
	sample_be32(image.bytes + 36, 1);
	sample_be64(image.bytes + 40, 1024);
	sample_be64(image.bytes + 48, 1024);
	table = 2048;
	sample_be64(image.bytes + 1024, table);
	sample_be64(image.bytes + table, table + 1024);
	memset(image.bytes + table + 1024, 5, 1024);
	image.len = table + 2048;
	assert_true(converts());
	assert_false(plain);
	assert_true(disk.size == 512);
	holds(0, 5);
	holds(1, 0);
	/* Which is not lost if the image stays as it is. */
	memset(&disk, 0, sizeof(disk));
	sample_be64(image.bytes + 48, (uint64_t)500 * 1024);
	stays_as_it_is();
}

static void accepts_a_last_cluster_that_is_short(void **state)
{
	(void)state;
	make_good();
	image.len -= CLUSTER / 2;
	becomes_a_disk();
	assert_int_equal(disk.bytes[(ENTRIES - 1) * CLUSTER], 4);
	assert_int_equal(disk.bytes[ENTRIES * CLUSTER - 1], 0);
}

/* An image that begins well, and whose second table, which comes when parts of
 * the disk have been written, has @entry. */
static void leaves_with(uint64_t entry)
{
	(void)setup(NULL);
	make_good();
	put_entry(SECOND, 1, entry);
	stays_as_it_is();
}

static void leaves_an_image_that_has_to_be_sought_in(void **state)
{
	(void)state;
	/* Data before their table: where the first table's are, or nobody's. */
	leaves_with(place(FREE + 1));
	leaves_with(place(SECOND));
	/* Compressed. */
	leaves_with(UINT64_C(1) << 62 | (SECOND + 1) * CLUSTER);
}

static void leaves_an_image_that_contradicts_itself(void **state)
{
	(void)state;
	/* The cluster of another entry. */
	leaves_with(place(SECOND + 1));
	/* None that there is, or can be. */
	leaves_with(place(SECOND + 3));
	leaves_with(place(100000));
	leaves_with(UINT64_C(0x00fffffffffffe00));
	/* The header. */
	leaves_with(COPIED);
	/* In reserved bits. */
	leaves_with(place(SECOND + 2) | 2);
	leaves_with(place(SECOND + 2) | UINT64_C(1) << 56);
	/* Behind the disk. */
	(void)setup(NULL);
	make_good();
	put_entry(SECOND, DISK_CLUSTERS - ENTRIES, place(put_cluster(6)));
	stays_as_it_is();
}

static void leaves_an_image_whose_l1_table_is_not_clean(void **state)
{
	(void)state;
	make_good();
	put_entry(L1, 1, place(L1));
	stays_as_it_is();
	put_entry(L1, 1, place(FREE));
	stays_as_it_is();
	put_entry(L1, 1, place(SECOND) | UINT64_C(1) << 62);
	stays_as_it_is();
	/* A part of itself as a table. */
	(void)setup(NULL);
	sample_be32(image.bytes + 36, 2 * ENTRIES);
	put_entry(L1, 1, place(put_cluster(0)));
	stays_as_it_is();
}

static void leaves_an_image_that_is_cut_off(void **state)
{
	size_t whole;

	(void)state;
	make_good();
	whole = image.len;
	for (size_t len = (size_t)FREE * CLUSTER; len <= whole - CLUSTER;
	     len += 97) {
		(void)setup(NULL);
		make_good();
		image.len = len;
		stays_as_it_is();
	}
}

static void leaves_an_image_whose_tables_lie_behind_its_end(void **state)
{
	(void)state;
	make_good();
	sample_be64(image.bytes + 48, (uint64_t)500 * CLUSTER);
	stays_as_it_is();
	sample_be64(image.bytes + 48, (uint64_t)REFCOUNTS * CLUSTER);
	sample_be64(image.bytes + 40, (uint64_t)500 * CLUSTER);
	stays_as_it_is();
}

static void refuses_a_header_that_is_not_accepted(void **state)
{
	(void)state;
	make_good();
	sample_be64(image.bytes + 8, 4096);
	refused("the qcow2 image is not one we accept: it has a backing file");
	(void)setup(NULL);
	sample_be32(image.bytes + 20, 0x80000009);
	refused("the qcow2 image is not one we accept: its clusters have no "
		"valid size");
	(void)setup(NULL);
	image.len = 100;
	refused("the image ends too early");
}

static void refuses_an_image_that_is_too_large(void **state)
{
	(void)state;
	make_good();
	while (image.len <= MOST)
		(void)put_cluster(9);
	refused("the image is larger than 262144 bytes");
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup(f, setup)
	const struct CMUnitTest tests[] = {
		TEST(puts_each_cluster_where_it_belongs),
		TEST(accepts_a_disk_of_nothing),
		TEST(passes_over_what_no_table_names),
		TEST(takes_clusters_marked_as_zero_for_holes),
		TEST(writes_nothing_behind_the_end_of_the_disk),
		TEST(accepts_a_last_cluster_that_is_short),
		TEST(leaves_an_image_that_has_to_be_sought_in),
		TEST(leaves_an_image_that_contradicts_itself),
		TEST(leaves_an_image_whose_l1_table_is_not_clean),
		TEST(leaves_an_image_that_is_cut_off),
		TEST(leaves_an_image_whose_tables_lie_behind_its_end),
		TEST(refuses_a_header_that_is_not_accepted),
		TEST(refuses_an_image_that_is_too_large),
	};

	return cmocka_run_group_tests_name("image_qcow2", tests, NULL, NULL);
}
