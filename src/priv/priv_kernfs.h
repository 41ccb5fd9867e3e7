/* priv_kernfs.h - files of the kernel's own file systems, by descriptor */
#ifndef VMMAN_PRIV_KERNFS_H
#define VMMAN_PRIV_KERNFS_H

#include "vmman/err.h"
#include "vmman/own.h"
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* Open the mount point @path and make sure that a file system of the type
 * @magic (linux/magic.h) is there.  Owned by the caller; -1 after filling @e
 * with ERR_SYSTEM. */
int priv_kernfs_open(const char *path, unsigned long magic,
		     struct err *e) MUST_CHECK;

/* Whether one of these functions failed, with the errno @errnum, because there
 * is nothing of that name, or something longer than there was room for
 * (EOVERFLOW).  Otherwise it cannot be told what is there. */
bool priv_kernfs_is_absent(int errnum);

/* Pass on whether one of these functions succeeded.  Unless it failed because
 * there is nothing, by errno, take note of why in @errnum, if that is 0: what
 * is nobody's must be told from that of which it cannot be told whose it is. */
bool priv_kernfs_found(bool yes, int *errnum);

/* Find out whether there is something called @path beneath @dir.  False, with
 * errno, if that cannot be told. */
bool priv_kernfs_has(int dir, const char *path, bool *there) MUST_CHECK;

/* Open the directory @path beneath @root, which is one without symbolic links
 * on its way: their ".." makes openat2(2) fail with EAGAIN whenever anything is
 * renamed anywhere.  -1 if there is none. */
int priv_kernfs_open_dir(int root, const char *path) MUST_CHECK;

/* Open the directory of a device that the symbolic link @link, beneath @sys
 * (the root of sysfs), leads to: "bus/usb/devices/1-2".  The link is read
 * rather than followed, for the same reason.  -1 if there is none. */
int priv_kernfs_follow(int sys, const char *link) MUST_CHECK;

/* Read the last part of where the symbolic link @path beneath @dir leads to:
 * the name of a driver, the number of an IOMMU group.  False if there is none,
 * or it is longer than @size - 1 bytes. */
bool priv_kernfs_link_name(int dir, const char *path, char *out,
			   size_t size) MUST_CHECK;

/* Whether the symbolic link @path beneath @dir leads through a directory called
 * @name: whether an interface or a disk is that device's. */
bool priv_kernfs_leads_through(int dir, const char *path, const char *name);

/* The names in a directory, one after the other, but for "." and "..":
 *
 *	struct priv_kernfs_names names = {.fd = priv_kernfs_list(dir, path)};
 *	while ((name = priv_kernfs_next(&names)) != NULL)
 */
struct priv_kernfs_names {
	int fd;          /* of priv_kernfs_list(); owned by who made it */
	int errnum;      /* why reading ended early, an errno; else 0 */
	ssize_t at, len; /* private */
	_Alignas(8) char bytes[2048];
};

/* Open the directory @path beneath @dir for priv_kernfs_next(); owned by the
 * caller.  -1 if there is none. */
int priv_kernfs_list(int dir, const char *path) MUST_CHECK;

/* The next name; borrowed until the next call.  NULL at the end, and when
 * reading fails: then ->errnum is set. */
const char *priv_kernfs_next(struct priv_kernfs_names *names);

/* Read a small file whole as text, without the newline at its end.  False if
 * it is not there, or longer than @size - 1 bytes. */
bool priv_kernfs_read(int dir, const char *path, char *out,
		      size_t size) MUST_CHECK;

#endif
