/* test_host_run_dir.c - src/host/host_run_dir.c */
#include "scratch.h"
#include "vmman/host.h"

static const struct vm_name alice = {"alice"};

static void refused(enum host_make make, enum err_kind kind, const char *part,
		    const char *why)
{
	char out[PATH_MAX], text[ERR_TEXT_BYTES];
	struct err e = {.kind = ERR_NONE};

	(void)snprintf(text, sizeof(text), "%s/%s%s", scratch, part, why);
	assert_false(host_run_dir(scratch, &alice, make, out, &e));
	assert_int_equal(e.kind, kind);
	assert_string_equal(e.text, text);
	assert_string_equal(e.hint, "set XDG_RUNTIME_DIR to a directory of "
				    "your own with mode 0700");
}

static void makes_every_part_private(void **state)
{
	char out[PATH_MAX];
	struct stat st;
	struct err e;
	mode_t old = umask(0);

	(void)state;
	assert_true(host_run_dir(scratch, &alice, HOST_MAKE, out, &e));
	(void)umask(old);
	assert_string_equal(out, scratch_path("vmman/alice"));
	assert_int_equal(stat(out, &st), 0);
	assert_int_equal(st.st_mode, S_IFDIR | 0700);
	assert_int_equal(stat(scratch_path("vmman"), &st), 0);
	assert_int_equal(st.st_mode, S_IFDIR | 0700);
	assert_true(host_run_dir(scratch, &alice, HOST_MAKE, out, &e));
}

static void makes_nothing_when_only_looking(void **state)
{
	char out[PATH_MAX];
	struct err e;

	(void)state;
	assert_true(host_run_dir(scratch, &alice, HOST_LOOK, out, &e));
	assert_string_equal(out, scratch_path("vmman/alice"));
	assert_int_equal(access(scratch_path("vmman"), F_OK), -1);
	assert_true(host_run_root(scratch, HOST_LOOK, out, &e));
	assert_string_equal(out, scratch_path("vmman"));
}

static void refuses_a_part_that_others_may_enter(void **state)
{
	static const char why[] =
		" is no place for a VM's sockets: others may enter it";
	char out[PATH_MAX];
	struct err e;

	(void)state;
	assert_true(host_run_dir(scratch, &alice, HOST_MAKE, out, &e));
	assert_int_equal(chmod(out, 0710), 0);
	refused(HOST_MAKE, ERR_DENIED, "vmman/alice", why);
	refused(HOST_LOOK, ERR_DENIED, "vmman/alice", why);
	assert_int_equal(chmod(scratch_path("vmman"), 0701), 0);
	refused(HOST_MAKE, ERR_DENIED, "vmman", why);
	assert_int_equal(chmod(scratch, 0755), 0);
	assert_false(host_run_dir(scratch, &alice, HOST_MAKE, out, &e));
	assert_int_equal(e.kind, ERR_DENIED);
}

static void refuses_a_symbolic_link(void **state)
{
	(void)state;
	assert_int_equal(mkdir(scratch_path("elsewhere"), 0700), 0);
	assert_int_equal(symlink("elsewhere", scratch_path("vmman")), 0);
	refused(HOST_MAKE, ERR_DENIED, "vmman",
		" is no place for a VM's sockets: it is not a directory");
}

static void refuses_a_part_of_another_user(void **state)
{
	(void)state;
	if (geteuid() != 0)
		skip();
	assert_int_equal(mkdir(scratch_path("vmman"), 0700), 0);
	assert_int_equal(chown(scratch_path("vmman"), 4242, 0), 0);
	refused(HOST_MAKE, ERR_DENIED, "vmman",
		" is no place for a VM's sockets: it belongs to another user");
}

static void tells_that_the_runtime_directory_is_missing(void **state)
{
	char out[PATH_MAX];
	struct err e;

	(void)state;
	assert_false(host_run_dir("/nonexistent", &alice, HOST_MAKE, out, &e));
	assert_int_equal(e.kind, ERR_SYSTEM);
	assert_string_equal(e.text, "making /nonexistent/vmman: No such file "
				    "or directory");
}

static void leaves_room_for_a_socket(void **state)
{
	struct vm_name name = {{0}};
	char out[PATH_MAX];
	struct err e;

	(void)state;
	assert_int_equal(HOST_RUN_DIR_MAX + 1 + strlen("console63.sock"), 106);
	memset(name.text, 'n', 64);
	assert_true(
		host_run_dir("/run/user/10001000", &name, HOST_LOOK, out, &e));
	assert_int_equal(strlen(out), HOST_RUN_DIR_MAX - 2);
	assert_false(host_run_dir("/run/user/10001000100", &name, HOST_LOOK,
				  out, &e));
	assert_int_equal(e.kind, ERR_CONFIG);
	assert_string_equal(e.text,
			    "the path of the VM's sockets would be longer than "
			    "the 107 bytes of unix(7)");
}

/* Which of the two it is depends on the machine, but never the variable. */
static void ignores_a_relative_runtime_directory(void **state)
{
	char unset[PATH_MAX], relative[PATH_MAX], empty[PATH_MAX];
	struct err e;

	(void)state;
	assert_true(host_run_dir(NULL, &alice, HOST_LOOK, unset, &e));
	assert_true(host_run_dir("run", &alice, HOST_LOOK, relative, &e));
	assert_true(host_run_dir("", &alice, HOST_LOOK, empty, &e));
	assert_string_equal(relative, unset);
	assert_string_equal(empty, unset);
	if (access("/run/user/0", F_OK) != 0 && getuid() == 0)
		assert_string_equal(unset, "/tmp/vmman-0/alice");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		scratch_test(makes_every_part_private),
		scratch_test(makes_nothing_when_only_looking),
		scratch_test(refuses_a_part_that_others_may_enter),
		scratch_test(refuses_a_symbolic_link),
		scratch_test(refuses_a_part_of_another_user),
		cmocka_unit_test(tells_that_the_runtime_directory_is_missing),
		cmocka_unit_test(leaves_room_for_a_socket),
		cmocka_unit_test(ignores_a_relative_runtime_directory),
	};

	return cmocka_run_group_tests_name("host_run_dir", tests, NULL, NULL);
}
