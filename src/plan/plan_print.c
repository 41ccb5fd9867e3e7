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
	case PLAN_MEMLOCK:
		return "memlock";
	}
	BUG();
}

const char *plan_kind_text(enum plan_kind kind)
{
	switch (kind) {
	case PLAN_TAPBRIDGE:
		return "tapbridge";
	case PLAN_MACVTAP:
		return "macvtap";
	case PLAN_PCI:
		return "pcie-passthrough";
	case PLAN_USB:
		return "usb-passthrough";
	case PLAN_BLOCK:
		return "storage";
	case PLAN_HUGEPAGES:
		return "mempath";
	case PLAN_LOCKED:
		return "memlock";
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

static const char *copy(const char *text, char out[PLAN_SUBJECT_BYTES])
{
	BUG_UNLESS(str_copy(out, PLAN_SUBJECT_BYTES, str_from_c(text)));
	return out;
}

const char *plan_print_subject(const struct plan_op *op,
			       char out[PLAN_SUBJECT_BYTES])
{
	switch (op->kind) {
	case PLAN_TAPBRIDGE:
	case PLAN_MACVTAP:
		return copy(op->ifname.text, out);
	case PLAN_PCI:
		return pci_addr_print(&op->pci, out);
	case PLAN_USB:
		return usb_dev_print(&op->usb, out);
	case PLAN_BLOCK:
	case PLAN_HUGEPAGES:
		return copy(op->path.text, out);
	case PLAN_LOCKED:
		return size_print(op->bytes, out);
	}
	BUG();
}

static void print_link(const struct plan_op *op, const char *subject,
		       struct out *out)
{
	char mac[MAC_TEXT_BYTES];

	mac_print(&op->mac, mac);
	if (op->kind == PLAN_MACVTAP) {
		out_format(out, "macvtap %s on %s, MAC %s, mode %s", subject,
			   op->peer.text, mac, mode_text(op->mode));
		return;
	}
	out_format(out, "tap %s on bridge %s, MAC %s", subject, op->peer.text,
		   mac);
	if (op->queues > 1)
		out_format(out, ", %u queues", (unsigned)op->queues);
}

void plan_print_op(const struct plan_op *op, struct out *out)
{
	char subject[PLAN_SUBJECT_BYTES];

	plan_print_subject(op, subject);
	switch (op->kind) {
	case PLAN_TAPBRIDGE:
	case PLAN_MACVTAP:
		print_link(op, subject, out);
		return;
	case PLAN_PCI:
		out_format(out, "PCI device %s", subject);
		return;
	case PLAN_USB:
		out_format(out, "USB device %s", subject);
		return;
	case PLAN_BLOCK:
		out_format(out, "block device %s", subject);
		return;
	case PLAN_HUGEPAGES:
		out_format(out, "directory %s for huge pages", subject);
		return;
	case PLAN_LOCKED:
		out_format(out, "%s of locked memory", subject);
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
