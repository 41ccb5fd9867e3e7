/* image_internal.h - what the files of src/image/ share
 *
 * In the order of the way: digest, stream, check, qcow2, vmdk, ovf, disk,
 * unpack, worker, confine, convert, part, store, space.
 */
#ifndef VMMAN_IMAGE_INTERNAL_H
#define VMMAN_IMAGE_INTERNAL_H

#include "vmman/image.h"
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>

/* Whether whoever waits has asked to give up. */
static inline bool image_net_is_stopped(const struct image_net *net)
{
	return net->stop != NULL && *net->stop != 0;
}

/* image_digest.c */
struct image_hash {
	enum image_algorithm algorithm;
	void *context; /* OpenSSL's */
};

/* IMAGE_NO_DIGEST: sha256, to be told and recorded.  False after filling @e
 * with ERR_HOST. */
bool image_hash_begin(struct image_hash *hash, enum image_algorithm algorithm,
		      struct err *e) MUST_CHECK;
void image_hash_add(struct image_hash *hash, const void *bytes, size_t len);
void image_hash_end(struct image_hash *hash, struct image_digest *out);
void image_hash_fini(struct image_hash *hash);
bool image_digest_equal(const struct image_digest *a,
			const struct image_digest *b);

enum {
	IMAGE_SECTOR = 512,
	IMAGE_HEAD_BYTES = 512, /* enough to tell every format's magic */
};

static inline uint32_t image_le32(const unsigned char *p)
{
	return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 |
	       (uint32_t)p[3] << 24;
}

static inline uint64_t image_le64(const unsigned char *p)
{
	return image_le32(p) | (uint64_t)image_le32(p + 4) << 32;
}

static inline uint32_t image_be32(const unsigned char *p)
{
	return __builtin_bswap32(image_le32(p));
}

static inline uint64_t image_be64(const unsigned char *p)
{
	return __builtin_bswap64(image_le64(p));
}

/* image_stream.c: bytes that come one after the other.  Fill context and read;
 * the rest begins as 0. */
struct image_stream {
	/* Up to @len bytes at @buf: how many, 0 at the end, -1 after filling
	 * @e. */
	ssize_t (*read)(void *context, void *buf, size_t len, struct err *e);
	void *context;
	unsigned char head[IMAGE_HEAD_BYTES]; /* looked at, not yet taken */
	size_t head_len, head_at;
};

/* The first bytes, which stay; @stream->head_len is less than IMAGE_HEAD_BYTES
 * only if there are no more. */
bool image_stream_look(struct image_stream *stream, struct err *e) MUST_CHECK;
/* @len bytes, or all there are: @out says how many. */
bool image_stream_read(struct image_stream *stream, void *buf, size_t len,
		       size_t *out, struct err *e) MUST_CHECK;

/* Where an image goes. */
struct image_sink {
	/* The @len bytes at @bytes stand at @offset; zeros need not be given.
	 * From several threads at once.  False after filling @e. */
	bool (*write)(void *context, const unsigned char *bytes, size_t len,
		      uint64_t offset, struct err *e);
	/* All was written, and @size is how large it is; 0: it was in vain. */
	bool (*end)(void *context, uint64_t size, struct err *e);
	/* The @len bytes at @offset, as they were written; else zeros. */
	bool (*read)(void *context, unsigned char *bytes, size_t len,
		     uint64_t offset, struct err *e);
	void *context;
};

/* The @len bytes at @bytes to @offset of the file @fd.  False after filling
 * @e. */
bool image_write_at(int fd, const unsigned char *bytes, size_t len,
		    uint64_t offset, struct err *e) MUST_CHECK;
/* A sink that is the new file @fd, borrowed, with holes for zeros. */
struct image_sink image_sink_file(int *fd);
/* All of @stream to @sink: at most @most bytes, @out of them. */
bool image_stream_copy(struct image_stream *stream,
		       const struct image_sink *sink, uint64_t most,
		       uint64_t *out, struct err *e) MUST_CHECK;

/* image_gunzip.c: whether @head begins what is compressed by gzip. */
bool image_gunzip_fits(struct str head);

struct image_gunzip;

/* What @from, borrowed, holds without the compression, by image_gunzip_read(),
 * whose context it is.  NULL: no memory. */
struct image_gunzip *image_gunzip_begin(struct image_stream *from) MUST_CHECK;
ssize_t image_gunzip_read(void *context, void *buf, size_t len, struct err *e);
void image_gunzip_end(struct image_gunzip *gunzip);

/* image_check.c: the format that the first bytes @head claim; IMAGE_UNKNOWN for
 * none, which can only be raw. */
enum image_format image_format_of_head(struct str head);

