/* test_host_read.c - src/host/host_read.c
 *
 * What an ordinary user meets beside this (files out of reach) is in
 * tests/system/vm_run_file.sh: nothing is out of root's reach.
 */
#include "scratch.h"
#include "vmman/host.h"
#include <signal.h>
#include <sys/socket.h>
#include <sys/un.h>

static const struct vm_name alice = {"alice"};
static struct host_file file;

static void refused(enum err_kind kind, const char *text)
{
	struct err e = {.kind = ERR_NONE};

	assert_false(host_read_vm(scratch, &alice, &file, &e));
	assert_int_equal(e.kind, kind);
	assert_string_equal(e.text, text);
	assert_false(e.at.known);
}

static void refused_as_absent(void)
{
	char text[ERR_TEXT_BYTES];

	(void)snprintf(text, sizeof(text), "there is no VM alice in %s",
		       scratch);
	refused(ERR_NO_VM, text);
}

static void reads_a_file_whole(void **state)
{
	static const char text[] = "a\0b\n";
	struct err e;

	(void)state;
	memset(&file, 'x', sizeof(file));
	scratch_file("alice.toml", text, 4, 0644);
	assert_true(host_read_vm(scratch, &alice, &file, &e));
	assert_string_equal(file.path, scratch_path("alice.toml"));
	assert_int_equal(file.len, 4);
	assert_memory_equal(file.bytes, text, 4);
	for (size_t i = 0; i < HOST_FILE_PAD; i++)
		assert_int_equal(file.bytes[4 + i], 0);
}

static void reads_a_file_of_the_largest_size(void **state)
{
	static char text[HOST_FILE_BYTES_MAX + 1];
	struct err e;

	(void)state;
	memset(text, '#', sizeof(text));
	scratch_file("alice.toml", text, HOST_FILE_BYTES_MAX, 0600);
	assert_true(host_read_vm(scratch, &alice, &file, &e));
	assert_int_equal(file.len, HOST_FILE_BYTES_MAX);
	assert_int_equal(file.bytes[HOST_FILE_BYTES_MAX - 1], '#');
	assert_int_equal(file.bytes[HOST_FILE_BYTES_MAX], 0);
	scratch_file("alice.toml", text, sizeof(text), 0600);
	refused(ERR_CONFIG, "alice.toml is larger than 65536 bytes");
}

static void refuses_what_is_not_there(void **state)
{
	struct err e;

	(void)state;
	refused_as_absent();
	assert_false(host_read_vm(scratch_path("nowhere"), &alice, &file, &e));
	assert_int_equal(e.kind, ERR_NO_VM);
}

static void refuses_a_symbolic_link_as_if_absent(void **state)
{
	(void)state;
	scratch_file("target", "", 0, 0600);
	assert_int_equal(symlink("target", scratch_path("alice.toml")), 0);
	refused_as_absent();
}

static void refuses_a_magic_link_in_the_directory(void **state)
{
	struct err e;

	(void)state;
	assert_int_equal(chdir(scratch), 0);
	scratch_file("alice.toml", "", 0, 0600);
	assert_true(host_read_vm(".", &alice, &file, &e));
	assert_false(host_read_vm("/proc/self/cwd", &alice, &file, &e));
	assert_int_equal(e.kind, ERR_NO_VM);
	assert_string_equal(e.text, "there is no VM alice in /proc/self/cwd");
	assert_int_equal(chdir("/"), 0);
}

static void refuses_a_path_that_would_be_cut(void **state)
{
	char dir[PATH_MAX];
	struct err e;

	(void)state;
	memset(dir, 'd', sizeof(dir));
	dir[PATH_MAX - 1] = '\0';
	assert_false(host_read_vm(dir, &alice, &file, &e));
	assert_int_equal(e.kind, ERR_NO_VM);
}

static void refuses_a_directory(void **state)
{
	(void)state;
	assert_int_equal(mkdir(scratch_path("alice.toml"), 0700), 0);
	refused(ERR_CONFIG, "alice.toml is not a regular file");
}

/* The alarm is the test: an open that waits for a writer never returns. */
static void refuses_a_fifo_without_waiting(void **state)
{
	(void)state;
	assert_int_equal(mkfifo(scratch_path("alice.toml"), 0600), 0);
	(void)alarm(5);
	refused(ERR_CONFIG, "alice.toml is not a regular file");
	(void)alarm(0);
}

static void refuses_a_socket(void **state)
{
	struct sockaddr_un name = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	(void)state;
	(void)strcpy(name.sun_path, scratch_path("alice.toml"));
	assert_int_equal(bind(fd, (struct sockaddr *)&name, sizeof(name)), 0);
	close(fd);
	refused(ERR_CONFIG, "alice.toml is not a regular file");
}

static void refuses_a_file_that_others_can_write(void **state)
{
	static const struct {
		mode_t mode;
		const char *text;
	} cases[] = {
		{0620, "alice.toml can be written by others (mode 0620)"},
		{0602, "alice.toml can be written by others (mode 0602)"},
		{0666, "alice.toml can be written by others (mode 0666)"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		scratch_file("alice.toml", "", 0, cases[i].mode);
		refused(ERR_DENIED, cases[i].text);
	}
}

static void refuses_a_file_of_another_user(void **state)
{
	struct err e;

	(void)state;
	if (geteuid() != 0)
		skip();
	scratch_file("alice.toml", "", 0, 0644);
	assert_int_equal(chown(scratch_path("alice.toml"), 4242, 0), 0);
	refused(ERR_DENIED, "alice.toml belongs to user 4242, not to you (0)");
	assert_int_equal(chmod(scratch, 0755), 0);
	assert_int_equal(chown(scratch_path("alice.toml"), 0, 0), 0);
	assert_int_equal(setresuid(4243, 4243, 0), 0);
	/* The administrator's files are as good as one's own. */
	assert_true(host_read_vm(scratch, &alice, &file, &e));
	assert_int_equal(setresuid(0, 0, 0), 0);
}

static void tells_a_lease_at_once(void **state)
{
	int fd;

	(void)state;
	scratch_file("alice.toml", "", 0, 0600);
	fd = open(scratch_path("alice.toml"), O_RDWR | O_CLOEXEC);
	(void)signal(SIGIO, SIG_IGN);
	if (fcntl(fd, F_SETLEASE, F_WRLCK) != 0)
		skip();
	(void)alarm(5);
	refused(ERR_BUSY, "alice.toml is held by another program (a lease)");
	(void)alarm(0);
	close(fd);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		scratch_test(reads_a_file_whole),
		scratch_test(reads_a_file_of_the_largest_size),
		scratch_test(refuses_what_is_not_there),
		scratch_test(refuses_a_symbolic_link_as_if_absent),
		scratch_test(refuses_a_magic_link_in_the_directory),
		scratch_test(refuses_a_path_that_would_be_cut),
		scratch_test(refuses_a_directory),
		scratch_test(refuses_a_fifo_without_waiting),
		scratch_test(refuses_a_socket),
		scratch_test(refuses_a_file_that_others_can_write),
		scratch_test(refuses_a_file_of_another_user),
		scratch_test(tells_a_lease_at_once),
	};

	return cmocka_run_group_tests_name("host_read", tests, NULL, NULL);
}
