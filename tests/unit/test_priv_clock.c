/* test_priv_clock.c - src/priv/priv_clock.c */
#include "priv_clock.h"
#include "unit.h"
#include <poll.h>
#include <unistd.h>

static void passes_when_it_is_time_and_not_before(void **state)
{
	struct priv_deadline d = priv_deadline_in_ms(60000);

	(void)state;
	assert_false(priv_deadline_passed(&d));
	d = priv_deadline_in_ms(1);
	priv_sleep_ms(2);
	assert_true(priv_deadline_passed(&d));
	d = priv_deadline_in_ms(0);
	assert_true(priv_deadline_passed(&d));
}

static void waits_for_a_descriptor_no_longer_than_that(void **state)
{
	struct priv_deadline d = priv_deadline_in_ms(5);
	int ends[2];

	(void)state;
	assert_int_equal(pipe(ends), 0);
	assert_false(priv_deadline_poll(&d, ends[0], POLLIN));
	assert_true(priv_deadline_passed(&d));
	assert_int_equal(write(ends[1], "x", 1), 1);
	/* What is there counts, even if the time is over. */
	assert_true(priv_deadline_poll(&d, ends[0], POLLIN));
	close(ends[0]);
	close(ends[1]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(passes_when_it_is_time_and_not_before),
		cmocka_unit_test(waits_for_a_descriptor_no_longer_than_that),
	};

	return cmocka_run_group_tests_name("priv_clock", tests, NULL, NULL);
}
