/* test_host_uefi.c - src/host/host_uefi.c */
#include "scratch.h"
#include "vmman/launch.h"

static char vars[PATH_MAX], template[PATH_MAX];

static int setup(void **state)
{
	int failed = scratch_setup(state);

	(void)strcpy(vars, scratch_path("a.uefi-vars"));
	(void)strcpy(template, scratch_path("template"));
	return failed;
}

static void holds(const char *want)
{
	char text[16] = "";
	int fd = open(vars, O_RDONLY | O_CLOEXEC);

	assert_true(fd >= 0);
	assert_int_equal(read(fd, text, sizeof(text) - 1), strlen(want));
	assert_string_equal(text, want);
	close(fd);
}

static void makes_a_private_copy(void **state)
{
	struct stat st;
	struct err e;

	(void)state;
	scratch_file("template", "empty", 5, 0444);
	assert_true(host_make_uefi_vars(template, vars, &e));
	holds("empty");
	assert_int_equal(stat(vars, &st), 0);
	assert_int_equal(st.st_mode, S_IFREG | 0600);
	assert_int_equal(access(scratch_path("a.uefi-vars.part"), F_OK), -1);
}

static void keeps_what_the_guest_wrote(void **state)
{
	struct err e;

	(void)state;
	scratch_file("template", "empty", 5, 0444);
	scratch_file("a.uefi-vars", "mine", 4, 0600);
	assert_true(host_make_uefi_vars(template, vars, &e));
	holds("mine");
}

static void starts_over_after_a_copy_that_was_cut_off(void **state)
{
	struct err e;

	(void)state;
	scratch_file("template", "empty", 5, 0444);
	scratch_file("a.uefi-vars.part", "emp and more", 12, 0600);
	assert_true(host_make_uefi_vars(template, vars, &e));
	holds("empty");
}

static void follows_no_link_of_somebody_elses(void **state)
{
	struct err e;

	(void)state;
	scratch_file("template", "empty", 5, 0444);
	assert_int_equal(symlink("elsewhere", scratch_path("a.uefi-vars.part")),
			 0);
	assert_false(host_make_uefi_vars(template, vars, &e));
	assert_int_equal(e.kind, ERR_SYSTEM);
	assert_int_equal(access(scratch_path("elsewhere"), F_OK), -1);
}

static void tells_that_there_is_no_template(void **state)
{
	char text[ERR_TEXT_BYTES];
	struct err e;

	(void)state;
	assert_false(host_make_uefi_vars(template, vars, &e));
	assert_int_equal(e.kind, ERR_SYSTEM);
	(void)snprintf(text, sizeof(text),
		       "opening %s/template: No such file or directory",
		       scratch);
	assert_string_equal(e.text, text);
	assert_int_equal(access(vars, F_OK), -1);
}

static void finds_only_what_can_be_read(void **state)
{
	struct host_uefi found;

	(void)state;
	if (!host_find_uefi(&found))
		skip();
	assert_int_equal(access(found.code, R_OK), 0);
	assert_int_equal(access(found.vars, R_OK), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(makes_a_private_copy, setup,
						scratch_teardown),
		cmocka_unit_test_setup_teardown(keeps_what_the_guest_wrote,
						setup, scratch_teardown),
		cmocka_unit_test_setup_teardown(
			starts_over_after_a_copy_that_was_cut_off, setup,
			scratch_teardown),
		cmocka_unit_test_setup_teardown(
			follows_no_link_of_somebody_elses, setup,
			scratch_teardown),
		cmocka_unit_test_setup_teardown(tells_that_there_is_no_template,
						setup, scratch_teardown),
		cmocka_unit_test(finds_only_what_can_be_read),
	};

	return cmocka_run_group_tests_name("host_uefi", tests, NULL, NULL);
}
