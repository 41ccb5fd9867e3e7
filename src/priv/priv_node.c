/* priv_node.c - the device node of a macvtap
 *
 * Runs as: root.  Input: sysfs, /dev, and udev's records.
 *
 * /dev is one for all network namespaces, and its tapN is named after an
 * interface index, which is not: a user's own namespace can put its tap4242
 * there first.  So the name proves nothing.  What is given away is what sysfs
 * calls the device of our interface, and that sysfs shows our interface is
 * proven by the mark that netlink has just set.
 */
#include "priv_node.h"
#include "priv_clock.h"
#include "priv_kernfs.h"
#include "vmman/num.h"
#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <stdio.h>
#include <string.h>
#include <sys/sysmacros.h>

enum {
	UDEV_WAIT_MS = 4000,
	UDEV_POLL_MS = 2,
	DEV_MAX = 0xfffff, /* of a major or minor number */
};

/* Whether sysfs, at @dir, shows an interface with the mark @mark. */
static bool bears_mark(int dir, const struct mark *mark)
{
	char want[MARK_TEXT_BYTES], found[LINK_ALIAS_BYTES];

	return priv_kernfs_read(dir, "ifalias", found, sizeof(found)) &&
	       strcmp(found, mark_print(mark, want)) == 0;
}

/* "246:1" */
static bool parse_dev(const char *text, dev_t *out)
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

/* The device number of the macvtap @link, by sysfs. */
static bool find_dev(const struct priv_link *link, const struct mark *mark,
		     dev_t *out, struct err *e)
{
	char path[64], text[32];
	OWN_FD int sys = -1;
	OWN_FD int dir = -1;

	sys = priv_kernfs_open("/sys", SYSFS_MAGIC, e);
	if (sys < 0)
		return false;
	(void)snprintf(path, sizeof(path), "devices/virtual/net/%s",
		       link->name);
	dir = priv_kernfs_open_dir(sys, path);
	if (dir < 0 || !bears_mark(dir, mark)) {
		err_set(e, ERR_HOST,
			"/sys does not show the network namespace of %s",
			link->name);
		return err_hint(e, "mount sysfs anew in this namespace");
	}
	(void)snprintf(path, sizeof(path), "macvtap/tap%u/dev", link->index);
	if (!priv_kernfs_read(dir, path, text, sizeof(text)) ||
	    !parse_dev(text, out))
		return err_set(e, ERR_SYSTEM,
			       "/sys/class/net/%s/%s tells no device number",
			       link->name, path);
	return true;
}

int priv_node_open(const struct priv_link *link, const struct mark *mark,
		   struct stat *out, struct err *e)
{
	char path[32];
	OWN_FD int fd = -1;
	dev_t want = 0;

	if (!find_dev(link, mark, &want, e))
		return -1;
	(void)snprintf(path, sizeof(path), "/dev/tap%u", link->index);
	fd = open(path, O_PATH | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0 || fstat(fd, out) != 0) {
		err_system(e, errno, "looking at %s", path);
		return -1;
	}
	if (!S_ISCHR(out->st_mode) || out->st_rdev != want) {
		err_set(e, ERR_BUSY,
			"%s is not the device of %s: a macvtap of another "
			"network namespace has that name",
			path, link->name);
		err_hint(e, "try again: the next one will have another name");
		return -1;
	}
	return take_fd(&fd);
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

/* Wait until udev has dealt with the device @dev. */
static bool await_udev(dev_t dev, uint64_t since_us, struct err *e)
{
	struct priv_deadline end = priv_deadline_in_ms(UDEV_WAIT_MS);
	char record[64];

	(void)snprintf(record, sizeof(record), "/run/udev/data/c%u:%u",
		       major(dev), minor(dev));
	while (!priv_node_udev_done(record, since_us)) {
		if (priv_deadline_passed(&end))
			return err_set(e, ERR_TIMEOUT,
				       "udev did not deal with device %u:%u "
				       "within %d s",
				       major(dev), minor(dev),
				       UDEV_WAIT_MS / 1000);
		priv_sleep_ms(UDEV_POLL_MS);
	}
	return true;
}

static bool give(int fd, uid_t uid, const struct priv_link *link,
		 const struct stat *st, struct err *e)
{
	if (st->st_uid == uid)
		return true;
	if (st->st_uid != 0)
		return err_set(e, ERR_DENIED,
			       "/dev/tap%u belongs to user %u, expected root",
			       link->index, st->st_uid);
	/* The group stays: a rule of udev may have made it one that many are
	 * in, with write access, and it is not the caller's business. */
	if (fchownat(fd, "", uid, (gid_t)-1, AT_EMPTY_PATH) != 0)
		return err_system(e, errno, "giving /dev/tap%u to user %u",
				  link->index, uid);
	return true;
}

bool priv_node_give(const struct permit *permit, const struct priv_link *link,
		    bool udev, uint64_t since_us, struct err *e)
{
	struct mark mark = {permit_uid(permit), *permit_vm(permit)};
	struct stat st;
	OWN_FD int fd = priv_node_open(link, &mark, &st, e);

	if (fd < 0)
		return false;
	if (udev && access("/run/udev/control", F_OK) == 0 &&
	    (!await_udev(st.st_rdev, since_us, e) || fstat(fd, &st) != 0))
		return false;
	return give(fd, mark.uid, link, &st, e);
}
