/* priv_kernfs.c - files of the kernel's own file systems, by descriptor
 *
 * Runs as: root.  Input: sysfs, procfs, udev's records.
 */
#include "priv_kernfs.h"
#include "vmman/str.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/openat2.h>
#include <string.h>
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

bool priv_kernfs_is_absent(int errnum)
{
	return errnum == ENOENT || errnum == ENODEV || errnum == ENXIO ||
	       errnum == EOVERFLOW;
}

bool priv_kernfs_found(bool yes, int *errnum)
{
	if (!yes && *errnum == 0 && !priv_kernfs_is_absent(errno))
		*errnum = errno;
	return yes;
}

bool priv_kernfs_has(int dir, const char *path, bool *there)
{
	*there = faccessat(dir, path, F_OK, AT_SYMLINK_NOFOLLOW) == 0;
	return *there || errno == ENOENT || errno == ENOTDIR;
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

/* Where the link @path beneath @dir leads to, as it is written there. */
static bool read_link(int dir, const char *path, char out[PATH_MAX])
{
	ssize_t len = readlinkat(dir, path, out, PATH_MAX - 1);

	if (len == PATH_MAX - 1)
		errno = EOVERFLOW;
	if (len < 0 || len == PATH_MAX - 1)
		return false;
	out[len] = '\0';
	return true;
}

int priv_kernfs_follow(int sys, const char *link)
{
	char target[PATH_MAX];
	const char *rest = target;

	if (!read_link(sys, link, target))
		return -1;
	/* sysfs writes just as many as lead to its root. */
	while (strncmp(rest, "../", 3) == 0)
		rest += 3;
	return priv_kernfs_open_dir(sys, rest);
}

bool priv_kernfs_link_name(int dir, const char *path, char *out, size_t size)
{
	char target[PATH_MAX];
	const char *slash;

	*out = '\0';
	if (!read_link(dir, path, target))
		return false;
	slash = strrchr(target, '/');
	if (str_copy(out, size, str_from_c(slash == NULL ? target : slash + 1)))
		return true;
	errno = EOVERFLOW;
	return false;
}

bool priv_kernfs_leads_through(int dir, const char *path, const char *name)
{
	char target[PATH_MAX];
	char *rest = target;
	const char *part;

	if (!read_link(dir, path, target))
		return false;
	while ((part = strsep(&rest, "/")) != NULL)
		if (rest != NULL && strcmp(part, name) == 0)
			return true;
	return false;
}

int priv_kernfs_list(int dir, const char *path)
{
	return openat(dir, path,
		      O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

static bool is_dots(const char *name)
{
	return strcmp(name, ".") == 0 || strcmp(name, "..") == 0;
}

static bool fill(struct priv_kernfs_names *names)
{
	names->at = 0;
	names->len = getdents64(names->fd, names->bytes, sizeof(names->bytes));
	if (names->len < 0)
		names->errnum = errno;
	return names->len > 0;
}

const char *priv_kernfs_next(struct priv_kernfs_names *names)
{
	const struct dirent64 *entry;

	do {
		if (names->at >= names->len && !fill(names))
			return NULL;
		entry = (const void *)(names->bytes + names->at);
		names->at += entry->d_reclen;
	} while (is_dots(entry->d_name));
	return entry->d_name;
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
	if (n > 0 && (size_t)n == size)
		errno = EOVERFLOW;
	if (n < 0 || (size_t)n == size)
		return false;
	if (n > 0 && out[n - 1] == '\n')
		n--;
	out[n] = '\0';
	return true;
}
