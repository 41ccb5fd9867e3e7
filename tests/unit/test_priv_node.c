/* test_priv_node.c - when udev has dealt with a device
 *
 * What else priv_node.c does needs a kernel:
 * tests/host/guest/themes/macvtap.sh.
 */
#include "scratch.h"

#include "priv_node.h"
#include <time.h>

/* Longer than a tick of the coarse clock. */
static void pass_a_tick(void)
{
	const struct timespec tick = {.tv_nsec = 20 * 1000 * 1000};

	assert_int_equal(nanosleep(&tick, NULL), 0);
}

static void waits_for_a_record(void **state)
{
	(void)state;
	assert_false(priv_node_udev_done(scratch_path("c246:1"),
					 priv_node_clock_us()));
}

static void takes_an_empty_record_for_an_answer(void **state)
{
	uint64_t since_us = priv_node_clock_us();

	(void)state;
	scratch_file("c246:1", "", 0, 0644);
	assert_true(priv_node_udev_done(scratch_path("c246:1"), since_us));
}

static void does_not_take_the_record_of_an_earlier_device(void **state)
{
	uint64_t since_us;

	(void)state;
	scratch_file("c246:1", "I:1\n", 4, 0644);
	pass_a_tick();
	since_us = priv_node_clock_us();
	assert_false(priv_node_udev_done(scratch_path("c246:1"), since_us));
}

static void takes_a_record_that_was_replaced_since(void **state)
{
	char old[PATH_MAX];
	uint64_t since_us;

	(void)state;
	scratch_file("c246:1", "", 0, 0644);
	pass_a_tick();
	since_us = priv_node_clock_us();
	scratch_file("new", "", 0, 0644);
	(void)snprintf(old, sizeof(old), "%s", scratch_path("c246:1"));
	assert_int_equal(rename(scratch_path("new"), old), 0);
	assert_true(priv_node_udev_done(old, since_us));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			waits_for_a_record, scratch_setup, scratch_teardown),
		cmocka_unit_test_setup_teardown(
			takes_an_empty_record_for_an_answer, scratch_setup,
			scratch_teardown),
		cmocka_unit_test_setup_teardown(
			does_not_take_the_record_of_an_earlier_device,
			scratch_setup, scratch_teardown),
		cmocka_unit_test_setup_teardown(
			takes_a_record_that_was_replaced_since, scratch_setup,
			scratch_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
