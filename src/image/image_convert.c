/* image_convert.c - qemu-img, kept on a short lead
 *
 * Runs as: caller; its child, confined.  Input: an image that image_check() has
 * passed; the child's words.
 *
 * The program is one fixed path, its arguments are words and numbers of ours,
 * its environment is empty, and it can reach nothing but its directory.
 */
#include "image_internal.h"
#include "vmman/num.h"
#include <errno.h>
#include <fcntl.h>
#include <linux/close_range.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#define QEMU_IMG "/usr/bin/qemu-img"

enum {
	POLL_MS = 200,
	PATIENCE = 10, /* times the patience with servers, without a percent */
	WORDS_BYTES = 160,
};

/* A child that runs, and the end of what it says. */
struct tool {
	pid_t pid;
	int progress, words; /* its stdout and stderr */
	int silent_ms;
	bool heard;
	char text[WORDS_BYTES];
	size_t len;
};

static _Noreturn void tell_and_end(const char *text)
{
	(void)!write(STDERR_FILENO, text, strlen(text));
	_exit(127);
}

static bool limit_file(const struct image_conversion *c)
{
	/* qcow2 needs less than a sixteenth for its tables. */
	rlim_t most = c->bytes + c->bytes / 16 + (1 << 24);
	struct rlimit limit = {most, most};

	return setrlimit(RLIMIT_FSIZE, &limit) == 0;
}

/* The program's whole command line. */
struct command {
	char words[12][16];
	char *arguments[13];
};

static void write_command(const struct image_conversion *c, struct command *out)
{
	*out = (struct command){.words = {"qemu-img", "convert", "-p", "-W",
					  "-m", "8", "-f", "", "-O"}};
	(void)snprintf(out->words[7], sizeof(out->words[7]), "%s",
		       image_format_name(c->from));
	(void)snprintf(out->words[9], sizeof(out->words[9]), "%s",
		       image_format_name(c->to));
	(void)snprintf(out->words[10], sizeof(out->words[10]), "./%u", c->slot);
	(void)snprintf(out->words[11], sizeof(out->words[11]), "./%u.out",
		       c->slot);
	for (size_t i = 0; i < ARRAY_LEN(out->words); i++)
		out->arguments[i] = out->words[i];
}

static bool prepare(const struct image_conversion *c, pid_t parent,
		    int progress, int words)
{
	OWN_FD int null = open("/dev/null", O_RDONLY | O_CLOEXEC);

	return null >= 0 && prctl(PR_SET_PDEATHSIG, SIGKILL) == 0 &&
	       getppid() == parent && fchdir(c->dir) == 0 &&
	       dup2(null, STDIN_FILENO) >= 0 &&
	       dup2(progress, STDOUT_FILENO) >= 0 &&
	       dup2(words, STDERR_FILENO) >= 0 &&
	       syscall(SYS_close_range, 3, ~0U, CLOSE_RANGE_CLOEXEC) == 0 &&
	       setsid() > 0 && limit_file(c);
}

static _Noreturn void be_tool(const struct image_conversion *c, pid_t parent,
			      int progress, int words)
{
	char locale[] = "LC_ALL=C";
	char *environment[] = {locale, NULL};
	struct command command;
	struct err e;

	write_command(c, &command);
	(void)umask(077);
	if (!prepare(c, parent, progress, words))
		tell_and_end("cannot be prepared");
	if (!image_confine_tool(c->dir, &e))
		tell_and_end(e.text);
	(void)execve(QEMU_IMG, command.arguments, environment);
	tell_and_end(errno == ENOENT ? "is not there" : "cannot be run");
}

static void close_pair(const int pair[2])
{
	close(pair[0]);
	close(pair[1]);
}

static bool start(const struct image_conversion *c, struct tool *tool,
		  struct err *e)
{
	pid_t self = getpid();
	int progress[2], words[2];

	if (pipe2(progress, O_CLOEXEC) != 0)
		return err_system(e, errno, "making a pipe");
	if (pipe2(words, O_CLOEXEC) != 0) {
		(void)err_system(e, errno, "making a pipe");
		close_pair(progress);
		return false;
	}
	tool->pid = fork();
	if (tool->pid == 0)
		be_tool(c, self, progress[1], words[1]);
	close(progress[1]);
	close(words[1]);
	tool->progress = progress[0];
	tool->words = words[0];
	return tool->pid > 0 || err_system(e, errno, "making a process");
}

