/* priv_block.c - the host's block devices, and their nodes
 *
 * Runs as: root.  Input: a recognised path, which its sender may have chosen to
 * do harm; /dev, sysfs.
 *
 * /dev has places that users write to (/dev/shm, /dev/mqueue), all of them
 * mounts of their own: what is opened lies in /dev's own file system, where
 * root alone makes nodes and links.
 */
#include "priv_block.h"
#include "priv_kernfs.h"
#include "priv_node.h"
#include "priv_use.h"
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/magic.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>

enum {
	LINKS_MAX = 8,
	NAME_BYTES = 64, /* of a disk; DISK_NAME_LEN is 32 */
};

/* A path beneath /dev, without "." and "..". */
struct place {
	char text[PATH_MAX];
	size_t len;
};

static void drop_last(struct place *place)
{
	while (place->len > 0 && place->text[--place->len] != '/')
		;
	place->text[place->len] = '\0';
}

/* Go on from @place as @more, the text of a link or a path, says.  The parts
 * are taken one by one, as text: what they were found by has no links in it,
 * and openat2(2) fails at ".." whenever anything is renamed anywhere. */
static bool walk(struct place *place, const char *more)
{
	while (*more != '\0') {
		size_t len = strcspn(more, "/");
		bool up = len == 2 && memcmp(more, "..", 2) == 0;

		if (up && place->len == 0)
			return false;
		if (up) {
			drop_last(place);
		} else if (len > 0 && !(len == 1 && *more == '.')) {
			if (place->len + len + 2 > sizeof(place->text))
				return false;
			if (place->len > 0)
				place->text[place->len++] = '/';
			memcpy(place->text + place->len, more, len);
			place->len += len;
			place->text[place->len] = '\0';
		}
		more += len + (more[len] == '/');
	}
	return true;
}

/* Open what is there, be it a link; -1 and errno. */
static int open_place(int dev, const struct place *place)
{
	struct open_how how = {
		.flags = O_PATH | O_NOFOLLOW | O_CLOEXEC,
		.resolve =
			RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_XDEV,
	};

	return (int)syscall(SYS_openat2, dev, place->text, &how, sizeof(how));
}

static bool follow(int link, struct place *place)
{
	char target[PATH_MAX];
	ssize_t len = readlinkat(link, "", target, sizeof(target) - 1);

	if (len <= 0 || target[0] == '/')
		return false;
	target[len] = '\0';
	drop_last(place);
	return walk(place, target);
}

/* Open what @path leads to; @st: what it is.  -1 and errno, which is EXDEV for
 * what leads out of /dev. */
static int open_path(int dev, const struct plain_path *path, struct stat *st)
{
	struct place place = {.len = 0};

	errno = EXDEV;
	if (!walk(&place, path->text + strlen("/dev/")))
		return -1;
	for (int i = 0; i < LINKS_MAX; i++) {
		OWN_FD int fd = open_place(dev, &place);

		if (fd < 0 || fstat(fd, st) != 0)
			return -1;
		if (!S_ISLNK(st->st_mode))
			return take_fd(&fd);
		errno = EXDEV;
		if (!follow(fd, &place))
			return -1;
	}
	errno = ELOOP;
	return -1;
}

/* The directory of @dev in sysfs, and its name; -1 and errno. */
static int open_disk(int sys, dev_t dev, char name[NAME_BYTES])
{
	char path[NAME_BYTES];

	(void)snprintf(path, sizeof(path), "dev/block/%u:%u", major(dev),
		       minor(dev));
	if (!priv_kernfs_link_name(sys, path, name, NAME_BYTES))
		return -1;
	return priv_kernfs_follow(sys, path);
}

/* The disk that the partition at @dir is a part of; as open_disk(). */
static int open_whole(int sys, int dir, dev_t *dev, char name[NAME_BYTES])
{
	return priv_node_read_dev(dir, "../dev", dev)
		       ? open_disk(sys, *dev, name)
		       : -1;
}

/* Sysfs did not tell, for @errnum: which is returned unless that was an
 * answer. */
static int unknown(int errnum, struct fact_node *fact)
{
	if (!priv_kernfs_is_absent(errnum))
		return errnum;
	(void)snprintf(fact->use, sizeof(fact->use), "sysfs does not know it");
	return 0;
}

/* The partition @name, whose directory is @dir, and the disk that it is a part
 * of: another node, but the same bytes. */
