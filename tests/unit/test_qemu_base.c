/* test_qemu_base.c - src/qemu/qemu_base.c */
#include "qemu_sample.h"

#define BASE "[base.a]\nmachine = 'q35'\nsmp = 1\nmem = 1\n"

static bool needs_kvm(struct str text)
{
	sample_accept(&sample, text);
	return qemu_needs_kvm(&sample.vm);
}

static void needs_kvm_unless_the_file_says_otherwise(void **state)
{
	(void)state;
	assert_true(needs_kvm(STR(BASE)));
	assert_true(needs_kvm(STR(BASE "accel = 'kvm'\n")));
	assert_false(needs_kvm(STR(BASE "accel = 'tcg'\n")));
	assert_false(needs_kvm(STR(BASE "accel = ['kvm', 'tcg']\n")));
	assert_false(needs_kvm(STR("[base.a]\nmachine = 'q35,accel=tcg'\n"
				   "smp = 1\nmem = 1\n")));
}

static void leaves_accel_to_a_machine_that_sets_it(void **state)
{
	struct qemu_host host = whole_host();

	(void)state;
	expect(&host, STR(BASE), "-accel", "kvm");
	expect(&host,
	       STR("[base.a]\nmachine = 'q35,accel=tcg'\nsmp = 1\nmem = 1\n"),
	       "-accel", NULL);
	refuse(&host,
	       STR("[base.a]\nmachine = 'q35,accel=tcg'\nsmp = 1\nmem = 1\n"
		   "accel = 'kvm'\n"),
	       ERR_CONFIG, "'kvm'", "machine sets accel already", "");
}

static void offers_every_accelerator_in_order(void **state)
{
	struct qemu_host host = whole_host();

	(void)state;
	expect(&host, STR(BASE "accel = ['tcg', 'kvm']\n"), "-accel", "tcg");
	expect(&host, STR(BASE "accel = ['tcg', 'kvm']\n"), "tcg", "-accel");
	expect(&host, STR(BASE "accel = ['tcg', 'kvm']\n"), "-accel", "kvm");
}

/* A number alone is MiB to QEMU. */
static void tells_memory_in_mib_or_kib(void **state)
{
	static const struct {
		const char *text, *value;
	} cases[] = {
		{"[base.a]\nmachine = 'x'\nsmp = 1\nmem = 1\n", "1"},
		{"[base.a]\nmachine = 'x'\nsmp = 1\nmem = '4G'\n", "4096"},
		{"[base.a]\nmachine = 'x'\nsmp = 1\nmem = '1K'\n", "1K"},
		{"[base.a]\nmachine = 'x'\nsmp = 1\nmem = '1025K'\n", "1025K"},
		{"[base.a]\nmachine = 'x'\nsmp = 1\nmem = '1024K'\n", "1"},
		{"[base.a]\nmachine = 'x'\nsmp = 1\nmem = '8388607T'\n",
		 "8796091973632"},
	};
	struct qemu_host host = whole_host();

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		expect(&host, str_from_c(cases[i].text), "-m", cases[i].value);
}

static void takes_memory_from_where_the_file_says(void **state)
{
	struct qemu_host host = whole_host();

	(void)state;
	expect(&host, STR(BASE), "-mem-path", NULL);
	expect(&host, STR(BASE), "-object", NULL);
	expect(&host, STR(BASE "mempath = '/pages,a'\n"), "-mem-path",
	       "/pages,a");
	expect(&host, STR(BASE "hugepages = true\n"), "-object",
	       "memory-backend-memfd,id=mem0,size=1024K,hugetlb=on");
	expect(&host, STR(BASE "hugepages = true\n"), "-machine",
	       "memory-backend=mem0");
	expect(&host, STR(BASE "hugepages = false\n"), "-object", NULL);
}

static void hides_the_hypervisor_where_qemu_can(void **state)
{
	struct qemu_host host = whole_host();

	(void)state;
	expect(&host, STR(BASE "cpu = 'host,kvm=off'\n"), "-cpu",
	       "host,kvm=off");
	expect(&host, STR(BASE "cpu = 'host'\nhv-vendor-id = '0123456789ab'\n"),
	       "-cpu", "host,hv-relaxed=on,hv-vendor-id=0123456789ab");
	refuse(&host, STR(BASE "hv-vendor-id = 'a'\n"), ERR_CONFIG, "'a'",
	       "hv-vendor-id needs cpu beside it", "add cpu = \"host\"");
	refuse(&host, STR(BASE "cpu = 'host'\nhv-vendor-id = 'a,b=c'\n"),
	       ERR_CONFIG, "'a,b=c'",
	       "hv-vendor-id cannot have a comma in QEMU", "");
}

static void boots_uefi_where_the_host_has_it(void **state)
{
	struct qemu_host host = whole_host();

	(void)state;
	expect(&host, STR(BASE), "-drive", NULL);
	expect(&host, STR(BASE "firmware = 'uefi'\n"), "-drive",
	       "if=pflash,unit=0,format=raw,readonly=on,file.driver=file,"
	       "file.filename=/code.fd");
	expect(&host, STR(BASE "firmware = 'uefi'\n"), "-drive",
	       "if=pflash,unit=1,format=raw,readonly=off,file.driver=file,"
	       "file.filename=/vars.fd");
	host.uefi_vars = NULL;
	refuse(&host, STR(BASE "firmware = 'uefi'\n"), ERR_HOST, "'uefi'",
	       "this host has no UEFI firmware for guests",
	       "install OVMF (Debian: ovmf)");
}

static void shows_nothing_unless_asked(void **state)
{
	struct qemu_host host = whole_host();

	(void)state;
	expect(&host, STR(BASE), "-vga", "none");
	expect(&host, STR(BASE), "-display", "none");
	expect(&host, STR(BASE "vga = 'std'\ndisplay = 'gtk,gl=on'\n"), "-vga",
	       "std");
	expect(&host, STR(BASE "vga = 'std'\ndisplay = 'gtk,gl=on'\n"),
	       "-display", "gtk,gl=on");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(needs_kvm_unless_the_file_says_otherwise),
		cmocka_unit_test(leaves_accel_to_a_machine_that_sets_it),
		cmocka_unit_test(offers_every_accelerator_in_order),
		cmocka_unit_test(tells_memory_in_mib_or_kib),
		cmocka_unit_test(takes_memory_from_where_the_file_says),
		cmocka_unit_test(hides_the_hypervisor_where_qemu_can),
		cmocka_unit_test(boots_uefi_where_the_host_has_it),
		cmocka_unit_test(shows_nothing_unless_asked),
	};

	return cmocka_run_group_tests_name("qemu_base", tests, NULL, NULL);
}
