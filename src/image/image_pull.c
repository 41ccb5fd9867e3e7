/* image_pull.c - one file of the network's to images of disks
 *
 * Runs as: caller.  Input: hostile bytes, from the network, which it hashes but
 * does not interpret.
 *
 * Two processes work at the same time.  This one talks to the server, appends
 * what comes to the part in the cache, hashes it on the way and tells the
 * worker how far the part has grown.  The worker (image_worker.c), which can
 * reach neither network nor files, reads behind that, decompresses, takes the
 * archive apart and writes the disks.  What it cannot convert as a stream is
 * judged here (image_check.c) and then converted by qemu-img (image_convert.c),
 * confined too.  Only when the digest is right does anything get its final
 * name.
 */
#include "image_internal.h"
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

enum {
	LOCAL_BYTES = 1 << 20,
	REST_BYTES = 64 << 20, /* fetched to tell why an image is refused */
};

struct pull {
	struct image_net *net;
	const struct image_source *source;
	const struct image_target *target;
	struct image_result *result;
	struct image_store store;
	struct image_part part;
	struct image_worker worker;
	struct image_hash hash;
	bool unpacked; /* found counts */
	struct image_found found;
	bool refused; /* refusal counts: the worker's, of what came until */
	struct err refusal;
	uint64_t refused_at;
};

static bool take(void *context, const void *bytes, size_t len, struct err *e)
{
	struct pull *p = context;

	(void)e;
	image_hash_add(&p->hash, bytes, len);
	return true;
}

static bool finish_worker(struct pull *p, struct err *e)
{
	p->unpacked = p->unpacked ||
		      image_worker_finish(&p->worker, p->net, &p->found, e);
	return p->unpacked;
}

static bool refuse(const struct pull *p, struct err *e)
{
	*e = p->refusal;
	return false;
}

/* Whether the refused image is as its publisher made it is known at the
 * download's end only, and worth a little more of it. */
static bool go_on(struct pull *p, uint64_t len, struct err *e)
{
	if (!p->refused) {
		if (e->kind != ERR_DATA ||
		    p->source->want.algorithm == IMAGE_NO_DIGEST)
			return false;
		p->refused = true;
		p->refusal = *e;
		p->refused_at = len;
	}
	return len - p->refused_at <= REST_BYTES || refuse(p, e);
}

/* A worker that has ended tells why in its report.  It may have seen all that
 * it needs: archives are filled up behind their end. */
static bool grown(void *context, uint64_t len, struct err *e)
{
	struct pull *p = context;

	if (p->refused)
		return go_on(p, len, e);
	return p->unpacked || image_worker_tell(&p->worker, len, IMAGE_GROWS) ||
	       finish_worker(p, e) || go_on(p, len, e);
}

static bool fits(void *context, uint64_t rest, uint64_t left, struct err *e)
{
	struct pull *p = context;
	uint64_t images = image_space_of_format(p->source->format, left);

	return image_space_for_download(&p->store, p->target, p->part.dir, rest,
					images, e);
}

/* Nothing more comes. */
static bool await_worker(struct pull *p, uint64_t len, struct err *e)
{
	if (p->refused)
		return refuse(p, e);
	if (!p->unpacked)
		(void)image_worker_tell(&p->worker, len, IMAGE_IS_WHOLE);
	return finish_worker(p, e);
}

static bool check_digest(struct pull *p, struct err *e)
{
	const struct image_digest *want = &p->source->want;
	char is[IMAGE_DIGEST_TEXT_MAX + 1], was[IMAGE_DIGEST_TEXT_MAX + 1];

	image_hash_end(&p->hash, &p->result->got);
	if (want->algorithm == IMAGE_NO_DIGEST ||
	    image_digest_equal(want, &p->result->got))
		return true;
	(void)image_digest_print(&p->result->got, is);
	(void)image_digest_print(want, was);
	(void)err_set(e, ERR_DATA, "the checksum is %.80s, and should be %.80s",
		      is, was);
	return err_hint(e, "the file was damaged on its way, or is not what "
			   "its publisher described; another try fetches it "
			   "anew");
}

static bool fetch(struct pull *p, struct err *e)
{
	struct image_taker taker = {take, grown, fits, p};

	if (!image_download(p->net, p->source->url, &p->part, &taker, e))
		return p->refused && refuse(p, e);
	return check_digest(p, e) && await_worker(p, p->part.len, e);
}

