/* test_priv_route.c - src/priv/priv_route.c */
#include "priv_route.h"
#include "unit.h"
#include <linux/rtnetlink.h>

static bool is_default(unsigned char dst_len, unsigned char type)
{
	const struct rtmsg route = {.rtm_dst_len = dst_len, .rtm_type = type};

	return priv_route_read_default((const unsigned char *)&route,
				       sizeof(route));
}

static void knows_a_default_route(void **state)
{
	(void)state;
	assert_true(is_default(0, RTN_UNICAST));
	assert_false(is_default(24, RTN_UNICAST));
	/* "No way out" is no way out. */
	assert_false(is_default(0, RTN_UNREACHABLE));
	assert_false(is_default(0, RTN_BLACKHOLE));
}

static void refuses_a_route_that_is_cut(void **state)
{
	const struct rtmsg route = {.rtm_type = RTN_UNICAST};

	(void)state;
	for (size_t len = 0; len < sizeof(route); len++)
		assert_false(priv_route_read_default(
			(const unsigned char *)&route, len));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(knows_a_default_route),
		cmocka_unit_test(refuses_a_route_that_is_cut),
	};

	return cmocka_run_group_tests_name("priv_route", tests, NULL, NULL);
}
