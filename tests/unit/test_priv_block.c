/* test_priv_block.c - src/priv/priv_block.c, over a /dev of our own
 *
 * Only root can make the node of a disk; which file a path leads to shows
 * without: none, one that is no disk, or one that is not to be reached.
 */
#include "fake_sysfs.h"
#include "few_files.h"
#include "priv_child.h"

#include "priv_block.h"
#include <errno.h>
#include <sys/sysmacros.h>

static enum fact_sort look(const char *text)
{
	struct fact_node node;
	struct plain_path path;
	struct err e;
	OWN_FD int dev = fake_open("dev");

	assert_true(plain_path_parse(str_from_c(text), &path, &e));
	assert_int_equal(priv_block_look_beneath(dev, dev, &path, 1000, &node),
			 0);
	return node.sort;
}

static int set_up_dev(void **state)
{
	int failed = scratch_setup(state);

	fake_dir("dev/disk/by-id");
	fake_file("dev", "sda", "");
	fake_file(".", "outside", "");
	return failed;
}

static void tells_what_is_not_there_from_what_is_no_disk(void **state)
{
	(void)state;
	assert_int_equal(look("/dev/sda"), FACT_SORT_UNFIT);
	assert_int_equal(look("/dev/disk"), FACT_SORT_UNFIT);
	assert_int_equal(look("/dev/sdb"), FACT_SORT_ABSENT);
	assert_int_equal(look("/dev/disk/by-id/a"), FACT_SORT_ABSENT);
	assert_int_equal(look("/dev/sda/a"), FACT_SORT_UNFIT);
}

/* Were a ".." lost, or one too many taken, "sda" would not be missed. */
static void follows_links_within_dev(void **state)
{
	(void)state;
	fake_link("../../sda", "dev/disk/by-id/there");
	fake_link("../../sdb", "dev/disk/by-id/gone");
	fake_link("../sda", "dev/disk/by-id/no-such");
	fake_link(".././../disk//by-id/gone", "dev/disk/by-id/odd");
	fake_link("disk/by-id/gone", "dev/chain");
	assert_int_equal(look("/dev/disk/by-id/there"), FACT_SORT_UNFIT);
	assert_int_equal(look("/dev/disk/by-id/gone"), FACT_SORT_ABSENT);
	assert_int_equal(look("/dev/disk/by-id/no-such"), FACT_SORT_ABSENT);
	assert_int_equal(look("/dev/disk/by-id/odd"), FACT_SORT_ABSENT);
	assert_int_equal(look("/dev/chain"), FACT_SORT_ABSENT);
}

/* None of these is there, which is not told: it is not looked at. */
static void follows_no_link_out_of_dev(void **state)
{
	(void)state;
	fake_link("../missing", "dev/up");
	fake_link("disk/../../missing", "dev/down-and-up");
	fake_link("../../../missing", "dev/disk/by-id/up");
	fake_link("/dev/missing", "dev/absolute");
	assert_int_equal(look("/dev/up"), FACT_SORT_UNFIT);
	assert_int_equal(look("/dev/down-and-up"), FACT_SORT_UNFIT);
	assert_int_equal(look("/dev/disk/by-id/up"), FACT_SORT_UNFIT);
	assert_int_equal(look("/dev/absolute"), FACT_SORT_UNFIT);
}

static void follows_no_link_to_a_directory(void **state)
{
	(void)state;
	fake_link("disk", "dev/other");
	assert_int_equal(look("/dev/other/missing"), FACT_SORT_UNFIT);
}

static void follows_eight_links_at_most(void **state)
{
	(void)state;
	fake_link("missing", "dev/l1");
	fake_link("l1", "dev/l2");
	fake_link("l2", "dev/l3");
	fake_link("l3", "dev/l4");
	fake_link("l4", "dev/l5");
	fake_link("l5", "dev/l6");
	fake_link("l6", "dev/l7");
	fake_link("l7", "dev/l8");
	fake_link("self", "dev/self");
	assert_int_equal(look("/dev/l7"), FACT_SORT_ABSENT);
	assert_int_equal(look("/dev/l8"), FACT_SORT_UNFIT);
	assert_int_equal(look("/dev/self"), FACT_SORT_UNFIT);
}

static void follows_no_link_that_is_too_long(void **state)
{
	static char target[PATH_MAX];

	(void)state;
	for (size_t i = 0; i + 2 < sizeof(target); i++)
		target[i] = i % 2 == 0 ? 'a' : '/';
	assert_int_equal(strlen(target), PATH_MAX - 2);
	fake_link(target, "dev/disk/by-id/long");
	assert_int_equal(look("/dev/disk/by-id/long"), FACT_SORT_UNFIT);
}

/* Or a release would take it for never given, and end well. */
static void takes_nothing_for_absent_that_it_cannot_open(void **state)
{
	struct fact_node node;
	struct plain_path path;
	struct err e;
	OWN_FD int dev = fake_open("dev");

	(void)state;
	assert_true(plain_path_parse(STR("/dev/sda"), &path, &e));
	few_files_begin(0);
	assert_int_equal(priv_block_look_beneath(dev, dev, &path, 1000, &node),
			 EMFILE);
	few_files_end();
}

/* Or it would be judged without what it is a part of. */
static void tells_nothing_of_a_disk_that_sysfs_does_not_let_it_see(void **state)
{
	struct fact_node node;
	struct plain_path path;
	struct err e;
	OWN_FD int sys = fake_open(".");
	OWN_FD int dev = fake_open("dev");

	(void)state;
	need_root();
	assert_int_equal(
		mknodat(dev, "disk9", S_IFBLK | 0600, makedev(4095, 1000)), 0);
	fake_dir("dev/block");
	fake_link("../../devices/disk9", "dev/block/4095:1000");
	assert_true(plain_path_parse(STR("/dev/disk9"), &path, &e));
	assert_int_equal(priv_block_look_beneath(sys, dev, &path, 1000, &node),
			 0);
	assert_string_equal(node.use, "sysfs does not know it");
	fake_dir("devices/disk9");
	few_files_begin(1);
	assert_int_equal(priv_block_look_beneath(sys, dev, &path, 1000, &node),
			 EMFILE);
	few_files_end();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define T(name) \
	cmocka_unit_test_setup_teardown(name, set_up_dev, scratch_teardown)
		T(tells_what_is_not_there_from_what_is_no_disk),
		T(follows_links_within_dev),
		T(follows_no_link_out_of_dev),
		T(follows_no_link_to_a_directory),
		T(follows_eight_links_at_most),
		T(follows_no_link_that_is_too_long),
		T(takes_nothing_for_absent_that_it_cannot_open),
		T(tells_nothing_of_a_disk_that_sysfs_does_not_let_it_see),
#undef T
	};

	return cmocka_run_group_tests_name("priv_block", tests, NULL, NULL);
}
