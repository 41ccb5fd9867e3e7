/* test_image_disk.c - src/image/image_disk.c */
#include "image_sample.h"

enum {
	CLUSTER = 512,
	MOST = 1 << 18,
};

static struct sample image;
static struct sample_disk slots[IMAGE_SLOTS];
static struct image_slots empty;
static struct image_disk disk;
static struct err e;

static int setup(void **state)
{
	(void)state;
	memset(&image, 0, sizeof(image));
	memset(slots, 0, sizeof(slots));
	memset(&e, 0, sizeof(e));
	image_slots_init(&empty);
	return 0;
}

static bool open_slot(void *context, unsigned slot, struct image_sink *out,
		      struct err *error)
{
	(void)context;
	(void)error;
	assert_true(slot < IMAGE_SLOTS);
	*out = sample_sink(&slots[slot]);
	return true;
}

static bool takes(enum image_format said, enum image_format to)
{
	struct image_unpack job = {.to = to, .most = MOST, .open = open_slot};
	struct image_stream stream = {.read = sample_read, .context = &image};

	image.at = 0;
	return image_stream_look(&stream, &e) &&
	       image_disk_take(&job, &stream, said, &empty, &disk, &e);
}

/* A disk of one cluster, in an image with @l1 as its L1 table's only entry. */
static void make_qcow2(uint64_t l1)
{
	sample_qcow2(&image, 9, CLUSTER, 1, 1);
	sample_be64(image.bytes + CLUSTER, l1);
	image.len = (size_t)2 * CLUSTER;
}

static void is_in(unsigned slot, enum image_format format, uint64_t size)
{
	assert_int_equal(disk.slot, slot);
	assert_int_equal(disk.format, format);
	assert_true(slots[slot].size == size);
}

static void puts_each_disk_where_nothing_is(void **state)
{
	(void)state;
	make_qcow2(0);
	assert_true(takes(IMAGE_QCOW2, IMAGE_RAW));
	is_in(0, IMAGE_RAW, CLUSTER);
	/* What cannot be converted comes to stand in the other one .. */
	make_qcow2(1);
	assert_true(takes(IMAGE_UNKNOWN, IMAGE_RAW));
	is_in(1, IMAGE_QCOW2, image.len);
	assert_memory_equal(slots[1].bytes, image.bytes, image.len);
	/* .. and that is taken by the next. */
	for (unsigned slot = 2; slot < IMAGE_DISKS_MAX; slot++) {
		make_qcow2(slot % 2);
		assert_true(takes(IMAGE_QCOW2, IMAGE_RAW));
		assert_true(slots[disk.slot].size > 0);
	}
	assert_true(empty.empty[0] < IMAGE_SLOTS &&
		    slots[empty.empty[0]].size == 0);
}

static void keeps_what_is_wanted(void **state)
{
	(void)state;
	make_qcow2(0);
	assert_true(takes(IMAGE_QCOW2, IMAGE_QCOW2));
	is_in(0, IMAGE_QCOW2, image.len);
	assert_memory_equal(slots[0].bytes, image.bytes, image.len);
}

static void keeps_what_has_to_be_sought_in(void **state)
{
	(void)state;
	sample_vmdk(&image, false, VMDK_SPARSE);
	assert_true(takes(IMAGE_VMDK, IMAGE_RAW));
	is_in(0, IMAGE_VMDK, image.len);
}

static void converts_a_vmdk_to_whatever_is_wanted(void **state)
{
	(void)state;
	sample_vmdk(&image, true, VMDK_STREAM);
	sample_le64(image.bytes + 56, 26);
	assert_true(takes(IMAGE_VMDK, IMAGE_QCOW2));
	is_in(0, IMAGE_RAW, VMDK_CAPACITY * 512);
}

static void refuses_what_is_not_what_it_is_called(void **state)
{
	(void)state;
	make_qcow2(0);
	assert_false(takes(IMAGE_VMDK, IMAGE_RAW));
	assert_int_equal(e.kind, ERR_DATA);
	assert_string_equal(e.text, "the image is said to be vmdk, but begins "
				    "as qcow2 does");
	assert_false(takes(IMAGE_RAW, IMAGE_RAW));
	image.bytes[0] = 0;
	assert_false(takes(IMAGE_QCOW2, IMAGE_RAW));
	/* A VPC may have its magic at the end alone; .img is raw or qcow2. */
	assert_true(takes(IMAGE_VPC, IMAGE_RAW));
	assert_int_equal(disk.format, IMAGE_VPC);
	assert_true(takes(IMAGE_UNKNOWN, IMAGE_RAW));
	assert_int_equal(disk.format, IMAGE_RAW);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup(f, setup)
	const struct CMUnitTest tests[] = {
		TEST(puts_each_disk_where_nothing_is),
		TEST(keeps_what_is_wanted),
		TEST(keeps_what_has_to_be_sought_in),
		TEST(converts_a_vmdk_to_whatever_is_wanted),
		TEST(refuses_what_is_not_what_it_is_called),
	};

	return cmocka_run_group_tests_name("image_disk", tests, NULL, NULL);
}
