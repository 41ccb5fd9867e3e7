/* plan_to_wire.c - a plan to its one canonical message
 *
 * Runs as: caller (and as root, to see that a message was canonical).
 * Input: a plan, made by plan_from_vm() or plan_from_wire().
 */
#include "plan_wire.h"
#include <string.h>

static void link_to_wire(const struct plan_op *op, struct plan_wire_link *out)
{
	memcpy(out->ifname, op->ifname.text, sizeof(out->ifname));
	memcpy(out->peer, op->peer.text, sizeof(out->peer));
	memcpy(out->mac, op->mac.octets, sizeof(out->mac));
	if (op->kind == PLAN_TAPBRIDGE)
		out->queues = op->queues;
	else
		out->mode = (uint8_t)op->mode;
}

static void op_to_wire(const struct plan_op *op, struct plan_wire_op *out)
{
	out->kind = (uint8_t)op->kind;
	if (plan_kind_is_link(op->kind))
		link_to_wire(op, &out->link);
	else
		plan_print_subject(op, out->text);
}

void plan_to_wire(const struct plan *plan, unsigned char out[PLAN_WIRE_BYTES])
{
	struct plan_wire wire = {
		.version = PLAN_WIRE_VERSION,
		.verb = (uint8_t)plan->verb,
		.count = (uint8_t)plan->count,
	};

	BUG_UNLESS(plan->count <= PLAN_OPS_MAX);
	memcpy(wire.magic, PLAN_WIRE_MAGIC, sizeof(wire.magic));
	memcpy(wire.vm, plan->vm.text, sizeof(wire.vm));
	for (size_t i = 0; i < plan->count; i++)
		op_to_wire(&plan->ops[i], &wire.ops[i]);
	memcpy(out, &wire, sizeof(wire));
}
