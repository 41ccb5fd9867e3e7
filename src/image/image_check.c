/* image_check.c - what an image says of itself, before any tool may see it
 *
 * Runs as: caller.  Input: hostile bytes, from a box.
 *
 * qemu-img follows what an image names: backing files, data files, extents,
 * parents; any file of the host's.  So an image is refused here unless it is
 * whole in itself and of a kind whose every field we know.
 */
#include "image_internal.h"
#include <errno.h>
#include <sys/stat.h>

static bool refuse(struct err *e, const char *format, const char *why)
{
	(void)err_set(e, ERR_DATA, "the %s image is not one we accept: %s",
		      format, why);
	return false;
}

enum image_format image_format_of_head(struct str head)
{
	static const struct {
		struct str magic;
		enum image_format format;
	} magics[] = {
		{{"QFI\xfb", 4}, IMAGE_QCOW2},
		{{"KDMV", 4}, IMAGE_VMDK},
		{{"vhdxfile", 8}, IMAGE_VHDX},
		{{"conectix", 8}, IMAGE_VPC},
	};

	for (size_t i = 0; i < ARRAY_LEN(magics); i++)
		if (str_starts_with(head, magics[i].magic))
			return magics[i].format;
	return IMAGE_UNKNOWN;
}

static bool read_file(void *context, uint64_t offset, void *buf, size_t len,
		      struct err *e)
{
	const int *fd = context;
	ssize_t n;

	do
		n = pread(*fd, buf, len, (off_t)offset);
	while (n < 0 && errno == EINTR);
	if (n < 0)
		return err_system(e, errno, "reading the image");
	if ((size_t)n != len)
		return err_set(e, ERR_DATA, "the image ends too early");
	return true;
}

bool image_bytes_of_file(int *fd, struct image_bytes *out, struct err *e)
{
	struct stat st;

	if (fstat(*fd, &st) != 0)
		return err_system(e, errno, "looking at the image");
	if (!S_ISREG(st.st_mode))
		return err_set(e, ERR_DATA, "the image is no regular file");
	*out = (struct image_bytes){read_file, fd, (uint64_t)st.st_size};
	return true;
}

bool image_bytes_read(const struct image_bytes *image, uint64_t offset,
		      void *buf, size_t len, struct err *e)
{
	if (offset > image->size || len > image->size - offset) {
		(void)err_set(e, ERR_DATA, "the image ends too early");
		return false;
	}
	return image->read(image->context, offset, buf, len, e);
}

bool image_check_size(uint64_t bytes, uint64_t most, uint64_t *out,
		      struct err *e)
{
	if (bytes == 0 || bytes > most)
		return err_set(e, ERR_DATA,
			       "the disk in the image has %llu bytes; expected "
			       "1 to %llu",
			       (unsigned long long)bytes,
			       (unsigned long long)most);
	if (bytes % IMAGE_SECTOR != 0)
		return err_set(e, ERR_DATA,
			       "the disk in the image has %llu bytes, and is "
			       "not made of whole sectors",
			       (unsigned long long)bytes);
	*out = bytes;
	return true;
}

/* What is raw must not be taken for anything else, now or later: a disk whose
 * first sector passes for a header is an attack. */
static bool check_raw(const struct image_bytes *image, uint64_t most,
		      uint64_t *out, struct err *e)
{
	unsigned char head[IMAGE_HEAD_BYTES];
	struct str text = {(const char *)head, sizeof(head)};

	if (!image_check_size(image->size, most, out, e) ||
	    !image_bytes_read(image, 0, head, sizeof(head), e))
		return false;
	if (image_format_of_head(text) != IMAGE_UNKNOWN)
		return refuse(e, "raw", "it begins as another format does");
	return true;
}

static bool check_qcow2(const struct image_bytes *image, uint64_t most,
			uint64_t *out, struct err *e)
{
	struct image_qcow2 qcow2;

	if (!image_qcow2_read_header(image, most, &qcow2, e))
		return false;
	*out = qcow2.bytes;
	return true;
}

static bool check_vmdk(const struct image_bytes *image, uint64_t most,
		       uint64_t *out, struct err *e)
{
	unsigned char head[IMAGE_SECTOR];
	struct image_vmdk vmdk;
	bool right = false;
	size_t len;
	char *text;

	if (!image_bytes_read(image, 0, head, sizeof(head), e) ||
	    !image_vmdk_read_header(head, most, &vmdk, e))
		return false;
	len = (size_t)vmdk.descriptor_len * IMAGE_SECTOR;
	text = malloc(len);
	if (text == NULL)
		return err_set(e, ERR_SYSTEM, "no memory for a descriptor");
	right = image_bytes_read(image, IMAGE_SECTOR, text, len, e) &&
		image_vmdk_check_descriptor(&vmdk, (struct str){text, len}, e);
	free(text);
	return right &&
	       image_check_size(vmdk.capacity * IMAGE_SECTOR, most, out, e);
}

/* Microsoft, "Virtual Hard Disk Image Format Specification" 1.0 */
static bool check_vpc(const struct image_bytes *image, uint64_t most,
		      uint64_t *out, struct err *e)
{
	unsigned char foot[IMAGE_SECTOR];

	if (image->size < IMAGE_SECTOR)
		return refuse(e, "vpc", "it is too short");
	if (!image_bytes_read(image, image->size - IMAGE_SECTOR, foot,
			      sizeof(foot), e))
		return false;
	if (memcmp(foot, "conectix", 8) != 0)
		return refuse(e, "vpc", "it does not end as one");
	if (image_be32(foot + 60) != 2 && image_be32(foot + 60) != 3)
		return refuse(e, "vpc", "it has a parent");
	return image_check_size(image_be64(foot + 48), most, out, e);
}

