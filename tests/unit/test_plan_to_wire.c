/* test_plan_to_wire.c - src/plan/plan_to_wire.c */
#include "unit.h"
#include "plan_sample.h"
#include <string.h>

/* The layout by hand: what plan_wire.h says, in numbers. */
static void puts_each_field_where_it_belongs(void **state)
{
	unsigned char want[PLAN_WIRE_BYTES] = {0}, got[PLAN_WIRE_BYTES];
	const unsigned char mac0[] = {0x52, 0x54, 0, 0x12, 0x34, 0x56};
	const unsigned char mac1[] = {0xbe, 0xef, 0, 0, 0, 1};
	struct plan plan = sample_plan();

	(void)state;
	memcpy(want, "vmmanpln", 8);
	want[8] = 1;  /* version */
	want[9] = 1;  /* init */
	want[10] = 2; /* operations */
	memcpy(want + 11, "dev.1", 5);
	want[80] = 1; /* tapbridge */
	want[81] = 4; /* queues */
	memcpy(want + 83, "alice0", 6);
	memcpy(want + 99, "br0.5", 5);
	memcpy(want + 115, mac0, 6);
	want[208] = 2; /* macvtap */
	want[210] = 2; /* vepa */
	memcpy(want + 211, "alice_windows-1", 15);
	memcpy(want + 227, "0eno", 4);
	memcpy(want + 243, mac1, 6);
	memset(got, 0xff, sizeof(got));
	plan_to_wire(&plan, got);
	assert_memory_equal(got, want, sizeof(want));
}

static void writes_what_is_no_interface_as_its_text(void **state)
{
	unsigned char want[PLAN_WIRE_BYTES] = {0}, got[PLAN_WIRE_BYTES];
	struct plan plan = {
		.verb = PLAN_EXPLAIN,
		.vm = {"web"},
		.count = 5,
		.ops = {{.kind = PLAN_PCI, .pci = {0, 0xb1, 0x1f, 7}},
			{.kind = PLAN_USB, .usb = {.id = {0x46d, 0xc52b}}},
			{.kind = PLAN_BLOCK, .path = {"/dev/vg0/alice-1"}},
			{.kind = PLAN_HUGEPAGES, .path = {"/mnt/huge/alice"}},
			{.kind = PLAN_LOCKED, .bytes = 5ULL << 30}},
	};

	(void)state;
	memcpy(want, "vmmanpln\1\3\5web", 14);
	memcpy(want + 80,
	       "\3"
	       "0000:b1:1f.7",
	       13);
	memcpy(want + 208,
	       "\4"
	       "046d:c52b",
	       10);
	memcpy(want + 336,
	       "\5"
	       "/dev/vg0/alice-1",
	       17);
	memcpy(want + 464,
	       "\6"
	       "/mnt/huge/alice",
	       16);
	memcpy(want + 592,
	       "\7"
	       "5G",
	       3);
	plan_to_wire(&plan, got);
	assert_memory_equal(got, want, sizeof(want));
}

static void says_nothing_of_operations_behind_the_count(void **state)
{
	unsigned char some[PLAN_WIRE_BYTES], none[PLAN_WIRE_BYTES];
	struct plan plan = sample_plan();

	(void)state;
	plan.count = 0;
	plan_to_wire(&plan, some);
	memset(plan.ops, 0, sizeof(plan.ops));
	plan_to_wire(&plan, none);
	assert_memory_equal(some, none, sizeof(none));
}

static void says_nothing_of_what_is_no_part_of_a_kind(void **state)
{
	unsigned char bare[PLAN_WIRE_BYTES], more[PLAN_WIRE_BYTES];
	struct plan plan = sample_plan();

	(void)state;
	plan_to_wire(&plan, bare);
	plan.ops[0].mode = PLAN_MODE_BRIDGE;
	plan.ops[1].queues = 9;
	plan_to_wire(&plan, more);
	assert_memory_equal(bare, more, sizeof(more));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(puts_each_field_where_it_belongs),
		cmocka_unit_test(writes_what_is_no_interface_as_its_text),
		cmocka_unit_test(says_nothing_of_operations_behind_the_count),
		cmocka_unit_test(says_nothing_of_what_is_no_part_of_a_kind),
	};

	return cmocka_run_group_tests_name("plan_to_wire", tests, NULL, NULL);
}