/* All of the file @fd; to @copy as well, if that is none. */
static bool hash_local(struct pull *p, int fd, int copy, uint64_t *len,
		       struct err *e)
{
	unsigned char *buf = malloc(LOCAL_BYTES);
	ssize_t n = -1;

	*len = 0;
	while (buf != NULL && (n = read(fd, buf, LOCAL_BYTES)) > 0) {
		image_hash_add(&p->hash, buf, (size_t)n);
		if (copy >= 0 && !image_write_at(copy, buf, (size_t)n, *len, e))
			break;
		*len += (uint64_t)n;
		if (!grown(p, *len, e))
			break;
		if (p->net->progress != NULL)
			p->net->progress(p->net->context, IMAGE_DOWNLOADING,
					 *len, 0);
	}
	if (n < 0)
		(void)err_system(e, buf == NULL ? ENOMEM : errno,
				 "reading %.160s", p->source->url);
	free(buf);
	return n == 0;
}

/* A file that is here needs no download. */
static bool fetch_local(struct pull *p, int fd, int copy, struct err *e)
{
	uint64_t len;

	return hash_local(p, fd, copy, &len, e) && check_digest(p, e) &&
	       await_worker(p, len, e);
}

/* What qemu-img makes stands beside what it is made of. */
static bool convert(struct pull *p, const struct image_conversion *conversion,
		    int from, struct err *e)
{
	struct stat st;
	uint64_t least;

	if (fstat(from, &st) != 0)
		return err_system(e, errno, "looking at the image");
	least = image_space_of_disk(conversion->bytes, &st);
	return image_space_for_images(&p->store, p->target, least, e) &&
	       image_convert(conversion, p->net, e);
}

/* Judge what stands in a slot, and convert it if it is not what is wanted.  The
 * name of what is: "3" or "3.out". */
static bool finish_disk(struct pull *p, size_t i,
			char name[IMAGE_SLOT_NAME_BYTES], struct err *e)
{
	struct image_conversion conversion = {
		.dir = p->store.temp,
		.slot = p->found.disks[i].slot,
		.from = p->found.disks[i].format,
		.to = p->target->format,
	};
	struct image_bytes bytes;
	OWN_FD int fd = -1;

	(void)snprintf(name, IMAGE_SLOT_NAME_BYTES, "%u", conversion.slot);
	fd = openat(p->store.temp, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0)
		return err_system(e, errno, "opening the image");
	if (!image_bytes_of_file(&fd, &bytes, e) ||
	    !image_check(&bytes, conversion.from, p->target->disk_bytes_max,
			 &conversion.bytes, e))
		return false;
	p->result->disks[i].bytes = conversion.bytes;
	if (conversion.from == conversion.to)
		return true;
	(void)snprintf(name, IMAGE_SLOT_NAME_BYTES, "%u.out", conversion.slot);
	return convert(p, &conversion, fd, e);
}

