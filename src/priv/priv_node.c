/* priv_node.c - give what the host has in /dev to a user, and take it back
 *
 * Runs as: root.  Input: /dev, udev's records; device numbers and the names of
 * disks from sysfs.
 *
 * A name in /dev proves nothing: what is given away is an opened node, whose
 * type and device number are what they have to be.  Whose it is, is the owner
 * of the node and nothing else: root's is free, a user's is that user's.
 */
#include "priv_node.h"
#include "priv_clock.h"
#include "priv_kernfs.h"
#include "vmman/num.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/sysmacros.h>

enum {
	UDEV_WAIT_MS = 4000,
	UDEV_POLL_MS = 2,
	DEV_MAX = 0xfffff, /* of a major or minor number */
};

bool priv_node_parse_dev(const char *text, dev_t *out)
{
	const char *colon = strchr(text, ':');
	uint64_t major, minor;

	if (colon == NULL ||
	    !num_parse((struct str){text, (size_t)(colon - text)}, DEV_MAX,
		       &major) ||
	    !num_parse(str_from_c(colon + 1), DEV_MAX, &minor))
		return false;
	*out = makedev((unsigned)major, (unsigned)minor);
	return true;
}

bool priv_node_read_dev(int dir, const char *path, dev_t *out)
{
	char text[32];

	if (!priv_kernfs_read(dir, path, text, sizeof(text)))
		return false;
	errno = ENODEV;
	return priv_node_parse_dev(text, out);
}

bool priv_node_of_disk(int dir, const char *name, struct priv_node *out)
{
	*out = (struct priv_node){.type = S_IFBLK};
	(void)snprintf(out->of, sizeof(out->of), "%s", name);
	(void)snprintf(out->path, sizeof(out->path), "/dev/%s", name);
	/* sysfs writes a '/' in a name so, as no name of a directory has one.
	 */
	for (char *c = out->path; *c != '\0'; c++)
		if (*c == '!')
			*c = '/';
	return priv_node_read_dev(dir, "dev", &out->dev);
}

int priv_node_open(const struct priv_node *node, struct stat *out,
		   struct err *e)
{
	OWN_FD int fd = open(node->path, O_PATH | O_NOFOLLOW | O_CLOEXEC);

	if (fd < 0 || fstat(fd, out) != 0) {
		err_system(e, errno, "looking at %s", node->path);
		return -1;
	}
	if ((out->st_mode & S_IFMT) != node->type ||
	    out->st_rdev != node->dev) {
		err_set(e, ERR_BUSY,
			"%s is not the device of %s, which is %u:%u",
			node->path, node->of, major(node->dev),
			minor(node->dev));
		return -1;
	}
	return take_fd(&fd);
}

int priv_node_open_device(int fd, int flags)
{
	char path[32];

	(void)snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	return open(path, flags | O_CLOEXEC);
}

bool priv_node_is_answer(int errnum)
{
	return errnum == ENOENT || errnum == ENOTDIR || errnum == ELOOP ||
	       errnum == ENAMETOOLONG || errnum == EXDEV || errnum == EACCES;
}

static uint64_t us_from(struct timespec t)
{
	return (uint64_t)t.tv_sec * 1000000 + (uint64_t)t.tv_nsec / 1000;
}

uint64_t priv_node_clock_us(void)
{
	struct timespec t;

	/* A file's time lags behind the finer clocks. */
	BUG_UNLESS(clock_gettime(CLOCK_REALTIME_COARSE, &t) == 0);
	return us_from(t);
}

bool priv_node_udev_done(const char *record, uint64_t since_us)
{
	struct stat st;

	return stat(record, &st) == 0 && us_from(st.st_ctim) >= since_us;
}

static bool await_udev(const struct priv_node *node, uint64_t since_us,
		       struct err *e)
{
	struct priv_deadline end = priv_deadline_in_ms(UDEV_WAIT_MS);
	char record[64];

	if (access("/run/udev/control", F_OK) != 0)
		return true;
	(void)snprintf(record, sizeof(record), "/run/udev/data/%c%u:%u",
		       node->type == S_IFBLK ? 'b' : 'c', major(node->dev),
		       minor(node->dev));
	while (!priv_node_udev_done(record, since_us)) {
		if (priv_deadline_passed(&end))
			return err_set(e, ERR_TIMEOUT,
				       "udev did not deal with device %u:%u "
				       "within %d s",
				       major(node->dev), minor(node->dev),
				       UDEV_WAIT_MS / 1000);
		priv_sleep_ms(UDEV_POLL_MS);
	}
	return true;
}

static bool change_owner(int fd, uid_t to, const char *path, struct err *e)
{
	/* The group stays: a rule of udev may have made it one that many are
	 * in, with write access, and it is not the caller's business. */
	return fchownat(fd, "", to, (gid_t)-1, AT_EMPTY_PATH) == 0 ||
	       err_system(e, errno, "giving %s to user %u", path, to);
}

bool priv_node_hand(const struct permit *permit, int fd, const char *path,
		    struct err *e)
{
	uid_t uid = permit_uid(permit);
	struct stat st;

	if (fstat(fd, &st) != 0)
		return err_system(e, errno, "looking at %s", path);
	if (st.st_uid == uid)
		return true;
	if (st.st_uid != 0)
		return err_set(e, ERR_BUSY,
			       "%s belongs to user %u, expected root", path,
			       st.st_uid);
	return change_owner(fd, uid, path, e);
}

bool priv_node_take_back(const struct permit *permit, int fd, const char *path,
			 struct err *e)
{
	struct stat st;

	if (fstat(fd, &st) != 0)
		return err_system(e, errno, "looking at %s", path);
	return st.st_uid != permit_uid(permit) || change_owner(fd, 0, path, e);
}

bool priv_node_give(const struct permit *permit, const struct priv_node *node,
		    uint64_t since_us, struct err *e)
{
	struct stat st;
	OWN_FD int fd = priv_node_open(node, &st, e);

	return fd >= 0 && (since_us == 0 || await_udev(node, since_us, e)) &&
	       priv_node_hand(permit, fd, node->path, e);
}
