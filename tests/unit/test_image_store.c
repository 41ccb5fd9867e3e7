/* test_image_store.c - src/image/image_store.c */
#include "image_internal.h"
#include "scratch.h"

#define LEFT ".vm-pull-0123456789abcdef"

static struct image_target target;
static struct image_store store;
static struct err e;

static int setup(void **state)
{
	int failed = scratch_setup(state);

	target = (struct image_target){
		.dir = scratch, .stem = "a-b", .format = IMAGE_RAW};
	return failed || !image_store_open(&target, &store, &e) ||
	       !image_store_begin(&store, &e);
}

static int teardown(void **state)
{
	image_store_fini(&store);
	return scratch_teardown(state);
}

static void make(const char *name, const char *text)
{
	int fd = openat(store.temp, name, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);

	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	close(fd);
}

static void holds(const char *name, const char *text)
{
	char got[32] = "";
	int fd = open(scratch_path(name), O_RDONLY | O_CLOEXEC);

	assert_true(fd >= 0);
	assert_true(read(fd, got, sizeof(got) - 1) >= 0);
	assert_string_equal(got, text);
	close(fd);
}

static void absent(const char *name)
{
	assert_int_equal(access(scratch_path(name), F_OK), -1);
}

static bool settle(size_t count)
{
	struct image_placing placing = {.count = count};

	for (size_t i = 0; i < count; i++)
		placing.files[i].name[0] = (char)('0' + i);
	return image_store_settle(&store, &target, &placing, &e);
}

static void names_one_image_and_several(void **state)
{
	(void)state;
	make("0", "one");
	assert_true(settle(1));
	holds("a-b.img", "one");
	make("0", "two");
	make("1", "three");
	assert_true(settle(2));
	holds("a-b-0.img", "two");
	holds("a-b-1.img", "three");
}

static void places_all_or_none(void **state)
{
	(void)state;
	scratch_file("a-b-1.img", "mine", 4, 0600);
	make("0", "one");
	make("1", "two");
	assert_false(settle(2));
	assert_int_equal(e.kind, ERR_USAGE);
	absent("a-b-0.img");
	holds("a-b-1.img", "mine");
}

static void replaces_only_when_told_and_only_files(void **state)
{
	(void)state;
	target.replace = true;
	scratch_file("a-b.img", "old", 3, 0600);
	make("0", "new");
	assert_true(settle(1));
	holds("a-b.img", "new");
	assert_int_equal(unlink(scratch_path("a-b.img")), 0);
	scratch_file("mine", "mine", 4, 0600);
	assert_int_equal(symlink("mine", scratch_path("a-b.img")), 0);
	make("0", "new");
	assert_false(settle(1));
	assert_int_equal(e.kind, ERR_USAGE);
	holds("mine", "mine");
}

static void puts_back_what_it_replaced(void **state)
{
	(void)state;
	target.replace = true;
	scratch_file("a-b-0.img", "old", 3, 0600);
	assert_int_equal(mkdir(scratch_path("a-b-1.img"), 0700), 0);
	make("0", "new");
	make("1", "new");
	assert_false(settle(2));
	holds("a-b-0.img", "old");
}

static void sees_who_stands_there_already(void **state)
{
	(void)state;
	assert_true(image_store_vacant(&store, &target, &e));
	assert_int_equal(symlink("nowhere", scratch_path("a-b-0.img")), 0);
	assert_false(image_store_vacant(&store, &target, &e));
	assert_int_equal(e.kind, ERR_USAGE);
	/* What could not be replaced in the end is told at the start. */
	target.replace = true;
	assert_false(image_store_vacant(&store, &target, &e));
	assert_int_equal(unlink(scratch_path("a-b-0.img")), 0);
	scratch_file("a-b-0.img", "old", 3, 0600);
	assert_true(image_store_vacant(&store, &target, &e));
	target.replace = false;
	assert_false(image_store_vacant(&store, &target, &e));
}

static void leaves_nothing_of_its_own(void **state)
{
	char temp[sizeof(store.temp_name)];

	(void)state;
	make("0", "one");
	memcpy(temp, store.temp_name, sizeof(temp));
	image_store_fini(&store);
	absent(temp);
}

static void removes_what_was_left_and_nobody_holds(void **state)
{
	struct image_store other;

	(void)state;
	assert_int_equal(mkdir(scratch_path(LEFT), 0700), 0);
	scratch_file(LEFT "/0", "old", 3, 0600);
	scratch_file(LEFT "/12.out", "old", 3, 0600);
	scratch_file(LEFT "/record", "old", 3, 0600);
	assert_int_equal(mkdir(scratch_path("vm-pull-mine"), 0700), 0);
	make("0", "at work");
	assert_true(image_store_open(&target, &other, &e));
	absent(LEFT);
	assert_int_equal(access(scratch_path("vm-pull-mine"), F_OK), 0);
	assert_int_equal(faccessat(store.temp, "0", F_OK, 0), 0);
	image_store_fini(&other);
}

static void stays(const char *dir, const char *file, mode_t mode)
{
	struct image_store other;
	char path[64];

	(void)snprintf(path, sizeof(path), "%s/%s", dir, file);
	assert_int_equal(mkdir(scratch_path(dir), mode), 0);
	scratch_file(path, "mine", 4, 0600);
	assert_true(image_store_open(&target, &other, &e));
	holds(path, "mine");
	image_store_fini(&other);
}

static void leaves_alone_what_only_looks_like_it(void **state)
{
	(void)state;
	stays(".vm-pull-", "0", 0700);
	stays(".vm-pull-notes", "0", 0700);
	stays(".vm-pull-0123456789ABCDEF", "0", 0700);
	stays(".vm-pull-0123456789abcde", "0", 0700);
	stays(".vm-pull-0123456789abcdef0", "0", 0700);
	stays(".vm-pull-0123456789abcdef", "0", 0755);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(names_one_image_and_several),
		TEST(places_all_or_none),
		TEST(replaces_only_when_told_and_only_files),
		TEST(puts_back_what_it_replaced),
		TEST(sees_who_stands_there_already),
		TEST(leaves_nothing_of_its_own),
		TEST(removes_what_was_left_and_nobody_holds),
		TEST(leaves_alone_what_only_looks_like_it),
	};

	return cmocka_run_group_tests_name("image_store", tests, NULL, NULL);
}
