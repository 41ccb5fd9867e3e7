/* plan_from_vm.c - what a machine asks of the host
 *
 * Runs as: caller.  Input: a machine that vm_check() passed.
 */
#include "vmman/plan.h"
#include "vmman/vm.h"

_Static_assert((int)VM_QUEUES_MAX <= (int)PLAN_QUEUES_MAX,
	       "a file can ask for more");

static enum plan_macvtap_mode mode_from_word(struct str word)
{
	if (str_equal(word, STR("private")))
		return PLAN_MODE_PRIVATE;
	if (str_equal(word, STR("vepa")))
		return PLAN_MODE_VEPA;
	return PLAN_MODE_BRIDGE;
}

static struct plan_op tapbridge(const struct vm_section *section)
{
	return (struct plan_op){
		.kind = PLAN_TAPBRIDGE,
		.ifname = vm_value(section, "interface")->ifname,
		.peer = vm_value(section, "bridge")->ifname,
		.mac = vm_value(section, "mac")->mac,
		.queues = (uint8_t)vm_value(section, "queues")->integer,
	};
}

static struct plan_op macvtap(const struct vm_section *section)
{
	return (struct plan_op){
		.kind = PLAN_MACVTAP,
		.ifname = vm_value(section, "interface")->ifname,
		.peer = vm_value(section, "host-interface")->ifname,
		.mac = vm_value(section, "mac")->mac,
		.mode = mode_from_word(vm_value(section, "mode")->text),
	};
}

static struct plan_op pci(const struct vm_section *section)
{
	return (struct plan_op){.kind = PLAN_PCI,
				.pci = vm_value(section, "dev")->pci};
}

static struct plan_op usb(const struct vm_section *section)
{
	return (struct plan_op){
		.kind = PLAN_USB,
		.usb = vm_value(section, "dev")->usb,
	};
}

/* Where the plan of a machine has got to. */
struct work {
	struct plan plan;
	struct err_place *places;
	struct err *e;
};

/* Add @op, asked for at @at, if the plan's verb has to do with such. */
static bool add(struct work *w, const struct plan_op *op, struct err_place at)
{
	struct plan *plan = &w->plan;

	if (!plan_verb_takes(plan->verb, op->kind))
		return true;
	if (plan->count == PLAN_OPS_MAX)
		return err_at(w->e, ERR_CONFIG, at,
			      "more than %d things to ask of the host in one "
			      "VM",
			      PLAN_OPS_MAX);
	w->places[plan->count] = at;
	plan->ops[plan->count++] = *op;
	return true;
}

static bool has_path(const struct plan *plan, enum plan_kind kind,
		     const struct plain_path *path)
{
	for (size_t i = 0; i < plan->count; i++)
		if (plan->ops[i].kind == kind &&
		    strcmp(plan->ops[i].path.text, path->text) == 0)
			return true;
	return false;
}

/* A path that is to cross to root's half: once, though a machine may have one
 * disk twice. */
static bool add_path(struct work *w, enum plan_kind kind,
		     const struct vm_value *value)
{
	struct plan_op op = {.kind = kind};

	if (!plan_verb_takes(w->plan.verb, kind))
		return true;
	if (!plain_path_parse(value->text, &op.path, w->e)) {
		w->e->at = value->at;
		return false;
	}
	return has_path(&w->plan, kind, &op.path) || add(w, &op, value->at);
}

static bool add_mempath(struct work *w, const struct vm_section *base)
{
	const struct vm_value *mempath = vm_value(base, "mempath");

	return !mempath->set || add_path(w, PLAN_HUGEPAGES, mempath);
}

/* Whether @path may be one of the host's devices; in /dev/shm are files of the
 * users' own. */
static bool is_device(struct str path)
{
	return str_starts_with(path, STR("/dev/")) &&
	       !str_starts_with(path, STR("/dev/shm/"));
}

static bool add_storage(struct work *w, const struct vm_section *storage)
{
	const struct vm_value *file = vm_value(storage, "file");

	return !is_device(file->text) || add_path(w, PLAN_BLOCK, file);
}

static bool add_section(struct work *w, const struct vm_section *section)
{
	struct plan_op op;

	switch (section->kind) {
	case VM_TAPBRIDGE:
		op = tapbridge(section);
		return add(w, &op, section->at);
	case VM_MACVTAP:
		op = macvtap(section);
		return add(w, &op, section->at);
	case VM_PCIE_PASSTHROUGH:
		op = pci(section);
		return add(w, &op, section->at);
	case VM_BASE:
		return add_mempath(w, section);
	case VM_USB_PASSTHROUGH:
		op = usb(section);
		return add(w, &op, section->at);
	case VM_STORAGE:
		return add_storage(w, section);
	case VM_APPLE_SMC:
	case VM_USER_NET:
	case VM_CONSOLE:
	case VM_QEMU:
		return true;
	case VM_KINDS:
		break;
	}
	BUG();
}

/* VFIO's need, at the first device that causes it. */
static bool add_locked(struct work *w, const struct vm *vm)
{
	const struct vm_section *device =
		vm_next(vm, VM_PCIE_PASSTHROUGH, NULL);
	struct plan_op op = {.kind = PLAN_LOCKED};

	if (device == NULL)
		return true;
	op.bytes = plan_locked_bytes(vm);
	return add(w, &op, device->at);
}

bool plan_from_vm(const struct vm *vm, enum plan_verb verb, struct plan *out,
		  struct err_place places[PLAN_OPS_MAX], struct err *e)
{
	struct work w = {{.verb = verb, .vm = vm->name}, places, e};

	BUG_UNLESS(verb != PLAN_WHAT_CAN_I);
	for (size_t i = 0; i < vm->count; i++)
		if (!add_section(&w, &vm->sections[i]))
			return false;
	if (!add_locked(&w, vm))
		return false;
	*out = w.plan;
	return true;
}
