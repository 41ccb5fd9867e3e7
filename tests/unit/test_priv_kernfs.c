/* test_priv_kernfs.c - src/priv/priv_kernfs.c */
#include "scratch.h"

#include "priv_kernfs.h"
#include <errno.h>
#include <linux/magic.h>

static void opens_what_is_of_the_right_kind(void **state)
{
	struct err e;
	int fd = priv_kernfs_open("/proc", PROC_SUPER_MAGIC, &e);

	(void)state;
	assert_true(fd >= 0);
	close(fd);
}

static void tells_what_is_absent_from_what_is_unknown(void **state)
{
	int errnum = 0;

	(void)state;
	assert_true(priv_kernfs_found(true, &errnum));
	errno = ENOENT;
	assert_false(priv_kernfs_found(false, &errnum));
	assert_int_equal(errnum, 0);
	errno = EIO;
	assert_false(priv_kernfs_found(false, &errnum));
	errno = ENOMEM;
	assert_false(priv_kernfs_found(false, &errnum));
	assert_int_equal(errnum, EIO);
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

static void follows_the_link_of_a_device(void **state)
{
	struct err e;
	char text[16];
	OWN_FD int sys = priv_kernfs_open("/sys", SYSFS_MAGIC, &e);
	OWN_FD int dir = priv_kernfs_follow(sys, "class/net/lo");

	(void)state;
	assert_true(dir >= 0);
	assert_true(priv_kernfs_read(dir, "ifindex", text, sizeof(text)));
	assert_string_equal(text, "1");
	assert_int_equal(priv_kernfs_follow(sys, "class/net"), -1);
	assert_int_equal(priv_kernfs_follow(sys, "class/net/none"), -1);
}

static void does_not_follow_a_link_to_elsewhere(void **state)
{
	OWN_FD int dir = open(scratch, O_PATH | O_DIRECTORY | O_CLOEXEC);

	(void)state;
	assert_int_equal(symlink("/etc", scratch_path("absolute")), 0);
	assert_int_equal(symlink("up/../..", scratch_path("out")), 0);
	assert_int_equal(symlink("absolute", scratch_path("twice")), 0);
	assert_int_equal(priv_kernfs_follow(dir, "absolute"), -1);
	assert_int_equal(priv_kernfs_follow(dir, "out"), -1);
	assert_int_equal(priv_kernfs_follow(dir, "twice"), -1);
}

static void tells_the_last_part_of_a_link(void **state)
{
	OWN_FD int dir = open(scratch, O_PATH | O_DIRECTORY | O_CLOEXEC);
	char text[8];

	(void)state;
	assert_int_equal(symlink("../bus/e1000e", scratch_path("driver")), 0);
	assert_int_equal(symlink("../groups/14", scratch_path("group")), 0);
	assert_true(priv_kernfs_link_name(dir, "driver", text, sizeof(text)));
	assert_string_equal(text, "e1000e");
	assert_true(priv_kernfs_link_name(dir, "group", text, sizeof(text)));
	assert_string_equal(text, "14");
	assert_false(priv_kernfs_link_name(dir, "driver", text, 6));
	assert_string_equal(text, "");
	assert_false(priv_kernfs_link_name(dir, "none", text, sizeof(text)));
}

static void tells_what_a_link_leads_through(void **state)
{
	OWN_FD int dir = open(scratch, O_PATH | O_DIRECTORY | O_CLOEXEC);

	(void)state;
	assert_int_equal(symlink("../../devices/pci0/0000:01:00.0/net/eth6",
				 scratch_path("eth6")),
			 0);
	assert_true(priv_kernfs_leads_through(dir, "eth6", "0000:01:00.0"));
	assert_false(priv_kernfs_leads_through(dir, "eth6", "0000:01:00"));
	assert_false(priv_kernfs_leads_through(dir, "eth6", "eth6"));
	assert_false(priv_kernfs_leads_through(dir, "none", "0000:01:00.0"));
}

static void finds_what_is_there_or_says_that_it_cannot(void **state)
{
	bool there = true;
	OWN_FD int dir = open(scratch, O_PATH | O_CLOEXEC);

	(void)state;
	assert_true(priv_kernfs_has(dir, "file", &there));
	assert_false(there);
	scratch_file("file", "", 0, 0600);
	assert_true(priv_kernfs_has(dir, "file", &there));
	assert_true(there);
	assert_true(priv_kernfs_has(dir, "file/partition", &there));
	assert_false(there);
	assert_int_equal(symlinkat("loop", dir, "loop"), 0);
	assert_false(priv_kernfs_has(dir, "loop/partition", &there));
	assert_int_equal(errno, ELOOP);
	assert_false(there);
}

/* More than are read at once. */
static void lists_every_name_once(void **state)
{
	enum {
		NAMES = 300
	};
	bool seen[NAMES] = {false};
	struct priv_kernfs_names names = {.fd = -1};
	const char *name;
	size_t count = 0;
	char text[16];

	(void)state;
	for (int i = 0; i < NAMES; i++) {
		(void)snprintf(text, sizeof(text), "n%d", i);
		scratch_file(text, "", 0, 0600);
	}
	OWN_FD int fd = priv_kernfs_list(AT_FDCWD, scratch);

	for (names.fd = fd; (name = priv_kernfs_next(&names)) != NULL;
	     count++) {
		int n = atoi(name + 1);

		assert_int_equal(name[0], 'n');
		assert_false(seen[n]);
		seen[n] = true;
	}
	assert_int_equal(count, NAMES);
	assert_int_equal(names.errnum, 0);
}

static void tells_that_a_list_is_not_whole(void **state)
{
	OWN_FD int fd = open("/proc/self/status", O_RDONLY | O_CLOEXEC);
	struct priv_kernfs_names names = {.fd = fd};

	(void)state;
	assert_null(priv_kernfs_next(&names));
	assert_int_equal(names.errnum, ENOTDIR);
	assert_int_equal(priv_kernfs_list(AT_FDCWD, "/proc/self/status"), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(opens_what_is_of_the_right_kind),
		cmocka_unit_test(tells_what_is_absent_from_what_is_unknown),
		cmocka_unit_test(refuses_another_file_system),
		cmocka_unit_test(does_not_leave_the_file_system),
		cmocka_unit_test(reads_a_line_without_its_newline),
		cmocka_unit_test(refuses_what_does_not_fit),
		cmocka_unit_test(follows_the_link_of_a_device),
		scratch_test(does_not_follow_a_link_to_elsewhere),
		scratch_test(tells_the_last_part_of_a_link),
		scratch_test(tells_what_a_link_leads_through),
		scratch_test(finds_what_is_there_or_says_that_it_cannot),
		scratch_test(lists_every_name_once),
		cmocka_unit_test(tells_that_a_list_is_not_whole),
	};

	return cmocka_run_group_tests_name("priv_kernfs", tests, NULL, NULL);
}
