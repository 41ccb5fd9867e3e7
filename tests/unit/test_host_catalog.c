/* test_host_catalog.c - src/host/host_catalog.c */
#include "scratch.h"
#include "vmman/host.h"

static struct host_catalog catalog;

/* How many VM files there are in the scratch directory, and whether @name is
 * one of them. */
static size_t count(const char *name, bool *found)
{
	const char *next;
	struct err e;
	size_t n = 0;

	*found = false;
	assert_true(host_catalog_open(scratch, &catalog, &e));
	while (true) {
		assert_true(host_catalog_next(&catalog, &next, &e));
		if (next == NULL)
			break;
		*found |= strcmp(next, name) == 0;
		n++;
	}
	host_catalog_close(&catalog);
	return n;
}

static void finds_nothing_in_an_empty_directory(void **state)
{
	bool found;

	(void)state;
	assert_int_equal(count("", &found), 0);
}

static void finds_regular_files_alone(void **state)
{
	bool found;

	(void)state;
	scratch_file("a.toml", "", 0, 0600);
	assert_int_equal(mkdir(scratch_path("dir.toml"), 0700), 0);
	assert_int_equal(mkfifo(scratch_path("fifo.toml"), 0600), 0);
	assert_int_equal(symlink("a.toml", scratch_path("link.toml")), 0);
	assert_int_equal(count("a.toml", &found), 1);
	assert_true(found);
}

static void finds_names_that_end_in_toml_alone(void **state)
{
	static const char *const others[] = {
		"README", ".toml", "a.TOML", "a.toml~", "atoml", "toml",
	};
	bool found;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(others); i++)
		scratch_file(others[i], "", 0, 0600);
	assert_int_equal(count("", &found), 0);
	scratch_file("a\n\xff.b.toml", "", 0, 0600);
	assert_int_equal(count("a\n\xff.b.toml", &found), 1);
	assert_true(found);
}

static void finds_more_than_one_read_gives(void **state)
{
	char name[256];
	bool found;

	(void)state;
	for (int i = 0; i < 300; i++) {
		(void)snprintf(name, sizeof(name), "%0240d.toml", i);
		scratch_file(name, "", 0, 0600);
	}
	assert_int_equal(count(name, &found), 300);
	assert_true(found);
}

static void refuses_what_is_no_directory(void **state)
{
	char text[PATH_MAX + ERR_TEXT_BYTES];
	struct err e;

	(void)state;
	scratch_file("a.toml", "", 0, 0600);
	(void)snprintf(text, sizeof(text), "there is no directory %s",
		       scratch_path("a.toml"));
	assert_false(host_catalog_open(scratch_path("a.toml"), &catalog, &e));
	assert_int_equal(e.kind, ERR_NO_VM);
	assert_string_equal(e.text, text);
	assert_string_equal(e.hint, "make it, or set VMCONF_DIR to the "
				    "directory of your VM files");
	assert_false(host_catalog_open(scratch_path("none"), &catalog, &e));
	assert_int_equal(e.kind, ERR_NO_VM);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		scratch_test(finds_nothing_in_an_empty_directory),
		scratch_test(finds_regular_files_alone),
		scratch_test(finds_names_that_end_in_toml_alone),
		scratch_test(finds_more_than_one_read_gives),
		scratch_test(refuses_what_is_no_directory),
	};

	return cmocka_run_group_tests_name("host_catalog", tests, NULL, NULL);
}
