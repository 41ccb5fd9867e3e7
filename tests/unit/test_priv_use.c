/* test_priv_use.c - src/priv/priv_use.c, over a sysfs of our own */
#include "fake_sysfs.h"

#include "priv_use.h"

#define SDA     DEV0 "/block/sda"
#define NOBODYS "4095:1000\n" /* no disk has this number */

static void assert_use(const char *name, const char *want)
{
	char use[FACT_USE_BYTES] = "";
	OWN_FD int dir = fake_open(SDA);

	assert_int_equal(priv_use_of_disk_and_parts(dir, name, 1000, use),
			 want[0] != '\0');
	assert_string_equal(use, want);
}

static int set_up_disk(void **state)
{
	int failed = scratch_setup(state);

	fake_disk(DEV0, "sda", NOBODYS);
	return failed;
}

static void fake_part(const char *name)
{
	char path[PATH_MAX];

	(void)snprintf(path, sizeof(path), SDA "/%s/holders", name);
	fake_dir(path);
	*strrchr(path, '/') = '\0';
	fake_file(path, "dev", NOBODYS);
	fake_file(path, "partition", "1\n");
}

static void finds_no_use_of_an_idle_disk(void **state)
{
	(void)state;
	assert_use("sda", "");
	fake_part("sda1");
	assert_use("sda", "");
}

static void finds_who_has_a_partition(void **state)
{
	(void)state;
	fake_part("sda1");
	fake_part("sda2");
	fake_dir(SDA "/sda2/holders/dm-0");
	assert_use("sda", "sda2 is a part of dm-0");
}

/* "queue", "power" and their like are no partitions, whatever they hold. */
static void minds_nothing_that_is_no_partition(void **state)
{
	(void)state;
	fake_dir(SDA "/sda_queue/holders/dm-0");
	fake_link("power", SDA "/power");
	assert_use("sda", "");
}

/* A link to itself is an error even for root. */
static void takes_what_may_be_a_partition_for_used(void **state)
{
	(void)state;
	fake_link("sda1", SDA "/sda1");
	assert_use("sda", "whether sda is in use cannot be told without its "
			  "partitions");
}

/* It may be another user's. */
static void takes_a_disk_for_used_whose_node_cannot_be_told(void **state)
{
	(void)state;
	assert_use("null!disk", "whether null!disk is in use cannot be told "
				"without its node");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define T(name) \
	cmocka_unit_test_setup_teardown(name, set_up_disk, scratch_teardown)
		T(finds_no_use_of_an_idle_disk),
		T(finds_who_has_a_partition),
		T(minds_nothing_that_is_no_partition),
		T(takes_what_may_be_a_partition_for_used),
		T(takes_a_disk_for_used_whose_node_cannot_be_told),
#undef T
	};

	return cmocka_run_group_tests_name("priv_use", tests, NULL, NULL);
}
