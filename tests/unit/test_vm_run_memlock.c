/* test_vm_run_memlock.c - src/cmd/vm_run_memlock.c
 *
 * With vm-init beside it, it is in tests/system and tests/host.
 */
#include "priv_child.h"
#include "printed.h"
#include "vm_run.h"
#include "vm_sample.h"
#include <sys/resource.h>

#define CARD "[pcie-passthrough.a]\ndev = '01:00.0'\n"

static struct sample sample;

/* The limit of this process is @bytes. */
static bool limited_to(rlim_t bytes)
{
	const struct rlimit limit = {bytes, bytes};

	return setrlimit(RLIMIT_MEMLOCK, &limit) == 0;
}

static bool has_no_need(void)
{
	struct err e;

	return limited_to(0) && run_lock_memory(&sample.vm, &e);
}

static void asks_nobody_without_devices(void **state)
{
	(void)state;
	sample_accept(&sample, STR(SAMPLE_BASE));
	assert_true(true_in_child(has_no_need));
}

static bool asks_vm_init(void)
{
	struct err e;

	/* There is none to ask. */
	return limited_to(65536) && !run_lock_memory(&sample.vm, &e) &&
	       e.kind == ERR_HOST && strncmp(e.text, "running /", 9) == 0;
}

static void asks_vm_init_where_the_limit_is_too_low(void **state)
{
	(void)state;
	sample_accept(&sample, STR(SAMPLE_BASE CARD));
	assert_true(true_in_child(asks_vm_init));
}

static void tells_the_need_as_ulimit_takes_it(void **state)
{
	static struct out out;

	(void)state;
	out_init(&out, -1);
	sample_accept(&sample, STR(SAMPLE_BASE));
	run_print_need("vm-run", &sample.vm, &out);
	assert_printed(&out, "");
	sample_accept(&sample, STR(SAMPLE_BASE CARD));
	run_print_need("vm-run", &sample.vm, &out);
	assert_printed(&out, "vm-run: note: VFIO needs 1025M of locked memory "
			     "(ulimit -l 1049600)\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(asks_nobody_without_devices),
		cmocka_unit_test(asks_vm_init_where_the_limit_is_too_low),
		cmocka_unit_test(tells_the_need_as_ulimit_takes_it),
	};

	return cmocka_run_group_tests_name("vm_run_memlock", tests, NULL, NULL);
}