/* qemu-img's word is not enough: the result has to be what was asked for. */
static bool check_disk(struct pull *p, size_t i, const char *name,
		       struct err *e)
{
	OWN_FD int fd =
		openat(p->store.temp, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	struct image_bytes bytes;
	uint64_t size;

	if (fd < 0)
		return err_system(e, errno, "opening the image");
	if (!image_bytes_of_file(&fd, &bytes, e) ||
	    !image_check(&bytes, p->target->format, p->target->disk_bytes_max,
			 &size, e))
		return false;
	return size == p->result->disks[i].bytes ||
	       err_set(e, ERR_HOST,
		       "qemu-img made a disk of %llu bytes of one of %llu",
		       (unsigned long long)size,
		       (unsigned long long)p->result->disks[i].bytes);
}

static bool finish_disks(struct pull *p, struct image_placing *placing,
			 struct err *e)
{
	placing->count = p->found.count;
	for (size_t i = 0; i < p->found.count; i++)
		if (!finish_disk(p, i, placing->files[i].name, e) ||
		    !check_disk(p, i, placing->files[i].name, e))
			return false;
	return true;
}

static void tell_paths(struct pull *p)
{
	char name[IMAGE_NAME_BYTES];

	p->result->count = p->found.count;
	for (size_t i = 0; i < p->found.count; i++) {
		image_store_name(p->target, p->found.count, i, name);
		(void)snprintf(p->result->disks[i].path,
			       sizeof(p->result->disks[i].path), "%s/%s",
			       p->target->dir, name);
	}
}

static bool settle(struct pull *p, struct err *e)
{
	struct image_placing placing = {0};
	struct err why;

	if (!finish_disks(p, &placing, e) ||
	    !image_store_settle(&p->store, p->target, &placing, e))
		return false;
	tell_paths(p);
	if (!image_record_write(&p->store, p->source, p->target, p->result,
				&why))
		(void)snprintf(p->result->warning, sizeof(p->result->warning),
			       "%s", why.text);
	return true;
}

static bool start_worker(struct pull *p, int fd, struct err *e)
{
	struct image_unpack job = {
		.format = p->source->format,
		.to = p->target->format,
		.most = p->target->disk_bytes_max,
	};

	return image_hash_begin(&p->hash, p->source->want.algorithm, e) &&
	       image_worker_start(&p->worker, fd, p->store.temp, &job, e);
}

static bool forget_part(struct pull *p, struct err *e)
{
	return !p->target->anew || image_part_restart(&p->part, "", e);
}

static bool pull_url(struct pull *p, struct err *e)
{
	bool done;

	if (!image_url_check(p->net, p->source->url, e) ||
	    !image_part_open(p->target->cache, p->source->url, &p->part, e))
		return false;
	done = forget_part(p, e) && start_worker(p, p->part.fd, e) &&
	       fetch(p, e) && settle(p, e);
	/* What is bad, or nothing, is not gone on with. */
	if (done || e->kind == ERR_DATA || p->part.len == 0)
		image_part_delete(&p->part);
	image_part_fini(&p->part);
	return done;
}

/* Whether nobody can change the file between its hashing and its conversion:
 * none but the caller, or root. */
static bool is_safe(const struct stat *st)
{
	return (st->st_uid == geteuid() || st->st_uid == 0) &&
	       (st->st_mode & (S_IWGRP | S_IWOTH)) == 0;
}

static bool make_copy(const struct pull *p, int *out, struct err *e)
{
	*out = openat(p->store.temp, "copy",
		      O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	return *out >= 0 ||
	       err_system(e, errno, "making a copy of %.160s", p->source->url);
}

static int open_file(const char *path, struct stat *st, struct err *e)
{
	OWN_FD int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);

	if (fd < 0 && errno == ENOENT)
		(void)err_set(e, ERR_NO_VM, "there is no file %.160s", path);
	else if (fd < 0)
		(void)err_system(e, errno, "opening %.160s", path);
	else if (fstat(fd, st) != 0 || !S_ISREG(st->st_mode))
		(void)err_set(e, ERR_USAGE, "%.160s is no file", path);
	else
		return take_fd(&fd);
	return -1;
}

static bool pull_file(struct pull *p, struct err *e)
{
	struct stat st;
	OWN_FD int fd = open_file(p->source->url, &st, e);
	OWN_FD int copy = -1;
	uint64_t least;

	if (fd < 0)
		return false;
	least = image_space_of_format(p->source->format, (uint64_t)st.st_size);
	if (!is_safe(&st)) {
		least += image_space_of_disk(UINT64_MAX, &st);
		if (!make_copy(p, &copy, e))
			return false;
	}
	return image_space_for_images(&p->store, p->target, least, e) &&
	       start_worker(p, copy >= 0 ? copy : fd, e) &&
	       fetch_local(p, fd, copy, e) && settle(p, e);
}

static bool pull(struct pull *p, struct err *e)
{
	if (!image_store_open(p->target, &p->store, e) ||
	    !image_record_look(&p->store, p->source, p->target, p->result, e))
		return false;
	if (p->result->already)
		return true;
	return image_store_begin(&p->store, e) &&
	       (p->source->local ? pull_file(p, e) : pull_url(p, e));
}

bool image_pull(struct image_net *net, const struct image_source *source,
		const struct image_target *target, struct image_result *out,
		struct err *e)
{
	struct pull p = {
		.net = net,
		.source = source,
		.target = target,
		.result = out,
		.store = {.dir = -1, .temp = -1},
		.part = {.dir = -1, .fd = -1},
		.worker = {-1, -1, -1},
	};
	bool done;

	memset(out, 0, sizeof(*out));
	/* A worker that has ended is noticed by EPIPE, a limit by EFBIG. */
	(void)signal(SIGPIPE, SIG_IGN);
	(void)signal(SIGXFSZ, SIG_IGN);
	done = pull(&p, e);
	image_worker_fini(&p.worker);
	image_hash_fini(&p.hash);
	image_store_fini(&p.store);
	return done;
}
