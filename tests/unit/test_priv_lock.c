/* test_priv_lock.c - src/priv/priv_lock.c, in a /run of its own */
#include "priv_lock.h"
#include "priv_child.h"
#include <fcntl.h>
#include <sched.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>

enum {
	WAIT_MS = 20
};

static bool private_run(void)
{
	return unshare(CLONE_NEWNS) == 0 &&
	       mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0 &&
	       mount("run", "/run", "tmpfs", 0, "mode=755") == 0;
}

static bool mode_is(const char *path, mode_t mode)
{
	struct stat st;

	return lstat(path, &st) == 0 && (st.st_mode & 07777) == mode &&
	       st.st_uid == 0;
}

static bool makes_private_files(void)
{
	struct err e;

	(void)umask(0);
	return private_run() && priv_lock_take_user(1000, WAIT_MS, &e) >= 0 &&
	       mode_is("/run/vmman", 0700) &&
	       mode_is("/run/vmman/u1000.lock", 0600);
}

static void makes_what_it_needs_for_root_alone(void **state)
{
	(void)state;
	need_root();
	assert_true(true_in_child(makes_private_files));
}

static bool gives_up(void)
{
	struct err e;

	/* A lock of one open file does not stand in the way of another user's,
	 * only of the same one's. */
	return private_run() && priv_lock_take_user(1000, WAIT_MS, &e) >= 0 &&
	       priv_lock_take_user(1001, WAIT_MS, &e) >= 0 &&
	       priv_lock_take_user(1000, WAIT_MS, &e) == -1 &&
	       e.kind == ERR_BUSY &&
	       strcmp(e.text, "another vm-init of yours is at work") == 0;
}

static void gives_up_when_it_is_held_for_too_long(void **state)
{
	(void)state;
	need_root();
	assert_true(true_in_child(gives_up));
}

static bool shuts_out_another_user(void)
{
	struct err e;

	return private_run() &&
	       priv_lock_take_device("iommu-group-14", WAIT_MS, &e) >= 0 &&
	       mode_is("/run/vmman/iommu-group-14.lock", 0600) &&
	       priv_lock_device_is_held("iommu-group-14") &&
	       !priv_lock_device_is_held("iommu-group-15") &&
	       priv_lock_take_device("iommu-group-15", WAIT_MS, &e) >= 0 &&
	       priv_lock_take_device("iommu-group-14", WAIT_MS, &e) == -1 &&
	       e.kind == ERR_BUSY &&
	       strcmp(e.text, "another vm-init for iommu-group-14 is at "
			      "work") == 0;
}

static void locks_each_device_by_itself(void **state)
{
	(void)state;
	need_root();
	assert_true(true_in_child(shuts_out_another_user));
}

static bool refuses_open_directory(void)
{
	struct err e;

	return private_run() && mkdir("/run/vmman", 0700) == 0 &&
	       chmod("/run/vmman", 0755) == 0 &&
	       priv_lock_take_user(1000, WAIT_MS, &e) == -1 &&
	       e.kind == ERR_SYSTEM &&
	       strstr(e.text, "has mode 0755, expected root and 0700") != NULL;
}

static void refuses_a_directory_that_others_can_read(void **state)
{
	(void)state;
	need_root();
	assert_true(true_in_child(refuses_open_directory));
}

static bool refuses_open_file(void)
{
	static const char file[] = "/run/vmman/u1000.lock";
	struct err e;

	return private_run() && mkdir("/run/vmman", 0700) == 0 &&
	       mknod(file, S_IFREG | 0600, 0) == 0 && chmod(file, 0644) == 0 &&
	       priv_lock_take_user(1000, WAIT_MS, &e) == -1 &&
	       e.kind == ERR_SYSTEM &&
	       strcmp(e.text, "/run/vmman/u1000.lock is not a private file of "
			      "root") == 0 &&
	       strcmp(e.hint, "the administrator may remove it: vm-init makes "
			      "it anew") == 0;
}

static void refuses_a_file_that_others_can_read(void **state)
{
	(void)state;
	need_root();
	assert_true(true_in_child(refuses_open_file));
}

static bool refuses_links(void)
{
	struct err e;

	return private_run() && symlink("/tmp", "/run/vmman") == 0 &&
	       priv_lock_take_user(1000, WAIT_MS, &e) == -1 &&
	       unlink("/run/vmman") == 0 && mkdir("/run/vmman", 0700) == 0 &&
	       symlink("/etc/shadow", "/run/vmman/u1000.lock") == 0 &&
	       priv_lock_take_user(1000, WAIT_MS, &e) == -1;
}

static void follows_no_symbolic_link(void **state)
{
	(void)state;
	need_root();
	assert_true(true_in_child(refuses_links));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(makes_what_it_needs_for_root_alone),
		cmocka_unit_test(gives_up_when_it_is_held_for_too_long),
		cmocka_unit_test(locks_each_device_by_itself),
		cmocka_unit_test(refuses_a_directory_that_others_can_read),
		cmocka_unit_test(refuses_a_file_that_others_can_read),
		cmocka_unit_test(follows_no_symbolic_link),
	};

	return cmocka_run_group_tests_name("priv_lock", tests, NULL, NULL);
}
