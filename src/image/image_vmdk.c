/* image_vmdk.c - a streamOptimized VMDK, converted while it comes
 *
 * Runs as: caller, confined.  Input: hostile bytes, from a box.
 *
 * Such an image is a header, a descriptor and then grains, each behind a marker
 * that says where in the disk it stands: nothing has to be sought.  Tables of
 * grains, which repeat that, are passed over.
 */
#include "image_internal.h"
#include <strings.h>

enum {
	MARKER_EOS = 0,
	MARKER_TABLE = 1,
	MARKER_DIRECTORY = 2,
	MARKER_FOOTER = 3,
	MARKER_HEAD = 12, /* bytes before a grain's data */
};

#define DIRECTORY_AT_END UINT64_MAX

/* An image on its way. */
struct conversion {
	struct image_stream *stream;
	struct image_vmdk vmdk;
	unsigned char head[IMAGE_SECTOR];
	unsigned char *seen; /* a bit for each grain */
	struct image_inflate *pool;
	bool ended; /* its end was marked */
};

static bool refuse(struct err *e, const char *why)
{
	return err_set(e, ERR_DATA, "the image is damaged: %s", why);
}

static bool need(struct conversion *c, void *buf, size_t len, struct err *e)
{
	size_t got;

	if (!image_stream_read(c->stream, buf, len, &got, e))
		return false;
	return got == len || refuse(e, "it ends too early");
}

static bool skip_sectors(struct conversion *c, uint64_t count, struct err *e)
{
	unsigned char sector[IMAGE_SECTOR];

	while (count-- > 0)
		if (!need(c, sector, sizeof(sector), e))
			return false;
	return true;
}

static bool read_descriptor(struct conversion *c, struct err *e)
{
	size_t len = (size_t)c->vmdk.descriptor_len * IMAGE_SECTOR;
	char *text = malloc(len);
	bool right;

	if (text == NULL)
		return err_set(e, ERR_SYSTEM, "no memory for a descriptor");
	right = need(c, text, len, e) &&
		image_vmdk_check_descriptor(&c->vmdk, (struct str){text, len},
					    e);
	free(text);
	return right;
}

static bool read_start(struct conversion *c, uint64_t most, struct err *e)
{
	if (!need(c, c->head, sizeof(c->head), e) ||
	    !image_vmdk_read_header(c->head, most, &c->vmdk, e))
		return false;
	if (!c->vmdk.stream)
		return refuse(e, "it is no streamOptimized VMDK");
	return read_descriptor(c, e) &&
	       skip_sectors(c, c->vmdk.overhead - 1 - c->vmdk.descriptor_len,
			    e);
}

static bool is_new(struct conversion *c, uint64_t grain)
{
	unsigned char bit = (unsigned char)(1U << grain % 8);
	bool seen = (c->seen[grain / 8] & bit) != 0;

	c->seen[grain / 8] |= bit;
	return !seen;
}

static struct image_piece piece_at(const struct image_vmdk *vmdk, uint64_t lba,
				   uint32_t deflated)
{
	uint64_t left = vmdk->capacity - lba;
	size_t len = (size_t)vmdk->grain * IMAGE_SECTOR;

	return (struct image_piece){
		.offset = lba * IMAGE_SECTOR,
		.len = len,
		.keep = left < vmdk->grain ? (size_t)left * IMAGE_SECTOR : len,
		.deflated = deflated,
	};
}

/* The grain at sector @lba of the disk: @len bytes, of which the marker's
 * sector
 * @sector holds the first; the last sector is filled up. */
