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

static bool asks(const struct vm_section *section)
{
	return section->kind == VM_TAPBRIDGE || section->kind == VM_MACVTAP;
}

static bool add(struct plan *plan, const struct vm_section *section,
		struct err *e)
{
	if (plan->count == PLAN_OPS_MAX)
		return err_at(e, ERR_CONFIG, section->at,
			      "more than %d interfaces in one VM",
			      PLAN_OPS_MAX);
	plan->ops[plan->count++] = section->kind == VM_TAPBRIDGE
					   ? tapbridge(section)
					   : macvtap(section);
	return true;
}

bool plan_from_vm(const struct vm *vm, enum plan_verb verb, struct plan *out,
		  struct err *e)
{
	struct plan plan = {.verb = verb, .vm = vm->name};

	BUG_UNLESS(verb == PLAN_INIT || verb == PLAN_EXPLAIN);
	for (size_t i = 0; i < vm->count; i++)
		if (asks(&vm->sections[i]) && !add(&plan, &vm->sections[i], e))
			return false;
	*out = plan;
	return true;
}
