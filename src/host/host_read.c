/* host_read.c - read a VM file, trusting neither its name nor its kind
 *
 * Runs as: caller.  Input: a file of the caller's, opened with the caller's
 * own rights.
 */
#include "host_internal.h"
#include "vmman/host.h"
#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>

/* O_NONBLOCK: neither a FIFO nor a lease may hold us up.  O_NOCTTY: nor may
 * a terminal become ours.  No magic links: /proc/self/fd and the like would
 * reach what was opened with other rights. */
static int open_file(const char *path)
{
	struct open_how how = {
		.flags = O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY |
			 O_CLOEXEC,
		.resolve = RESOLVE_NO_MAGICLINKS,
	};

	return (int)syscall(SYS_openat2, AT_FDCWD, path, &how, sizeof(how));
}

/* One text for everything that keeps a file out of reach: an error is no way
 * to find out which files there are. */
static bool no_vm(const char *dir, const struct vm_name *name, struct err *e)
{
	err_set(e, ERR_NO_VM, "there is no VM %s in %s", name->text, dir);
	return err_hint(e,
			"%s.toml has to be a file that you may read, and no "
			"symbolic link; vm-list shows the VMs there are",
			name->text);
}

static bool irregular(const struct vm_name *name, struct err *e)
{
	return err_set(e, ERR_CONFIG, "%s.toml is not a regular file",
		       name->text);
}

static bool refuse_open(int errnum, const char *dir, const struct vm_name *name,
			struct err *e)
{
	switch (errnum) {
	case ENOENT:
	case ENOTDIR:
	case EACCES:
	case ELOOP:
	case ENAMETOOLONG:
		return no_vm(dir, name, e);
	case EAGAIN:
		err_set(e, ERR_BUSY,
			"%s.toml is held by another program (a lease)",
			name->text);
		return err_hint(e, "try again");
	case ENXIO: /* a socket */
		return irregular(name, e);
	default:
		return err_system(e, errnum, "opening %s/%s.toml", dir,
				  name->text);
	}
}

/* Whoever can write the file decides what the VM asks for in our name. */
static bool check_owner(const struct stat *st, const struct vm_name *name,
			struct err *e)
{
	if (st->st_uid != getuid() && st->st_uid != 0) {
		err_set(e, ERR_DENIED,
			"%s.toml belongs to user %u, not to you (%u)",
			name->text, st->st_uid, getuid());
		return err_hint(e, "make a copy of your own, after reading it");
	}
	if ((st->st_mode & (S_IWGRP | S_IWOTH)) != 0) {
		err_set(e, ERR_DENIED,
			"%s.toml can be written by others (mode %04o)",
			name->text, st->st_mode & 07777U);
		return err_hint(e,
				"look what is in it, then: chmod go-w "
				"%s.toml",
				name->text);
	}
	return true;
}

static bool too_large(const struct vm_name *name, struct err *e)
{
	return err_set(e, ERR_CONFIG, "%s.toml is larger than %d bytes",
		       name->text, HOST_FILE_BYTES_MAX);
}

static bool check_file(int fd, const struct vm_name *name, struct err *e)
{
	struct stat st;

	if (fstat(fd, &st) != 0)
		return err_system(e, errno, "looking at %s.toml", name->text);
	if (!S_ISREG(st.st_mode))
		return irregular(name, e);
	if (!check_owner(&st, name, e))
		return false;
	if (st.st_size > HOST_FILE_BYTES_MAX)
		return too_large(name, e);
	return true;
}

/* The size was only a first look: a file can grow, and some file systems tell
 * no size.  What counts is what one pass of reading gives. */
static bool read_bytes(int fd, const struct vm_name *name,
		       struct host_file *out, struct err *e)
{
	size_t len = 0;

	for (;;) {
		/* One byte more than allowed tells "too large" from "full". */
		ssize_t n = read(fd, out->bytes + len,
				 HOST_FILE_BYTES_MAX + 1 - len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return err_system(e, errno, "reading %s.toml",
					  name->text);
		if (n == 0)
			break;
		len += (size_t)n;
		if (len > HOST_FILE_BYTES_MAX)
			return too_large(name, e);
	}
	memset(out->bytes + len, 0, HOST_FILE_PAD);
	out->len = len;
	return true;
}

bool host_read_vm(const char *dir, const struct vm_name *name,
		  struct host_file *out, struct err *e)
{
	OWN_FD int fd = -1;

	if (!host_path(out->path, dir, name->text, ".toml"))
		return no_vm(dir, name, e);
	fd = open_file(out->path);
	if (fd < 0)
		return refuse_open(errno, dir, name, e);
	return check_file(fd, name, e) && read_bytes(fd, name, out, e);
}
