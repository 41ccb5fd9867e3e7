/* priv_write.c - write to a file of sysfs, and do not wait for ever
 *
 * Runs as: root.  Input: texts made by us.
 *
 * A driver that is told to let go of a device may never do so, and whoever told
 * it waits where no signal reaches it.  So that is a process of its own.  It
 * keeps the locks of the devices for as long as it lives, and nothing else: no
 * half-made tap, and not the socket whose end the caller waits for.
 */
#include "priv_write.h"
#include "priv_clock.h"
#include "vmman/priv.h"
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/sched.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>

/* The lowest descriptor from @from on that a writer to @file keeps. */
static int next_kept(int from, int file, const struct priv_locks *locks)
{
	int found = file >= from ? file : INT_MAX;

	for (size_t i = 0; i < locks->count; i++)
		if (locks->fds[i] >= from && locks->fds[i] < found)
			found = locks->fds[i];
	return found;
}

static void close_others(int file, const struct priv_locks *locks)
{
	int from = STDERR_FILENO + 1;
	int kept;

	while ((kept = next_kept(from, file, locks)) != INT_MAX) {
		if (kept > from)
			(void)close_range((unsigned)from, (unsigned)kept - 1,
					  0);
		from = kept + 1;
	}
	(void)close_range((unsigned)from, UINT_MAX, 0);
}

_Noreturn static void write_and_leave(int file, const char *text,
				      const struct priv_locks *locks)
{
	size_t len = strlen(text);
	ssize_t n;

	close_others(file, locks);
	n = write(file, text, len);
	if (n < 0)
		priv_leave(errno);
	priv_leave((size_t)n == len ? 0 : EIO);
}

/* fork(2), and a descriptor of the child in @fd at once: a writer that could
 * not be waited for would write when nobody expects it any more. */
static pid_t fork_held(int *fd)
{
	struct clone_args args = {.flags = CLONE_PIDFD,
				  .pidfd = (uintptr_t)fd,
				  .exit_signal = SIGCHLD};

	return (pid_t)syscall(SYS_clone3, &args, sizeof(args));
}

/* Whether the child @fd has ended, and @how. */
static bool has_ended(int fd, siginfo_t *how)
{
	*how = (siginfo_t){0};
	return waitid(P_PIDFD, (id_t)fd, how, WEXITED | WNOHANG) == 0 &&
	       how->si_pid != 0;
}

static int await(int fd, long wait_ms)
{
	struct priv_deadline end = priv_deadline_in_ms(wait_ms);
	siginfo_t how;

	/* That it cannot be waited for does not mean that it has ended. */
	while (!has_ended(fd, &how)) {
		if (priv_deadline_passed(&end))
			return ETIMEDOUT;
		if (!priv_deadline_poll(&end, fd, POLLIN))
			priv_sleep_ms(1);
	}
	return how.si_code == CLD_EXITED ? how.si_status : EIO;
}

int priv_write(int dir, const char *path, const char *text, long wait_ms,
	       const struct priv_locks *locks)
{
	OWN_FD int file = openat(dir, path, O_WRONLY | O_NOFOLLOW | O_CLOEXEC);
	OWN_FD int child = -1;
	pid_t pid;

	if (file < 0)
		return errno;
	pid = fork_held(&child);
	if (pid < 0)
		return errno;
	if (pid == 0)
		write_and_leave(file, text, locks);
	return await(child, wait_ms);
}
