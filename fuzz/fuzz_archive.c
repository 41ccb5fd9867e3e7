/* fuzz_archive.c - whatever is called a box, or a compressed image
 *
 * Runs as: the developer.  Input: any bytes.
 */
#include "fuzz.h"
#include "image_internal.h"

/* Small, so that what grows by much ends soon. */
enum {
	DISK_MAX = 1 << 20,
};

struct bytes {
	const unsigned char *at;
	size_t len;
};

static ssize_t take(void *context, void *buf, size_t len, struct err *e)
{
	struct bytes *b = context;
	size_t n = len < b->len ? len : b->len;

	(void)e;
	if (n > 0)
		memcpy(buf, b->at, n);
	b->at += n;
	b->len -= n;
	return (ssize_t)n;
}

static bool sink_write(void *context, const unsigned char *bytes, size_t len,
		       uint64_t offset, struct err *e)
{
	(void)context;
	(void)bytes;
	(void)e;
	MUST(offset <= DISK_MAX && len <= DISK_MAX - offset);
	return true;
}

static bool sink_end(void *context, uint64_t size, struct err *e)
{
	(void)context;
	(void)e;
	MUST(size <= DISK_MAX);
	return true;
}

static bool sink_read(void *context, unsigned char *bytes, size_t len,
		      uint64_t offset, struct err *e)
{
	(void)context;
	(void)e;
	MUST(offset <= DISK_MAX && len <= DISK_MAX - offset);
	memset(bytes, 0, len);
	return true;
}

static bool sink_open(void *context, unsigned slot, struct image_sink *out,
		      struct err *e)
{
	(void)context;
	(void)e;
	MUST(slot < IMAGE_SLOTS);
	*out = (struct image_sink){sink_write, sink_end, sink_read, NULL};
	return true;
}

static void must_unpack(struct bytes bytes, enum image_format format,
			enum image_format to)
{
	struct image_unpack job = {.format = format,
				   .to = to,
				   .most = DISK_MAX,
				   .open = sink_open};
	struct image_stream file = {.read = take, .context = &bytes};
	struct image_found found;
	struct err e = {0};

	if (!image_unpack(&job, &file, &found, &e)) {
		MUST(e.kind == ERR_DATA && e.text[0] != '\0');
		return;
	}
	MUST(found.count > 0 && found.count <= IMAGE_DISKS_MAX);
	for (size_t i = 0; i < found.count; i++) {
		MUST(found.disks[i].slot < IMAGE_SLOTS);
		MUST(found.disks[i].bytes <= DISK_MAX);
	}
}

int fuzz_one(const unsigned char *bytes, size_t len)
{
	struct bytes all = {bytes, len};

	must_unpack(all, IMAGE_BOX, IMAGE_RAW);
	must_unpack(all, IMAGE_UNKNOWN, IMAGE_QCOW2);
	return 0;
}
