/* test_vm_new_write.c - src/cmd/vm_new_write.c */
#include "scratch.h"
#include "vm_new.h"

static struct new_vm vm = {.name = {"web"}};
static struct out text;
static struct err e;
static char path[PATH_MAX];

static bool lands(void)
{
	out_init(&text, -1);
	out_text(&text, "text\n");
	return new_land(scratch, &vm, &text, path, &e);
}

static void writes_a_new_file(void **state)
{
	char got[16] = "";
	int fd;

	(void)state;
	assert_true(lands());
	assert_string_equal(path, scratch_path("web.toml"));
	fd = open(path, O_RDONLY | O_CLOEXEC);
	assert_int_equal(read(fd, got, sizeof(got)), 5);
	assert_string_equal(got, "text\n");
	close(fd);
}

static void refuses_to_replace_one(void **state)
{
	char words[ERR_TEXT_BYTES];

	(void)state;
	scratch_file("web.toml", "mine", 4, 0600);
	assert_false(lands());
	assert_int_equal(e.kind, ERR_USAGE);
	(void)snprintf(words, sizeof(words), "%s/web.toml is there already",
		       scratch);
	assert_string_equal(e.text, words);
}

static void refuses_what_vm_run_would(void **state)
{
	static struct vm_file file;
	static struct err_list errs;

	(void)state;
	out_init(&text, -1);
	out_text(&text, "[base.main]\nmachine = 7\n");
	assert_false(new_judge(&vm, &text, &file, &errs));
	assert_true(errs.count > 0);
	for (size_t i = 0; i < errs.count; i++)
		assert_int_equal(errs.items[i].kind, ERR_USAGE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		scratch_test(writes_a_new_file),
		scratch_test(refuses_to_replace_one),
		scratch_test(refuses_what_vm_run_would),
	};

	return cmocka_run_group_tests_name("vm_new_write", tests, NULL, NULL);
}
