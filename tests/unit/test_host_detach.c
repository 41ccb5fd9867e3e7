/* test_host_detach.c - src/host/host_detach.c */
#include "fake_qmp.h"
#include "vmman/launch.h"
#include <signal.h>
#include <sys/wait.h>

/* What the child does in place of becoming QEMU. */
static void act(const struct host_child *self, void (*become)(void))
{
	struct err e;

	if (!host_redirect_stdio(scratch, &e)) {
		host_tell_parent(self, &e);
		_exit(1);
	}
	close(self->pipe); /* as its exec does */
	become();
	_exit(0);
}

static struct host_child detach(void (*become)(void))
{
	struct host_child child;
	struct err e;

	assert_true(host_detach(&child, &e));
	if (child.pid == 0)
		act(&child, become);
	return child;
}

static void serve(void)
{
	fake_qmp_serve(fake_qmp_listen());
}

static void die_with_words(void)
{
	static const char words[] =
		"qemu: warning\nqemu: Could not open 'disk'\n\n";

	(void)!write(STDERR_FILENO, words, strlen(words));
	_exit(1);
}

static void die_with_a_long_message(void)
{
	static const char words[] = "some guest's output\n"
				    "qemu: -device x: Failed to lock\n"
				    "Is another process using it?\n";

	(void)!write(STDERR_FILENO, words, strlen(words));
	_exit(1);
}

static void die_with_a_guests_words(void)
{
	(void)!write(STDERR_FILENO, "one\ntwo\n\n", 9);
	_exit(1);
}

static void die_by_a_signal(void)
{
	(void)raise(SIGKILL);
}

static void finds_a_session_of_its_own(void)
{
	char byte;
	bool fine = getsid(0) == getpid() && read(STDIN_FILENO, &byte, 1) == 0;

	_exit(fine ? 0 : 7);
}

static void refused(struct host_child child, enum err_kind kind,
		    const char *text)
{
	char hint[ERR_TEXT_BYTES];
	struct err e;

	assert_false(host_await_qemu(&child, scratch, &e));
	assert_int_equal(e.kind, kind);
	assert_string_equal(e.text, text);
	(void)snprintf(hint, sizeof(hint), "its log is %s/qemu.log", scratch);
	assert_string_equal(e.hint, hint);
	close(child.pipe);
}

static void succeeds_when_qemu_answers(void **state)
{
	struct host_child child = detach(serve);
	struct err e;

	(void)state;
	assert_true(host_await_qemu(&child, scratch, &e));
	assert_int_equal(waitpid(child.pid, NULL, 0), child.pid);
	close(child.pipe);
}

static void tells_qemus_last_words(void **state)
{
	(void)state;
	refused(detach(die_with_words), ERR_HOST,
		"QEMU ended with status 1: qemu: Could not open 'disk'");
	refused(detach(die_with_a_long_message), ERR_HOST,
		"QEMU ended with status 1: qemu: -device x: Failed to lock Is "
		"another process using it?");
	refused(detach(die_with_a_guests_words), ERR_HOST,
		"QEMU ended with status 1: two");
}

static void tells_of_a_silent_end(void **state)
{
	(void)state;
	refused(detach(die_by_a_signal), ERR_HOST,
		"QEMU was ended by signal 9");
	refused(detach(finds_a_session_of_its_own), ERR_HOST,
		"QEMU ended with status 0");
}

static void tells_what_the_child_told(void **state)
{
	struct host_child child;
	struct err e;

	(void)state;
	assert_true(host_detach(&child, &e));
	if (child.pid == 0) {
		err_at(&e, ERR_CONFIG, (struct err_place){7, 3, true},
		       "something of the child's");
		err_hint(&e, "and its hint");
		host_tell_parent(&child, &e);
		_exit(1);
	}
	assert_false(host_await_qemu(&child, scratch, &e));
	assert_int_equal(e.kind, ERR_CONFIG);
	assert_string_equal(e.text, "something of the child's");
	assert_string_equal(e.hint, "and its hint");
	assert_int_equal(e.at.offset, 7);
	assert_int_equal(waitpid(child.pid, NULL, 0), child.pid);
	close(child.pipe);
}

static void makes_the_log_anew_and_private(void **state)
{
	struct stat st;

	(void)state;
	scratch_file("qemu.log", "of the last time\n", 17, 0600);
	refused(detach(die_with_words), ERR_HOST,
		"QEMU ended with status 1: qemu: Could not open 'disk'");
	assert_int_equal(stat(scratch_path("qemu.log"), &st), 0);
	assert_int_equal(st.st_size, 43);
	assert_int_equal(st.st_mode, S_IFREG | 0600);
}

static void refuses_a_log_that_is_a_link(void **state)
{
	struct host_child child;
	char text[ERR_TEXT_BYTES];
	struct err e;

	(void)state;
	assert_int_equal(symlink("elsewhere", scratch_path("qemu.log")), 0);
	child = detach(die_with_words);
	assert_false(host_await_qemu(&child, scratch, &e));
	assert_int_equal(e.kind, ERR_SYSTEM);
	(void)snprintf(text, sizeof(text),
		       "opening %s/qemu.log: Too many levels of symbolic links",
		       scratch);
	assert_string_equal(e.text, text);
	assert_int_equal(waitpid(child.pid, NULL, 0), child.pid);
	close(child.pipe);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		scratch_test(succeeds_when_qemu_answers),
		scratch_test(tells_qemus_last_words),
		scratch_test(tells_of_a_silent_end),
		scratch_test(tells_what_the_child_told),
		scratch_test(makes_the_log_anew_and_private),
		scratch_test(refuses_a_log_that_is_a_link),
	};

	return cmocka_run_group_tests_name("host_detach", tests, NULL, NULL);
}
