/* vm_get.c - find sections and values of a machine
 *
 * Runs as: caller.  Input: a machine; keys' names from our own code.
 */
#include "vmman/own.h"
#include "vmman/vm.h"
#include <string.h>

const struct vm_value *vm_value(const struct vm_section *section,
				const char *key)
{
	const struct vm_kind_keys *kind = &vm_kinds[section->kind];

	for (size_t i = 0; i < kind->count; i++)
		if (strcmp(kind->keys[i].name, key) == 0)
			return &section->values[i];
	BUG();
}

const struct vm_section *vm_next(const struct vm *vm, enum vm_kind kind,
				 const struct vm_section *after)
{
	size_t i = after == NULL ? 0 : (size_t)(after - vm->sections) + 1;

	for (; i < vm->count; i++)
		if (vm->sections[i].kind == kind)
			return &vm->sections[i];
	return NULL;
}