/* "    (12.50/100%)\r": the last of these counts. */
static void hear_progress(const struct image_conversion *c,
			  const struct image_net *net, char *text, size_t len)
{
	struct str number;
	uint64_t percent;
	char *open;

	text[len] = '\0';
	open = strrchr(text, '(');
	if (net->progress == NULL || open == NULL)
		return;
	number = (struct str){open + 1, strcspn(open + 1, ".")};
	if (num_parse(number, 100, &percent))
		net->progress(net->context, IMAGE_CONVERTING,
			      c->bytes / 100 * percent, c->bytes);
}

/* False when the child has closed its ends. */
static bool hear(const struct image_conversion *c, const struct image_net *net,
		 struct tool *tool)
{
	struct pollfd ends[2] = {{.fd = tool->progress, .events = POLLIN},
				 {.fd = tool->words, .events = POLLIN}};
	size_t room = sizeof(tool->text) - tool->len;
	ssize_t said = 0, told = 0;
	char text[256];

	tool->heard = poll(ends, 2, POLL_MS) > 0;
	if (!tool->heard)
		return true;
	if (ends[0].revents != 0)
		said = read(tool->progress, text, sizeof(text) - 1);
	if (said > 0)
		hear_progress(c, net, text, (size_t)said);
	if (ends[1].revents != 0)
		told = read(tool->words,
			    room > 0 ? tool->text + tool->len : text,
			    room > 0 ? room : sizeof(text));
	if (told > 0 && room > 0)
		tool->len += (size_t)told;
	return said > 0 || told > 0;
}

/* Wait until it ends, or has to be ended. */
static bool await(const struct image_conversion *c, const struct image_net *net,
		  struct tool *tool, struct err *e)
{
	int patience_ms = (int)net->stall_seconds * 1000 * PATIENCE;

	while (hear(c, net, tool)) {
		tool->silent_ms = tool->heard ? 0 : tool->silent_ms + POLL_MS;
		if (image_net_is_stopped(net))
			return err_set(e, ERR_BUSY, "interrupted");
		if (tool->silent_ms > patience_ms)
			return err_set(e, ERR_HOST,
				       "qemu-img did nothing for %d seconds",
				       patience_ms / 1000);
	}
	return true;
}

static bool judge(struct tool *tool, int status, struct err *e)
{
	if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
		return true;
	while (tool->len > 0 && tool->text[tool->len - 1] == '\n')
		tool->len--;
	if (WIFEXITED(status) && WEXITSTATUS(status) == 127) {
		(void)err_set(e, ERR_HOST, QEMU_IMG " %.*s", (int)tool->len,
			      tool->text);
		return err_hint(e, "it is in Debian's package qemu-utils");
	}
	if (memmem(tool->text, tool->len, "No space left", 13) != NULL)
		return err_system(e, ENOSPC, "converting the image");
	return err_set(e, ERR_DATA, "qemu-img ended with %s %d: %.*s",
		       WIFSIGNALED(status) ? "signal" : "status",
		       WIFSIGNALED(status) ? WTERMSIG(status)
					   : WEXITSTATUS(status),
		       (int)tool->len, tool->text);
}

/* And whatever it started: it leads a group, or will in a moment. */
static void end(const struct tool *tool)
{
	(void)kill(-tool->pid, SIGKILL);
	(void)kill(tool->pid, SIGKILL);
}

bool image_convert(const struct image_conversion *conversion,
		   const struct image_net *net, struct err *e)
{
	struct tool tool = {.pid = -1};
	int status = 0;
	bool waited;

	if (!start(conversion, &tool, e))
		return false;
	waited = await(conversion, net, &tool, e);
	if (!waited)
		end(&tool);
	close(tool.progress);
	close(tool.words);
	while (waitpid(tool.pid, &status, 0) < 0 && errno == EINTR)
		continue;
	return waited && judge(&tool, status, e);
}
