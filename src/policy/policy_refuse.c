/* policy_refuse.c - the words for what no entry allows
 *
 * Runs as: root.  Input: values that were recognised; the caller's name from
 * NSS, which whoever prints makes visible.
 */
#include "policy_internal.h"
#include <inttypes.h>
#include <stdio.h>

static bool refuse_mixture(const char *what, const struct policy_finding *f,
			   const char *name, struct err *e)
{
	err_set(e, ERR_DENIED,
		"%s is granted to %s, but not together with the rest of this "
		"request",
		what, name);
	return err_hint(e,
			"one entry has to grant all of it; the nearest is "
			"at line %u of the policy",
			f->nearest->line);
}

/* The words part @part of a request, called @what, is refused with. */
static bool refuse_word(const char *what, enum policy_part part,
			const struct policy_finding *f, const char *name,
			struct err *e)
{
	if ((f->everywhere & part) == 0)
		return refuse_mixture(what, f, name, e);
	err_set(e, ERR_DENIED, "%s is in no entry that applies to %s", what,
		name);
	return err_hint(e, "\"vm-init --what-can-i\" lists what is granted; "
			   "the administrator can grant more in the policy");
}

const char *policy_noun(enum plan_kind kind)
{
	switch (kind) {
	case PLAN_TAPBRIDGE:
	case PLAN_MACVTAP:
		return "interface name";
	case PLAN_PCI:
		return "PCI device";
	case PLAN_USB:
		return "USB device";
	case PLAN_BLOCK:
		return "block device";
	case PLAN_HUGEPAGES:
		return "directory of huge pages";
	case PLAN_LOCKED:
		return "locked memory";
	}
	BUG();
}

static bool refuse_name(const struct plan_op *op,
			const struct policy_finding *f, const char *name,
			struct err *e)
{
	char what[PLAN_SUBJECT_BYTES + 32];
	char subject[PLAN_SUBJECT_BYTES];

	(void)snprintf(what, sizeof(what), "%s %s", policy_noun(op->kind),
		       plan_print_subject(op, subject));
	return refuse_word(what, POLICY_PART_NAME, f, name, e);
}

static bool refuse_peer(const struct plan_op *op,
			const struct policy_finding *f, const char *name,
			struct err *e)
{
	const char *kind =
		op->kind == PLAN_TAPBRIDGE ? "bridge" : "host interface";
	char what[64];

	(void)snprintf(what, sizeof(what), "%s %s", kind, op->peer.text);
	return refuse_word(what, POLICY_PART_PEER, f, name, e);
}

static bool refuse_mac(const struct plan_op *op, const struct policy_finding *f,
		       const char *name, struct err *e)
{
	char mac[MAC_TEXT_BYTES];
	char what[64];

	(void)snprintf(what, sizeof(what), "MAC %s", mac_print(&op->mac, mac));
	if ((f->everywhere & POLICY_PART_MAC) == 0 || mac_is_local(&op->mac))
		return refuse_word(what, POLICY_PART_MAC, f, name, e);
	refuse_word(what, POLICY_PART_MAC, f, name, e);
	return err_hint(e,
			"without macs in an entry, a MAC has to be locally "
			"administered, such as 02:%s",
			mac + 3);
}

static bool refuse_quota(const struct policy_finding *f, const char *name,
			 size_t total, struct err *e)
{
	err_set(e, ERR_DENIED,
		"%s would have %zu interfaces; the policy grants %" PRIu64,
		name, total, f->nearest->values[POLICY_MAX_INTERFACES].number);
	return err_hint(e, "\"vm-init --release VM\" gives back those of a VM "
			   "that is not needed");
}

static bool refuse_critical(const struct plan_op *op,
			    const struct policy_finding *f, struct err *e)
{
	char subject[PLAN_SUBJECT_BYTES];

	if (op->kind == PLAN_PCI)
		err_set(e, ERR_DENIED, "PCI device %s is the boot VGA",
			plan_print_subject(op, subject));
	else
		err_set(e, ERR_DENIED,
			"host interface %s carries the default route",
			op->peer.text);
	return err_hint(e,
			"the administrator can grant it with host-critical "
			"= true in the entry at line %u of the policy",
			f->nearest->line);
}

static bool refuse_memlock(const struct plan_op *op,
			   const struct policy_finding *f, const char *name,
			   struct err *e)
{
	char wanted[SIZE_TEXT_BYTES], granted[SIZE_TEXT_BYTES];

	size_print(op->bytes, wanted);
	if (f->memlock == 0)
		err_set(e, ERR_DENIED,
			"locking %s of memory is not granted to %s", wanted,
			name);
	else
		err_set(e, ERR_DENIED,
			"locking %s of memory is more than the %s granted to "
			"%s",
			wanted, size_print(f->memlock, granted), name);
	return err_hint(e, "the administrator can grant it with max-memlock in "
			   "the policy; a guest with less memory needs less");
}

bool policy_refuse(const struct court *c, const struct plan_op *op,
		   const struct fact *fact, const struct policy_finding *f,
		   struct err *e)
{
	unsigned parts = f->everywhere != 0 ? f->everywhere : f->lacking;

	/* The lowest bit: the first part that is lacking. */
	switch ((enum policy_part)(parts & -parts)) {
	case POLICY_PART_NAME:
		return refuse_name(op, f, c->name, e);
	case POLICY_PART_PEER:
		return refuse_peer(op, f, c->name, e);
	case POLICY_PART_MAC:
		return refuse_mac(op, f, c->name, e);
	case POLICY_PART_QUOTA:
		return refuse_quota(f, c->name, c->total, e);
	case POLICY_PART_CRITICAL:
		return refuse_critical(op, f, e);
	case POLICY_PART_MEMLOCK:
		return refuse_memlock(op, f, c->name, e);
	case POLICY_PART_PIN:
		return policy_pci_refuse_pin(fact, e);
	case POLICY_PART_GROUP:
		return policy_pci_refuse_group(c, f->nearest, fact, e);
	case POLICY_PART_WORDS:
		BUG();
	}
	BUG();
}
