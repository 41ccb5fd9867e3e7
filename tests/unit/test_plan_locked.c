/* test_plan_locked.c - src/plan/plan_locked.c */
#include "vm_sample.h"
#include "vmman/plan.h"

#define BASE(machine, mem) \
	"[base.main]\nmachine = \"" machine "\"\nsmp = 1\nmem = " mem "\n"
#define CARD(name, dev) \
	"[pcie-passthrough." name "]\ndev = \"0000:01:00." dev "\"\n"
#define TWO        CARD("a", "0") CARD("b", "1")
#define QEMU(args) "[qemu.extra]\nargs = [" args "]\n"

/* The need of the VM file @text, in canonical form. */
static const char *need_of(struct str text)
{
	static struct sample sample;
	static char size[SIZE_TEXT_BYTES];
	uint64_t bytes, again;
	struct err e;

	sample_accept(&sample, text);
	bytes = plan_locked_bytes(&sample.vm);
	if (bytes == 0)
		return "nothing";
	size_print(bytes, size);
	assert_true(size_parse(str_from_c(size), &again, &e));
	assert_int_equal(again, bytes);
	return size;
}

static void is_nothing_without_devices(void **state)
{
	(void)state;
	assert_string_equal(need_of(STR(BASE("q35", "64"))), "nothing");
	assert_string_equal(need_of(STR(BASE("q35", "64") QEMU(
				    "'-device', 'intel-iommu'"))),
			    "nothing");
}

static void is_the_memory_and_a_gib(void **state)
{
	(void)state;
	assert_string_equal(need_of(STR(BASE("q35", "64") CARD("a", "0"))),
			    "1088M");
	assert_string_equal(need_of(STR(BASE("q35", "'16G'") CARD("a", "0"))),
			    "17G");
	assert_string_equal(need_of(STR(BASE("q35", "'1K'") CARD("a", "0"))),
			    "1048577K");
}

static void is_no_more_for_a_second_device(void **state)
{
	(void)state;
	assert_string_equal(need_of(STR(BASE("q35", "64") TWO)), "1088M");
}

static void counts_each_device_behind_an_iommu_of_the_guests(void **state)
{
	(void)state;
	assert_string_equal(
		need_of(STR(BASE("q35", "64") TWO QEMU(
			"'-device', 'intel-iommu,caching-mode=on'"))),
		"1152M");
	assert_string_equal(need_of(STR(BASE("virt,iommu=smmuv3", "64") TWO)),
			    "1152M");
	assert_string_equal(need_of(STR(BASE("virt", "64") TWO QEMU(
				    "'-device', 'arm-smmuv3'"))),
			    "1152M");
	assert_string_equal(
		need_of(STR(BASE("q35", "64") TWO QEMU("'-no-hpet'"))),
		"1088M");
}

static void is_a_size_however_large_the_guest(void **state)
{
	(void)state;
	assert_string_equal(
		need_of(STR(BASE("q35", "'8388607T'") CARD("a", "0"))),
		"8589933569G");
	assert_string_equal(need_of(STR(BASE("q35,iommu", "'8388607T'") TWO)),
			    "9007199254740991K");
	assert_string_equal(
		need_of(STR(BASE("q35", "'9007199254740991K'") CARD("a", "0"))),
		"9007199254740991K");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(is_nothing_without_devices),
		cmocka_unit_test(is_the_memory_and_a_gib),
		cmocka_unit_test(is_no_more_for_a_second_device),
		cmocka_unit_test(
			counts_each_device_behind_an_iommu_of_the_guests),
		cmocka_unit_test(is_a_size_however_large_the_guest),
	};

	return cmocka_run_group_tests_name("plan_locked", tests, NULL, NULL);
}
