/* test_priv_write.c - src/priv/priv_write.c */
#include "scratch.h"

#include "priv_write.h"
#include <errno.h>
#include <poll.h>
#include <sys/file.h>
#include <sys/wait.h>

enum {
	WAIT_MS = 20,       /* for what never happens */
	PATIENCE_MS = 5000, /* for what happens, unless it is broken */
};

static const struct priv_locks no_locks;

static void writes_once(void **state)
{
	char text[16] = "";
	OWN_FD int dir = open(scratch, O_PATH | O_DIRECTORY | O_CLOEXEC);
	OWN_FD int fd = -1;

	(void)state;
	scratch_file("unbind", "", 0, 0600);
	assert_int_equal(priv_write(dir, "unbind", "0000:65:00.0", PATIENCE_MS,
				    &no_locks),
			 0);
	fd = open(scratch_path("unbind"), O_RDONLY | O_CLOEXEC);
	assert_int_equal(read(fd, text, sizeof(text)), 12);
	assert_string_equal(text, "0000:65:00.0");
}

static void tells_what_the_kernel_said(void **state)
{
	(void)state;
	assert_int_equal(
		priv_write(AT_FDCWD, "/dev/full", "x", PATIENCE_MS, &no_locks),
		ENOSPC);
	assert_int_equal(priv_write(AT_FDCWD, "/nonexistent", "x", PATIENCE_MS,
				    &no_locks),
			 ENOENT);
}

static void follows_no_link(void **state)
{
	OWN_FD int dir = open(scratch, O_PATH | O_DIRECTORY | O_CLOEXEC);

	(void)state;
	assert_int_equal(symlink("/dev/null", scratch_path("unbind")), 0);
	assert_int_equal(priv_write(dir, "unbind", "x", PATIENCE_MS, &no_locks),
			 ELOOP);
}

/* Whether the other end is closed by everybody, soon. */
static bool is_closed(int fd)
{
	struct pollfd p = {fd, POLLIN, 0};

	return poll(&p, 1, PATIENCE_MS) == 1;
}

static bool is_locked(const char *path)
{
	OWN_FD int fd = open(path, O_RDONLY | O_CLOEXEC);

	return flock(fd, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK;
}

/* Let the one who writes @left bytes to @reader end, and see it off. */
static void let_go(int reader, size_t left)
{
	char bytes[4096];

	while (left > 0) {
		ssize_t n = read(reader, bytes, sizeof(bytes));

		assert_true(n > 0);
		left -= (size_t)n;
	}
	assert_true(wait(NULL) > 0);
}

/* A pipe that nobody reads is as good as a driver that does not let go.  Who
 * waits for the end of this process must not wait for that one, which keeps the
 * locks. */
static void leaves_alone_what_takes_for_ever(void **state)
{
	static char text[128 * 1024];
	struct priv_locks locks = {.count = 1};
	OWN_FD int reader = -1;
	OWN_FD int watch = -1;
	bool closed, locked;
	int ends[2], got;

	(void)state;
	memset(text, 'x', sizeof(text) - 1);
	assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
	watch = ends[0];
	assert_int_equal(mkfifo(scratch_path("stuck"), 0600), 0);
	reader = open(scratch_path("stuck"), O_RDWR | O_CLOEXEC);
	locks.fds[0] = open(scratch, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	assert_int_equal(flock(locks.fds[0], LOCK_EX), 0);
	got = priv_write(AT_FDCWD, scratch_path("stuck"), text, WAIT_MS,
			 &locks);
	close(ends[1]);
	close(locks.fds[0]);
	closed = is_closed(watch);
	locked = is_locked(scratch);
	let_go(reader, sizeof(text) - 1);
	assert_int_equal(got, ETIMEDOUT);
	assert_true(closed);
	assert_true(locked);
	assert_false(is_locked(scratch));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		scratch_test(writes_once),
		scratch_test(tells_what_the_kernel_said),
		scratch_test(follows_no_link),
		scratch_test(leaves_alone_what_takes_for_ever),
	};

	return cmocka_run_group_tests_name("priv_write", tests, NULL, NULL);
}
