/* vm_check.c - what the schema cannot say of a machine
 *
 * Runs as: caller.  Input: a machine, made by vm_from_toml().
 */
#include "vm_internal.h"

/* Where judging has got to. */
struct judge {
	const struct vm *vm;
	struct err_list *errs;
	bool failed;
};

static struct err *fail(struct judge *j)
{
	j->failed = true;
	return err_next(j->errs);
}

/* QEMU would take some options of each and let the last win in others. */
static void check_base(struct judge *j)
{
	const struct vm_section *first = vm_next(j->vm, VM_BASE, NULL);
	const struct vm_section *next;
	struct err *e;

	if (first == NULL) {
		e = fail(j);
		err_set(e, ERR_CONFIG, "there is no base section");
		err_hint(e, "[base.main] says what the machine is: machine, "
			    "smp and mem");
		return;
	}
	next = vm_next(j->vm, VM_BASE, first);
	if (next == NULL)
		return;
	e = fail(j);
	err_at(e, ERR_CONFIG, next->at,
	       "a second base section; expected one, which is [base.%.*s]",
	       STR_ARG(str_shown(first->name)));
	err_hint(e, "put all of its keys into one section");
}

/* Whether no two values of @type in a file may be equal. */
static bool is_unique(enum vm_type type)
{
	return type == VM_TYPE_IFNAME || type == VM_TYPE_MAC ||
	       type == VM_TYPE_PCI || type == VM_TYPE_USB;
}

static bool is_same_usb(const struct usb_dev *a, const struct usb_dev *b)
{
	char a_text[USB_DEV_TEXT_BYTES], b_text[USB_DEV_TEXT_BYTES];

	return strcmp(usb_dev_print(a, a_text), usb_dev_print(b, b_text)) == 0;
}

static bool is_same(enum vm_type type, const struct vm_value *a,
		    const struct vm_value *b)
{
	if (type == VM_TYPE_IFNAME)
		return strcmp(a->ifname.text, b->ifname.text) == 0;
	if (type == VM_TYPE_MAC)
		return memcmp(&a->mac, &b->mac, sizeof(a->mac)) == 0;
	return type == VM_TYPE_PCI ? pci_addr_equal(&a->pci, &b->pci)
				   : is_same_usb(&a->usb, &b->usb);
}

/* The section before the one at @end that holds @value too; NULL if none. */
static const struct vm_section *holder(const struct vm *vm, size_t end,
				       enum vm_type type,
				       const struct vm_value *value)
{
	for (size_t s = 0; s < end; s++) {
		const struct vm_section *section = &vm->sections[s];
		const struct vm_kind_keys *kind = &vm_kinds[section->kind];

		for (size_t k = 0; k < kind->count; k++)
			if (kind->keys[k].type == type &&
			    section->values[k].set &&
			    is_same(type, &section->values[k], value))
				return section;
	}
	return NULL;
}

static void check_unique(struct judge *j, size_t at, const struct vm_key *key,
			 const struct vm_value *value)
{
	const struct vm_section *other;

	if (!value->set || !is_unique(key->type))
		return;
	other = holder(j->vm, at, key->type, value);
	if (other != NULL)
		err_at(fail(j), ERR_CONFIG, value->at,
		       "%s: [%s.%.*s] has the same already", key->name,
		       vm_kinds[other->kind].name,
		       STR_ARG(str_shown(other->name)));
}

/* @key means nothing without @needed. */
static void check_needs(struct judge *j, const struct vm_section *section,
			const char *key, const char *needed)
{
	const struct vm_value *value = vm_value(section, key);

	if (value->given && !vm_value(section, needed)->set)
		err_at(fail(j), ERR_CONFIG, value->at,
		       "%s is of no use without %s", key, needed);
}

static void check_memory(struct judge *j, const struct vm_section *base)
{
	const struct vm_value *mempath = vm_value(base, "mempath");

	if (mempath->given && vm_value(base, "hugepages")->flag)
		err_at(fail(j), ERR_CONFIG, mempath->at,
		       "mempath and hugepages are two ways to the same; "
		       "expected one of them");
}

static void check_section(struct judge *j, size_t at)
{
	const struct vm_section *section = &j->vm->sections[at];
	const struct vm_kind_keys *kind = &vm_kinds[section->kind];

	for (size_t i = 0; i < kind->count; i++)
		check_unique(j, at, &kind->keys[i], &section->values[i]);
	if (section->kind == VM_BASE) {
		check_needs(j, section, "initrd", "kernel");
		check_needs(j, section, "append", "kernel");
		check_memory(j, section);
	}
}

bool vm_check(const struct vm *vm, struct err_list *errs)
{
	struct judge j = {.vm = vm, .errs = errs};
	size_t earlier = errs->count;

	check_base(&j);
	for (size_t i = 0; i < vm->count; i++)
		check_section(&j, i);
	err_sort(errs, earlier);
	return !j.failed;
}