static bool take_grain(struct conversion *c, const unsigned char *sector,
		       uint64_t lba, uint32_t len, struct err *e)
{
	size_t first = IMAGE_SECTOR - MARKER_HEAD;
	size_t rest = len > first ? len - first : 0;
	struct image_piece piece;
	unsigned char *buf;

	if (lba >= c->vmdk.capacity || lba % c->vmdk.grain != 0)
		return refuse(e, "a grain lies beside the disk");
	if (!is_new(c, lba / c->vmdk.grain))
		return refuse(e, "a grain is there twice");
	rest = (rest + IMAGE_SECTOR - 1) / IMAGE_SECTOR * IMAGE_SECTOR;
	if (first + rest > image_inflate_room(c->pool))
		return refuse(e, "a grain is too large");
	buf = image_inflate_buffer(c->pool, e);
	if (buf == NULL)
		return false;
	memcpy(buf, sector + MARKER_HEAD, first);
	if (!need(c, buf + first, rest, e))
		return false;
	piece = piece_at(&c->vmdk, lba, len);
	image_inflate_submit(c->pool, &piece);
	return true;
}

/* It repeats the header, but knows where the directory came to lie. */
static bool take_footer(struct conversion *c, struct err *e)
{
	unsigned char footer[IMAGE_SECTOR];

	if (!need(c, footer, sizeof(footer), e))
		return false;
	memcpy(footer + 56, c->head + 56, 8);
	return memcmp(footer, c->head, sizeof(footer)) == 0 ||
	       refuse(e, "its footer does not agree with its header");
}

static bool take_marker(struct conversion *c, uint64_t sectors, uint32_t type,
			struct err *e)
{
	switch (type) {
	case MARKER_EOS:
		c->ended = true;
		return true;
	case MARKER_TABLE:
	case MARKER_DIRECTORY:
		return skip_sectors(c, sectors, e);
	case MARKER_FOOTER:
		return sectors == 1 ? take_footer(c, e)
				    : refuse(e, "its footer has a wrong size");
	default:
		return refuse(e, "it has a marker that is not known");
	}
}

/* One marker and what belongs to it.  An image that has its directory at the
 * start may end without a word. */
static bool take_next(struct conversion *c, struct err *e)
{
	unsigned char sector[IMAGE_SECTOR];
	uint64_t value;
	uint32_t size;
	size_t len;

	if (!image_stream_read(c->stream, sector, sizeof(sector), &len, e))
		return false;
	if (len == 0 && c->vmdk.directory != DIRECTORY_AT_END) {
		c->ended = true;
		return true;
	}
	if (len != sizeof(sector))
		return refuse(e, "it ends too early");
	value = image_le64(sector);
	size = image_le32(sector + 8);
	return size > 0 ? take_grain(c, sector, value, size, e)
			: take_marker(c, value, image_le32(sector + 12), e);
}

static bool take_all(struct conversion *c, struct err *e)
{
	while (!c->ended)
		if (!take_next(c, e))
			return false;
	return true;
}

/* What a failure of the pool says comes first: it was first. */
static bool run(struct conversion *c, const struct image_sink *sink,
		unsigned workers, struct err *e)
{
	size_t grain = (size_t)c->vmdk.grain * IMAGE_SECTOR;
	bool read;

	c->pool = image_inflate_begin(sink, grain, workers, e);
	if (c->pool == NULL)
		return false;
	read = take_all(c, e);
	if (!image_inflate_end(c->pool, e))
		return false;
	return read &&
	       sink->end(sink->context, c->vmdk.capacity * IMAGE_SECTOR, e);
}

bool image_vmdk_convert(struct image_stream *stream,
			const struct image_sink *sink, uint64_t most,
			unsigned workers, uint64_t *out, struct err *e)
{
	struct conversion c = {.stream = stream};
	bool done;

	if (!read_start(&c, most, e))
		return false;
	c.seen = calloc(1, (size_t)(c.vmdk.capacity / c.vmdk.grain / 8 + 1));
	if (c.seen == NULL)
		return err_set(e, ERR_SYSTEM, "no memory for a map of grains");
	done = run(&c, sink, workers, e);
	free(c.seen);
	*out = c.vmdk.capacity * IMAGE_SECTOR;
	return done;
}
