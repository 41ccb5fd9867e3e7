/* host_stop.c - stop a running VM: ask the guest, then tell QEMU, then kill it
 *
 * Runs as: caller.  Input: run directories that host_run_dir() checked, QEMU's
 * answers.
 *
 * The process is held by a pidfd from the moment that it was seen to hold the
 * VM's lock, so that nothing here can reach another one.
 */
#include "host_internal.h"
#include "vmman/host.h"
#include "vmman/launch.h"
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/syscall.h>

enum {
	ANSWER_MS = 5000, /* for QEMU to take the command */
	TERM_MS = 10000,  /* to write back what it caches */
	KILL_MS = 10000,  /* to be rid of its devices */
};

static bool not_running(struct err *e)
{
	err_set(e, ERR_NO_VM, "not running");
	return err_hint(e, "vm-list shows which VMs run");
}

/* The process that runs the VM as a pidfd, owned by the caller. */
static int open_process(const char *run_dir, pid_t *pid, struct err *e)
{
	OWN_FD int process = -1;

	*pid = host_running(run_dir);
	if (*pid == 0) {
		not_running(e);
		return -1;
	}
	if (*pid == HOST_PID_UNKNOWN) {
		err_set(e, ERR_HOST,
			"runs in a pid namespace that is not seen from here");
		err_hint(e, "stop it where it was started");
		return -1;
	}
	process = (int)syscall(SYS_pidfd_open, *pid, 0);
	if (process < 0 && errno != ESRCH) {
		err_system(e, errno, "holding process %d", *pid);
		return -1;
	}
	/* Still the owner of the lock: then the pidfd is the owner's. */
	if (process < 0 || host_running(run_dir) != *pid) {
		not_running(e);
		return -1;
	}
	return take_fd(&process);
}

static bool has_ended(int process, int ms)
{
	struct pollfd fd = {.fd = process, .events = POLLIN};
	int n;

	do
		n = poll(&fd, 1, ms);
	while (n < 0 && errno == EINTR);
	return n > 0;
}

static bool send_signal(int process, int signal, struct err *e)
{
	if (syscall(SYS_pidfd_send_signal, process, signal, NULL, 0) == 0 ||
	    errno == ESRCH)
		return true;
	if (errno == EPERM)
		return err_set(e, ERR_DENIED, "belongs to another user");
	return err_system(e, errno, "ending QEMU");
}

/* QEMU that does not take the command will not end by itself: no waiting. */
static bool ends_itself(int process, const char *run_dir, int patience_ms)
{
	return patience_ms > 0 &&
	       (host_qmp_power_down(process, run_dir, ANSWER_MS) ||
		has_ended(process, 0)) &&
	       has_ended(process, patience_ms);
}

static bool insist(int process, enum host_end *how, struct err *e)
{
	*how = HOST_TERMINATED;
	if (!send_signal(process, SIGTERM, e))
		return false;
	if (has_ended(process, TERM_MS))
		return true;
	*how = HOST_KILLED;
	if (!send_signal(process, SIGKILL, e))
		return false;
	if (has_ended(process, KILL_MS))
		return true;
	err_set(e, ERR_TIMEOUT, "was killed, and does not end within %d s",
		KILL_MS / 1000);
	return err_hint(e, "it waits for a device; dmesg may tell for which");
}

bool host_stop(const char *run_dir, int patience_ms, pid_t *pid,
	       enum host_end *how, struct err *e)
{
	OWN_FD int process = open_process(run_dir, pid, e);

	if (process < 0)
		return false;
	*how = HOST_ENDED_ITSELF;
	return ends_itself(process, run_dir, patience_ms) ||
	       insist(process, how, e);
}
