/* image_qcow2_header.c - the header of a qcow2 image
 *
 * Runs as: caller, confined or not.  Input: hostile bytes, from a box.
 *
 * QEMU, docs/interop/qcow2.txt.  A header can name other files, as a backing
 * file or for the data, and qemu-img would read them: so each field has to be
 * one that we know.
 */
#include "image_internal.h"

static bool refuse(struct err *e, const char *why)
{
	return err_set(e, ERR_DATA, "the qcow2 image is not one we accept: %s",
		       why);
}

enum {
	HEAD_BYTES = 112,
	DIRTY = 1 << 0,
	CORRUPT = 1 << 1,
	DATA_FILE = 1 << 2,
	COMPRESSION = 1 << 3,
	L1_BYTES_MAX = 32 * 1024 * 1024, /* QEMU's own limit */
};

static bool check_features(const unsigned char *head, struct err *e)
{
	uint64_t bits = image_be64(head + 72);

	if ((bits & DATA_FILE) != 0)
		return refuse(e, "its data are in another file");
	if ((bits & CORRUPT) != 0)
		return refuse(e, "it is marked as corrupt");
	if ((bits & ~(uint64_t)(DIRTY | COMPRESSION)) != 0)
		return refuse(e, "it has features that are not known");
	return true;
}

static bool read_head(const unsigned char *head, struct image_qcow2 *q,
		      struct err *e)
{
	uint32_t bits = image_be32(head + 20);

	q->version = image_be32(head + 4);
	if (q->version != 2 && q->version != 3)
		return refuse(e, "its version is not 2 or 3");
	if (image_be64(head + 8) != 0 || image_be32(head + 16) != 0)
		return refuse(e, "it has a backing file");
	if (bits < 9 || bits > 21)
		return refuse(e, "its clusters have no valid size");
	q->cluster = UINT64_C(1) << bits;
	if (image_be32(head + 32) != 0)
		return refuse(e, "it is encrypted");
	if (image_be32(head + 60) != 0)
		return refuse(e, "it has snapshots");
	q->header_len = q->version == 2 ? 72 : image_be32(head + 100);
	if (q->version == 3 &&
	    (q->header_len < 104 || q->header_len > q->cluster ||
	     q->header_len % 8 != 0))
		return refuse(e, "its header has no valid length");
	return q->version == 2 || check_features(head, e);
}

static bool check_table(const struct image_bytes *image,
			const struct image_qcow2 *q, uint64_t offset,
			uint64_t len, struct err *e)
{
	if (offset == 0 || offset % q->cluster != 0 || offset > image->size ||
	    len > image->size - offset)
		return refuse(e, "a table lies outside of it");
	return true;
}

static bool read_tables(const struct image_bytes *image,
			const unsigned char *head, struct image_qcow2 *q,
			struct err *e)
{
	uint64_t covered = q->cluster / 8 * q->cluster; /* by an L1 entry */

	BUG_UNLESS(covered > 0);
	q->l1 = image_be64(head + 40);
	q->l1_bytes = (uint64_t)image_be32(head + 36) * 8;
	q->refcounts = image_be64(head + 48);
	q->refcounts_bytes = (uint64_t)image_be32(head + 56) * q->cluster;
	if (q->l1_bytes > L1_BYTES_MAX ||
	    q->l1_bytes / 8 < q->bytes / covered ||
	    q->l1_bytes / 8 * covered < q->bytes)
		return refuse(e, "its L1 table has no valid size");
	return check_table(image, q, q->l1, q->l1_bytes, e) &&
	       check_table(image, q, q->refcounts, q->refcounts_bytes, e);
}

/* Behind the header: only what says nothing about other files. */
static bool check_extension(uint32_t type, struct err *e)
{
	switch (type) {
	case 0x6803f857: /* names of features */
	case 0x23852875: /* bitmaps */
		return true;
	case 0xe2792aca:
		return refuse(e, "it has a backing file");
	case 0x44415441:
		return refuse(e, "its data are in another file");
	case 0x0537be77:
		return refuse(e, "it is encrypted");
	default:
		return refuse(e, "it has an extension that is not known");
	}
}

static bool check_extensions(const struct image_bytes *image,
			     const struct image_qcow2 *q, struct err *e)
{
	uint64_t at = q->header_len;
	unsigned char head[8];

	while (at + sizeof(head) <= q->cluster) {
		if (!image_bytes_read(image, at, head, sizeof(head), e))
			return false;
		if (image_be32(head) == 0)
			return true;
		if (!check_extension(image_be32(head), e))
			return false;
		at += sizeof(head) +
		      ((uint64_t)image_be32(head + 4) + 7) / 8 * 8;
	}
	return at <= q->cluster ||
	       refuse(e, "its extensions are longer than their room");
}

bool image_qcow2_read_header(const struct image_bytes *image, uint64_t most,
			     struct image_qcow2 *out, struct err *e)
{
	unsigned char head[HEAD_BYTES] = {0};

	*out = (struct image_qcow2){0};
	if (!image_bytes_read(image, 0, head, sizeof(head), e))
		return false;
	if (image_be32(head) != 0x514649fb)
		return refuse(e, "it does not begin as one");
	return read_head(head, out, e) &&
	       image_check_size(image_be64(head + 24), most, &out->bytes, e) &&
	       read_tables(image, head, out, e) &&
	       check_extensions(image, out, e);
}
