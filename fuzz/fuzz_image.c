/* fuzz_image.c - whatever is called an image of a disk
 *
 * Runs as: the developer.  Input: any bytes.
 */
#include "fuzz.h"
#include "image_internal.h"

enum {
	DISK_MAX = 1 << 20,
};

struct bytes {
	const unsigned char *at;
	size_t len;
	size_t taken;
};

static bool read_at(void *context, uint64_t offset, void *buf, size_t len,
		    struct err *e)
{
	const struct bytes *b = context;

	(void)e;
	MUST(offset <= b->len && len <= b->len - offset);
	memcpy(buf, b->at + offset, len);
	return true;
}

static ssize_t take(void *context, void *buf, size_t len, struct err *e)
{
	struct bytes *b = context;
	size_t left = b->len - b->taken;
	size_t n = len < left ? len : left;

	(void)e;
	if (n > 0)
		memcpy(buf, b->at + b->taken, n);
	b->taken += n;
	return (ssize_t)n;
}

static bool sink_write(void *context, const unsigned char *bytes, size_t len,
		       uint64_t offset, struct err *e)
{
	(void)context;
	(void)bytes;
	(void)e;
	MUST(offset < DISK_MAX && len <= DISK_MAX - offset);
	return true;
}

static bool sink_end(void *context, uint64_t size, struct err *e)
{
	(void)context;
	(void)e;
	MUST(size <= DISK_MAX);
	return true;
}

static void must_judge(struct bytes *bytes, enum image_format format)
{
	struct image_bytes image = {read_at, bytes, bytes->len};
	uint64_t size = 0;
	struct err e = {0};

	if (image_check(&image, format, DISK_MAX, &size, &e))
		MUST(size > 0 && size <= DISK_MAX);
	else
		MUST(e.kind == ERR_DATA && e.text[0] != '\0');
}

static void must_convert_vmdk(struct bytes bytes)
{
	struct image_stream stream = {.read = take, .context = &bytes};
	struct image_sink sink = {.write = sink_write, .end = sink_end};
	uint64_t size = 0;
	struct err e = {0};

	if (image_vmdk_convert(&stream, &sink, DISK_MAX, 0, &size, &e))
		MUST(size > 0 && size <= DISK_MAX);
	else
		MUST(e.kind == ERR_DATA && e.text[0] != '\0');
}

/* A place in memory. */
struct place {
	uint64_t size;
	unsigned char bytes[DISK_MAX];
};

static bool place_write(void *context, const unsigned char *bytes, size_t len,
			uint64_t offset, struct err *e)
{
	struct place *place = context;

	(void)e;
	MUST(len > 0 && offset < DISK_MAX && len <= DISK_MAX - offset);
	memcpy(place->bytes + offset, bytes, len);
	return true;
}

static bool place_end(void *context, uint64_t size, struct err *e)
{
	struct place *place = context;

	(void)e;
	MUST(size <= DISK_MAX);
	place->size = size;
	return true;
}

static bool place_read(void *context, unsigned char *bytes, size_t len,
		       uint64_t offset, struct err *e)
{
	const struct place *place = context;

	(void)e;
	MUST(len > 0 && offset < DISK_MAX && len <= DISK_MAX - offset);
	memcpy(bytes, place->bytes + offset, len);
	return true;
}

/* A disk, or the image as it came. */
static void must_convert_qcow2(struct bytes bytes)
{
	static struct place disk, copy;
	struct image_stream stream = {.read = take, .context = &bytes};
	struct image_sink sinks[2] = {
		{place_write, place_end, place_read, &disk},
		{place_write, place_end, place_read, &copy}};
	struct err e = {0};
	uint64_t size = 0;
	bool plain;

	memset(&disk, 0, sizeof(disk));
	memset(&copy, 0, sizeof(copy));
	if (!image_stream_look(&stream, &e) ||
	    !image_qcow2_convert(&stream, &sinks[0], &sinks[1], DISK_MAX,
				 &plain, &size, &e)) {
		MUST(e.kind == ERR_DATA && e.text[0] != '\0');
		return;
	}
	MUST(size > 0 && size <= DISK_MAX);
	MUST(disk.size == (plain ? 0 : size));
	MUST(copy.size == (plain ? bytes.len : 0));
	MUST(!plain || memcmp(copy.bytes, bytes.at, bytes.len) == 0);
}

int fuzz_one(const unsigned char *bytes, size_t len)
{
	struct bytes all = {bytes, len, 0};

	for (int format = IMAGE_RAW; format <= IMAGE_VPC; format++)
		must_judge(&all, (enum image_format)format);
	must_convert_vmdk(all);
	must_convert_qcow2(all);
	return 0;
}
