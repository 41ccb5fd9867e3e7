/* host_detach.c - QEMU in the background, and whether it came up
 *
 * Runs as: caller.  Input: QEMU's log and its exit status.
 *
 * vm-run forks once.  The child becomes QEMU in a session of its own; the
 * parent waits until QEMU answers, so that a VM that cannot start is told to
 * whoever started it, and not only to a log.
 */
#include "host_internal.h"
#include "vmman/launch.h"
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/wait.h>

enum {
	READY_MS = 60 * 1000, /* VFIO pins all of the guest's memory first */
	LOG_TAIL_BYTES = 512  /* of the log, looked at for its last message */
};

bool host_detach(struct host_child *out, struct err *e)
{
	int ends[2];
	pid_t pid;

	if (pipe2(ends, O_CLOEXEC) != 0)
		return err_system(e, errno, "making a pipe");
	pid = fork();
	if (pid < 0) {
		err_system(e, errno, "making a process");
		close(ends[0]);
		close(ends[1]);
		return false;
	}
	close(ends[pid == 0 ? 0 : 1]);
	*out = (struct host_child){pid, ends[pid == 0 ? 1 : 0]};
	if (pid == 0)
		(void)setsid();
	return true;
}

bool host_redirect_stdio(const char *run_dir, struct err *e)
{
	char path[PATH_MAX];
	OWN_FD int null = open("/dev/null", O_RDONLY | O_CLOEXEC);
	OWN_FD int log = -1;

	if (host_path(path, run_dir, HOST_LOG, ""))
		log = open(path,
			   O_WRONLY | O_CREAT | O_TRUNC | O_APPEND |
				   O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC,
			   0600);
	if (null < 0 || log < 0)
		return err_system(e, errno, "opening %s/" HOST_LOG, run_dir);
	if (dup2(null, STDIN_FILENO) < 0 || dup2(log, STDOUT_FILENO) < 0 ||
	    dup2(log, STDERR_FILENO) < 0)
		return err_system(e, errno, "writing to %s/" HOST_LOG, run_dir);
	return true;
}

/* One struct err is less than PIPE_BUF bytes: it comes whole or not at all. */
void host_tell_parent(const struct host_child *self, const struct err *e)
{
	_Static_assert(sizeof(*e) <= 4096, "written in one piece");
	while (write(self->pipe, e, sizeof(*e)) < 0 && errno == EINTR)
		continue;
}

/* What the child failed with before it became QEMU, if it did.  The pipe is
 * closed by its exec. */
static bool read_failure(const struct host_child *child, struct err *e)
{
	struct err told;
	ssize_t n;

	do
		n = read(child->pipe, &told, sizeof(told));
	while (n < 0 && errno == EINTR);
	if (n != (ssize_t)sizeof(told))
		return false;
	*e = told;
	return true;
}

/* The end of QEMU's log in @text, without the newlines behind; "" if there is
 * none. */
static void read_log(const char *path, char text[LOG_TAIL_BYTES + 1])
{
	OWN_FD int fd =
		open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	off_t size = fd < 0 ? 0 : lseek(fd, 0, SEEK_END);
	off_t from = size > LOG_TAIL_BYTES ? size - LOG_TAIL_BYTES : 0;
	ssize_t len = pread(fd, text, LOG_TAIL_BYTES, from);

	while (len > 0 && text[len - 1] == '\n')
		len--;
	text[len > 0 ? len : 0] = '\0';
}

/* Where the line before @end begins. */
static size_t line_begin(const char *text, size_t end)
{
	while (end > 0 && text[end - 1] != '\n')
		end--;
	return end;
}

/* QEMU's last message: from the last line on that begins with its name; without
 * such a line, the last one. */
static char *last_message(char *text)
{
	size_t last = line_begin(text, strlen(text));
	size_t line = last;

	while (strncmp(text + line, "qemu", 4) != 0) {
		if (line == 0)
			return text + last;
		line = line_begin(text, line - 1);
	}
	return text + line;
}

/* QEMU's own last words are the best explanation. */
static bool refuse_end(const char *run_dir, int status, struct err *e)
{
	bool killed = WIFSIGNALED(status);
	char path[PATH_MAX], text[LOG_TAIL_BYTES + 1] = "";
	char *message;

	if (host_path(path, run_dir, HOST_LOG, ""))
		read_log(path, text);
	message = last_message(text);
	for (char *c = message; *c != '\0'; c++)
		if (*c == '\n')
			*c = ' ';
	err_set(e, ERR_HOST, "QEMU %s %d%s%s",
		killed ? "was ended by signal" : "ended with status",
		killed ? WTERMSIG(status) : WEXITSTATUS(status),
		message[0] != '\0' ? ": " : "", message);
	return err_hint(e, "its log is %s", path);
}

bool host_await_qemu(const struct host_child *child, const char *run_dir,
		     struct err *e)
{
	int status;

	if (read_failure(child, e))
		return false;
	switch (host_qmp_await(child->pid, run_dir, READY_MS)) {
	case HOST_QMP_READY:
		return true;
	case HOST_QMP_GONE:
		if (waitpid(child->pid, &status, 0) != child->pid)
			return err_system(e, errno, "waiting for QEMU");
		return refuse_end(run_dir, status, e);
	case HOST_QMP_SILENT:
		err_set(e, ERR_TIMEOUT,
			"QEMU runs as process %d, but does not answer",
			child->pid);
		return err_hint(e, "it may still come; its log is %s/" HOST_LOG,
				run_dir);
	}
	BUG();
}
