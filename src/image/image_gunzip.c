/* image_gunzip.c - gzip taken off a stream, and its checksums looked at
 *
 * Runs as: caller, confined.  Input: hostile bytes, from the network.
 *
 * libarchive can do this too, but it passes over the checksum behind each
 * member (RFC 1952), and takes four times as long as ISA-L.
 */
#include "image_internal.h"
#include <isa-l/igzip_lib.h>

enum {
	IN_BYTES = 256 * 1024,
};

struct image_gunzip {
	struct image_stream *from;
	struct inflate_state state;
	bool ended;
	unsigned char in[IN_BYTES];
};

bool image_gunzip_fits(struct str head)
{
	return str_starts_with(head, STR("\x1f\x8b\x08"));
}

struct image_gunzip *image_gunzip_begin(struct image_stream *from)
{
	struct image_gunzip *gunzip = calloc(1, sizeof(*gunzip));

	if (gunzip == NULL)
		return NULL;
	gunzip->from = from;
	isal_inflate_init(&gunzip->state);
	gunzip->state.crc_flag = ISAL_GZIP;
	return gunzip;
}

/* False after filling @e; at the end of the stream nothing is there. */
static bool refill(struct image_gunzip *g, struct err *e)
{
	size_t len;

	if (g->state.avail_in > 0)
		return true;
	if (!image_stream_read(g->from, g->in, sizeof(g->in), &len, e))
		return false;
	g->state.next_in = g->in;
	g->state.avail_in = (uint32_t)len;
	return true;
}

/* Behind a member stands another one, or nothing. */
static bool begin_member(struct image_gunzip *g, struct err *e)
{
	if (g->state.avail_in == 0) {
		g->ended = true;
		return true;
	}
	if (g->state.next_in[0] != 0x1f)
		return err_set(e, ERR_DATA,
			       "something follows the compressed data");
	isal_inflate_reset(&g->state);
	g->state.crc_flag = ISAL_GZIP;
	return true;
}

static bool step(struct image_gunzip *g, struct err *e)
{
	if (!refill(g, e))
		return false;
	if (g->state.block_state == ISAL_BLOCK_FINISH)
		return begin_member(g, e);
	if (g->state.avail_in == 0)
		return err_set(e, ERR_DATA,
			       "the compressed data end too early");
	if (isal_inflate(&g->state) != ISAL_DECOMP_OK)
		return err_set(e, ERR_DATA, "the compressed data are damaged");
	return true;
}

ssize_t image_gunzip_read(void *context, void *buf, size_t len, struct err *e)
{
	struct image_gunzip *g = context;

	BUG_UNLESS(len <= INT32_MAX);
	g->state.next_out = buf;
	g->state.avail_out = (uint32_t)len;
	while (g->state.avail_out == len && !g->ended)
		if (!step(g, e))
			return -1;
	return (ssize_t)(len - g->state.avail_out);
}

void image_gunzip_end(struct image_gunzip *gunzip)
{
	free(gunzip);
}
