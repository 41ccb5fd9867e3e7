/* test_image_space.c - src/image/image_space.c */
#include "image_internal.h"
#include "scratch.h"

#define UNKNOWN UINT64_MAX

static struct err e;

static void lacks(struct image_room cache, uint64_t part,
		  struct image_room target, uint64_t images,
		  struct image_lack want)
{
	struct image_lack lack =
		image_space_compare(&cache, part, &target, images);

	assert_int_equal(lack.cache, want.cache);
	assert_int_equal(lack.target, want.target);
}

static void counts_what_is_missing_to_the_byte(void **state)
{
	(void)state;
	lacks((struct image_room){1, 100}, 100, (struct image_room){2, 50}, 50,
	      (struct image_lack){0, 0});
	lacks((struct image_room){1, 100}, 101, (struct image_room){2, 50}, 50,
	      (struct image_lack){1, 0});
	lacks((struct image_room){1, 100}, 100, (struct image_room){2, 50}, 57,
	      (struct image_lack){0, 7});
	lacks((struct image_room){1, 0}, 0, (struct image_room){2, 0}, 0,
	      (struct image_lack){0, 0});
}

static void adds_up_what_one_file_system_has_to_hold(void **state)
{
	(void)state;
	lacks((struct image_room){1, 100}, 60, (struct image_room){1, 100}, 40,
	      (struct image_lack){0, 0});
	lacks((struct image_room){1, 100}, 60, (struct image_room){1, 100}, 43,
	      (struct image_lack){3, 3});
	lacks((struct image_room){1, 100}, 60, (struct image_room){2, 100}, 43,
	      (struct image_lack){0, 0});
}

static void stands_servers_that_tell_any_number(void **state)
{
	(void)state;
	lacks((struct image_room){1, 100}, UINT64_MAX,
	      (struct image_room){1, 100}, UINT64_MAX,
	      (struct image_lack){UINT64_MAX - 100, UINT64_MAX - 100});
	lacks((struct image_room){1, UNKNOWN}, UINT64_MAX,
	      (struct image_room){1, UNKNOWN}, UINT64_MAX,
	      (struct image_lack){0, 0});
}

static void lets_pass_where_free_space_is_not_known(void **state)
{
	(void)state;
	lacks((struct image_room){1, UNKNOWN}, 100, (struct image_room){2, 9},
	      10, (struct image_lack){0, 1});
}

static void estimates_only_what_cannot_be_zeros(void **state)
{
	(void)state;
	assert_int_equal(image_space_of_format(IMAGE_BOX, 7), 7);
	assert_int_equal(image_space_of_format(IMAGE_QCOW2, 7), 7);
	assert_int_equal(image_space_of_format(IMAGE_VMDK, 7), 7);
	assert_int_equal(image_space_of_format(IMAGE_RAW, 7), 0);
	assert_int_equal(image_space_of_format(IMAGE_UNKNOWN, 7), 0);
	assert_int_equal(image_space_of_format(IMAGE_VHDX, 7), 0);
	assert_int_equal(image_space_of_format(IMAGE_VPC, 7), 0);
}

static void takes_the_least_of_what_a_disk_may_take(void **state)
{
	(void)state;
	assert_int_equal(
		image_space_of_disk(
			9000, &(struct stat){.st_blocks = 8, .st_size = 8192}),
		4096);
	assert_int_equal(
		image_space_of_disk(
			9000, &(struct stat){.st_blocks = 64, .st_size = 8192}),
		8192);
	assert_int_equal(
		image_space_of_disk(
			512, &(struct stat){.st_blocks = 64, .st_size = 8192}),
		512);
}

static void refuses_what_no_disk_can_hold(void **state)
{
	struct image_target target = {.dir = scratch, .cache = "/the/cache"};
	struct image_store store = {.dir = open(scratch, O_RDONLY | O_CLOEXEC)};

	(void)state;
	assert_true(image_space_for_images(&store, &target, 1, &e));
	assert_false(
		image_space_for_images(&store, &target, UINT64_MAX - 1, &e));
	assert_int_equal(e.kind, ERR_SYSTEM);
	assert_non_null(strstr(e.text, scratch));
	assert_non_null(strstr(e.text, "bytes more: No space left on device"));
	assert_string_equal(e.hint,
			    "make room there; --output names another place");
	assert_true(
		image_space_for_download(&store, &target, store.dir, 1, 1, &e));
	assert_false(image_space_for_download(&store, &target, store.dir,
					      UINT64_MAX - 1, 0, &e));
	assert_non_null(strstr(e.text, "/the/cache needs "));
	assert_string_equal(e.hint,
			    "make room there; --cache-dir names another place");
	close(store.dir);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(counts_what_is_missing_to_the_byte),
		cmocka_unit_test(adds_up_what_one_file_system_has_to_hold),
		cmocka_unit_test(stands_servers_that_tell_any_number),
		cmocka_unit_test(lets_pass_where_free_space_is_not_known),
		cmocka_unit_test(estimates_only_what_cannot_be_zeros),
		cmocka_unit_test(takes_the_least_of_what_a_disk_may_take),
		scratch_test(refuses_what_no_disk_can_hold),
	};

	return cmocka_run_group_tests_name("image_space", tests, NULL, NULL);
}