/* Any bytes of an image. */
struct image_bytes {
	/* Exactly @len bytes at @offset, which lie within the image. */
	bool (*read)(void *context, uint64_t offset, void *buf, size_t len,
		     struct err *e);
	void *context;
	uint64_t size; /* of the image as a file */
};

/* An image that is the file @fd, borrowed. */
bool image_bytes_of_file(int *fd, struct image_bytes *out,
			 struct err *e) MUST_CHECK;
bool image_bytes_read(const struct image_bytes *image, uint64_t offset,
		      void *buf, size_t len, struct err *e) MUST_CHECK;
/* Whether @image is of @format, whole in itself (no backing file, no data file,
 * no parent, no other extent), and its disk of at most @most bytes: @out.  Only
 * then may qemu-img see it.  False after filling @e with ERR_DATA. */
bool image_check(const struct image_bytes *image, enum image_format format,
		 uint64_t most, uint64_t *out, struct err *e) MUST_CHECK;

/* Whether a disk of @bytes is one of whole sectors, 1 byte to @most: @out.
 * False after filling @e with ERR_DATA. */
bool image_check_size(uint64_t bytes, uint64_t most, uint64_t *out,
		      struct err *e) MUST_CHECK;

/* image_qcow2_header.c: QEMU, docs/interop/qcow2.txt */
struct image_qcow2 {
	uint32_t version;
	uint64_t cluster; /* bytes, as the rest */
	uint64_t header_len;
	uint64_t bytes;        /* of the disk */
	uint64_t l1, l1_bytes; /* where its tables are */
	uint64_t refcounts, refcounts_bytes;
};

/* What image_check() says of a qcow2, of which only the first cluster is
 * read. */
bool image_qcow2_read_header(const struct image_bytes *image, uint64_t most,
			     struct image_qcow2 *out, struct err *e) MUST_CHECK;

/* image_qcow2.c: a qcow2 of at most @most bytes to the disk in it, of @out
 * bytes; or, if that needs what only comes later, to the same qcow2: @plain is
 * set, and @copy holds it.  The other one of the two sinks, both empty at
 * first, is empty at the end. */
bool image_qcow2_convert(struct image_stream *stream,
			 const struct image_sink *disk,
			 const struct image_sink *copy, uint64_t most,
			 bool *plain, uint64_t *out, struct err *e) MUST_CHECK;

/* image_vmdk_header.c */
struct image_vmdk {
	bool stream;       /* streamOptimized */
	uint64_t capacity; /* the rest in sectors */
	uint64_t grain;
	uint64_t descriptor, descriptor_len;
	uint64_t directory; /* of grains; ~0: at the end */
	uint64_t overhead;  /* where grains begin */
};

bool image_vmdk_read_header(const unsigned char head[IMAGE_SECTOR],
			    uint64_t most, struct image_vmdk *out,
			    struct err *e) MUST_CHECK;
bool image_vmdk_check_descriptor(const struct image_vmdk *vmdk, struct str text,
				 struct err *e) MUST_CHECK;

/* image_vmdk.c: a streamOptimized VMDK of at most @most bytes to the disk in
 * it, of @out bytes, with @workers threads beside this one. */
bool image_vmdk_convert(struct image_stream *stream,
			const struct image_sink *sink, uint64_t most,
			unsigned workers, uint64_t *out,
			struct err *e) MUST_CHECK;

/* image_inflate.c: compressed pieces to a sink, in any order, by threads. */
struct image_inflate;

/* A piece of a disk: where it stands, and how long it has to be. */
struct image_piece {
	uint64_t offset;
	size_t len;      /* of the piece, when inflated */
	size_t keep;     /* bytes of it that lie within the disk */
	size_t deflated; /* bytes at the buffer */
};

/* With @workers threads; 0: nobody but the caller.  Pieces have at most @most
 * bytes.  NULL after filling @e with ERR_SYSTEM. */
struct image_inflate *image_inflate_begin(const struct image_sink *sink,
					  size_t most, unsigned workers,
					  struct err *e) MUST_CHECK;
/* Room for the next piece, image_inflate_room() bytes; NULL after filling @e
 * with what an earlier piece failed with. */
unsigned char *image_inflate_buffer(struct image_inflate *pool,
				    struct err *e) MUST_CHECK;
size_t image_inflate_room(const struct image_inflate *pool);
/* That buffer holds @piece. */
void image_inflate_submit(struct image_inflate *pool,
			  const struct image_piece *piece);
/* Wait for all of it, and free the pool. */
bool image_inflate_end(struct image_inflate *pool, struct err *e) MUST_CHECK;

