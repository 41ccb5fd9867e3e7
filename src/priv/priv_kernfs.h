/* priv_kernfs.h - files of the kernel's own file systems, by descriptor */
#ifndef VMMAN_PRIV_KERNFS_H
#define VMMAN_PRIV_KERNFS_H

#include "vmman/err.h"
#include "vmman/own.h"
#include <stdbool.h>
#include <stddef.h>

/* Open the mount point @path and make sure that a file system of the type
 * @magic (linux/magic.h) is there.  Owned by the caller; -1 after filling @e
 * with ERR_SYSTEM. */
int priv_kernfs_open(const char *path, unsigned long magic,
		     struct err *e) MUST_CHECK;

/* Open the directory @path beneath @root, which is one without symbolic links
 * on its way: their ".." makes openat2(2) fail with EAGAIN whenever anything is
 * renamed anywhere.  -1 if there is none. */
int priv_kernfs_open_dir(int root, const char *path) MUST_CHECK;

/* Read a small file whole as text, without the newline at its end.  False if
 * it is not there, or longer than @size - 1 bytes. */
bool priv_kernfs_read(int dir, const char *path, char *out,
		      size_t size) MUST_CHECK;

#endif