/* Microsoft, [MS-VHDX]; each GUID as it stands in the file. */
enum {
	VHDX_REGIONS = 192 * 1024,
	VHDX_ENTRIES_MAX = 2047,
	VHDX_HAS_PARENT = 1 << 1,
};

static const unsigned char vhdx_metadata[16] = {
	0x06, 0xa2, 0x7c, 0x8b, 0x90, 0x47, 0x9a, 0x4b,
	0xb8, 0xfe, 0x57, 0x5f, 0x05, 0x0f, 0x88, 0x6e};
static const unsigned char vhdx_parameters[16] = {
	0x37, 0x67, 0xa1, 0xca, 0x36, 0xfa, 0x43, 0x4d,
	0xb3, 0xb6, 0x33, 0xf0, 0xaa, 0x44, 0xe7, 0x6b};
static const unsigned char vhdx_size[16] = {0x24, 0x42, 0xa5, 0x2f, 0x1b, 0xcd,
					    0x76, 0x48, 0xb2, 0x11, 0x5d, 0xbe,
					    0xd8, 0x3b, 0xf4, 0xb8};
static const unsigned char vhdx_parent[16] = {
	0x2d, 0x5f, 0xd3, 0xa8, 0x0b, 0xb3, 0x4d, 0x45,
	0xab, 0xf7, 0xd3, 0xd8, 0x48, 0x34, 0xab, 0x0c};

/* Find the entry of @guid in a table of @count entries of 32 bytes at @at;
 * @entry is all zero if there is none. */
static bool find_entry(const struct image_bytes *image, uint64_t at,
		       uint32_t count, const unsigned char guid[16],
		       unsigned char entry[32], struct err *e)
{
	memset(entry, 0, 32);
	if (count > VHDX_ENTRIES_MAX)
		return refuse(e, "vhdx", "a table is too long");
	for (uint32_t i = 0; i < count; i++) {
		if (!image_bytes_read(image, at + i * UINT64_C(32), entry, 32,
				      e))
			return false;
		if (memcmp(entry, guid, 16) == 0)
			return true;
	}
	memset(entry, 0, 32);
	return true;
}

/* Where the metadata are. */
static bool find_metadata(const struct image_bytes *image, uint64_t *out,
			  struct err *e)
{
	unsigned char head[16], entry[32];

	if (!image_bytes_read(image, 0, head, sizeof(head), e))
		return false;
	if (memcmp(head, "vhdxfile", 8) != 0)
		return refuse(e, "vhdx", "it does not begin as one");
	if (!image_bytes_read(image, VHDX_REGIONS, head, sizeof(head), e))
		return false;
	if (memcmp(head, "regi", 4) != 0)
		return refuse(e, "vhdx", "it has no table of regions");
	if (!find_entry(image, VHDX_REGIONS + 16, image_le32(head + 8),
			vhdx_metadata, entry, e))
		return false;
	*out = image_le64(entry + 16);
	return *out != 0 || refuse(e, "vhdx", "it has no metadata");
}

/* The value of @len bytes of the metadata item @guid. */
static bool read_item(const struct image_bytes *image, uint64_t metadata,
		      uint32_t count, const unsigned char guid[16],
		      unsigned char *value, size_t len, struct err *e)
{
	unsigned char entry[32];

	if (!find_entry(image, metadata + 32, count, guid, entry, e))
		return false;
	if (image_le32(entry + 16) == 0)
		return refuse(e, "vhdx", "its metadata are not complete");
	return image_bytes_read(image, metadata + image_le32(entry + 16), value,
				len, e);
}

static bool check_vhdx(const struct image_bytes *image, uint64_t most,
		       uint64_t *out, struct err *e)
{
	unsigned char head[16], entry[32], value[8];
	uint64_t metadata = 0;
	uint32_t count;

	if (!find_metadata(image, &metadata, e) ||
	    !image_bytes_read(image, metadata, head, sizeof(head), e))
		return false;
	if (memcmp(head, "metadata", 8) != 0)
		return refuse(e, "vhdx", "it has no metadata");
	count = image_le32(head + 8) >> 16;
	if (!find_entry(image, metadata + 32, count, vhdx_parent, entry, e) ||
	    !read_item(image, metadata, count, vhdx_parameters, value, 8, e))
		return false;
	if (image_le32(entry + 16) != 0 ||
	    (image_le32(value + 4) & VHDX_HAS_PARENT) != 0)
		return refuse(e, "vhdx", "it has a parent");
	return read_item(image, metadata, count, vhdx_size, value, 8, e) &&
	       image_check_size(image_le64(value), most, out, e);
}

bool image_check(const struct image_bytes *image, enum image_format format,
		 uint64_t most, uint64_t *out, struct err *e)
{
	switch (format) {
	case IMAGE_RAW:
		return check_raw(image, most, out, e);
	case IMAGE_QCOW2:
		return check_qcow2(image, most, out, e);
	case IMAGE_VMDK:
		return check_vmdk(image, most, out, e);
	case IMAGE_VHDX:
		return check_vhdx(image, most, out, e);
	case IMAGE_VPC:
		return check_vpc(image, most, out, e);
	case IMAGE_UNKNOWN:
	case IMAGE_BOX:
		break;
	}
	BUG();
}
