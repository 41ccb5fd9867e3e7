/* test_vm_list_collect.c - src/cmd/vm_list_collect.c */
#include "scratch.h"
#include "vm_list.h"

static void file(const char *name)
{
	scratch_file(name, "", 0, 0600);
}

static struct list collect(const char *only)
{
	struct list list;
	struct err e;

	assert_true(list_collect(scratch, only, &list, &e));
	return list;
}

static void assert_name(const struct list *list, size_t i, const char *name)
{
	assert_true(i < list->count);
	assert_true(str_equal(list->vms[i].name, str_from_c(name)));
	assert_memory_equal(list->vms[i].file, name, strlen(name));
	assert_string_equal(list->vms[i].file + strlen(name), ".toml");
}

static void finds_nothing_in_an_empty_directory(void **state)
{
	struct list list = collect(NULL);

	(void)state;
	assert_int_equal(list.count, 0);
	list_fini(&list);
}

/* By the whole file names, "a-b.toml" would stand before "a.toml". */
static void sorts_by_the_bytes_of_the_names(void **state)
{
	static const char *const names[] = {"Zed", "a", "a-b", "a.b", "alpha"};
	struct list list;

	(void)state;
	file("alpha.toml");
	file("a.b.toml");
	file("a-b.toml");
	file("a.toml");
	file("Zed.toml");
	list = collect(NULL);
	assert_int_equal(list.count, ARRAY_LEN(names));
	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		assert_name(&list, i, names[i]);
	list_fini(&list);
}

static void keeps_many_long_names(void **state)
{
	char name[256];
	struct list list;

	(void)state;
	for (int i = 0; i < 1500; i++) {
		(void)snprintf(name, sizeof(name), "%0240d.toml", i);
		file(name);
	}
	list = collect(NULL);
	assert_int_equal(list.count, 1500);
	(void)snprintf(name, sizeof(name), "%0240d", 0);
	assert_name(&list, 0, name);
	(void)snprintf(name, sizeof(name), "%0240d", 1499);
	assert_name(&list, 1499, name);
	list_fini(&list);
}

static void collects_one_alone(void **state)
{
	struct list list;

	(void)state;
	file("a.toml");
	file("a.b.toml");
	file("aa.toml");
	list = collect("a");
	assert_int_equal(list.count, 1);
	assert_name(&list, 0, "a");
	list_fini(&list);
}

static void refuses_one_that_is_not_there(void **state)
{
	char text[ERR_TEXT_BYTES];
	struct list list;
	struct err e;

	(void)state;
	file("aa.toml");
	(void)snprintf(text, sizeof(text), "there is no VM a in %s", scratch);
	assert_false(list_collect(scratch, "a", &list, &e));
	assert_int_equal(e.kind, ERR_NO_VM);
	assert_string_equal(e.text, text);
	assert_string_equal(e.hint,
			    "vm-list without a name shows the VMs there are");
	list_fini(&list);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		scratch_test(finds_nothing_in_an_empty_directory),
		scratch_test(sorts_by_the_bytes_of_the_names),
		scratch_test(keeps_many_long_names),
		scratch_test(collects_one_alone),
		scratch_test(refuses_one_that_is_not_there),
	};

	return cmocka_run_group_tests_name("vm_list_collect", tests, NULL,
					   NULL);
}
