/* test_vm_keys.c - src/vm/vm_keys.c: is the schema itself in order? */
#include "unit.h"
#include "vm_internal.h"
#include <stdio.h>
#include <string.h>

enum {
	HELP_BYTES_MAX = 64
};

/* Call @check with every key there is. */
static void each_key(void (*check)(const struct vm_key *key))
{
	for (size_t i = 0; i < VM_KINDS; i++)
		for (size_t k = 0; k < vm_kinds[i].count; k++)
			check(&vm_kinds[i].keys[k]);
}

static bool has_words(const struct vm_key *key)
{
	return key->type == VM_TYPE_WORD || key->type == VM_TYPE_WORDS;
}

static void check_name(const char *name)
{
	size_t len = strlen(name);

	assert_true(len > 0);
	assert_int_equal(strspn(name, "abcdefghijklmnopqrstuvwxyz-"), len);
	assert_true(name[0] != '-' && name[len - 1] != '-');
}

static void check_help(const char *help)
{
	assert_true(strlen(help) > 0 && strlen(help) <= HELP_BYTES_MAX);
	assert_null(strchr(help, '\n'));
	assert_true(help[strlen(help) - 1] != '.');
}

static void check_key(const struct vm_key *key)
{
	check_name(key->name);
	check_help(key->help);
	assert_true(strlen(vm_type_text(key->type)) > 0);
	assert_false(key->required && key->fallback != NULL);
	assert_int_equal(has_words(key), key->words != NULL);
}

static void every_kind_and_key_is_named_and_explained(void **state)
{
	(void)state;
	for (size_t i = 0; i < VM_KINDS; i++) {
		check_name(vm_kinds[i].name);
		check_help(vm_kinds[i].help);
		assert_true(vm_kinds[i].count <= VM_KEYS_MAX);
	}
	each_key(check_key);
}

/* Whether @name is that of a key of @kind at or after @from. */
static bool is_taken(const struct vm_kind_keys *kind, size_t from,
		     const char *name)
{
	for (size_t k = from; k < kind->count; k++) {
		const struct vm_key *key = &kind->keys[k];

		if (strcmp(name, key->name) == 0 ||
		    (key->alias != NULL && strcmp(name, key->alias) == 0))
			return true;
	}
	return false;
}

static void no_name_means_two_things(void **state)
{
	(void)state;
	for (size_t i = 0; i < VM_KINDS; i++) {
		const struct vm_kind_keys *kind = &vm_kinds[i];

		for (size_t j = i + 1; j < VM_KINDS; j++)
			assert_string_not_equal(kind->name, vm_kinds[j].name);
		for (size_t k = 0; k < kind->count; k++) {
			const struct vm_key *key = &kind->keys[k];

			assert_false(is_taken(kind, k + 1, key->name));
			if (key->alias != NULL)
				assert_false(is_taken(kind, k + 1, key->alias));
		}
	}
}

static void check_range(const struct vm_key *key)
{
	if (key->type == VM_TYPE_INTEGER || key->type == VM_TYPE_NUMBER)
		assert_true(key->least < key->most);
	else if (key->type != VM_TYPE_TEXT)
		assert_true(key->least == 0 && key->most == 0);
}

static void every_range_holds_something(void **state)
{
	(void)state;
	each_key(check_range);
}

/* A default has to be a value that the file could hold. */
static void check_fallback(const struct vm_key *key)
{
	unsigned char memory[64];
	struct arena arena = arena_over(memory, sizeof(memory));
	struct vm_value value = {0};
	struct err e;

	if (key->fallback == NULL)
		return;
	assert_true(vm_value_from_fallback(key, &arena, &value, &e));
	assert_true(value.set);
	assert_false(value.given);
	if (key->type == VM_TYPE_INTEGER)
		assert_true(value.integer >= key->least &&
			    value.integer <= key->most);
	if (key->type == VM_TYPE_BOOL)
		assert_string_equal(value.flag ? "true" : "false",
				    key->fallback);
}

static void every_default_is_a_value(void **state)
{
	(void)state;
	each_key(check_fallback);
}

/* original.md, section 2: what the first vmman knew, required (+) or not. */
static void knows_every_key_of_the_first_vmman(void **state)
{
	static const struct {
		enum vm_kind kind;
		const char *keys;
	} kinds[] = {
		{VM_BASE,
		 "+machine +smp +mem mepmath cpu smbios serial vga display"},
		{VM_APPLE_SMC, "+osk"},
		{VM_STORAGE, "+driver +file media"},
		{VM_PCIE_PASSTHROUGH, "+dev romfile"},
		{VM_TAPBRIDGE, "+interface +mac +driver +bridge"},
		{VM_MACVTAP, "+interface +mac +driver +host-interface"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
		const struct vm_kind_keys *kind = &vm_kinds[kinds[i].kind];
		size_t required = 0, wanted = 0;
		char copy[128], *rest = copy, *word;

		(void)snprintf(copy, sizeof(copy), "%s", kinds[i].keys);
		while ((word = strsep(&rest, " ")) != NULL) {
			wanted += word[0] == '+';
			assert_true(is_taken(kind, 0, word + (word[0] == '+')));
		}
		for (size_t k = 0; k < kind->count; k++)
			required += kind->keys[k].required;
		assert_int_equal(required, wanted);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_kind_and_key_is_named_and_explained),
		cmocka_unit_test(no_name_means_two_things),
		cmocka_unit_test(every_range_holds_something),
		cmocka_unit_test(every_default_is_a_value),
		cmocka_unit_test(knows_every_key_of_the_first_vmman),
	};

	return cmocka_run_group_tests_name("vm_keys", tests, NULL, NULL);
}
