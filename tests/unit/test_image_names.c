/* test_image_names.c - src/image/image_names.c */
#include "image_internal.h"
#include "unit.h"

static struct image_member member;
static struct err e;

static bool parses(struct str path)
{
	return image_member_parse(path, &member, &e);
}

static void takes_paths_within_the_box(void **state)
{
	(void)state;
	assert_true(parses(STR("box.ovf")));
	assert_string_equal(member.name, "box.ovf");
	assert_true(parses(STR("././Virtual Hard Disks/a b.vhdx")));
	assert_string_equal(member.name, "Virtual Hard Disks/a b.vhdx");
	assert_true(parses(STR("..a/b../c")));
	assert_true(parses(STR("-rf")));
}

static void refuses(struct str path)
{
	memset(&e, 0, sizeof(e));
	assert_false(parses(path));
	assert_int_equal(e.kind, ERR_DATA);
	assert_non_null(strstr(e.text, "expected a relative path of at most "
				       "255 bytes, without \"..\""));
}

static void refuses_paths_that_lead_out(void **state)
{
	(void)state;
	refuses(STR("/etc/passwd"));
	refuses(STR(".//etc/passwd"));
	refuses(STR(".."));
	refuses(STR("../a"));
	refuses(STR("./../a"));
	refuses(STR("a/.."));
	refuses(STR("a/../b"));
}

static void refuses_bytes_that_mean_something_elsewhere(void **state)
{
	(void)state;
	refuses(STR(""));
	refuses(STR("./"));
	refuses(STR("a\nb"));
	refuses(STR("a\0b"));
	refuses(STR("a\033[31m"));
	refuses(STR("a\x7f"));
	refuses(STR("..\\a"));
}

static void takes_255_bytes_and_no_more(void **state)
{
	char name[IMAGE_MEMBER_MAX + 1];

	(void)state;
	memset(name, 'a', sizeof(name));
	assert_true(parses((struct str){name, IMAGE_MEMBER_MAX}));
	assert_int_equal(strlen(member.name), IMAGE_MEMBER_MAX);
	refuses((struct str){name, sizeof(name)});
	assert_non_null(strstr(e.text, "...\"; expected"));
}

static void counts_disks(void **state)
{
	struct image_names names = {0};

	(void)state;
	for (size_t i = 0; i < IMAGE_DISKS_MAX; i++)
		assert_true(image_names_add(&names, STR("a.vmdk"), &e));
	assert_false(image_names_add(&names, STR("a.vmdk"), &e));
	assert_string_equal(e.text, "the box has more than 16 disks");
	names.count = 1;
	assert_false(image_names_add(&names, STR("../a"), &e));
	assert_int_equal(names.count, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(takes_paths_within_the_box),
		cmocka_unit_test(refuses_paths_that_lead_out),
		cmocka_unit_test(refuses_bytes_that_mean_something_elsewhere),
		cmocka_unit_test(takes_255_bytes_and_no_more),
		cmocka_unit_test(counts_disks),
	};

	return cmocka_run_group_tests_name("image_names", tests, NULL, NULL);
}
