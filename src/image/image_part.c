/* image_part.c - an unfinished download, kept to go on with
 *
 * Runs as: caller.  Input: files in the caller's own cache, which may be torn.
 *
 * KEY.part holds the bytes, KEY.tag what the server called that state of the
 * file (ETag or date), where KEY is a digest of the URL.  A tag that is missing
 * or torn costs nothing but the resumption: the server then sends all.
 */
#include "image_internal.h"
#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

bool image_make_path(const char *path, struct err *e)
{
	char part[PATH_MAX];
	size_t len = strlen(path);

	if (len == 0 || len >= sizeof(part))
		return err_set(e, ERR_CONFIG, "\"%.80s\" is no path", path);
	memcpy(part, path, len + 1);
	for (size_t i = 1; i <= len; i++) {
		if (part[i] != '/' && part[i] != '\0')
			continue;
		part[i] = '\0';
		if (mkdir(part, 0700) != 0 && errno != EEXIST)
			return err_system(e, errno, "making %s", part);
		part[i] = path[i];
	}
	return true;
}

static bool make_key(const char *url, char out[65], struct err *e)
{
	char text[IMAGE_DIGEST_TEXT_MAX + 1];
	struct image_digest digest;
	struct image_hash hash;

	if (!image_hash_begin(&hash, IMAGE_SHA256, e))
		return false;
	image_hash_add(&hash, url, strlen(url));
	image_hash_end(&hash, &digest);
	image_hash_fini(&hash);
	(void)image_digest_print(&digest, text);
	/* Half of it is plenty. */
	(void)snprintf(out, 65, "%.32s", strchr(text, ':') + 1);
	return true;
}

/* Another vm-pull may have finished, and deleted the file, between our open and
 * our lock. */
static bool is_there(const struct image_part *part)
{
	struct stat ours, named;

	return fstat(part->fd, &ours) == 0 &&
	       fstatat(part->dir, part->name, &named, AT_SYMLINK_NOFOLLOW) ==
		       0 &&
	       ours.st_ino == named.st_ino && ours.st_dev == named.st_dev;
}

static bool refuse_lock(int errnum, struct err *e)
{
	if (errnum != EWOULDBLOCK)
		return err_system(e, errnum, "locking the download");
	(void)err_set(e, ERR_BUSY, "another vm-pull downloads this now");
	return err_hint(e, "wait for it, then try again");
}

static bool open_locked(struct image_part *part, struct err *e)
{
	do {
		if (part->fd >= 0)
			close(part->fd);
		part->fd =
			openat(part->dir, part->name,
			       O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
		if (part->fd < 0)
			return err_system(e, errno, "opening the download %s",
					  part->name);
		if (flock(part->fd, LOCK_EX | LOCK_NB) != 0)
			return refuse_lock(errno, e);
	} while (!is_there(part));
	return true;
}

static void tag_name(const struct image_part *part, char out[64])
{
	(void)snprintf(out, 64, "%.32s.tag", part->name);
}

static void read_tag(struct image_part *part)
{
	char name[64];
	ssize_t len = 0;
	OWN_FD int fd = -1;

	tag_name(part, name);
	fd = openat(part->dir, name,
		    O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	if (fd >= 0)
		len = read(fd, part->etag, sizeof(part->etag) - 1);
	part->etag[len > 0 ? len : 0] = '\0';
	/* It becomes a part of a header. */
	if (part->etag[strcspn(part->etag, "\r\n")] != '\0')
		part->etag[0] = '\0';
}

/* The worker reads what was hashed before: nobody may change it between. */
static bool is_private(const struct stat *st)
{
	return st->st_uid == geteuid() && st->st_nlink == 1 &&
	       (st->st_mode & (S_IWGRP | S_IWOTH)) == 0;
}

static bool refuse_strange(const struct image_part *part, struct err *e)
{
	(void)err_set(e, ERR_SYSTEM,
		      "%s in the cache is not the caller's alone", part->name);
	return err_hint(e, "remove it, or let --cache-dir name a directory "
			   "that nobody else writes to");
}

static bool measure(struct image_part *part, struct err *e)
{
	struct stat st;

	if (fstat(part->fd, &st) != 0)
		return err_system(e, errno, "looking at the download");
	if (!S_ISREG(st.st_mode))
		return err_set(e, ERR_SYSTEM, "%s in the cache is no file",
			       part->name);
	if (!is_private(&st))
		return refuse_strange(part, e);
	part->len = (uint64_t)st.st_size;
	return true;
}

bool image_part_open(const char *cache, const char *url, struct image_part *out,
		     struct err *e)
{
	char key[65];

	*out = (struct image_part){.dir = -1, .fd = -1};
	if (!image_make_path(cache, e) || !make_key(url, key, e))
		return false;
	(void)snprintf(out->name, sizeof(out->name), "%.32s.part", key);
	out->dir = open(cache, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (out->dir < 0)
		return err_system(e, errno, "opening %s", cache);
	if (open_locked(out, e) && measure(out, e)) {
		read_tag(out);
		return true;
	}
	image_part_fini(out);
	return false;
}

static bool write_tag(const struct image_part *part, struct err *e)
{
	size_t len = strlen(part->etag);
	char name[64];
	OWN_FD int fd = -1;

	tag_name(part, name);
	fd = openat(part->dir, name,
		    O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC,
		    0600);
	if (fd < 0 || write(fd, part->etag, len) != (ssize_t)len)
		return err_system(e, errno, "writing %s in the cache", name);
	return true;
}

bool image_part_restart(struct image_part *part, const char *etag,
			struct err *e)
{
	(void)snprintf(part->etag, sizeof(part->etag), "%s", etag);
	part->len = 0;
	if (ftruncate(part->fd, 0) != 0)
		return err_system(e, errno, "emptying the download");
	return write_tag(part, e);
}

bool image_part_append(struct image_part *part, const void *bytes, size_t len,
		       struct err *e)
{
	const unsigned char *from = bytes;

	while (len > 0) {
		ssize_t n = pwrite(part->fd, from, len, (off_t)part->len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0) {
			(void)err_system(e, n == 0 ? ENOSPC : errno,
					 "writing the download");
			return err_hint(e, "--cache-dir names another place "
					   "for it; what is there is kept");
		}
		from += n;
		len -= (size_t)n;
		part->len += (uint64_t)n;
	}
	return true;
}

void image_part_delete(struct image_part *part)
{
	char name[64];

	tag_name(part, name);
	(void)unlinkat(part->dir, name, 0);
	(void)unlinkat(part->dir, part->name, 0);
}

void image_part_fini(struct image_part *part)
{
	if (part->fd >= 0)
		close(part->fd);
	if (part->dir >= 0)
		close(part->dir);
	part->fd = -1;
	part->dir = -1;
}
