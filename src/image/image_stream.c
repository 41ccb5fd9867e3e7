/* image_stream.c - bytes one after the other, to a file with holes
 *
 * Runs as: caller, confined.  Input: hostile bytes, from a box.
 */
#include "image_internal.h"
#include <errno.h>
#include <fcntl.h>

enum {
	BLOCK = 4096, /* what a hole is made of on every file system we know */
	COPY_BYTES = 256 * 1024,
	AHEAD_BYTES = 16 << 20,
};

static size_t take_head(struct image_stream *s, void *buf, size_t len)
{
	size_t there = s->head_len - s->head_at;
	size_t n = there < len ? there : len;

	if (n > 0)
		memcpy(buf, s->head + s->head_at, n);
	s->head_at += n;
	return n;
}

bool image_stream_read(struct image_stream *stream, void *buf, size_t len,
		       size_t *out, struct err *e)
{
	size_t done = take_head(stream, buf, len);

	while (done < len) {
		ssize_t n = stream->read(stream->context,
					 (unsigned char *)buf + done,
					 len - done, e);

		if (n < 0)
			return false;
		if (n == 0)
			break;
		done += (size_t)n;
	}
	*out = done;
	return true;
}

bool image_stream_look(struct image_stream *stream, struct err *e)
{
	size_t len;

	BUG_UNLESS(stream->head_len == 0);
	if (!image_stream_read(stream, stream->head, sizeof(stream->head), &len,
			       e))
		return false;
	stream->head_len = len;
	return true;
}

static bool is_zero(const unsigned char *bytes, size_t len)
{
	return bytes[0] == 0 && memcmp(bytes, bytes + 1, len - 1) == 0;
}

/* How many bytes from @bytes on are one hole, or none: whole blocks of the
 * file, which @offset may stand in the middle of. */
static size_t run_len(const unsigned char *bytes, size_t len, uint64_t offset,
		      bool *hole)
{
	size_t n = 0;

	while (n < len) {
		size_t block = BLOCK - (size_t)((offset + n) % BLOCK);
		bool zero;

		if (block > len - n)
			block = len - n;
		zero = is_zero(bytes + n, block);
		if (n == 0)
			*hole = zero;
		if (zero != *hole)
			break;
		n += block;
	}
	return n;
}

bool image_write_at(int fd, const unsigned char *bytes, size_t len,
		    uint64_t offset, struct err *e)
{
	while (len > 0) {
		ssize_t n = pwrite(fd, bytes, len, (off_t)offset);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return err_system(e, n == 0 ? ENOSPC : errno,
					  "writing the image");
		bytes += n;
		len -= (size_t)n;
		offset += (uint64_t)n;
	}
	return true;
}

/* The disk works while the rest comes: else all of it would be waited for at
 * the end.  Where that cannot be, it is. */
static void write_back(int fd, uint64_t offset, size_t len)
{
	if (offset / AHEAD_BYTES != (offset + len) / AHEAD_BYTES)
		(void)sync_file_range(fd, 0, 0, SYNC_FILE_RANGE_WRITE);
}

static bool file_write(void *context, const unsigned char *bytes, size_t len,
		       uint64_t offset, struct err *e)
{
	const int *fd = context;

	while (len > 0) {
		bool hole = false;
		size_t n = run_len(bytes, len, offset, &hole);

		if (!hole && !image_write_at(*fd, bytes, n, offset, e))
			return false;
		write_back(*fd, offset, n);
		bytes += n;
		len -= n;
		offset += n;
	}
	return true;
}

static bool file_end(void *context, uint64_t size, struct err *e)
{
	const int *fd = context;

	if (ftruncate(*fd, (off_t)size) != 0)
		return err_system(e, errno, "giving the image its size");
	return true;
}

static bool file_read(void *context, unsigned char *bytes, size_t len,
		      uint64_t offset, struct err *e)
{
	const int *fd = context;

	while (len > 0) {
		ssize_t n = pread(*fd, bytes, len, (off_t)offset);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return err_system(e, errno, "reading the image");
		if (n == 0) /* the hole at the end has not been made yet */
			break;
		bytes += n;
		len -= (size_t)n;
		offset += (uint64_t)n;
	}
	memset(bytes, 0, len);
	return true;
}

struct image_sink image_sink_file(int *fd)
{
	return (struct image_sink){file_write, file_end, file_read, fd};
}

static bool copy(struct image_stream *stream, const struct image_sink *sink,
		 unsigned char *buf, uint64_t most, uint64_t *out,
		 struct err *e)
{
	size_t len;

	*out = 0;
	do {
		if (!image_stream_read(stream, buf, COPY_BYTES, &len, e))
			return false;
		if (len > most - *out)
			return err_set(e, ERR_DATA,
				       "the image is larger than %llu bytes",
				       (unsigned long long)most);
		if (!sink->write(sink->context, buf, len, *out, e))
			return false;
		*out += len;
	} while (len == COPY_BYTES);
	return sink->end(sink->context, *out, e);
}

bool image_stream_copy(struct image_stream *stream,
		       const struct image_sink *sink, uint64_t most,
		       uint64_t *out, struct err *e)
{
	unsigned char *buf = malloc(COPY_BYTES);
	bool done;

	if (buf == NULL)
		return err_set(e, ERR_SYSTEM, "no memory to copy an image");
	done = copy(stream, sink, buf, most, out, e);
	free(buf);
	return done;
}
