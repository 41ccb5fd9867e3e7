/* test_priv_policy.c - src/priv/priv_policy.c: which paths are refused; loading
 * the one in force is in tests/system/denied.sh */
#include "priv_policy.h"
#include "unit.h"
#include <fcntl.h>
#include <stdio.h>
#include <string.h>

static void refuse(const char *path, enum err_kind kind, const char *text)
{
	struct err e = {.kind = ERR_NONE};

	assert_int_equal(priv_policy_open(path, &e), -1);
	assert_int_equal(e.kind, kind);
	assert_string_equal(e.text, text);
}

static void opens_a_file_that_is_roots_all_the_way(void **state)
{
	struct err e;
	int fd = priv_policy_open("/etc/passwd", &e);

	(void)state;
	assert_true(fd > 2);
	assert_int_equal(fcntl(fd, F_GETFL) & O_ACCMODE, O_RDONLY);
	close(fd);
}

static void says_which_directory_others_can_write(void **state)
{
	(void)state;
	refuse("/tmp/policy.toml", ERR_CONFIG,
	       "/tmp has mode 1777: others than root can write it");
}

static void says_what_is_no_file(void **state)
{
	(void)state;
	refuse("/etc", ERR_CONFIG, "/etc is no regular file");
	refuse("/dev/null", ERR_CONFIG, "/dev/null is no regular file");
	refuse("/etc/passwd/policy.toml", ERR_CONFIG,
	       "/etc/passwd is no directory");
}

static void says_that_there_is_none(void **state)
{
	(void)state;
	refuse("/etc/no-such/policy.toml", ERR_DENIED,
	       "there is no policy /etc/no-such/policy.toml, so nothing is "
	       "allowed");
}

static void takes_an_absolute_path_only(void **state)
{
	struct err e;

	(void)state;
	assert_int_equal(priv_policy_open("etc/passwd", &e), -1);
	assert_int_equal(priv_policy_open("", &e), -1);
}

static void follows_no_symbolic_link(void **state)
{
	(void)state;
	refuse("/proc/self/status", ERR_CONFIG,
	       "/proc/self is a symbolic link");
}

/* A pipe with @len bytes in it, closed behind them. */
static int pipe_of(size_t len)
{
	static char bytes[1024];
	FILE *file = tmpfile();

	memset(bytes, '#', sizeof(bytes));
	for (size_t done = 0; done < len; done += sizeof(bytes))
		assert_true(fwrite(bytes, 1,
				   len - done < sizeof(bytes) ? len - done
							      : sizeof(bytes),
				   file) > 0);
	assert_int_equal(fflush(file), 0);
	rewind(file);
	return fileno(file);
}

static void reads_up_to_the_limit_and_puts_zeros_behind(void **state)
{
	static char out[POLICY_BYTES_MAX + TOML_PAD];
	struct err e;
	size_t len;

	(void)state;
	memset(out, 'x', sizeof(out));
	assert_true(priv_policy_read(pipe_of(POLICY_BYTES_MAX), out, &len, &e));
	assert_int_equal(len, POLICY_BYTES_MAX);
	for (size_t i = 0; i < TOML_PAD; i++)
		assert_int_equal(out[len + i], 0);
	assert_false(
		priv_policy_read(pipe_of(POLICY_BYTES_MAX + 1), out, &len, &e));
	assert_int_equal(e.kind, ERR_CONFIG);
	assert_string_equal(e.text, "the policy has more than 262144 bytes");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(opens_a_file_that_is_roots_all_the_way),
		cmocka_unit_test(says_which_directory_others_can_write),
		cmocka_unit_test(says_what_is_no_file),
		cmocka_unit_test(says_that_there_is_none),
		cmocka_unit_test(takes_an_absolute_path_only),
		cmocka_unit_test(follows_no_symbolic_link),
		cmocka_unit_test(reads_up_to_the_limit_and_puts_zeros_behind),
	};

	return cmocka_run_group_tests_name("priv_policy", tests, NULL, NULL);
}
