/* test_image_record.c - src/image/image_record.c */
#include "image_internal.h"
#include "scratch.h"

static struct image_target target;
static struct image_source source;
static struct image_store store;
static struct image_result result;
static struct err e;

static int setup(void **state)
{
	int failed = scratch_setup(state);

	target = (struct image_target){
		.dir = scratch, .stem = "a-b", .format = IMAGE_RAW};
	source = (struct image_source){.url = "https://a.test/x.box",
				       .format = IMAGE_BOX,
				       .box = "a/b",
				       .version = "1.2",
				       .provider = "libvirt",
				       .arch = "amd64"};
	source.want.algorithm = IMAGE_SHA256;
	memset(source.want.bytes, 7, sizeof(source.want.bytes));
	memset(&result, 0, sizeof(result));
	result.count = 1;
	result.disks[0].bytes = 12345;
	result.got = source.want;
	return failed || !image_store_open(&target, &store, &e) ||
	       !image_store_begin(&store, &e);
}

static int teardown(void **state)
{
	image_store_fini(&store);
	return scratch_teardown(state);
}

static void pulled(void)
{
	assert_true(image_record_write(&store, &source, &target, &result, &e));
	scratch_file("a-b.img", "image", 5, 0600);
}

static bool look(void)
{
	memset(&result, 0, sizeof(result));
	memset(&e, 0, sizeof(e));
	return image_record_look(&store, &source, &target, &result, &e);
}

static void has_nothing_to_do_the_second_time(void **state)
{
	(void)state;
	assert_true(look());
	assert_false(result.already);
	result.count = 1;
	result.disks[0].bytes = 12345;
	result.got = source.want;
	pulled();
	assert_true(look());
	assert_true(result.already);
	assert_int_equal(result.count, 1);
	assert_int_equal(result.disks[0].bytes, 12345);
	assert_string_equal(result.disks[0].path, scratch_path("a-b.img"));
	/* A box may have moved. */
	source.url = "https://b.test/x.box";
	assert_true(look());
	assert_true(result.already);
}

static void stands_in_the_way(void)
{
	assert_false(look());
	assert_int_equal(e.kind, ERR_USAGE);
	assert_non_null(strstr(e.text, "a-b.img is there already"));
}

static void replaces_no_image_of_another_kind(void **state)
{
	(void)state;
	pulled();
	source.version = "1.3";
	stands_in_the_way();
	source.version = "1.2";
	source.provider = "virtualbox";
	stands_in_the_way();
	source.provider = NULL;
	stands_in_the_way();
	source.box = NULL;
	stands_in_the_way();
}

static void tells_of_a_release_that_was_changed(void **state)
{
	(void)state;
	pulled();
	source.want.bytes[31] ^= 1;
	assert_false(look());
	assert_int_equal(e.kind, ERR_DATA);
	assert_non_null(strstr(e.text, "a/b 1.2 has changed since"));
	assert_non_null(strstr(e.text, "it was sha256:0707"));
	assert_non_null(strstr(e.hint, "--force"));
	/* No checksum, or one of another kind, tells nothing. */
	source.want.algorithm = IMAGE_NO_DIGEST;
	assert_true(look());
	source.want.algorithm = IMAGE_SHA512;
	assert_true(look());
	assert_true(result.already);
}

static void looks_for_the_images_themselves(void **state)
{
	(void)state;
	pulled();
	assert_int_equal(unlink(scratch_path("a-b.img")), 0);
	assert_true(look());
	assert_false(result.already);
	assert_int_equal(symlink("a-b.json", scratch_path("a-b.img")), 0);
	stands_in_the_way();
}

static void holds_a_record_for(const char *text)
{
	scratch_file("a-b.json", text, strlen(text), 0600);
	stands_in_the_way();
}

static void believes_no_torn_record(void **state)
{
	(void)state;
	pulled();
	holds_a_record_for("");
	holds_a_record_for("{\"box\": \"a/b\",");
	holds_a_record_for("[]");
	holds_a_record_for("{\"box\": 7, \"images\": {}}");
	holds_a_record_for("{\"box\":\"a/b\",\"version\":\"1.2\",\"provider\":"
			   "\"libvirt\",\"arch\":\"amd64\",\"format\":\"raw\","
			   "\"digest\":\"\",\"images\":[]}");
	assert_int_equal(unlink(scratch_path("a-b.json")), 0);
	assert_int_equal(mkfifo(scratch_path("a-b.json"), 0600), 0);
	stands_in_the_way();
}

static void believes_nobody_else(void **state)
{
	(void)state;
	if (geteuid() != 0)
		skip();
	pulled();
	/* Neither about the image nor an image. */
	assert_int_equal(chown(scratch_path("a-b.json"), 1, 0), 0);
	stands_in_the_way();
	assert_int_equal(chown(scratch_path("a-b.json"), 0, 0), 0);
	assert_int_equal(chown(scratch_path("a-b.img"), 1, 0), 0);
	stands_in_the_way();
	assert_int_equal(chown(scratch_path("a-b.img"), 0, 0), 0);
	assert_true(look());
	assert_true(result.already);
}

static void looks_only_for_room_when_it_may_replace(void **state)
{
	(void)state;
	pulled();
	target.replace = true;
	assert_true(look());
	assert_false(result.already);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(has_nothing_to_do_the_second_time),
		TEST(replaces_no_image_of_another_kind),
		TEST(tells_of_a_release_that_was_changed),
		TEST(looks_for_the_images_themselves),
		TEST(believes_no_torn_record),
		TEST(believes_nobody_else),
		TEST(looks_only_for_room_when_it_may_replace),
	};

	return cmocka_run_group_tests_name("image_record", tests, NULL, NULL);
}