/* image_ovf.c */
enum {
	IMAGE_MEMBER_MAX = 255,         /* bytes of a member's name */
	IMAGE_TEXT_BYTES_MAX = 1 << 20, /* of box.ovf, metadata.json */
};

struct image_member {
	char name[IMAGE_MEMBER_MAX + 1];
};

/* The disks of a box, by the names of their files. */
struct image_names {
	size_t count;
	struct image_member members[IMAGE_DISKS_MAX];
};

bool image_names_add(struct image_names *names, struct str name,
		     struct err *e) MUST_CHECK;
/* The name @path of a member or a reference to one, without "./" before it.
 * False after filling @e with ERR_DATA: absolute, with "..", control bytes. */
bool image_member_parse(struct str path, struct image_member *out,
			struct err *e) MUST_CHECK;
bool image_names_from_ovf(struct str text, struct image_names *out,
			  struct err *e) MUST_CHECK;
/* image_from_json.c: a box's metadata.json; none for libvirt's first format. */
bool image_names_from_json(struct str text, struct image_names *out,
			   struct err *e) MUST_CHECK;

/* image_unpack.c */
enum {
	IMAGE_SLOTS = IMAGE_DISKS_MAX + 1, /* one to put things aside */
};

struct image_unpack {
	enum image_format format; /* what the file is to be */
	enum image_format to;     /* what the disks are to be, best */
	uint64_t most;            /* bytes of a disk */
	unsigned workers;
	/* Make the file @slot, less than IMAGE_SLOTS, for a disk. */
	bool (*open)(void *context, unsigned slot, struct image_sink *out,
		     struct err *e);
	void *context;
};

/* A disk that was found. */
struct image_disk {
	unsigned slot;
	enum image_format format; /* of what is in it */
	uint64_t bytes;
};

/* In the order of the box. */
struct image_found {
	size_t count;
	struct image_disk disks[IMAGE_DISKS_MAX];
};

/* image_disk.c: two slots that are empty, for the next disk, and for what it
 * may turn out to be instead. */
struct image_slots {
	unsigned empty[2];
};

void image_slots_init(struct image_slots *slots);
/* The image @data, which image_stream_look() was called for and which is called
 * @said, to one of @slots. */
bool image_disk_take(const struct image_unpack *job, struct image_stream *data,
		     enum image_format said, struct image_slots *slots,
		     struct image_disk *out, struct err *e) MUST_CHECK;

bool image_unpack(const struct image_unpack *job, struct image_stream *file,
		  struct image_found *out, struct err *e) MUST_CHECK;

/* image_confine.c: give up, for good, all that the process needs not.  @dir: a
 * directory that it may still write to.  False after filling @e. */
bool image_confine_worker(struct err *e) MUST_CHECK;
bool image_confine_tool(int dir, struct err *e) MUST_CHECK;

/* image_worker.c: the process that unpacks a file while it still grows. */
struct image_worker {
	pid_t pid;
	int news;   /* to it: how much there is */
	int result; /* from it */
};

/* Do @job, of which it knows the rest, with the file @fd, into files "0", "1"
 * .. of the directory @dir. */
bool image_worker_start(struct image_worker *worker, int fd, int dir,
			const struct image_unpack *job,
			struct err *e) MUST_CHECK;
enum image_growth {
	IMAGE_GROWS,
	IMAGE_IS_WHOLE,
};
/* There are @len bytes.  False if the worker has ended. */
bool image_worker_tell(struct image_worker *worker, uint64_t len,
		       enum image_growth growth);
/* Wait for its end. */
bool image_worker_finish(struct image_worker *worker,
			 const struct image_net *net, struct image_found *out,
			 struct err *e) MUST_CHECK;
/* End it, if it is not at its end. */
void image_worker_fini(struct image_worker *worker);

/* image_convert.c: the image "SLOT" in @dir to "SLOT.out". */
struct image_conversion {
	int dir;
	unsigned slot;
	enum image_format from, to;
	uint64_t bytes; /* of the disk */
};

bool image_convert(const struct image_conversion *conversion,
		   const struct image_net *net, struct err *e) MUST_CHECK;

/* image_url.c */
struct str image_url_file(const char *url);
bool image_url_same_origin(const char *a, const char *b) MUST_CHECK;

/* How far away an address is: on this host (or its link, where clouds keep
 * their secrets), in a private network, anywhere. */
enum image_zone {
	IMAGE_ZONE_UNKNOWN,
	IMAGE_ZONE_HOST,
	IMAGE_ZONE_SITE,
	IMAGE_ZONE_WORLD,
};

enum image_zone image_zone_of(const char *address);

/* image_part.c: the directory @path and all above it, mode 0700. */
bool image_make_path(const char *path, struct err *e) MUST_CHECK;

