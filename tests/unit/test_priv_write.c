/* test_priv_write.c - src/priv/priv_write.c */
#include "scratch.h"

#include "priv_write.h"
#include <errno.h>

static const struct priv_locks no_locks;

static void writes_once(void **state)
{
	char text[16] = "";
	OWN_FD int dir = open(scratch, O_PATH | O_DIRECTORY | O_CLOEXEC);
	OWN_FD int fd = -1;

	(void)state;
	scratch_file("unbind", "", 0, 0600);
	assert_int_equal(priv_write(dir, "unbind", "0000:65:00.0", &no_locks),
			 0);
	fd = open(scratch_path("unbind"), O_RDONLY | O_CLOEXEC);
	assert_int_equal(read(fd, text, sizeof(text)), 12);
	assert_string_equal(text, "0000:65:00.0");
}

static void tells_what_the_kernel_said(void **state)
{
	(void)state;
	assert_int_equal(priv_write(AT_FDCWD, "/dev/full", "x", &no_locks),
			 ENOSPC);
	assert_int_equal(priv_write(AT_FDCWD, "/nonexistent", "x", &no_locks),
			 ENOENT);
}

static void follows_no_link(void **state)
{
	OWN_FD int dir = open(scratch, O_PATH | O_DIRECTORY | O_CLOEXEC);

	(void)state;
	assert_int_equal(symlink("/dev/null", scratch_path("unbind")), 0);
	assert_int_equal(priv_write(dir, "unbind", "x", &no_locks), ELOOP);
}

/* A pipe that nobody reads is as good as a driver that does not let go.  Who
 * waits for the end of this process must not wait for that one. */
static void leaves_alone_what_takes_for_ever(void **state)
{
	static char text[128 * 1024];
	struct priv_locks locks = {.count = 1};
	OWN_FD int reader = -1;
	int watched[2];
	char byte;

	(void)state;
	memset(text, 'x', sizeof(text) - 1);
	assert_int_equal(pipe2(watched, O_CLOEXEC), 0);
	assert_int_equal(mkfifo(scratch_path("stuck"), 0600), 0);
	reader = open(scratch_path("stuck"), O_RDWR | O_CLOEXEC);
	locks.fds[0] = open(scratch, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	assert_int_equal(
		priv_write(AT_FDCWD, scratch_path("stuck"), text, &locks),
		ETIMEDOUT);
	close(watched[1]);
	assert_int_equal(read(watched[0], &byte, 1), 0);
	close(watched[0]);
	close(locks.fds[0]);
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
