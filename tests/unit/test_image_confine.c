/* test_image_confine.c - src/image/image_confine.c, each in a child of its own
 *
 * Under a sanitizer the worker keeps its system calls (image_confine.c): there,
 * only what Landlock takes is tried.
 */
#include "image_internal.h"
#include "priv_child.h"
#include "scratch.h"
#include <errno.h>
#include <linux/landlock.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>

static bool has_landlock(void)
{
	return syscall(SYS_landlock_create_ruleset, NULL, 0,
		       LANDLOCK_CREATE_RULESET_VERSION) >= 1;
}

static bool opens(const char *path, int flags)
{
	int fd = open(path, flags | O_CLOEXEC, 0600);

	if (fd >= 0)
		close(fd);
	return fd >= 0;
}

static bool worker(void)
{
	struct err e;

	return image_confine_worker(&e);
}

static bool worker_opens_nothing(void)
{
	return opens("/etc/passwd", O_RDONLY) && worker() &&
	       !opens("/etc/passwd", O_RDONLY) && !opens(scratch, O_RDONLY) &&
	       !opens(scratch_path("new"), O_WRONLY | O_CREAT);
}

static bool worker_starts_nothing(void)
{
	char name[] = "false";
	char *words[] = {name, NULL}, *none[] = {NULL};

	if (!worker())
		return false;
	(void)execve("/usr/bin/false", words, none);
	return true;
}

static bool worker_has_no_network_and_no_children(void)
{
	return worker() && socket(AF_INET, SOCK_STREAM, 0) < 0 &&
	       errno == EPERM && socket(AF_UNIX, SOCK_STREAM, 0) < 0 &&
	       fork() < 0 && kill(getppid(), 0) != 0 && errno == EPERM;
}

static bool worker_still_has_what_it_holds(void)
{
	int fd = open(scratch_path("held"), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	char got[4] = "";

	return fd >= 0 && worker() && pwrite(fd, "abc", 3, 0) == 3 &&
	       pread(fd, got, 3, 0) == 3 && strcmp(got, "abc") == 0 &&
	       ftruncate(fd, 0) == 0;
}

static bool tool(void)
{
	int dir = open(scratch_path("work"), O_RDONLY | O_CLOEXEC);
	struct err e;

	return dir >= 0 && image_confine_tool(dir, &e);
}

static bool tool_reaches_its_directory_alone(void)
{
	return tool() && opens(scratch_path("work/new"), O_WRONLY | O_CREAT) &&
	       opens("/usr/bin/true", O_RDONLY) &&
	       !opens("/usr/bin/true", O_WRONLY) &&
	       !opens("/etc/passwd", O_RDONLY) &&
	       !opens(scratch_path("mine"), O_RDONLY) &&
	       !opens(scratch_path("new"), O_WRONLY | O_CREAT) &&
	       !opens(scratch_path("work/../mine"), O_RDONLY);
}

static bool tool_has_no_network_and_hurts_nobody(void)
{
	return tool() && socket(AF_INET, SOCK_STREAM, 0) < 0 &&
	       errno == EPERM && kill(getppid(), 0) != 0 && errno == EPERM;
}

static bool neither_gains_rights_or_leaves_its_memory(void)
{
	struct rlimit core;

	return tool() && prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1 &&
	       getrlimit(RLIMIT_CORE, &core) == 0 && core.rlim_max == 0;
}

static int setup(void **state)
{
	if (scratch_setup(state) != 0)
		return -1;
	scratch_file("mine", "mine", 4, 0600);
	return mkdir(scratch_path("work"), 0700);
}

static void takes_files_from_the_worker(void **state)
{
	(void)state;
	if (!has_landlock())
		skip();
	assert_true(true_in_child(worker_opens_nothing));
	assert_true(true_in_child(worker_starts_nothing));
}

static void takes_all_else_from_the_worker(void **state)
{
	(void)state;
#ifdef VMMAN_SANITIZED
	skip();
#endif
	assert_true(true_in_child(worker_has_no_network_and_no_children));
}

static void leaves_the_worker_its_own_files(void **state)
{
	(void)state;
	assert_true(true_in_child(worker_still_has_what_it_holds));
}

static void leaves_the_tool_one_directory(void **state)
{
	(void)state;
	if (!has_landlock())
		skip();
	assert_true(true_in_child(tool_reaches_its_directory_alone));
}

static void takes_the_network_from_the_tool(void **state)
{
	(void)state;
	assert_true(true_in_child(tool_has_no_network_and_hurts_nobody));
	assert_true(true_in_child(neither_gains_rights_or_leaves_its_memory));
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, scratch_teardown)
	const struct CMUnitTest tests[] = {
		TEST(takes_files_from_the_worker),
		TEST(takes_all_else_from_the_worker),
		TEST(leaves_the_worker_its_own_files),
		TEST(leaves_the_tool_one_directory),
		TEST(takes_the_network_from_the_tool),
	};

	return cmocka_run_group_tests_name("image_confine", tests, NULL, NULL);
}
