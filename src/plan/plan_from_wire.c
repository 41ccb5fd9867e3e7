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
	if (wire->verb < PLAN_INIT || wire->verb > PLAN_WHAT_CAN_I)
		return refuse(e, "unknown verb");
	if (wire->count > PLAN_OPS_MAX)
		return refuse(e, "too many operations");
	out->verb = (enum plan_verb)wire->verb;
	out->count = wire->count;
	if (out->count > 0 && out->verb != PLAN_INIT &&
	    out->verb != PLAN_EXPLAIN)
		return refuse(e, "operations with a verb that has none");
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

static bool tapbridge_from_wire(const struct plan_wire_op *wire,
				struct plan_op *out, struct err *e)
{
	if (wire->queues < 1 || wire->queues > PLAN_QUEUES_MAX)
		return refuse(e, "number of queues out of range");
	out->kind = PLAN_TAPBRIDGE;
	out->queues = wire->queues;
	return true;
}

static bool macvtap_from_wire(const struct plan_wire_op *wire,
			      struct plan_op *out, struct err *e)
{
	if (wire->mode != PLAN_MODE_PRIVATE && wire->mode != PLAN_MODE_VEPA &&
	    wire->mode != PLAN_MODE_BRIDGE)
		return refuse(e, "unknown mode");
	out->kind = PLAN_MACVTAP;
	out->mode = (enum plan_macvtap_mode)wire->mode;
	return true;
}

static bool kind_from_wire(const struct plan_wire_op *wire, struct plan_op *out,
			   struct err *e)
{
	if (wire->kind == PLAN_TAPBRIDGE)
		return tapbridge_from_wire(wire, out, e);
	if (wire->kind == PLAN_MACVTAP)
		return macvtap_from_wire(wire, out, e);
	return refuse(e, "unknown kind of operation");
}

static bool op_from_wire(const struct plan_wire_op *wire, struct plan_op *out,
			 struct err *e)
{
	return kind_from_wire(wire, out, e) &&
	       ifname_parse(text_of(wire->ifname, sizeof(wire->ifname)),
			    &out->ifname, e) &&
	       ifname_parse_existing(text_of(wire->peer, sizeof(wire->peer)),
				     &out->peer, e) &&
	       mac_from_wire(wire->mac, &out->mac, e);
}

/* Whether the last operation of @plan repeats an earlier one's interface or
 * address. */
static bool repeats(const struct plan *plan, size_t last)
{
	const struct plan_op *ops = plan->ops;

	for (size_t i = 0; i < last; i++)
		if (memcmp(&ops[i].ifname, &ops[last].ifname,
			   sizeof(ops->ifname)) == 0 ||
		    memcmp(&ops[i].mac, &ops[last].mac, sizeof(ops->mac)) == 0)
			return true;
	return false;
}

static bool ops_from_wire(const struct plan_wire *wire, struct plan *out,
			  struct err *e)
{
	for (size_t i = 0; i < out->count; i++) {
		if (!op_from_wire(&wire->ops[i], &out->ops[i], e))
			return false;
		if (repeats(out, i))
			return refuse(e, "an interface or a MAC address twice");
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
