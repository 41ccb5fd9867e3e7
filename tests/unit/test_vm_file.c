/* test_vm_file.c - src/cmd/vm_file.c */
#include "scratch.h"
#include "vm_file.h"

static const char right[] = "[base.main]\n"
			    "machine = \"q35\"\n"
			    "smp = 1\n"
			    "mem = 512\n";

static struct vm_file file;
static struct err_list errs;

static bool read_alice(void)
{
	errs.count = 0;
	return vm_file_read(scratch, STR("alice"), &file, &errs);
}

static void reads_a_machine(void **state)
{
	(void)state;
	scratch_file("alice.toml", right, sizeof(right) - 1, 0600);
	assert_true(read_alice());
	assert_string_equal(file.vm.name.text, "alice");
	assert_int_equal(file.vm.count, 1);
	assert_int_equal(errs.count, 0);
}

static void refuses_what_is_no_name(void **state)
{
	(void)state;
	errs.count = 0;
	assert_false(vm_file_read(scratch, STR("../alice"), &file, &errs));
	assert_int_equal(errs.count, 1);
	assert_int_equal(errs.items[0].kind, ERR_CONFIG);
	assert_null(file.source.path);
}

static void refuses_a_file_that_is_not_there(void **state)
{
	(void)state;
	assert_false(read_alice());
	assert_int_equal(errs.count, 1);
	assert_int_equal(errs.items[0].kind, ERR_NO_VM);
	assert_null(file.source.path);
}

static void tells_where_the_text_is_wrong(void **state)
{
	(void)state;
	scratch_file("alice.toml", "[base.main]\nmem = \n", 19, 0600);
	assert_false(read_alice());
	assert_int_equal(errs.count, 1);
	assert_int_equal(errs.items[0].kind, ERR_CONFIG);
	assert_true(errs.items[0].at.known);
	assert_string_equal(file.source.path, scratch_path("alice.toml"));
	assert_int_equal(file.source.text.len, 19);
}

static void tells_all_that_the_schema_refuses(void **state)
{
	static const char wrong[] = "[base.main]\nmemm = 1\nsmpp = 1\n";

	(void)state;
	scratch_file("alice.toml", wrong, sizeof(wrong) - 1, 0600);
	assert_false(read_alice());
	assert_true(errs.count >= 2);
}

static void judges_a_text_that_is_in_no_file(void **state)
{
	const struct vm_name name = {"web"};

	(void)state;
	errs.count = 0;
	memset(&file, 0, sizeof(file));
	file.host.len = sizeof(right) - 1;
	memcpy(file.host.bytes, right, sizeof(right) - 1);
	assert_true(vm_file_judge(&name, &file, &errs));
	file.host.bytes[1] = 'x';
	assert_false(vm_file_judge(&name, &file, &errs));
	assert_int_equal(file.source.text.len, sizeof(right) - 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		scratch_test(reads_a_machine),
		scratch_test(refuses_what_is_no_name),
		scratch_test(refuses_a_file_that_is_not_there),
		scratch_test(tells_where_the_text_is_wrong),
		scratch_test(tells_all_that_the_schema_refuses),
		cmocka_unit_test(judges_a_text_that_is_in_no_file),
	};

	return cmocka_run_group_tests_name("vm_file", tests, NULL, NULL);
}
