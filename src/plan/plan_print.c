/* plan_print.c - a plan in the user's words
 *
 * Runs as: both.  Input: a plan.
 */
#include "vmman/out.h"
#include "vmman/plan.h"

const char *plan_verb_text(enum plan_verb verb)
{
	switch (verb) {
	case PLAN_INIT:
		return "init";
	case PLAN_RELEASE:
		return "release";
	case PLAN_EXPLAIN:
		return "explain";
	case PLAN_WHAT_CAN_I:
		return "what-can-i";
	}
	BUG();
}

static const char *mode_text(enum plan_macvtap_mode mode)
{
	switch (mode) {
	case PLAN_MODE_PRIVATE:
		return "private";
	case PLAN_MODE_VEPA:
		return "vepa";
	case PLAN_MODE_BRIDGE:
		return "bridge";
	}
	BUG();
}

void plan_print_op(const struct plan_op *op, struct out *out)
{
	char mac[MAC_TEXT_BYTES];

	mac_print(&op->mac, mac);
	switch (op->kind) {
	case PLAN_TAPBRIDGE:
		out_format(out, "tap %s on bridge %s, MAC %s", op->ifname.text,
			   op->peer.text, mac);
		if (op->queues > 1)
			out_format(out, ", %u queues", (unsigned)op->queues);
		return;
	case PLAN_MACVTAP:
		out_format(out, "macvtap %s on %s, MAC %s, mode %s",
			   op->ifname.text, op->peer.text, mac,
			   mode_text(op->mode));
		return;
	}
}

void plan_print(const struct plan *plan, struct out *out)
{
	out_text(out, plan_verb_text(plan->verb));
	if (plan->verb != PLAN_WHAT_CAN_I)
		out_format(out, " %s", plan->vm.text);
	out_text(out, "\n");
	for (size_t i = 0; i < plan->count; i++) {
		plan_print_op(&plan->ops[i], out);
		out_text(out, "\n");
	}
}
