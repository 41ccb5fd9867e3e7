/* priv_kernfs.c - files of the kernel's own file systems, by descriptor
 *
 * Runs as: root.  Input: sysfs, procfs, udev's records.
 */
#include "priv_kernfs.h"
#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/syscall.h>
#include <sys/vfs.h>

int priv_kernfs_open(const char *path, unsigned long magic, struct err *e)
{
	OWN_FD int fd =
		open(path, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	struct statfs fs;

	if (fd < 0 || fstatfs(fd, &fs) != 0) {
		err_system(e, errno, "opening %s", path);
		return -1;
	}
	if ((unsigned long)fs.f_type != magic) {
		err_set(e, ERR_SYSTEM,
			"%s has a file system of type %#lx, expected %#lx",
			path, (unsigned long)fs.f_type, magic);
		return -1;
	}
	return take_fd(&fd);
}

int priv_kernfs_open_dir(int root, const char *path)
{
	struct open_how how = {
		.flags = O_PATH | O_DIRECTORY | O_CLOEXEC,
		.resolve =
			RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_XDEV,
	};

	return (int)syscall(SYS_openat2, root, path, &how, sizeof(how));
}

bool priv_kernfs_read(int dir, const char *path, char *out, size_t size)
{
	OWN_FD int fd = openat(dir, path,
			       O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	ssize_t n;

	*out = '\0';
	if (fd < 0)
		return false;
	n = read(fd, out, size);
	if (n < 0 || (size_t)n == size)
		return false;
	if (n > 0 && out[n - 1] == '\n')
		n--;
	out[n] = '\0';
	return true;
}