static int look_at_part(int sys, int dir, const char *name, uid_t uid,
			struct fact_node *fact)
{
	char of[NAME_BYTES];
	OWN_FD int whole = open_whole(sys, dir, &fact->disk, of);

	if (whole < 0)
		return unknown(errno, fact);
	if (fact->owner == 0 && !priv_use_of_disk(dir, name, uid, fact->use))
		(void)priv_use_of_disk(whole, of, uid, fact->use);
	return 0;
}

/* Find the disk, and who uses it and its parts; that matters as long as it can
 * be given.  Returns 0 or an errno. */
static int look_at_disk(int sys, uid_t uid, struct fact_node *fact)
{
	char name[NAME_BYTES];
	OWN_FD int dir = open_disk(sys, fact->dev, name);
	bool is_part;

	fact->disk = fact->dev;
	if (dir < 0 || !priv_kernfs_has(dir, "partition", &is_part))
		return unknown(errno, fact);
	if (is_part)
		return look_at_part(sys, dir, name, uid, fact);
	if (fact->owner == 0)
		(void)priv_use_of_disk_and_parts(dir, name, uid, fact->use);
	return 0;
}

int priv_block_look_beneath(int sys, int dev, const struct plain_path *path,
			    uid_t uid, struct fact_node *out)
{
	struct stat st;
	OWN_FD int fd = open_path(dev, path, &st);

	*out = (struct fact_node){.sort = FACT_SORT_UNFIT};
	if (fd < 0 && errno == ENOENT)
		out->sort = FACT_SORT_ABSENT;
	if (fd < 0)
		return priv_node_is_answer(errno) ? 0 : errno;
	if (!S_ISBLK(st.st_mode))
		return 0;
	out->sort = FACT_SORT_FIT;
	out->dev = st.st_rdev;
	out->owner = st.st_uid;
	out->group = st.st_gid;
	out->mode = st.st_mode;
	return look_at_disk(sys, uid, out);
}

bool priv_block_look(const struct plain_path *path, uid_t uid,
		     struct fact_node *out, struct err *e)
{
	OWN_FD int sys = priv_kernfs_open("/sys", SYSFS_MAGIC, e);
	OWN_FD int dev = -1;
	int errnum;

	if (sys < 0)
		return false;
	dev = priv_kernfs_open("/dev", TMPFS_MAGIC, e);
	if (dev < 0)
		return false;
	errnum = priv_block_look_beneath(sys, dev, path, uid, out);
	return errnum == 0 ||
	       err_system(e, errnum, "looking at block device %s", path->text);
}

/* Open the node of @permit, which has to be the device that was judged. */
static int open_again(const struct permit *permit, struct err *e)
{
	const struct plain_path *path = &permit_op(permit)->path;
	OWN_FD int dev = priv_kernfs_open("/dev", TMPFS_MAGIC, e);
	OWN_FD int fd = -1;
	struct stat st;

	if (dev < 0)
		return -1;
	fd = open_path(dev, path, &st);
	if (fd < 0) {
		err_system(e, errno, "looking at %s", path->text);
		return -1;
	}
	if (S_ISBLK(st.st_mode) && st.st_rdev == permit_fact(permit)->node.dev)
		return take_fd(&fd);
	err_set(e, ERR_BUSY, "%s became another device meanwhile", path->text);
	return -1;
}

/* Have the device for ourselves, as a mount or swap would: the kernel's own
 * test.  The node is root's until it is given, so that needs no right over
 * others' files. */
static int claim(int node, const char *path, struct err *e)
{
	int fd = priv_node_open_device(node, O_RDONLY | O_EXCL | O_NONBLOCK);

	if (fd < 0 && errno == EBUSY) {
		err_set(e, ERR_BUSY, "the host uses block device %s", path);
		err_hint(e, "the administrator can free it; \"lsblk\" shows "
			    "what it is for");
	} else if (fd < 0) {
		err_system(e, errno, "opening %s", path);
	}
	return fd;
}

bool priv_block_give(const struct permit *permit, struct err *e)
{
	const char *path = permit_op(permit)->path.text;
	OWN_FD int fd = open_again(permit, e);
	OWN_FD int claimed = -1;

	if (fd < 0)
		return false;
	claimed = claim(fd, path, e);
	return claimed >= 0 && priv_node_hand(permit, fd, path, e);
}

bool priv_block_take_back(const struct permit *permit, struct err *e)
{
	OWN_FD int fd = open_again(permit, e);

	return fd >= 0 &&
	       priv_node_take_back(permit, fd, permit_op(permit)->path.text, e);
}
