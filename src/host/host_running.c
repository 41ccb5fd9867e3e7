/* host_running.c - one process a VM, by a lock that cannot go stale
 *
 * Runs as: caller.  Input: run directories that host_run_dir() checked.
 *
 * A POSIX record lock belongs to a process and its file: it is kept across
 * exec, gone with the process however that ends, and F_GETLK names its owner.
 * The file's text is for people only.
 */
#include "host_internal.h"
#include "vmman/host.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>

static struct flock whole_file(void)
{
	return (struct flock){.l_type = F_WRLCK, .l_whence = SEEK_SET};
}

/* Who else holds the lock on @fd; 0 if nobody. */
static pid_t holder(int fd)
{
	struct flock lock = whole_file();

	if (fcntl(fd, F_GETLK, &lock) != 0 || lock.l_type == F_UNLCK)
		return 0;
	return lock.l_pid > 0 ? lock.l_pid : HOST_PID_UNKNOWN;
}

static int open_pid_file(const char *run_dir, int flags)
{
	char path[PATH_MAX];

	if (!host_path(path, run_dir, "pid", "")) {
		errno = ENAMETOOLONG;
		return -1;
	}
	return open(path, flags | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0600);
}

pid_t host_running(const char *run_dir)
{
	OWN_FD int fd = open_pid_file(run_dir, O_RDONLY);

	return fd < 0 ? 0 : holder(fd);
}

static bool busy(pid_t pid, struct err *e)
{
	if (pid > 0)
		err_set(e, ERR_BUSY, "already runs, as process %d", pid);
	else
		err_set(e, ERR_BUSY, "already runs");
	return err_hint(e, "shut it down first, or give the second VM a file "
			   "of its own");
}

static bool write_pid(int fd, struct err *e)
{
	char text[16];
	int len = snprintf(text, sizeof(text), "%d\n", getpid());

	if (ftruncate(fd, 0) != 0 || write(fd, text, (size_t)len) != len)
		return err_system(e, errno, "writing the pid file");
	return true;
}

bool host_lock_run_dir(const char *run_dir, int *out, struct err *e)
{
	OWN_FD int fd = open_pid_file(run_dir, O_RDWR | O_CREAT);
	struct flock lock = whole_file();

	if (fd < 0)
		return err_system(e, errno, "opening %s/pid", run_dir);
	if (fcntl(fd, F_SETLK, &lock) != 0) {
		if (errno == EAGAIN || errno == EACCES)
			return busy(holder(fd), e);
		return err_system(e, errno, "locking %s/pid", run_dir);
	}
	if (!write_pid(fd, e))
		return false;
	*out = take_fd(&fd);
	return true;
}
