/* test_priv_kernfs.c - src/priv/priv_kernfs.c */
#include "priv_kernfs.h"
#include "unit.h"
#include <fcntl.h>
#include <linux/magic.h>
#include <string.h>

static void opens_what_is_of_the_right_kind(void **state)
{
	struct err e;
	int fd = priv_kernfs_open("/proc", PROC_SUPER_MAGIC, &e);

	(void)state;
	assert_true(fd >= 0);
	close(fd);
}

static void refuses_another_file_system(void **state)
{
	struct err e;

	(void)state;
	assert_int_equal(priv_kernfs_open("/proc", SYSFS_MAGIC, &e), -1);
	assert_int_equal(e.kind, ERR_SYSTEM);
	assert_string_equal(e.text, "/proc has a file system of type 0x9fa0, "
				    "expected 0x62656572");
	assert_int_equal(priv_kernfs_open("/nonexistent", SYSFS_MAGIC, &e), -1);
}

static void does_not_leave_the_file_system(void **state)
{
	struct err e;
	int fd = priv_kernfs_open("/sys", SYSFS_MAGIC, &e);
	int dir = priv_kernfs_open_dir(fd, "devices/virtual/net/lo");

	(void)state;
	assert_true(dir >= 0);
	close(dir);
	assert_int_equal(priv_kernfs_open_dir(fd, "../etc"), -1);
	assert_int_equal(priv_kernfs_open_dir(fd, "/etc"), -1);
	assert_int_equal(priv_kernfs_open_dir(fd, "devices/none"), -1);
	/* A symbolic link. */
	assert_int_equal(priv_kernfs_open_dir(fd, "class/net/lo"), -1);
	close(fd);
}

static void reads_a_line_without_its_newline(void **state)
{
	char text[16];

	(void)state;
	assert_true(priv_kernfs_read(AT_FDCWD, "/proc/sys/kernel/ostype", text,
				     sizeof(text)));
	assert_string_equal(text, "Linux");
}

static void refuses_what_does_not_fit(void **state)
{
	char text[6];

	(void)state;
	/* "Linux\n" is six bytes; a NUL makes seven. */
	assert_false(priv_kernfs_read(AT_FDCWD, "/proc/sys/kernel/ostype", text,
				      sizeof(text)));
	assert_false(
		priv_kernfs_read(AT_FDCWD, "/proc/none", text, sizeof(text)));
	assert_string_equal(text, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(opens_what_is_of_the_right_kind),
		cmocka_unit_test(refuses_another_file_system),
		cmocka_unit_test(does_not_leave_the_file_system),
		cmocka_unit_test(reads_a_line_without_its_newline),
		cmocka_unit_test(refuses_what_does_not_fit),
	};

	return cmocka_run_group_tests_name("priv_kernfs", tests, NULL, NULL);
}
