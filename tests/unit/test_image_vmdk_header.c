/* test_image_vmdk_header.c - src/image/image_vmdk_header.c */
#include "image_sample.h"

enum {
	MOST = 1 << 20,
};

static unsigned char head[512];
static struct image_vmdk vmdk;
static struct err e;

static bool reads(void)
{
	return image_vmdk_read_header(head, MOST, &vmdk, &e);
}

static void understands_a_stream(void **state)
{
	(void)state;
	sample_vmdk_header(head, true);
	assert_true(reads());
	assert_true(vmdk.stream);
	assert_int_equal(vmdk.capacity, VMDK_CAPACITY);
	assert_int_equal(vmdk.grain, VMDK_GRAIN);
	assert_int_equal(vmdk.descriptor_len, 1);
	assert_int_equal(vmdk.overhead, VMDK_GRAIN);
	assert_true(vmdk.directory == UINT64_MAX);
}

static void understands_a_sparse_extent(void **state)
{
	(void)state;
	sample_vmdk_header(head, false);
	assert_true(reads());
	assert_false(vmdk.stream);
}

/* With the value @value of @bytes bytes at @at, it is refused by @text. */
static void refuses(size_t at, uint64_t value, int bytes, const char *text)
{
	sample_vmdk_header(head, true);
	for (int i = 0; i < bytes; i++)
		head[at + (size_t)i] = (unsigned char)(value >> 8 * i);
	assert_false(reads());
	assert_int_equal(e.kind, ERR_DATA);
	assert_string_equal(e.text, text);
}

#define NOT "the VMDK is not one we accept: "

static void refuses_other_kinds(void **state)
{
	(void)state;
	refuses(0, 'C', 1, NOT "it does not begin as a sparse extent");
	refuses(4, 0, 4, NOT "its version is not 1, 2 or 3");
	refuses(4, 4, 4, NOT "its version is not 1, 2 or 3");
	refuses(8, 0x80030003, 4, NOT "it has flags that are not known");
	refuses(8, 0x10003, 4, NOT "its compression is not known");
	refuses(77, 0, 2, NOT "its compression is not known");
	refuses(74, '\n', 1, NOT "its line ends were changed");
}

static void refuses_absurd_sizes(void **state)
{
	(void)state;
	refuses(12, 0, 8,
		"the disk in the image has 0 sectors; expected 1 to "
		"2048");
	refuses(12, 2049, 8,
		"the disk in the image has 2049 sectors; expected "
		"1 to 2048");
	refuses(12, UINT64_C(1) << 63, 8,
		"the disk in the image has 9223372036854775808 sectors; "
		"expected 1 to 2048");
	refuses(20, 0, 8, NOT "its grains have no size that is in use");
	refuses(20, 1, 8, NOT "its grains have no size that is in use");
	refuses(20, 96, 8, NOT "its grains have no size that is in use");
	refuses(20, UINT64_C(1) << 40, 8,
		NOT "its grains have no size that is in use");
	refuses(28, 2, 8, NOT "its descriptor is not where it belongs");
	refuses(36, 0, 8, NOT "its descriptor is not where it belongs");
	refuses(36, UINT64_C(1) << 40, 8,
		NOT "its descriptor is not where it belongs");
	refuses(64, 1, 8, NOT "its descriptor is not where it belongs");
	refuses(64, UINT64_MAX, 8,
		NOT "its descriptor is not where it "
		    "belongs");
}

static bool descriptor(struct str text)
{
	sample_vmdk_header(head, true);
	assert_true(reads());
	return image_vmdk_check_descriptor(&vmdk, text, &e);
}

static void accepts_what_programs_write(void **state)
{
	(void)state;
	assert_true(descriptor(STR(VMDK_STREAM)));
	assert_true(descriptor(STR(VMDK_STREAM "\0../../garbage")));
	assert_true(descriptor(
		STR("# Disk DescriptorFile\r\nversion=1\r\nCID=1\r\n"
		    "parentCID=FFFFFFFF\r\nisNativeSnapshot=\"no\"\r\n"
		    "createType=\"streamOptimized\"\r\n"
		    "RDONLY 300 SPARSE \"call-me-disk0.vmdk\"\r\n")));
}

static void refuses_text(struct str text, const char *words)
{
	assert_false(descriptor(text));
	assert_int_equal(e.kind, ERR_DATA);
	assert_string_equal(e.text, words);
}

#define EXTENT(line) STR(VMDK_TEXT("streamOptimized", line))

static void refuses_extents_of_the_host(void **state)
{
	(void)state;
	refuses_text(EXTENT("RW 300 FLAT \"/etc/passwd\" 0"),
		     NOT "its extent is not a sparse one");
	refuses_text(EXTENT("RW 300 VMFS \"x\""),
		     NOT "its extent is not a sparse one");
	refuses_text(EXTENT("RW 300 SPARSE \"/etc/passwd\""),
		     NOT "its extent is another file");
	refuses_text(EXTENT("RW 300 SPARSE \"../x\""),
		     NOT "its extent is another file");
	refuses_text(EXTENT("RW 300 SPARSE \"a\" \"b\""),
		     NOT "its extent is another file");
	refuses_text(EXTENT("RW 300 SPARSE \"\n"),
		     NOT "its extent is another file");
	refuses_text(EXTENT(VMDK_EXTENT "\n" VMDK_EXTENT),
		     NOT "it has several extents");
	refuses_text(EXTENT("RW 301 SPARSE \"a\""),
		     NOT "its extent is not as large as its disk");
	refuses_text(EXTENT("RW 4 ZERO\nRW 296 SPARSE \"a\""),
		     NOT "its extent is not as large as its disk");
}

static void refuses_parents_and_strange_lines(void **state)
{
	(void)state;
	refuses_text(STR("parentCID=00000001\n" VMDK_STREAM),
		     NOT "it has a parent");
	refuses_text(STR(VMDK_STREAM "parentFileNameHint=\"/etc/passwd\"\n"),
		     NOT "its descriptor says \"parentFileNameHint=\"/etc/"
			 "passwd\"\"");
	refuses_text(STR(VMDK_STREAM "changeTrackPath=\"x\"\n"),
		     NOT "its descriptor says \"changeTrackPath=\"x\"\"");
	refuses_text(STR(VMDK_TEXT("custom", VMDK_EXTENT)),
		     NOT "its createType does not fit");
	refuses_text(STR(VMDK_STREAM "createType=\"streamOptimized\"\n"),
		     NOT "its createType does not fit");
	refuses_text(STR("version=1\n"), NOT "its descriptor is not complete");
	refuses_text(STR(""), NOT "its descriptor is not complete");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(understands_a_stream),
		cmocka_unit_test(understands_a_sparse_extent),
		cmocka_unit_test(refuses_other_kinds),
		cmocka_unit_test(refuses_absurd_sizes),
		cmocka_unit_test(accepts_what_programs_write),
		cmocka_unit_test(refuses_extents_of_the_host),
		cmocka_unit_test(refuses_parents_and_strange_lines),
	};

	return cmocka_run_group_tests_name("image_vmdk_header", tests, NULL,
					   NULL);
}
