/* priv_asker.c - the process that started vm-init
 *
 * Runs as: root.  Input: procfs, and pids, which the caller can let come and go
 * at any time, so that none is believed alone:
 *
 * - Who is orphaned becomes the child of one of his forebears, which lived
 *   beside the dead parent and so has another pid.  Whoever has the same parent
 *   before and after has had it all the time.
 * - A pidfd is a process for good, and /proc/self/fdinfo tells its pid as this
 *   /proc counts: -1 once it is gone, and another number if /proc is that of
 *   another pid namespace.
 */
#include "priv_asker.h"
#include "priv_kernfs.h"
#include "priv_proc.h"
#include <errno.h>
#include <linux/magic.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>

enum {
	/* The lines of interest come before that of the groups, which can be
	 * long; limits(5) has 16 lines of 78 bytes. */
	TEXT_BYTES = 2048,
	PATH_BYTES = 64,
};

/* The line of the file @path that begins with @label: what follows there.
 * False, with errno: ESRCH if there is none, as of a process that is gone. */
static bool read_line(int proc, const char *path, const char *label,
		      char text[TEXT_BYTES], struct str *out)
{
	struct str got;

	errno = ESRCH;
	got = priv_proc_read(proc, path, text, TEXT_BYTES);
	return got.len > 0 && priv_proc_field(got, label, out);
}

/* The same of process @pid. */
static bool read_line_of(int proc, pid_t pid, const char *name,
			 const char *label, char text[TEXT_BYTES],
			 struct str *out)
{
	char path[PATH_BYTES];

	(void)snprintf(path, sizeof(path), "%d/%s", pid, name);
	return read_line(proc, path, label, text, out);
}

static pid_t pid_from(struct str value)
{
	uint64_t pid;

	if (priv_proc_number(&value, &pid) && pid <= INT32_MAX)
		return (pid_t)pid;
	errno = ESRCH;
	return -1;
}

/* The parent of process @pid; -1, with errno, if that cannot be told. */
static pid_t parent_of(int proc, pid_t pid)
{
	char text[TEXT_BYTES];
	struct str value;

	return read_line_of(proc, pid, "status", "PPid:", text, &value)
		       ? pid_from(value)
		       : -1;
}

/* The pid behind the pidfd @fd, as /proc counts; -1, with errno, which is ESRCH
 * if it is gone. */
static pid_t pid_behind(int proc, int fd)
{
	char path[PATH_BYTES], text[TEXT_BYTES];
	struct str value;

	(void)snprintf(path, sizeof(path), "self/fdinfo/%d", fd);
	return read_line(proc, path, "Pid:", text, &value) ? pid_from(value)
							   : -1;
}

static bool read_uids(int proc, struct priv_asker *a)
{
	char text[TEXT_BYTES];
	struct str value;

	if (!read_line_of(proc, a->pid, "status", "Uid:", text, &value))
		return false;
	for (size_t i = 0; i < ARRAY_LEN(a->uids); i++)
		if (!priv_proc_number(&value, &a->uids[i]))
			return false;
	return true;
}

/* prlimit(2) would need CAP_SYS_RESOURCE only to look. */
static bool read_limits(int proc, struct priv_asker *a)
{
	char text[TEXT_BYTES];
	struct str value;

	return read_line_of(proc, a->pid, "limits", "Max locked memory", text,
			    &value) &&
	       priv_proc_number(&value, &a->soft) &&
	       priv_proc_number(&value, &a->hard);
}

bool priv_asker_refuse_gone(struct err *e)
{
	err_set(e, ERR_BUSY, "the process that started vm-init has ended");
	return err_hint(e, "whoever wants its limit raised has to wait for "
			   "vm-init");
}

static bool refuse_hidden(struct err *e)
{
	err_set(e, ERR_HOST,
		"/proc does not show the process that started "
		"vm-init");
	return err_hint(e, "it has to be that of the same pid namespace, and "
			   "not to hide processes from root (hidepid, gid)");
}

/* @absent says what it means that /proc, by @errnum, has nothing to tell. */
static bool refuse(int errnum, bool (*absent)(struct err *e), struct err *e)
{
	if (errnum == ESRCH || errnum == ENOENT)
		return absent(e);
	return err_system(e, errnum,
			  "looking at the process that started vm-init");
}

static bool open_asker(pid_t pid, int *out, struct err *e)
{
	*out = (int)syscall(SYS_pidfd_open, pid, 0);
	return *out >= 0 || refuse(errno, priv_asker_refuse_gone, e);
}

static bool find(int proc, struct priv_asker *a, struct err *e)
{
	pid_t starter = getppid();
	pid_t again;

	a->pid = parent_of(proc, starter);
	if (getppid() != starter)
		return priv_asker_refuse_gone(e);
	if (a->pid <= 0)
		return refuse(a->pid == 0 ? ESRCH : errno, refuse_hidden, e);
	if (!open_asker(a->pid, &a->fd, e))
		return false;
	again = parent_of(proc, starter);
	if (again < 0)
		return refuse(errno, priv_asker_refuse_gone, e);
	return (again == a->pid && getppid() == starter) ||
	       priv_asker_refuse_gone(e);
}

static bool look_at(int proc, struct priv_asker *a, struct err *e)
{
	bool seen = read_uids(proc, a) && read_limits(proc, a);
	int errnum = seen ? ESRCH : errno;
	pid_t pid = pid_behind(proc, a->fd);

	if (pid < 0)
		return refuse(errno, priv_asker_refuse_gone, e);
	return (seen && pid == a->pid) || refuse(errnum, refuse_hidden, e);
}

bool priv_asker_find(struct priv_asker *out, struct err *e)
{
	OWN_FD int proc = priv_kernfs_open("/proc", PROC_SUPER_MAGIC, e);
	struct priv_asker a = {.fd = -1};

	if (proc < 0)
		return false;
	if (!find(proc, &a, e) || !look_at(proc, &a, e)) {
		own_close(&a.fd);
		return false;
	}
	*out = a;
	return true;
}

bool priv_asker_lives(const struct priv_asker *asker)
{
	struct err ignored;
	OWN_FD int proc = -1;
	pid_t pid;

	errno = ESRCH; /* for what is no /proc */
	proc = priv_kernfs_open("/proc", PROC_SUPER_MAGIC, &ignored);
	pid = proc >= 0 ? pid_behind(proc, asker->fd) : -1;
	if (pid >= 0)
		errno = ESRCH; /* for what is another's */
	return pid == asker->pid;
}

bool priv_asker_is(const struct priv_asker *asker, uid_t uid)
{
	for (size_t i = 0; i < ARRAY_LEN(asker->uids); i++)
		if (asker->uids[i] != uid)
			return false;
	return true;
}
