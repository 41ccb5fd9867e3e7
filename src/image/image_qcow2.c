/* image_qcow2.c - a qcow2, converted while it comes
 *
 * Runs as: caller, confined.  Input: hostile bytes, from a box.
 *
 * QEMU, docs/interop/qcow2.txt.  An L1 table says where L2 tables are, and
 * those say where the clusters of the disk are.  Who writes an image from its
 * start, as qemu-img does, puts each table before what it maps: then nothing
 * has to be sought.  What no table has announced (the tables themselves, counts
 * of references) is put aside.  So nothing is ever lost, and when it shows that
 * the image is of another kind (compressed, written again and again, damaged)
 * it is put together as it was, for others to judge and to convert.
 */
#include "image_internal.h"

#define ENTRY_COPIED (UINT64_C(1) << 63)
#define ENTRY_ZERO   UINT64_C(1)
#define ENTRY_OFFSET UINT64_C(0x00fffffffffffe00)

/* What a table has announced for a cluster of the image: one of the disk's, or
 * an L2 table, by their numbers and 1. */
#define ANNOUNCED_TABLE (UINT32_C(1) << 31)

enum {
	CLUSTERS_MAX = 1 << 26, /* of an image: 2 TiB of 64 KiB, twice */
	CLUSTERS_MORE = 64,     /* than twice those of its disk */
};

struct conversion {
	struct image_stream *stream;
	const struct image_sink *disk, *copy;
	struct image_qcow2 head;
	uint64_t most;
	uint64_t at;  /* bytes of the image that were taken: whole clusters */
	uint64_t len; /* of the image, as far as it has come */
	unsigned char *cluster; /* the one at @at */
	bool plain;             /* no conversion */
	uint32_t *announced;    /* by number of the cluster in the image */
	uint64_t clusters;      /* that announced has room for */
	uint64_t awaited;       /* of them, still to come */
};

/* The next cluster; the last one may be short, and none is left behind it. */
static bool read_cluster(struct conversion *c, size_t *out, struct err *e)
{
	size_t size = (size_t)c->head.cluster;

	if (!image_stream_read(c->stream, c->cluster, size, out, e))
		return false;
	memset(c->cluster + *out, 0, size - *out);
	c->len = c->at + *out;
	return c->len <= c->most ||
	       err_set(e, ERR_DATA, "the image is larger than %llu bytes",
		       (unsigned long long)c->most);
}

static uint32_t announced(const struct conversion *c, uint64_t at)
{
	uint64_t number = at / c->head.cluster;

	return number < c->clusters ? c->announced[number] : 0;
}

/* What @entry points to is yet to come, and is @what.  False if it is not. */
static bool announce(struct conversion *c, uint64_t entry, uint32_t what)
{
	uint64_t offset = entry & ENTRY_OFFSET;
	uint64_t number = offset / c->head.cluster;

	if ((entry & ~(ENTRY_OFFSET | ENTRY_COPIED)) != 0 ||
	    offset % c->head.cluster != 0 || offset <= c->at ||
	    number >= c->clusters || c->announced[number] != 0)
		return false;
	c->announced[number] = what;
	c->awaited++;
	return true;
}

static uint64_t count_entries(const struct conversion *c)
{
	return c->head.cluster / 8;
}

/* The cluster is a part of the L1 table. */
static bool read_l1(struct conversion *c)
{
	uint64_t first = (c->at - c->head.l1) / 8;
	uint64_t left = c->head.l1_bytes / 8 - first;

	for (uint64_t i = 0; i < count_entries(c) && i < left; i++) {
		uint64_t entry = image_be64(c->cluster + i * 8);
		uint32_t table = (uint32_t)(first + i) + 1;

		if (entry != 0 && !announce(c, entry, ANNOUNCED_TABLE | table))
			return false;
	}
	return true;
}

static uint64_t count_clusters(const struct image_qcow2 *head)
{
	return (head->bytes + head->cluster - 1) / head->cluster;
}

/* From version 3 on, and whatever place is reserved for it. */
static bool is_zero(const struct conversion *c, uint64_t entry)
{
	return c->head.version > 2 &&
	       (entry & ~(ENTRY_OFFSET | ENTRY_COPIED)) == ENTRY_ZERO;
}

/* The cluster is the L2 table @table, from 0 on. */
static bool read_l2(struct conversion *c, uint64_t table)
{
	uint64_t first = table * count_entries(c);
	uint64_t end = count_clusters(&c->head);

	for (uint64_t i = 0; i < count_entries(c); i++) {
		uint64_t entry = image_be64(c->cluster + i * 8);

		if (entry == 0 || is_zero(c, entry))
			continue;
		if (first + i >= end ||
		    !announce(c, entry, (uint32_t)(first + i) + 1))
			return false;
	}
	return true;
}

static bool keep(struct conversion *c, size_t len, struct err *e)
{
	return c->copy->write(c->copy->context, c->cluster, len, c->at, e);
}

/* How much of the cluster @number lies within the disk; of the image it has
 * @len bytes. */
static size_t within_disk(const struct conversion *c, uint64_t number,
			  size_t len)
{
	uint64_t left = c->head.bytes - number * c->head.cluster;

	return len < left ? len : (size_t)left;
}

/* What a last cluster has behind the end of the disk is kept. */
static bool put(struct conversion *c, uint64_t number, size_t len,
		struct err *e)
{
	size_t within = within_disk(c, number, len);

