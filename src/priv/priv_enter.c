/* priv_enter.c - split the program into the caller's half and root's
 *
 * Runs as: root, then the caller.  Input: none yet; that is the point.
 */
#include "priv_channel.h"
#include "priv_drop.h"
#include "priv_serve.h"
#include "vmman/priv.h"
#include <errno.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

void priv_leave(int status)
{
	for (;;)
		(void)syscall(SYS_exit, status);
}

static void on_alarm(int signal)
{
	static const char text[] = "vm-init: error: timed out\n";

	(void)signal;
	if (write(STDERR_FILENO, text, sizeof(text) - 1) < 0)
		priv_leave(ERR_SYSTEM);
	priv_leave(ERR_TIMEOUT);
}

/* The caller's half lives no longer than PRIV_LIFE_S, can be interrupted like
 * any program again, and says so when its time is over. */
static bool live_shortly(struct err *e)
{
	struct sigaction action = {.sa_handler = on_alarm};
	sigset_t none;

	(void)sigemptyset(&none);
	if (sigaction(SIGALRM, &action, NULL) != 0 ||
	    sigprocmask(SIG_SETMASK, &none, NULL) != 0)
		return err_system(e, errno, "setting up signals");
	(void)alarm(PRIV_LIFE_S);
	return true;
}

/* In the child. */
static _Noreturn void become_executor(int link, const struct caller *who)
{
	struct err e;

	if (!priv_drop_ties(&e))
		priv_leave(ERR_SYSTEM);
	priv_serve(link, who);
}

bool priv_enter(const struct priv_person *who, int *link, struct err *e)
{
	int ends[2];
	pid_t pid;

	if (!priv_channel_open(ends, e))
		return false;
	pid = fork();
	if (pid < 0)
		return err_system(e, errno, "making a second process");
	if (pid == 0) {
		close(ends[0]);
		become_executor(ends[1], &who->caller);
	}
	close(ends[1]);
	*link = ends[0];
	return priv_drop_to(&who->caller, e) && live_shortly(e);
}

void priv_forsake(void)
{
	const struct caller self = {.uid = getuid(), .gid = getgid()};
	struct err e;

	if (!priv_drop_to(&self, &e))
		priv_leave(ERR_SYSTEM);
}

bool priv_confine(struct err *e)
{
#ifdef VMMAN_SANITIZED
	/* Their runtimes need more than read(2), write(2) and exit(2). */
	(void)e;
	return true;
#else
	if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_STRICT, 0L, 0L, 0L) != 0)
		return err_system(e, errno, "entering strict seccomp");
	return true;
#endif
}
