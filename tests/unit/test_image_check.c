/* test_image_check.c - src/image/image_check.c
 *
 * Headers written by their specifications: QEMU's docs/interop/qcow2.txt,
 * Microsoft's VHD 1.0 and [MS-VHDX].
 */
#include "image_sample.h"

enum {
	MOST = 1 << 30,
};

static struct sample image;
static struct err e;
static uint64_t size;

static bool passes(enum image_format format)
{
	struct image_bytes bytes = {sample_read_at, &image, image.len};

	memset(&e, 0, sizeof(e));
	return image_check(&bytes, format, MOST, &size, &e);
}

static void refused(enum image_format format, const char *text)
{
	assert_false(passes(format));
	assert_int_equal(e.kind, ERR_DATA);
	assert_string_equal(e.text, text);
}

/* Version 3, clusters of 64 KiB, a disk of 1 MiB. */
static void make_qcow2(void)
{
	sample_qcow2(&image, 16, 1 << 20, 1, 3);
	image.len = (size_t)4 * 65536;
}

static void refused_qcow2(size_t at, uint64_t value, int bytes,
			  const char *text)
{
	char words[ERR_TEXT_BYTES];

	make_qcow2();
	for (int i = 0; i < bytes; i++)
		image.bytes[at + (size_t)i] =
			(unsigned char)(value >> 8 * (bytes - 1 - i));
	(void)snprintf(words, sizeof(words),
		       "the qcow2 image is not one we accept: %s", text);
	refused(IMAGE_QCOW2, words);
}

static void accepts_a_qcow2_that_is_whole(void **state)
{
	(void)state;
	make_qcow2();
	assert_true(passes(IMAGE_QCOW2));
	assert_true(size == 1 << 20);
	/* Dirty, with compression by zstd. */
	sample_be64(image.bytes + 72, 1 | 8);
	assert_true(passes(IMAGE_QCOW2));
	sample_be32(image.bytes + 4, 2);
	memset(image.bytes + 72, 0, 40);
	assert_true(passes(IMAGE_QCOW2));
}

static void refuses_a_qcow2_that_names_files(void **state)
{
	(void)state;
	refused_qcow2(8, 0x1000, 8, "it has a backing file");
	refused_qcow2(16, 7, 4, "it has a backing file");
	refused_qcow2(72, 4, 8, "its data are in another file");
	refused_qcow2(112, 0xe2792aca, 4, "it has a backing file");
	refused_qcow2(112, 0x44415441, 4, "its data are in another file");
}

static void refuses_a_qcow2_with_unknown_parts(void **state)
{
	(void)state;
	refused_qcow2(0, 0, 4, "it does not begin as one");
	refused_qcow2(4, 1, 4, "its version is not 2 or 3");
	refused_qcow2(4, 4, 4, "its version is not 2 or 3");
	refused_qcow2(72, 2, 8, "it is marked as corrupt");
	refused_qcow2(72, 16, 8, "it has features that are not known");
	refused_qcow2(72, UINT64_C(1) << 63, 8,
		      "it has features that are not known");
	refused_qcow2(32, 1, 4, "it is encrypted");
	refused_qcow2(112, 0x0537be77, 4, "it is encrypted");
	refused_qcow2(60, 1, 4, "it has snapshots");
	refused_qcow2(112, 0x12345678, 4,
		      "it has an extension that is not known");
	refused_qcow2(112, UINT64_C(0x6803f857fffffff0), 8,
		      "its extensions are longer than their room");
}

static void refuses_a_qcow2_with_absurd_numbers(void **state)
{
	(void)state;
	refused_qcow2(20, 8, 4, "its clusters have no valid size");
	refused_qcow2(20, 22, 4, "its clusters have no valid size");
	refused_qcow2(20, UINT32_MAX, 4, "its clusters have no valid size");
	refused_qcow2(100, 103, 4, "its header has no valid length");
	/* Else QEMU would look for extensions elsewhere. */
	refused_qcow2(100, 105, 4, "its header has no valid length");
	refused_qcow2(100, 65537, 4, "its header has no valid length");
	refused_qcow2(36, 0, 4, "its L1 table has no valid size");
	refused_qcow2(36, 1 << 30, 4, "its L1 table has no valid size");
	refused_qcow2(40, 65537, 8, "a table lies outside of it");
	refused_qcow2(40, UINT64_C(0xffffffffffff0000), 8,
		      "a table lies outside of it");
	refused_qcow2(48, (uint64_t)4 * 65536, 8, "a table lies outside of it");
	make_qcow2();
	sample_be64(image.bytes + 24, UINT64_C(1) << 63);
	refused(IMAGE_QCOW2, "the disk in the image has 9223372036854775808 "
			     "bytes; expected 1 to 1073741824");
	sample_be64(image.bytes + 24, 0);
	refused(IMAGE_QCOW2,
		"the disk in the image has 0 bytes; expected 1 to 1073741824");
	sample_be64(image.bytes + 24, (1 << 20) - 1);
	refused(IMAGE_QCOW2, "the disk in the image has 1048575 bytes, and is "
			     "not made of whole sectors");
	make_qcow2();
	image.len = 100;
	refused(IMAGE_QCOW2, "the image ends too early");
}

static void refuses_a_raw_disk_that_passes_for_another(void **state)
{
	static const char *const magics[] = {"QFI\xfb", "KDMV", "vhdxfile",
					     "conectix"};

	(void)state;
	memset(&image, 0, sizeof(image));
	image.len = 4096;
	assert_true(passes(IMAGE_RAW));
	assert_true(size == 4096);
	for (size_t i = 0; i < ARRAY_LEN(magics); i++) {
		memcpy(image.bytes, magics[i], strlen(magics[i]));
		refused(IMAGE_RAW, "the raw image is not one we accept: it "
				   "begins as another format does");
		memset(image.bytes, 0, 8);
	}
	image.len = 4095;
	refused(IMAGE_RAW, "the disk in the image has 4095 bytes, and is not "
			   "made of whole sectors");
	image.len = 0;
	refused(IMAGE_RAW,
		"the disk in the image has 0 bytes; expected 1 to 1073741824");
}

