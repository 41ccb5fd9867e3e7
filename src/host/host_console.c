/* host_console.c - a terminal on a console of a running VM
 *
 * Runs as: caller.  Input: the guest's output, the caller's keys.
 *
 * What the guest prints goes to the terminal as it is: a console is a terminal
 * line.
 */
#include "host_internal.h"
#include "vmman/host.h"
#include "vmman/launch.h"
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <termios.h>

enum {
	LEAVE_KEY = 0x1d, /* Ctrl-], as in telnet(1) and virsh(1) */
	RELAY_BYTES = 4096
};

enum {
	KEYS,    /* standard input; off after its end */
	GUEST,   /* the socket */
	SIGNALS, /* that would leave the terminal raw */
	ENDS
};

struct relay {
	struct pollfd ends[ENDS];
	bool terminal; /* standard input is one */
	bool done;
};

bool host_connect_console(const char *run_dir, unsigned number, int *out,
			  struct err *e)
{
	char name[HOST_SOCKET_NAME_MAX + 1];
	int fd;

	(void)snprintf(name, sizeof(name), "console%u.sock", number);
	fd = host_connect(run_dir, name);
	if (fd >= 0) {
		*out = fd;
		return true;
	}
	if (host_running(run_dir) == 0) {
		err_set(e, ERR_NO_VM, "not running");
		return err_hint(e, "vm-run --detach starts it in the "
				   "background");
	}
	err_set(e, ERR_NO_VM, "no console %u", number);
	return err_hint(e, "a section [console.NAME] in its file makes one");
}

/* Write all of @len bytes to @fd; false if nobody reads them any more. */
static bool pass_on(int fd, const char *bytes, size_t len)
{
	while (len > 0) {
		ssize_t n = write(fd, bytes, len);

		if (n < 0 && errno != EINTR)
			return false;
		if (n > 0) {
			bytes += n;
			len -= (size_t)n;
		}
	}
	return true;
}

static void pass_keys(struct relay *r)
{
	char keys[RELAY_BYTES];
	ssize_t n = read(STDIN_FILENO, keys, sizeof(keys));
	const char *leave;

	if (n <= 0) {
		r->ends[KEYS].fd = -1;
		return;
	}
	leave = r->terminal ? memchr(keys, LEAVE_KEY, (size_t)n) : NULL;
	r->done = leave != NULL || !pass_on(r->ends[GUEST].fd, keys, (size_t)n);
}

static void pass_output(struct relay *r)
{
	char bytes[RELAY_BYTES];
	ssize_t n = read(r->ends[GUEST].fd, bytes, sizeof(bytes));

	r->done = n <= 0 || !pass_on(STDOUT_FILENO, bytes, (size_t)n);
}

static void pass(struct relay *r)
{
	while (!r->done) {
		if (poll(r->ends, ENDS, -1) < 0)
			continue;
		if (r->ends[SIGNALS].revents != 0)
			return;
		if (r->ends[GUEST].revents != 0)
			pass_output(r);
		if (!r->done && r->ends[KEYS].revents != 0)
			pass_keys(r);
	}
}

/* Let signals come as something to read, and a broken pipe as an error. */
static int catch_signals(void)
{
	sigset_t set;

	(void)signal(SIGPIPE, SIG_IGN);
	(void)sigemptyset(&set);
	(void)sigaddset(&set, SIGTERM);
	(void)sigaddset(&set, SIGHUP);
	(void)sigaddset(&set, SIGINT);
	(void)sigaddset(&set, SIGQUIT);
	(void)sigprocmask(SIG_BLOCK, &set, NULL);
	return signalfd(-1, &set, SFD_CLOEXEC);
}

void host_relay(int socket)
{
	OWN_FD int signals = catch_signals();
	struct termios before, raw;
	struct relay r = {
		.ends = {[KEYS] = {STDIN_FILENO, POLLIN, 0},
			 [GUEST] = {socket, POLLIN, 0},
			 [SIGNALS] = {signals, POLLIN, 0}},
		.terminal = tcgetattr(STDIN_FILENO, &before) == 0,
	};

	if (r.terminal) {
		raw = before;
		cfmakeraw(&raw);
		(void)tcsetattr(STDIN_FILENO, TCSADRAIN, &raw);
	}
	pass(&r);
	if (r.terminal)
		(void)tcsetattr(STDIN_FILENO, TCSADRAIN, &before);
}
