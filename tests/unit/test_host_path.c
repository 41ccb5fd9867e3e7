/* test_host_path.c - src/host/host_path.c */
#include "host_internal.h"
#include "unit.h"
#include "vmman/host.h"
#include <string.h>

static void takes_vmconf_dir_first(void **state)
{
	char out[PATH_MAX];
	struct err e;

	(void)state;
	assert_true(host_config_dir("/srv/vms", "/home/alice", out, &e));
	assert_string_equal(out, "/srv/vms");
	assert_true(host_config_dir("vms", NULL, out, &e));
	assert_string_equal(out, "vms");
}

static void falls_back_to_vm_in_the_home(void **state)
{
	char out[PATH_MAX];
	struct err e;

	(void)state;
	assert_true(host_config_dir(NULL, "/home/alice", out, &e));
	assert_string_equal(out, "/home/alice/vm");
}

static void refuses_an_empty_vmconf_dir(void **state)
{
	char out[PATH_MAX];
	struct err e;

	(void)state;
	assert_false(host_config_dir("", "/home/alice", out, &e));
	assert_int_equal(e.kind, ERR_CONFIG);
	assert_string_equal(e.text, "VMCONF_DIR is set, but empty");
	assert_string_equal(e.hint, "unset it to have ~/vm, or name the "
				    "directory of your VM files");
}

static void refuses_to_guess_without_home(void **state)
{
	const char *homes[] = {NULL, ""};
	char out[PATH_MAX];
	struct err e;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(homes); i++) {
		assert_false(host_config_dir(NULL, homes[i], out, &e));
		assert_int_equal(e.kind, ERR_CONFIG);
		assert_string_equal(e.text,
				    "neither VMCONF_DIR nor HOME is set");
	}
}

static void refuses_a_path_that_would_be_cut(void **state)
{
	char out[PATH_MAX], longest[PATH_MAX + 1];
	struct err e;

	(void)state;
	memset(longest, 'a', PATH_MAX);
	longest[PATH_MAX] = '\0';
	assert_false(host_config_dir(longest, NULL, out, &e));
	assert_int_equal(e.kind, ERR_CONFIG);
	assert_string_equal(e.text, "the directory of VM files has a path of "
				    "more than 4095 bytes");
	longest[PATH_MAX - 1] = '\0';
	assert_true(host_config_dir(longest, NULL, out, &e));
	assert_string_equal(out, longest);
	assert_false(host_config_dir(NULL, longest, out, &e));
	assert_int_equal(e.kind, ERR_CONFIG);
}

static void joins_to_the_last_byte(void **state)
{
	char out[PATH_MAX], dir[PATH_MAX];

	(void)state;
	memset(dir, 'd', PATH_MAX);
	dir[PATH_MAX - 8] = '\0'; /* 4088 + "/" + "a" + ".toml" = 4095 */
	assert_true(host_path(out, dir, "a", ".toml"));
	assert_int_equal(strlen(out), PATH_MAX - 1);
	assert_false(host_path(out, dir, "ab", ".toml"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(takes_vmconf_dir_first),
		cmocka_unit_test(falls_back_to_vm_in_the_home),
		cmocka_unit_test(refuses_an_empty_vmconf_dir),
		cmocka_unit_test(refuses_to_guess_without_home),
		cmocka_unit_test(refuses_a_path_that_would_be_cut),
		cmocka_unit_test(joins_to_the_last_byte),
	};

	return cmocka_run_group_tests_name("host_path", tests, NULL, NULL);
}