static void judges_a_vmdk_by_its_descriptor(void **state)
{
	(void)state;
	sample_vmdk(&image, false, VMDK_SPARSE);
	assert_true(passes(IMAGE_VMDK));
	assert_true(size == VMDK_CAPACITY * 512);
	sample_vmdk(
		&image, false,
		VMDK_TEXT("monolithicSparse", "RW 300 FLAT \"/etc/passwd\" 0"));
	refused(IMAGE_VMDK, "the VMDK is not one we accept: its extent is not "
			    "a sparse one");
	image.len = 700;
	refused(IMAGE_VMDK, "the image ends too early");
}

static void make_vpc(uint32_t type)
{
	unsigned char *foot = image.bytes + 1024;

	memset(&image, 0, sizeof(image));
	image.len = 1536;
	memcpy(foot, "conectix", 8);
	sample_be64(foot + 48, 4096);
	sample_be32(foot + 60, type);
}

static void refuses_a_vpc_with_a_parent(void **state)
{
	(void)state;
	make_vpc(2);
	assert_true(passes(IMAGE_VPC));
	assert_true(size == 4096);
	make_vpc(4);
	refused(IMAGE_VPC,
		"the vpc image is not one we accept: it has a parent");
	make_vpc(2);
	image.bytes[1024] = 'x';
	refused(IMAGE_VPC,
		"the vpc image is not one we accept: it does not end as one");
	image.len = 511;
	refused(IMAGE_VPC,
		"the vpc image is not one we accept: it is too short");
}

enum {
	REGIONS = 192 * 1024,
	METADATA = 256 * 1024,
};

static void put_entry(size_t at, const char *guid, uint32_t offset)
{
	memcpy(image.bytes + at, guid, 16);
	sample_le32(image.bytes + at + 16, offset);
}

/* The GUIDs as [MS-VHDX] has them, their first three fields little-endian. */
static void make_vhdx(void)
{
	memset(&image, 0, sizeof(image));
	image.len = (size_t)300 * 1024;
	memcpy(image.bytes, "vhdxfile", 8);
	memcpy(image.bytes + REGIONS, "regi", 4);
	sample_le32(image.bytes + REGIONS + 8, 1);
	put_entry(REGIONS + 16,
		  "\x06\xa2\x7c\x8b\x90\x47\x9a\x4b\xb8\xfe\x57\x5f\x05\x0f"
		  "\x88\x6e",
		  METADATA);
	memcpy(image.bytes + METADATA, "metadata", 8);
	image.bytes[METADATA + 10] = 3;
	put_entry(METADATA + 32,
		  "\x37\x67\xa1\xca\x36\xfa\x43\x4d\xb3\xb6\x33\xf0\xaa\x44"
		  "\xe7\x6b",
		  1024);
	put_entry(METADATA + 64,
		  "\x24\x42\xa5\x2f\x1b\xcd\x76\x48\xb2\x11\x5d\xbe\xd8\x3b"
		  "\xf4\xb8",
		  1032);
	sample_le64(image.bytes + METADATA + 1032, 8192);
}

static void refuses_a_vhdx_with_a_parent(void **state)
{
	(void)state;
	make_vhdx();
	assert_true(passes(IMAGE_VHDX));
	assert_true(size == 8192);
	image.bytes[METADATA + 1028] = 2;
	refused(IMAGE_VHDX,
		"the vhdx image is not one we accept: it has a parent");
	make_vhdx();
	put_entry(METADATA + 96,
		  "\x2d\x5f\xd3\xa8\x0b\xb3\x4d\x45\xab\xf7\xd3\xd8\x48\x34"
		  "\xab\x0c",
		  2048);
	refused(IMAGE_VHDX,
		"the vhdx image is not one we accept: it has a parent");
}

static void refuses_a_vhdx_that_is_not_complete(void **state)
{
	(void)state;
	make_vhdx();
	sample_le32(image.bytes + REGIONS + 8, 5000);
	refused(IMAGE_VHDX,
		"the vhdx image is not one we accept: a table is too long");
	make_vhdx();
	sample_le64(image.bytes + REGIONS + 32, UINT64_MAX - 4);
	refused(IMAGE_VHDX, "the image ends too early");
	make_vhdx();
	image.bytes[METADATA + 64] ^= 1;
	refused(IMAGE_VHDX, "the vhdx image is not one we accept: its metadata "
			    "are not complete");
	make_vhdx();
	image.len = METADATA;
	refused(IMAGE_VHDX, "the image ends too early");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(accepts_a_qcow2_that_is_whole),
		cmocka_unit_test(refuses_a_qcow2_that_names_files),
		cmocka_unit_test(refuses_a_qcow2_with_unknown_parts),
		cmocka_unit_test(refuses_a_qcow2_with_absurd_numbers),
		cmocka_unit_test(refuses_a_raw_disk_that_passes_for_another),
		cmocka_unit_test(judges_a_vmdk_by_its_descriptor),
		cmocka_unit_test(refuses_a_vpc_with_a_parent),
		cmocka_unit_test(refuses_a_vhdx_with_a_parent),
		cmocka_unit_test(refuses_a_vhdx_that_is_not_complete),
	};

	return cmocka_run_group_tests_name("image_check", tests, NULL, NULL);
}
