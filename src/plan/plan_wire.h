/* plan_wire.h - the layout of the wire: which byte is what
 *
 * plan_to_wire.c and plan_from_wire.c both use these structs and nothing else,
 * so the two directions cannot differ.  Every member is made of bytes: there
 * is no padding, no alignment and no byte order in them.  A text is followed
 * by zeros up to the end of its member.
 */
#ifndef VMMAN_PLAN_WIRE_H
#define VMMAN_PLAN_WIRE_H

#include "vmman/plan.h"
#include <stdint.h>

#define PLAN_WIRE_MAGIC "vmmanpln" /* 8 bytes, no NUL */

enum {
	PLAN_WIRE_VERSION = 1
};

struct plan_wire_link {
	uint8_t queues; /* PLAN_TAPBRIDGE, else 0 */
	uint8_t mode;   /* PLAN_MACVTAP: enum plan_macvtap_mode, else 0 */
	char ifname[IFNAME_TEXT_BYTES];
	char peer[IFNAME_TEXT_BYTES];
	uint8_t mac[6];
	uint8_t zero[87];
};

struct plan_wire_op {
	uint8_t kind; /* enum plan_kind */
	union {
		struct plan_wire_link link;    /* a tap or macvtap */
		char text[PLAN_SUBJECT_BYTES]; /* the others: all they are */
	};
};

struct plan_wire {
	char magic[8];
	uint8_t version;
	uint8_t verb;  /* enum plan_verb */
	uint8_t count; /* of operations; the records behind are zero */
	char vm[VM_NAME_TEXT_BYTES];
	uint8_t zero[4];
	struct plan_wire_op ops[PLAN_OPS_MAX];
};

_Static_assert(sizeof(struct plan_wire_op) == PLAN_WIRE_OP, "no padding");
_Static_assert(sizeof(struct plan_wire) == PLAN_WIRE_BYTES, "no padding");

#endif
