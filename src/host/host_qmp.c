/* host_qmp.c - QEMU's monitor: wait until it answers, ask it to power down
 *
 * Runs as: caller.  Input: QEMU's answers.
 *
 * The socket is there, and greets, long before devices and images are opened;
 * a command is answered only when all of that is done.
 */
#include "host_internal.h"
#include "vmman/launch.h"
#include <errno.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <time.h>

/* What has to come first. */
#define QMP_BEGIN "{\"execute\":\"qmp_capabilities\"}\n"
#define QMP_POWER "{\"execute\":\"system_powerdown\"}\n"
/* An answer, and no event, has it. */
#define RETURN "\"return\""

enum {
	RETRY_MS = 5,        /* until the socket is there */
	ANSWER_BYTES = 2048, /* room for the greeting and the answer */
};

static int64_t now_ms(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* Wait until @process (a pidfd) is gone or @socket (-1: none) has something to
 * read, at most @ms. */
static enum host_qmp wait_for(int process, int socket, int ms)
{
	struct pollfd fds[] = {
		{.fd = process, .events = POLLIN},
		{.fd = socket, .events = POLLIN},
	};

	if (poll(fds, ARRAY_LEN(fds), ms) > 0 && fds[0].revents != 0)
		return HOST_QMP_GONE;
	return fds[1].revents != 0 ? HOST_QMP_READY : HOST_QMP_SILENT;
}

static int left_ms(int64_t until)
{
	int64_t left = until - now_ms();

	return left > 0 ? (int)left : 0;
}

static size_t count_returns(const char *text, size_t len)
{
	const char *end = text + len;
	size_t count = 0;

	while ((text = memmem(text, (size_t)(end - text), RETURN,
			      strlen(RETURN))) != NULL) {
		text += strlen(RETURN);
		count++;
	}
	return count;
}

/* Send @commands, and read until there are @count answers.  When QEMU hangs up,
 * the caller finds out why. */
static enum host_qmp converse(int process, int socket, int64_t until,
			      struct str commands, size_t count)
{
	char answer[ANSWER_BYTES];
	size_t len = 0;

	if (send(socket, commands.data, commands.len, MSG_NOSIGNAL) < 0)
		return HOST_QMP_SILENT;
	while (len < sizeof(answer)) {
		enum host_qmp found = wait_for(process, socket, left_ms(until));
		ssize_t n;

		if (found != HOST_QMP_READY)
			return found;
		n = read(socket, answer + len, sizeof(answer) - len);
		if (n <= 0)
			return HOST_QMP_SILENT;
		len += (size_t)n;
		if (count_returns(answer, len) >= count)
			return HOST_QMP_READY;
	}
	return HOST_QMP_SILENT;
}

enum host_qmp host_qmp_await(pid_t pid, const char *run_dir, int ms)
{
	OWN_FD int process = (int)syscall(SYS_pidfd_open, pid, 0);
	int64_t until = now_ms() + ms;
	enum host_qmp found = HOST_QMP_SILENT;

	while (found == HOST_QMP_SILENT && left_ms(until) > 0) {
		OWN_FD int socket = host_connect(run_dir, "qmp.sock");

		if (socket >= 0)
			found = converse(process, socket, until, STR(QMP_BEGIN),
					 1);
		if (found == HOST_QMP_SILENT)
			found = wait_for(process, -1, RETRY_MS);
	}
	return found;
}

bool host_qmp_power_down(int process, const char *run_dir, int ms)
{
	OWN_FD int socket = host_connect(run_dir, "qmp.sock");

	return socket >= 0 &&
	       converse(process, socket, now_ms() + ms,
			STR(QMP_BEGIN QMP_POWER), 2) == HOST_QMP_READY;
}
