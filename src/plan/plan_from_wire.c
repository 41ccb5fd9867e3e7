/* plan_from_wire.c - a message of anybody's to a plan, or a refusal
 *
 * Runs as: root.  Input: hostile bytes: the parser on the other side may have
 * been taken over.
 *
 * Every field is recognised again by the grammar of its language.  What no
 * field covers needs no list of its own: the plan is written back, and the
 * message has to be exactly that.
 */
#include "plan_wire.h"
#include <string.h>

static struct str text_of(const char *field, size_t size)
{
	return (struct str){field, strnlen(field, size)};
}

static bool refuse(struct err *e, const char *what)
{
	return err_set(e, ERR_CONFIG, "the plan is malformed: %s", what);
}

static bool head_from_wire(const struct plan_wire *wire, struct plan *out,
			   struct err *e)
{
	if (memcmp(wire->magic, PLAN_WIRE_MAGIC, sizeof(wire->magic)) != 0)
		return refuse(e, "wrong magic");
	if (wire->version != PLAN_WIRE_VERSION)
		return refuse(e, "unknown version");
	if (wire->verb < PLAN_INIT || wire->verb > PLAN_MEMLOCK)
		return refuse(e, "unknown verb");
	if (wire->count > PLAN_OPS_MAX)
		return refuse(e, "too many operations");
	out->verb = (enum plan_verb)wire->verb;
	out->count = wire->count;
	/* Any name there is then found when the plan is written back. */
	return out->verb == PLAN_WHAT_CAN_I ||
	       vm_name_parse(text_of(wire->vm, sizeof(wire->vm)), &out->vm, e);
}

static bool mac_from_wire(const uint8_t octets[6], struct mac *out,
			  struct err *e)
{
	char text[MAC_TEXT_BYTES];
	struct mac raw;

	memcpy(raw.octets, octets, sizeof(raw.octets));
	return mac_parse(str_from_c(mac_print(&raw, text)), out, e);
}

static bool shape_from_wire(const struct plan_wire_link *wire,
			    struct plan_op *out, struct err *e)
{
	if (out->kind == PLAN_TAPBRIDGE) {
		if (wire->queues < 1 || wire->queues > PLAN_QUEUES_MAX)
			return refuse(e, "number of queues out of range");
		out->queues = wire->queues;
		return true;
	}
	if (wire->mode != PLAN_MODE_PRIVATE && wire->mode != PLAN_MODE_VEPA &&
	    wire->mode != PLAN_MODE_BRIDGE)
		return refuse(e, "unknown mode");
	out->mode = (enum plan_macvtap_mode)wire->mode;
	return true;
}

static bool link_from_wire(const struct plan_wire_link *wire,
			   struct plan_op *out, struct err *e)
{
	return shape_from_wire(wire, out, e) &&
	       ifname_parse(text_of(wire->ifname, sizeof(wire->ifname)),
			    &out->ifname, e) &&
	       ifname_parse_existing(text_of(wire->peer, sizeof(wire->peer)),
				     &out->peer, e) &&
	       mac_from_wire(wire->mac, &out->mac, e);
}

static bool device_from_wire(struct str text, struct plan_op *out,
			     struct err *e)
{
	if (!plain_path_parse(text, &out->path, e))
		return false;
	return str_starts_with(text, STR("/dev/")) ||
	       refuse(e, "a block device outside /dev");
}

static bool op_from_wire(const struct plan_wire_op *wire, struct plan_op *out,
			 struct err *e)
{
	struct str text = text_of(wire->text, sizeof(wire->text));

	if (wire->kind < PLAN_TAPBRIDGE || wire->kind > PLAN_LOCKED)
		return refuse(e, "unknown kind of operation");
	out->kind = (enum plan_kind)wire->kind;
	switch (out->kind) {
	case PLAN_TAPBRIDGE:
	case PLAN_MACVTAP:
		return link_from_wire(&wire->link, out, e);
	case PLAN_PCI:
		return pci_addr_parse(text, &out->pci, e);
	case PLAN_USB:
		return usb_dev_parse(text, &out->usb, e);
	case PLAN_BLOCK:
		return device_from_wire(text, out, e);
	case PLAN_HUGEPAGES:
		return plain_path_parse(text, &out->path, e);
	case PLAN_LOCKED:
		return size_parse(text, &out->bytes, e);
	}
	BUG();
}

static bool is_same(const struct plan_op *a, const struct plan_op *b)
{
	char a_text[PLAN_SUBJECT_BYTES], b_text[PLAN_SUBJECT_BYTES];
	bool links = plan_kind_is_link(a->kind) && plan_kind_is_link(b->kind);

	if (links && memcmp(&a->mac, &b->mac, sizeof(a->mac)) == 0)
		return true;
	/* Nothing has the text of another kind's. */
	return strcmp(plan_print_subject(a, a_text),
		      plan_print_subject(b, b_text)) == 0;
}

/* Whether the last operation of @plan repeats an earlier one. */
static bool repeats(const struct plan *plan, size_t last)
{
	for (size_t i = 0; i < last; i++)
		if (is_same(&plan->ops[i], &plan->ops[last]))
			return true;
	return false;
}

static bool ops_from_wire(const struct plan_wire *wire, struct plan *out,
			  struct err *e)
{
	for (size_t i = 0; i < out->count; i++) {
		if (!op_from_wire(&wire->ops[i], &out->ops[i], e))
			return false;
		if (!plan_verb_takes(out->verb, out->ops[i].kind))
			return refuse(e, "an operation that is none of its "
					 "verb's");
		if (repeats(out, i))
			return refuse(e, "the same thing twice");
	}
	return true;
}

bool plan_from_wire(const unsigned char *bytes, size_t len, struct plan *out,
		    struct err *e)
{
	unsigned char again[PLAN_WIRE_BYTES];
	struct plan_wire wire;
	struct plan plan = {0};

	if (len != sizeof(wire))
		return refuse(e, "wrong length");
	memcpy(&wire, bytes, sizeof(wire));
	if (!head_from_wire(&wire, &plan, e) || !ops_from_wire(&wire, &plan, e))
		return false;
	plan_to_wire(&plan, again);
	if (memcmp(bytes, again, sizeof(again)) != 0)
		return refuse(e, "bytes that mean nothing");
	*out = plan;
	return true;
}
