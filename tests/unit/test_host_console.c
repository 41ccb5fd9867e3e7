/* test_host_console.c - src/host/host_console.c
 *
 * The relay takes over a process, so each test gives it a child of its own; the
 * keys come from a terminal of the test's, or from a pipe.
 */
#include "scratch.h"
#include "vmman/host.h"
#include "vmman/launch.h"
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <termios.h>

struct setting {
	pid_t pid;
	int guest;    /* the guest's end of the console */
	int keys;     /* what is written here is typed */
	int screen;   /* what is printed can be read here */
	int terminal; /* the terminal itself, -1 if keys is a pipe */
};

static void relay(int in, int out, int socket)
{
	(void)dup2(in, STDIN_FILENO);
	(void)dup2(out, STDOUT_FILENO);
	host_relay(socket);
	_exit(0);
}

static struct setting start(bool terminal)
{
	int console[2], keys[2], screen[2];
	struct setting s = {.terminal = -1};

	assert_int_equal(
		socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, console), 0);
	assert_int_equal(pipe2(screen, O_CLOEXEC), 0);
	if (terminal) {
		keys[1] = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
		assert_int_equal(grantpt(keys[1]), 0);
		assert_int_equal(unlockpt(keys[1]), 0);
		keys[0] = open(ptsname(keys[1]), O_RDWR | O_NOCTTY | O_CLOEXEC);
		s.terminal = keys[0];
	} else {
		assert_int_equal(pipe2(keys, O_CLOEXEC), 0);
	}
	s.pid = fork();
	if (s.pid == 0) {
		close(console[0]);
		close(keys[1]);
		close(screen[0]);
		relay(keys[0], screen[1], console[1]);
	}
	close(console[1]);
	close(screen[1]);
	if (!terminal)
		close(keys[0]);
	s.guest = console[0];
	s.keys = keys[1];
	s.screen = screen[0];
	return s;
}

static void reads(int fd, const char *want)
{
	struct pollfd wait = {.fd = fd, .events = POLLIN};
	char text[64] = "";
	size_t len = 0;

	while (len < strlen(want) && poll(&wait, 1, 5000) > 0) {
		ssize_t n = read(fd, text + len, sizeof(text) - 1 - len);

		if (n <= 0)
			break;
		len += (size_t)n;
	}
	assert_string_equal(text, want);
}

static void ends(struct setting s)
{
	int status;

	(void)alarm(10);
	assert_int_equal(waitpid(s.pid, &status, 0), s.pid);
	(void)alarm(0);
	assert_int_equal(status, 0);
	close(s.screen);
	close(s.guest);
	if (s.terminal >= 0)
		close(s.terminal);
}

static bool is_raw(int terminal)
{
	struct termios t;

	assert_int_equal(tcgetattr(terminal, &t), 0);
	return (t.c_lflag & (ICANON | ECHO | ISIG)) == 0;
}

static void becomes_raw(int terminal)
{
	for (int tries = 0; tries < 500 && !is_raw(terminal); tries++)
		(void)usleep(10000);
	assert_true(is_raw(terminal));
}

static void types(struct setting s, const char *text)
{
	assert_int_equal(write(s.keys, text, strlen(text)), strlen(text));
}

static void passes_keys_and_output(void **state)
{
	struct setting s = start(true);

	(void)state;
	becomes_raw(s.terminal);
	types(s, "ls\x03\r");
	reads(s.guest, "ls\x03\r");
	assert_int_equal(write(s.guest, "out\r\n", 5), 5);
	reads(s.screen, "out\r\n");
	types(s, "\x1d");
	ends(s);
	close(s.keys);
}

static void leaves_the_terminal_as_it_was(void **state)
{
	struct setting s = start(true);
	int keep = dup(s.terminal);

	(void)state;
	becomes_raw(s.terminal);
	types(s, "\x1d");
	ends(s);
	assert_false(is_raw(keep));
	close(keep);
	close(s.keys);
}

static void leaves_it_so_after_a_signal(void **state)
{
	struct setting s = start(true);
	int keep = dup(s.terminal);

	(void)state;
	becomes_raw(s.terminal);
	assert_int_equal(kill(s.pid, SIGTERM), 0);
	ends(s);
	assert_false(is_raw(keep));
	close(keep);
	close(s.keys);
}

static void ends_with_the_guest(void **state)
{
	struct setting s = start(true);
	int keep = dup(s.terminal);

	(void)state;
	becomes_raw(s.terminal);
	assert_int_equal(shutdown(s.guest, SHUT_RDWR), 0);
	ends(s);
	assert_false(is_raw(keep));
	close(keep);
	close(s.keys);
}

/* A script's bytes are all the guest's, and their end is not the guest's. */
static void goes_on_after_the_end_of_a_pipe(void **state)
{
	struct setting s = start(false);

	(void)state;
	types(s, "a\x1d");
	reads(s.guest, "a\x1d");
	close(s.keys);
	assert_int_equal(write(s.guest, "later", 5), 5);
	reads(s.screen, "later");
	assert_int_equal(shutdown(s.guest, SHUT_RDWR), 0);
	ends(s);
}

static void ends_when_nobody_reads_the_screen(void **state)
{
	struct setting s = start(false);

	(void)state;
	close(s.screen);
	assert_int_equal(write(s.guest, "x", 1), 1);
	s.screen = dup(s.guest);
	ends(s);
	close(s.keys);
}

static void tells_a_vm_without_consoles_from_one_that_does_not_run(void **state)
{
	struct err e;
	int fd = -1, lock, ready[2], pid;
	char byte;

	(void)state;
	assert_false(host_connect_console(scratch, 0, &fd, &e));
	assert_int_equal(e.kind, ERR_NO_VM);
	assert_string_equal(e.text, "not running");
	assert_int_equal(pipe2(ready, O_CLOEXEC), 0);
	pid = fork();
	if (pid == 0) {
		if (!host_lock_run_dir(scratch, &lock, &e))
			_exit(1);
		(void)!write(ready[1], "", 1);
		(void)pause();
	}
	assert_int_equal(read(ready[0], &byte, 1), 1);
	assert_false(host_connect_console(scratch, 3, &fd, &e));
	assert_int_equal(e.kind, ERR_NO_VM);
	assert_string_equal(e.text, "no console 3");
	assert_string_equal(e.hint, "a section [console.NAME] in its file "
				    "makes one");
	assert_int_equal(fd, -1);
	assert_int_equal(kill(pid, SIGKILL), 0);
	assert_int_equal(waitpid(pid, NULL, 0), pid);
	close(ready[0]);
	close(ready[1]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(passes_keys_and_output),
		cmocka_unit_test(leaves_the_terminal_as_it_was),
		cmocka_unit_test(leaves_it_so_after_a_signal),
		cmocka_unit_test(ends_with_the_guest),
		cmocka_unit_test(goes_on_after_the_end_of_a_pipe),
		cmocka_unit_test(ends_when_nobody_reads_the_screen),
		scratch_test(
			tells_a_vm_without_consoles_from_one_that_does_not_run),
	};

	return cmocka_run_group_tests_name("host_console", tests, NULL, NULL);
}
