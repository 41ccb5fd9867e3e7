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

/* The text @name of process @pid. */
static struct str read_text(int proc, pid_t pid, const char *name,
			    char out[TEXT_BYTES])
{
	char path[PATH_BYTES];

	(void)snprintf(path, sizeof(path), "%d/%s", pid, name);
	return priv_proc_read(proc, path, out, TEXT_BYTES);
}

/* The parent of process @pid; -1 if that cannot be told. */
static pid_t parent_of(int proc, pid_t pid)
{
	char text[TEXT_BYTES];
	struct str value;
	uint64_t parent;

	if (!priv_proc_field(read_text(proc, pid, "status", text),
			     "PPid:", &value) ||
	    !priv_proc_number(&value, &parent) || parent > INT32_MAX)
		return -1;
	return (pid_t)parent;
}

/* The pid behind the pidfd @fd, as /proc counts; -1 if it is gone. */
static pid_t pid_behind(int proc, int fd)
{
	char path[PATH_BYTES], text[TEXT_BYTES];
	struct str value;
	uint64_t pid;

	(void)snprintf(path, sizeof(path), "self/fdinfo/%d", fd);
	if (!priv_proc_field(priv_proc_read(proc, path, text, sizeof(text)),
			     "Pid:", &value) ||
	    !priv_proc_number(&value, &pid) || pid > INT32_MAX)
		return -1;
	return (pid_t)pid;
}

static bool read_uids(int proc, struct priv_asker *a)
{
	char text[TEXT_BYTES];
	struct str value;

	if (!priv_proc_field(read_text(proc, a->pid, "status", text),
			     "Uid:", &value))
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

	return priv_proc_field(read_text(proc, a->pid, "limits", text),
			       "Max locked memory", &value) &&
	       priv_proc_number(&value, &a->soft) &&
	       priv_proc_number(&value, &a->hard);
}

static bool refuse_gone(struct err *e)
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

static bool find(int proc, struct priv_asker *a, struct err *e)
{
	pid_t starter = getppid();

	a->pid = parent_of(proc, starter);
	if (a->pid <= 0)
		return getppid() == starter ? refuse_hidden(e) : refuse_gone(e);
	a->fd = (int)syscall(SYS_pidfd_open, a->pid, 0);
	if (a->fd < 0 && errno != ESRCH)
		return err_system(e, errno, "opening process %d", a->pid);
	if (a->fd < 0 || parent_of(proc, starter) != a->pid ||
	    getppid() != starter)
		return refuse_gone(e);
	return true;
}

static bool look_at(int proc, struct priv_asker *a, struct err *e)
{
	bool seen = read_uids(proc, a) && read_limits(proc, a);
	pid_t pid = pid_behind(proc, a->fd);

	if (pid < 0)
		return refuse_gone(e);
	return (seen && pid == a->pid) || refuse_hidden(e);
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
	OWN_FD int proc = priv_kernfs_open("/proc", PROC_SUPER_MAGIC, &ignored);

	return proc >= 0 && pid_behind(proc, asker->fd) == asker->pid;
}

bool priv_asker_is(const struct priv_asker *asker, uid_t uid)
{
	for (size_t i = 0; i < ARRAY_LEN(asker->uids); i++)
		if (asker->uids[i] != uid)
			return false;
	return true;
}
