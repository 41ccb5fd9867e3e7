/* image_sample.h - images and files in memory, for the tests of src/image/ */
#ifndef VMMAN_IMAGE_SAMPLE_H
#define VMMAN_IMAGE_SAMPLE_H

#include "image_internal.h"
#include "unit.h"

enum {
	SAMPLE_BYTES = 512 * 1024,
};

/* Bytes to read, and where the reading is. */
struct sample {
	size_t len, at;
	unsigned char bytes[SAMPLE_BYTES];
};

static inline void sample_put(struct sample *s, const void *bytes, size_t len)
{
	assert_true(len <= sizeof(s->bytes) - s->len);
	memcpy(s->bytes + s->len, bytes, len);
	s->len += len;
}

/* Zeros up to a multiple of @align. */
static inline void sample_align(struct sample *s, size_t align)
{
	while (s->len % align != 0)
		s->bytes[s->len++] = 0;
}

/* In pieces of odd sizes, as an archive gives them. */
static inline ssize_t sample_read(void *context, void *buf, size_t len,
				  struct err *e)
{
	struct sample *s = context;
	size_t left = s->len - s->at;
	size_t n = len < left ? len : left;

	(void)e;
	n = n > 777 ? 777 : n;
	memcpy(buf, s->bytes + s->at, n);
	s->at += n;
	return (ssize_t)n;
}

static inline bool sample_read_at(void *context, uint64_t offset, void *buf,
				  size_t len, struct err *e)
{
	const struct sample *s = context;

	(void)e;
	assert_true(offset <= s->len && len <= s->len - offset);
	memcpy(buf, s->bytes + offset, len);
	return true;
}

/* What a sink got. */
struct sample_disk {
	uint64_t size; /* 0: not told yet */
	unsigned char bytes[SAMPLE_BYTES];
};

static inline bool sample_write(void *context, const unsigned char *bytes,
				size_t len, uint64_t offset, struct err *e)
{
	struct sample_disk *disk = context;

	(void)e;
	assert_true(offset <= sizeof(disk->bytes) &&
		    len <= sizeof(disk->bytes) - offset);
	memcpy(disk->bytes + offset, bytes, len);
	return true;
}

static inline bool sample_end(void *context, uint64_t size, struct err *e)
{
	struct sample_disk *disk = context;

	(void)e;
	disk->size = size;
	return true;
}

static inline bool sample_read_back(void *context, unsigned char *bytes,
				    size_t len, uint64_t offset, struct err *e)
{
	const struct sample_disk *disk = context;

	(void)e;
	assert_true(offset <= sizeof(disk->bytes) &&
		    len <= sizeof(disk->bytes) - offset);
	memcpy(bytes, disk->bytes + offset, len);
	return true;
}

static inline struct image_sink sample_sink(struct sample_disk *disk)
{
	return (struct image_sink){sample_write, sample_end, sample_read_back,
				   disk};
}

static inline void sample_le32(unsigned char *at, uint32_t value)
{
	for (int i = 0; i < 4; i++)
		at[i] = (unsigned char)(value >> 8 * i);
}

static inline void sample_le64(unsigned char *at, uint64_t value)
{
	sample_le32(at, (uint32_t)value);
	sample_le32(at + 4, (uint32_t)(value >> 32));
}

static inline void sample_be32(unsigned char *at, uint32_t value)
{
	sample_le32(at, __builtin_bswap32(value));
}

static inline void sample_be64(unsigned char *at, uint64_t value)
{
	sample_le64(at, __builtin_bswap64(value));
}

/* A qcow2 of version 3 for a disk of @size bytes, up to the end of its header:
 * clusters of 2^@bits bytes, the L1 table of @entries in the cluster @l1, one
 * of counts of references in the second one. */
static inline void sample_qcow2(struct sample *s, uint32_t bits, uint64_t size,
				uint32_t entries, uint64_t l1)
{
	memset(s, 0, sizeof(*s));
	memcpy(s->bytes, "QFI\xfb", 4);
	sample_be32(s->bytes + 4, 3);
	sample_be32(s->bytes + 20, bits);
	sample_be64(s->bytes + 24, size);
	sample_be32(s->bytes + 36, entries);
	sample_be64(s->bytes + 40, l1 << bits);
	sample_be64(s->bytes + 48, UINT64_C(1) << bits);
	sample_be32(s->bytes + 56, 1);
	sample_be32(s->bytes + 96, 4);
	sample_be32(s->bytes + 100, 112);
}

enum {
	VMDK_GRAIN = 128,    /* sectors */
	VMDK_CAPACITY = 300, /* two grains and a part of a third */
	VMDK_COMPRESSED = 1 << 16,
	VMDK_MARKERS = 1 << 17,
};

/* A header as VirtualBox writes it, and what stands in a descriptor. */
static inline void sample_vmdk_header(unsigned char head[512], bool stream)
{
	memset(head, 0, 512);
	memcpy(head, "KDMV", 4);
	sample_le32(head + 4, stream ? 3 : 1);
	sample_le32(head + 8, stream ? 3 | VMDK_COMPRESSED | VMDK_MARKERS : 3);
	sample_le64(head + 12, VMDK_CAPACITY);
	sample_le64(head + 20, VMDK_GRAIN);
	sample_le64(head + 28, 1);
	sample_le64(head + 36, 1);
	sample_le32(head + 44, 512);
	sample_le64(head + 56, stream ? UINT64_MAX : 26);
	sample_le64(head + 64, VMDK_GRAIN);
	memcpy(head + 73, "\n \r\n", 4);
	head[77] = stream ? 1 : 0;
}

#define VMDK_TEXT(type, extent)                                  \
	"# Disk DescriptorFile\nversion=1\nCID=fffffffe\n"       \
	"parentCID=ffffffff\ncreateType=\"" type "\"\n\n" extent \
	"\n\nddb.adapterType = \"ide\"\n"
#define VMDK_EXTENT "RW 300 SPARSE \"disk.vmdk\""
#define VMDK_STREAM VMDK_TEXT("streamOptimized", VMDK_EXTENT)
#define VMDK_SPARSE VMDK_TEXT("monolithicSparse", VMDK_EXTENT)

/* A VMDK up to where its grains begin. */
static inline void sample_vmdk(struct sample *s, bool stream, const char *text)
{
	memset(s, 0, sizeof(*s));
	s->len = 512;
	sample_vmdk_header(s->bytes, stream);
	sample_put(s, text, strlen(text));
	s->len = (size_t)VMDK_GRAIN * 512;
}

#endif
