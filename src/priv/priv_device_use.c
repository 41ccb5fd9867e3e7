/* priv_device_use.c - what the host does with a PCI or USB device
 *
 * Runs as: root.  Input: sysfs, what is mounted, and the disks' nodes.
 *
 * The kernel takes a device from its driver whatever that is doing: a mounted
 * disk is lost with what was not yet written, an interface with its addresses.
 * So it has to be asked for before.
 */
#include "priv_device_use.h"
#include "priv_kernfs.h"
#include "priv_node.h"
#include "priv_use.h"
#include "vmman/num.h"
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <net/if.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

struct use {
	int sys, dir;
	const char *device;
	char *text;
};

static bool say(struct use *u, const char *format, ...) PRINTF_LIKE(2, 3);

static bool say(struct use *u, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	(void)vsnprintf(u->text, FACT_USE_BYTES, format, args);
	va_end(args);
	return true;
}

/* What cannot be looked at counts as a use: a caller who gives root's half
 * little memory must not gain a device by it. */
static bool unknown(struct use *u, const char *what)
{
	return say(u, "whether it is in use cannot be told without %s", what);
}

/* Whether a name that could not be followed is no loss: it is gone, or was no
 * link (class/net/bonding_masters). */
static bool is_no_device(int errnum)
{
	return errnum == ENOENT || errnum == EINVAL;
}

/* Call @look for each device of the class @class that is this one's, until it
 * finds a use.  @seen: how many there are. */
static bool each_of_class(struct use *u, const char *class,
			  bool (*look)(struct use *u, int dir,
				       const char *name),
			  size_t *seen)
{
	OWN_FD int list = priv_kernfs_list(u->sys, class);
	struct priv_kernfs_names names = {.fd = list};
	const char *name;

	if (list < 0)
		return errno != ENOENT && unknown(u, class);
	while ((name = priv_kernfs_next(&names)) != NULL) {
		char path[PATH_MAX];
		OWN_FD int dir = -1;

		errno = 0;
		if (!priv_kernfs_leads_through(list, name, u->device)) {
			if (errno != 0 && !is_no_device(errno))
				return unknown(u, class);
			continue;
		}
		(void)snprintf(path, sizeof(path), "%s/%s", class, name);
		dir = priv_kernfs_follow(u->sys, path);
		++*seen;
		if (dir < 0 && !is_no_device(errno))
			return unknown(u, class);
		if (dir >= 0 && look(u, dir, name))
			return true;
	}
	return names.errnum != 0 && unknown(u, class);
}

/* What sits on the interface at @dir: a bridge, a bond, a VLAN, a macvtap. */
static bool look_at_uppers(struct use *u, int dir, const char *ifname)
{
	OWN_FD int list = priv_kernfs_list(dir, ".");
	struct priv_kernfs_names names = {.fd = list};
	const char *name;

	while (list >= 0 && (name = priv_kernfs_next(&names)) != NULL)
		if (strncmp(name, "upper_", 6) == 0)
			return say(u, "%s is on its interface %s", name + 6,
				   ifname);
	return (list < 0 || names.errnum != 0) && unknown(u, ifname);
}

static bool look_at_interface(struct use *u, int dir, const char *name)
{
	char text[16];
	uint32_t flags;

	if (!priv_kernfs_read(dir, "flags", text, sizeof(text)) ||
	    !num_parse_hex(str_from_c(text), UINT32_MAX, &flags))
		return say(u, "its interface %s does not tell how it is", name);
	if ((flags & IFF_UP) != 0)
		return say(u, "its interface %s is up", name);
	return look_at_uppers(u, dir, name);
}

/* Whether @name, in the device's directory, is a part of it that has classes of
 * its own: the virtio device that it is, or an interface of a USB device, which
 * is named after it ("1-2:1.0"). */
static bool is_part(const struct use *u, const char *name)
{
	size_t len = strlen(u->device);

	return strncmp(name, "virtio", 6) == 0 ||
	       (strncmp(name, u->device, len) == 0 && name[len] == ':');
}

/* Whether the device, or a part of it, has a directory @class, or could have.
 */
static bool has_class(const struct use *u, const char *class)
{
	OWN_FD int list = priv_kernfs_list(u->dir, ".");
	struct priv_kernfs_names names = {.fd = list};
	const char *name;

	while (list >= 0 && (name = priv_kernfs_next(&names)) != NULL) {
		char path[PATH_MAX];

		if (strcmp(name, class) == 0)
			return true;
		(void)snprintf(path, sizeof(path), "%s/%s", name, class);
		if (is_part(u, name) &&
		    (faccessat(u->dir, path, F_OK, 0) == 0 || errno != ENOENT))
			return true;
	}
	return list < 0 || names.errnum != 0;
}

/* An interface that is in another network namespace cannot be seen; that there
 * is one can. */
static bool uses_interface(struct use *u)
{
	size_t seen = 0;

	if (each_of_class(u, "class/net", look_at_interface, &seen))
		return true;
	return seen == 0 && has_class(u, "net") &&
	       say(u, "its interface is in another network namespace");
}

static bool look_at_disk(struct use *u, int dir, const char *name)
{
	/* Any user's disk would be lost, the caller's too. */
	return priv_use_of_disk(dir, name, 0, u->text);
}

/* Whoever has a disk for himself - a mounted file system, swap, LVM, RAID, and
 * the same of each partition - keeps others from having it so: the one question
 * that all of them answer, in whichever mount namespace they are. */
static bool claim_disk(struct use *u, int dir, const char *name)
{
	struct priv_node node;
	struct err ignored;
	OWN_FD int fd = -1;
	OWN_FD int disk = -1;
	struct stat st;

	if (faccessat(dir, "partition", F_OK, 0) == 0)
		return false;
	if (!priv_node_of_disk(dir, name, &node) ||
	    (fd = priv_node_open(&node, &st, &ignored)) < 0)
		return say(u, "its disk %s cannot be looked at", name);
	disk = priv_node_open_device(fd, O_RDONLY | O_EXCL | O_NONBLOCK);
	return disk < 0 && errno != ENOMEDIUM &&
	       say(u, "its disk %s cannot be had alone (%s)", name,
		   strerrordesc_np(errno));
}

bool priv_device_use(int sys, int dir, const char *name,
		     char out[FACT_USE_BYTES])
{
	struct use u = {.sys = sys, .dir = dir, .device = name, .text = out};
	size_t disks = 0;

	out[0] = '\0';
	return uses_interface(&u) ||
	       each_of_class(&u, "class/block", look_at_disk, &disks);
}

bool priv_device_claim(int sys, int dir, const char *name,
		       char out[FACT_USE_BYTES])
{
	struct use u = {.sys = sys, .dir = dir, .device = name, .text = out};
	size_t disks = 0;

	out[0] = '\0';
	return each_of_class(&u, "class/block", claim_disk, &disks);
}
