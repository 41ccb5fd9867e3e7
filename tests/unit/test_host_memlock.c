/* test_host_memlock.c - src/host/host_memlock.c */
#include "priv_child.h"
#include "vmman/launch.h"
#include <string.h>
#include <sys/resource.h>

static bool set(rlim_t soft, rlim_t hard)
{
	const struct rlimit limit = {soft, hard};

	return setrlimit(RLIMIT_MEMLOCK, &limit) == 0;
}

static bool is(rlim_t soft, rlim_t hard)
{
	struct rlimit now;

	return getrlimit(RLIMIT_MEMLOCK, &now) == 0 && now.rlim_cur == soft &&
	       now.rlim_max == hard;
}

static bool takes_what_it_may(void)
{
	return set(4096, 65536) && host_may_lock(8192) == 8192 &&
	       is(8192, 65536) && host_may_lock(1 << 20) == 65536 &&
	       is(65536, 65536);
}

static void raises_the_soft_limit_up_to_the_hard_one(void **state)
{
	(void)state;
	assert_true(true_in_child(takes_what_it_may));
}

static bool keeps_more(void)
{
	return set(32768, 65536) && host_may_lock(4096) == 32768 &&
	       is(32768, 65536);
}

static void lowers_nothing(void **state)
{
	(void)state;
	assert_true(true_in_child(keeps_more));
}

/* No vm-init lies beside this test. */
static void says_where_vm_init_is_missing(void **state)
{
	const struct vm_name vm = {"web"};
	struct err e;

	(void)state;
	assert_int_equal(host_run_vm_init("--memlock", &vm, &e),
			 HOST_INIT_NOT_RUN);
	assert_int_equal(e.kind, ERR_HOST);
	assert_int_equal(strncmp(e.text, "running /", 9), 0);
	assert_non_null(strstr(e.text, "/vm-init: No such file or directory"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(raises_the_soft_limit_up_to_the_hard_one),
		cmocka_unit_test(lowers_nothing),
		cmocka_unit_test(says_where_vm_init_is_missing),
	};

	return cmocka_run_group_tests_name("host_memlock", tests, NULL, NULL);
}