	return c->disk->write(c->disk->context, c->cluster, within,
			      number * c->head.cluster, e) &&
	       (within == len ||
		c->copy->write(c->copy->context, c->cluster + within,
			       len - within, c->at + within, e));
}

static bool is_l1(const struct conversion *c)
{
	return c->at >= c->head.l1 && c->at - c->head.l1 < c->head.l1_bytes;
}

/* Tables are kept too: the image may have to be put together again. */
static bool take_table(struct conversion *c, size_t len, uint32_t what,
		       struct err *e)
{
	if (is_l1(c))
		c->plain = what != 0 || !read_l1(c);
	else if (what != 0)
		c->plain = !read_l2(c, (what & ~ANNOUNCED_TABLE) - 1);
	return keep(c, len, e);
}

static bool take_cluster(struct conversion *c, size_t len, struct err *e)
{
	uint32_t what = announced(c, c->at);

	if (c->plain)
		return keep(c, len, e);
	if (what != 0)
		c->awaited--;
	if (what == 0 || (what & ANNOUNCED_TABLE) != 0 || is_l1(c))
		return take_table(c, len, what, e);
	return put(c, what - 1, len, e);
}

/* Move the cluster @number of the disk back to where in the image it was. */
static bool put_back(struct conversion *c, uint64_t at, uint64_t number,
		     struct err *e)
{
	uint64_t left = c->len - at;
	size_t len = (size_t)(left < c->head.cluster ? left : c->head.cluster);

	len = within_disk(c, number, len);
	return c->disk->read(c->disk->context, c->cluster, len,
			     number * c->head.cluster, e) &&
	       c->copy->write(c->copy->context, c->cluster, len, at, e);
}

/* Give up the conversion: what came before @c->at is to be as it came. */
static bool make_plain(struct conversion *c, struct err *e)
{
	c->plain = true;
	for (uint64_t at = 0; at < c->at; at += c->head.cluster) {
		uint32_t what = announced(c, at);

		if (what != 0 && (what & ANNOUNCED_TABLE) == 0 &&
		    !put_back(c, at, what - 1, e))
			return false;
	}
	return true;
}

/* Whether all has come that was announced, or that the header is about. */
static bool is_whole(const struct conversion *c)
{
	return c->awaited == 0 && c->head.l1 + c->head.l1_bytes <= c->len &&
	       c->head.refcounts + c->head.refcounts_bytes <= c->len;
}

static bool take_all(struct conversion *c, size_t len, struct err *e)
{
	while (len > 0) {
		bool plain = c->plain;

		if (!take_cluster(c, len, e) ||
		    (c->plain && !plain && !make_plain(c, e)))
			return false;
		c->at += len;
		if (len < c->head.cluster)
			break;
		if (!read_cluster(c, &len, e))
			return false;
	}
	return c->plain || is_whole(c) || make_plain(c, e);
}

static bool finish(const struct conversion *c, struct err *e)
{
	return c->copy->end(c->copy->context, c->plain ? c->len : 0, e) &&
	       c->disk->end(c->disk->context, c->plain ? 0 : c->head.bytes, e);
}

/* Of the image, what has come. */
static bool read_start(void *context, uint64_t offset, void *buf, size_t len,
		       struct err *e)
{
	const struct conversion *c = context;

	if (offset > c->len || len > c->len - offset)
		return err_set(e, ERR_DATA, "the image ends too early");
	memcpy(buf, c->cluster + offset, len);
	return true;
}

/* The first cluster, and what the header in it says. */
static bool begin(struct conversion *c, size_t *len, struct err *e)
{
	struct image_bytes start = {read_start, c, INT64_MAX};
	uint32_t bits = image_be32(c->stream->head + 20);

	c->head.cluster = UINT64_C(1) << (bits <= 21 ? bits : 9);
	if (c->head.cluster < IMAGE_HEAD_BYTES)
		c->head.cluster = IMAGE_HEAD_BYTES;
	c->cluster = malloc((size_t)c->head.cluster);
	if (c->cluster == NULL)
		return err_set(e, ERR_SYSTEM, "no memory for a cluster");
	return read_cluster(c, len, e) &&
	       image_qcow2_read_header(&start, c->most, &c->head, e);
}

/* Whether there may be a conversion at all. */
static bool begin_map(struct conversion *c)
{
	uint64_t count = 2 * count_clusters(&c->head) + CLUSTERS_MORE;

	if (count > CLUSTERS_MAX)
		return false;
	c->announced = calloc((size_t)count, sizeof(*c->announced));
	c->clusters = c->announced != NULL ? count : 0;
	return c->announced != NULL;
}

static bool run(struct conversion *c, struct err *e)
{
	size_t len = 0;

	if (!begin(c, &len, e))
		return false;
	c->plain = !begin_map(c);
	return take_all(c, len, e) && finish(c, e);
}

bool image_qcow2_convert(struct image_stream *stream,
			 const struct image_sink *disk,
			 const struct image_sink *copy, uint64_t most,
			 bool *plain, uint64_t *out, struct err *e)
{
	struct conversion c = {
		.stream = stream, .disk = disk, .copy = copy, .most = most};
	bool done = run(&c, e);

	free(c.cluster);
	free(c.announced);
	*plain = c.plain;
	*out = c.head.bytes;
	return done;
}
