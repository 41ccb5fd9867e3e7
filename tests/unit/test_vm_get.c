/* test_vm_get.c - src/vm/vm_get.c */
#include "vm_sample.h"

static struct sample sample;

static void finds_values_by_their_keys(void **state)
{
	const struct vm_section *section;

	(void)state;
	sample_accept(&sample, STR(SAMPLE_BASE "cpu = \"host\"\n"));
	section = vm_next(&sample.vm, VM_BASE, NULL);
	assert_text(vm_value(section, "machine")->text, "q35");
	assert_text(vm_value(section, "cpu")->text, "host");
	assert_false(vm_value(section, "smbios")->set);
}

static void goes_through_the_sections_of_a_kind(void **state)
{
	const struct vm_section *section;

	(void)state;
	sample_accept(&sample, STR("[console.a]\n[qemu.q]\nargs = ['x']\n"
				   "[console.b]\n"));
	section = vm_next(&sample.vm, VM_CONSOLE, NULL);
	assert_text(section->name, "a");
	section = vm_next(&sample.vm, VM_CONSOLE, section);
	assert_text(section->name, "b");
	assert_null(vm_next(&sample.vm, VM_CONSOLE, section));
	section = vm_next(&sample.vm, VM_QEMU, NULL);
	assert_text(section->name, "q");
	assert_null(vm_next(&sample.vm, VM_QEMU, section));
	assert_null(vm_next(&sample.vm, VM_STORAGE, NULL));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_values_by_their_keys),
		cmocka_unit_test(goes_through_the_sections_of_a_kind),
	};

	return cmocka_run_group_tests_name("vm_get", tests, NULL, NULL);
}
