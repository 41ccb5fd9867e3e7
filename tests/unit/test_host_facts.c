/* test_host_facts.c - src/host/host_facts.c */
#include "scratch.h"
#include "vmman/launch.h"
#include <sys/sysmacros.h>

static void is_error(const struct err *e, enum err_kind kind, const char *part,
		     const char *path, const char *rest)
{
	char text[PATH_MAX + ERR_TEXT_BYTES];

	(void)snprintf(text, sizeof(text), "%s%s%s", part, path, rest);
	assert_int_equal(e->kind, kind);
	assert_string_equal(e->text, text);
}

static void passes_a_file_that_may_be_written(void **state)
{
	struct err e;

	(void)state;
	scratch_file("disk", "", 0, 0600);
	assert_true(host_check_file(scratch_path("disk"), HOST_WRITE, &e));
	assert_true(host_check_file(scratch_path("disk"), HOST_READ, &e));
}

static void refuses_a_file_that_is_missing(void **state)
{
	const char *path = scratch_path("disk");
	struct host_image image;
	struct err e;

	(void)state;
	assert_false(host_check_file(path, HOST_READ, &e));
	is_error(&e, ERR_CONFIG, "there is no file ", path, "");
	assert_false(host_look_at_image(path, HOST_READ, &image, &e));
	is_error(&e, ERR_CONFIG, "there is no file ", path, "");
	assert_false(host_check_file("/dev/null/x", HOST_READ, &e));
	is_error(&e, ERR_CONFIG, "there is no file ", "/dev/null/x", "");
}

static void refuses_a_directory(void **state)
{
	struct err e;

	(void)state;
	assert_false(host_check_file(scratch, HOST_READ, &e));
	is_error(&e, ERR_CONFIG, "", scratch, " is a directory");
}

/* access(2) goes by the real user: be one for whom modes count. */
static void refuses_a_file_out_of_reach(void **state)
{
	const char *path = scratch_path("disk");
	struct err e;

	(void)state;
	if (geteuid() != 0)
		skip();
	scratch_file("disk", "", 0, 0444);
	assert_int_equal(chmod(scratch, 0755), 0);
	assert_int_equal(setresuid(4243, 4243, 0), 0);
	assert_true(host_check_file(path, HOST_READ, &e));
	assert_false(host_check_file(path, HOST_WRITE, &e));
	is_error(&e, ERR_DENIED, "you may not open ", path, "");
	assert_string_equal(e.hint, "look at its mode and at those of the "
				    "directories above it");
	assert_int_equal(setresuid(0, 0, 0), 0);
}

static void tells_what_an_image_is(void **state)
{
	struct host_image image;
	struct err e;

	(void)state;
	/* procfs has no O_DIRECT, on any kernel. */
	assert_true(host_look_at_image("/proc/version", HOST_READ, &image, &e));
	assert_false(image.direct_io);
	assert_false(image.block);
	assert_true(
		host_look_at_image("/proc/self/exe", HOST_READ, &image, &e));
	assert_false(image.block);
}

static void knows_a_block_device(void **state)
{
	struct host_image image;
	struct err e;

	(void)state;
	if (mknod(scratch_path("loop"), S_IFBLK | 0600, makedev(7, 0)) != 0)
		skip();
	if (!host_look_at_image(scratch_path("loop"), HOST_READ, &image, &e))
		skip();
	assert_true(image.block);
}

static void does_not_wait_for_a_fifo(void **state)
{
	struct host_image image;
	struct err e;

	(void)state;
	assert_int_equal(mkfifo(scratch_path("disk"), 0600), 0);
	(void)alarm(5);
	assert_true(host_look_at_image(scratch_path("disk"), HOST_READ, &image,
				       &e));
	(void)alarm(0);
}

static void refuses_memory_in_an_ordinary_directory(void **state)
{
	struct err e;

	(void)state;
	assert_false(host_check_hugetlbfs(scratch, &e));
	is_error(&e, ERR_HOST, "", scratch, " is no directory of a hugetlbfs");
	assert_false(host_check_hugetlbfs("/nonexistent", &e));
	is_error(&e, ERR_CONFIG, "there is no file ", "/nonexistent", "");
}

static void passes_a_program_of_root(void **state)
{
	struct err e;

	(void)state;
	assert_true(host_check_program("/bin/sh", &e));
}

static void refuses_a_relative_program(void **state)
{
	struct err e;

	(void)state;
	assert_false(host_check_program("sh", &e));
	is_error(&e, ERR_CONFIG, "QEMU_BIN is ", "sh",
		 ", but has to begin with a slash");
	assert_false(host_check_program("", &e));
	assert_int_equal(e.kind, ERR_CONFIG);
}

static void refuses_what_is_no_program(void **state)
{
	static const char hint[] =
		"install QEMU (Debian: qemu-system-x86), or set QEMU_BIN to "
		"where it is";
	const char *path = scratch_path("qemu");
	struct err e;

	(void)state;
	assert_false(host_check_program(path, &e));
	is_error(&e, ERR_HOST, "there is no program ", path, "");
	assert_string_equal(e.hint, hint);
	assert_false(host_check_program(scratch, &e));
	is_error(&e, ERR_HOST, "there is no program ", scratch, "");
	scratch_file("qemu", "", 0, 0644);
	assert_false(host_check_program(path, &e));
	is_error(&e, ERR_HOST, "there is no program ", path, "");
}

static void refuses_a_program_that_others_can_change(void **state)
{
	const char *path = scratch_path("qemu");
	struct err e;

	(void)state;
	scratch_file("qemu", "", 0, 0775);
	assert_false(host_check_program(path, &e));
	is_error(&e, ERR_DENIED, "", path,
		 " can be written by others (mode 0775)");
	scratch_file("qemu", "", 0, 0755);
	assert_true(host_check_program(path, &e));
	if (chown(path, 4242, 0) != 0)
		skip();
	assert_false(host_check_program(path, &e));
	is_error(&e, ERR_DENIED, "", path,
		 " belongs to user 4242, neither to root nor to you");
}

static void tells_of_kvm_what_an_open_tells(void **state)
{
	int fd = open("/dev/kvm", O_RDWR | O_CLOEXEC);
	struct err e = {.kind = ERR_NONE};

	(void)state;
	assert_int_equal(host_check_kvm(&e), fd >= 0);
	assert_int_equal(e.kind, fd >= 0 ? ERR_NONE : ERR_HOST);
	if (fd >= 0)
		close(fd);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		scratch_test(passes_a_file_that_may_be_written),
		scratch_test(refuses_a_file_that_is_missing),
		scratch_test(refuses_a_directory),
		scratch_test(refuses_a_file_out_of_reach),
		cmocka_unit_test(tells_what_an_image_is),
		scratch_test(knows_a_block_device),
		scratch_test(does_not_wait_for_a_fifo),
		scratch_test(refuses_memory_in_an_ordinary_directory),
		cmocka_unit_test(passes_a_program_of_root),
		cmocka_unit_test(refuses_a_relative_program),
		scratch_test(refuses_what_is_no_program),
		scratch_test(refuses_a_program_that_others_can_change),
		cmocka_unit_test(tells_of_kvm_what_an_open_tells),
	};

	return cmocka_run_group_tests_name("host_facts", tests, NULL, NULL);
}