/* A download in the cache, and all that a resumption needs. */
struct image_part {
	int dir; /* the cache */
	int fd;  /* the file, locked */
	uint64_t len;
	char name[64];
	char etag[256]; /* or when it was last changed; "": not known */
};

bool image_part_open(const char *cache, const char *url, struct image_part *out,
		     struct err *e) MUST_CHECK;
/* Begin anew, with the validator @etag. */
bool image_part_restart(struct image_part *part, const char *etag,
			struct err *e) MUST_CHECK;
bool image_part_append(struct image_part *part, const void *bytes, size_t len,
		       struct err *e) MUST_CHECK;
void image_part_delete(struct image_part *part);
void image_part_fini(struct image_part *part);

/* image_download.c: what is still missing of @url, to @part; every byte of the
 * file goes to @take, those that were there too. */
struct image_taker {
	bool (*take)(void *context, const void *bytes, size_t len,
		     struct err *e);
	/* @part is as long as it says, and the worker may read it. */
	bool (*grown)(void *context, uint64_t len, struct err *e);
	/* @rest bytes are to be written to @part, @left of the file to be
	 * taken.  False after filling @e: there is no room. */
	bool (*fits)(void *context, uint64_t rest, uint64_t left,
		     struct err *e);
	void *context;
};

bool image_download(struct image_net *net, const char *url,
		    struct image_part *part, const struct image_taker *taker,
		    struct err *e) MUST_CHECK;

/* image_store.c: a directory of our own beside the images, and their names. */
enum {
	IMAGE_NAME_BYTES = IMAGE_STEM_MAX + 16,
	IMAGE_SLOT_NAME_BYTES = 16,
};

struct image_store {
	int dir;  /* where the images go */
	int temp; /* a directory in it, locked */
	char temp_name[32];
};

/* Files of the directory of work that are to be images. */
struct image_placing {
	size_t count;
	struct {
		char name[IMAGE_SLOT_NAME_BYTES];
		bool replaced; /* private */
	} files[IMAGE_DISKS_MAX];
};

bool image_store_open(const struct image_target *target,
		      struct image_store *out, struct err *e) MUST_CHECK;
/* Whether the names are free, or may be taken.  False after filling @e with
 * ERR_USAGE. */
bool image_store_vacant(const struct image_store *store,
			const struct image_target *target,
			struct err *e) MUST_CHECK;
/* Make the directory of work. */
bool image_store_begin(struct image_store *store, struct err *e) MUST_CHECK;
/* The final name of the disk @i of @count. */
void image_store_name(const struct image_target *target, size_t count, size_t i,
		      char out[IMAGE_NAME_BYTES]);
/* Give all of them their final names, or none. */
bool image_store_settle(const struct image_store *store,
			const struct image_target *target,
			struct image_placing *placing,
			struct err *e) MUST_CHECK;
void image_store_fini(struct image_store *store);

/* image_space.c */
struct image_room {
	uint64_t device;
	uint64_t free; /* bytes; UINT64_MAX: not known */
};

/* Bytes too few; 0: none. */
struct image_lack {
	uint64_t cache, target;
};

/* Of @part bytes at @cache and @images at @target, which may be one. */
struct image_lack image_space_compare(const struct image_room *cache,
				      uint64_t part,
				      const struct image_room *target,
				      uint64_t images);
/* What the disks in a file of that many bytes take at least. */
uint64_t image_space_of_format(enum image_format format, uint64_t file_bytes);
/* What a disk of @disk_bytes takes at least, whose image is @file. */
uint64_t image_space_of_disk(uint64_t disk_bytes, const struct stat *file);
/* Whether @part bytes more have room at the directory @cache, and @images where
 * the images go.  False after filling @e with ERR_SYSTEM. */
bool image_space_for_download(const struct image_store *store,
			      const struct image_target *target, int cache,
			      uint64_t part, uint64_t images,
			      struct err *e) MUST_CHECK;
bool image_space_for_images(const struct image_store *store,
			    const struct image_target *target, uint64_t images,
			    struct err *e) MUST_CHECK;

/* image_record.c: whether the images are there, made of what @source says:
 * @out->already and its disks.  False after filling @e: ERR_USAGE (there are
 * others), ERR_DATA (the source has changed). */
bool image_record_look(const struct image_store *store,
		       const struct image_source *source,
		       const struct image_target *target,
		       struct image_result *out, struct err *e) MUST_CHECK;
bool image_record_write(const struct image_store *store,
			const struct image_source *source,
			const struct image_target *target,
			const struct image_result *result,
			struct err *e) MUST_CHECK;

#endif
