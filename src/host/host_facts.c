/* host_facts.c - what this host lets the caller do
 *
 * Runs as: caller.  Input: paths out of the caller's VM file and environment.
 *
 * Looking is all that happens here: QEMU opens the files itself, as the same
 * user, and has the last word.  Being told before is worth it, since QEMU
 * does not know who could mend it.
 */
#include "host_internal.h"
#include "vmman/launch.h"
#include <errno.h>
#include <fcntl.h>
#include <linux/aio_abi.h>
#include <linux/magic.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/syscall.h>

bool host_check_kvm(struct err *e)
{
	OWN_FD int fd = open("/dev/kvm", O_RDWR | O_CLOEXEC);

	if (fd >= 0)
		return true;
	if (errno == EACCES || errno == EPERM) {
		err_set(e, ERR_HOST, "you may not use KVM (/dev/kvm)");
		return err_hint(e, "the administrator can add you to the group "
				   "kvm; without KVM, accel = \"tcg\" is slow, "
				   "but works");
	}
	err_set(e, ERR_HOST, "this host has no KVM (/dev/kvm: %s)",
		strerrordesc_np(errno));
	return err_hint(e, "load the module kvm_intel or kvm_amd, or switch "
			   "virtualization on in the firmware; without KVM, "
			   "accel = \"tcg\" is slow, but works");
}

bool host_has_vhost_net(void)
{
	OWN_FD int fd = open("/dev/vhost-net", O_RDWR | O_CLOEXEC);

	return fd >= 0;
}

bool host_has_aio(void)
{
	aio_context_t context = 0;

	/* No events are wanted: with Linux AIO the kernel says just that. */
	return syscall(SYS_io_setup, 0, &context) != 0 && errno != ENOSYS;
}

/* Whether @path is of what vm-init can give. */
static bool is_device(const char *path)
{
	return str_starts_with(str_from_c(path), STR("/dev/"));
}

static bool refuse_path(int errnum, const char *path, struct err *e)
{
	switch (errnum) {
	case ENOENT:
	case ENOTDIR:
		return err_set(e, ERR_CONFIG, "there is no file %s", path);
	case EACCES:
	case EPERM:
		err_set(e, ERR_DENIED, "you may not open %s", path);
		if (is_device(path))
			return err_hint(e, "vm-init gives you what the policy "
					   "grants");
		return err_hint(e, "look at its mode and at those of the "
				   "directories above it");
	case EROFS:
		return err_set(e, ERR_CONFIG,
			       "%s is on a file system that is read-only",
			       path);
	default:
		return err_system(e, errnum, "looking at %s", path);
	}
}

static bool look_at(const char *path, enum host_use use, struct stat *st,
		    struct err *e)
{
	int mode = use == HOST_READ ? R_OK : R_OK | W_OK;

	if (stat(path, st) != 0)
		return refuse_path(errno, path, e);
	if (S_ISDIR(st->st_mode))
		return err_set(e, ERR_CONFIG, "%s is a directory", path);
	return access(path, mode) == 0 || refuse_path(errno, path, e);
}

bool host_check_file(const char *path, enum host_use use, struct err *e)
{
	struct stat st;

	return look_at(path, use, &st, e);
}

bool host_look_at_image(const char *path, enum host_use use,
			struct host_image *out, struct err *e)
{
	OWN_FD int fd = -1;
	struct stat st;

	if (!look_at(path, use, &st, e))
		return false;
	/* O_NONBLOCK: a FIFO, or a drive without a disk, is no reason to
	 * wait. */
	fd = open(path,
		  O_RDONLY | O_DIRECT | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	if (fd < 0 && errno != EINVAL)
		return refuse_path(errno, path, e);
	*out = (struct host_image){S_ISBLK(st.st_mode), fd >= 0};
	return true;
}

bool host_check_hugetlbfs(const char *path, struct err *e)
{
	struct statfs fs;
	struct stat st;

	if (stat(path, &st) != 0 || statfs(path, &fs) != 0)
		return refuse_path(errno, path, e);
	/* QEMU would make a regular file of the guest's size, or silently
	 * take ordinary memory. */
	if (!S_ISDIR(st.st_mode) || fs.f_type != HUGETLBFS_MAGIC) {
		err_set(e, ERR_HOST, "%s is no directory of a hugetlbfs", path);
		return err_hint(e, "the administrator can mount one; "
				   "hugepages = true needs none");
	}
	return access(path, W_OK | X_OK) == 0 || refuse_path(errno, path, e);
}

/* Whoever can replace the program decides what runs in our name. */
bool host_check_program(const char *path, struct err *e)
{
	struct stat st;

	if (path[0] != '/')
		return err_set(e, ERR_CONFIG,
			       "QEMU_BIN is %s, but has to begin with a slash",
			       path);
	if (stat(path, &st) != 0 || !S_ISREG(st.st_mode) ||
	    access(path, X_OK) != 0) {
		err_set(e, ERR_HOST, "there is no program %s", path);
		return err_hint(e, "install QEMU (Debian: qemu-system-x86), or "
				   "set QEMU_BIN to where it is");
	}
	if (st.st_uid != 0 && st.st_uid != getuid())
		return err_set(e, ERR_DENIED,
			       "%s belongs to user %u, neither to root nor to "
			       "you",
			       path, st.st_uid);
	if ((st.st_mode & (S_IWGRP | S_IWOTH)) != 0)
		return err_set(e, ERR_DENIED,
			       "%s can be written by others (mode %04o)", path,
			       st.st_mode & 07777U);
	return true;
}
