/* plan.h - what a machine asks of the host, as a few fixed records
 *
 * The caller's half of vm-init makes a plan from the machine and writes it to
 * the wire; root's half reads the wire, which is hostile to it, into a plan
 * of its own.  No pointers, no lengths, no paths cross.
 */
#ifndef VMMAN_PLAN_H
#define VMMAN_PLAN_H

#include "vmman/err.h"
#include "vmman/own.h"
#include "vmman/value.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	PLAN_OPS_MAX = 24,    /* operations in one plan */
	PLAN_QUEUES_MAX = 16, /* pairs of queues of one tap */
};

/* What to do with the plan. */
enum plan_verb {
	PLAN_INIT = 1,   /* give the caller what the plan asks for */
	PLAN_RELEASE,    /* take back what bears the caller's mark for this VM;
			  * the plan has no operations */
	PLAN_EXPLAIN,    /* judge, tell, change nothing */
	PLAN_WHAT_CAN_I, /* tell what the policy grants; no operations, no VM */
};

enum plan_kind {
	PLAN_TAPBRIDGE = 1, /* a tap, joined to a bridge */
	PLAN_MACVTAP,       /* a macvtap on a parent */
};

/* macvtap modes; never passthru, which takes the parent over.  The numbers
 * are the kernel's (linux/if_link.h, MACVLAN_MODE_*). */
enum plan_macvtap_mode {
	PLAN_MODE_PRIVATE = 1,
	PLAN_MODE_VEPA = 2,
	PLAN_MODE_BRIDGE = 4,
};

struct plan_op {
	enum plan_kind kind;
	struct ifname ifname;        /* of the interface to make */
	struct ifname peer;          /* the bridge, or the parent */
	struct mac mac;              /* the guest's */
	uint8_t queues;              /* PLAN_TAPBRIDGE: 1 to PLAN_QUEUES_MAX;
				      * more than 1 makes a multi-queue tap */
	enum plan_macvtap_mode mode; /* PLAN_MACVTAP, else 0 */
};

struct plan {
	enum plan_verb verb;
	struct vm_name vm;                /* "" for PLAN_WHAT_CAN_I */
	size_t count;                     /* operations, at most PLAN_OPS_MAX */
	struct plan_op ops[PLAN_OPS_MAX]; /* in the order of the file */
};

/* The wire: a header and PLAN_OPS_MAX records, always whole, every unused
 * byte zero; src/plan/plan_wire.h says which byte is what. */
enum {
	PLAN_WIRE_HEADER = 80,
	PLAN_WIRE_OP = 48,
	PLAN_WIRE_BYTES = PLAN_WIRE_HEADER + PLAN_OPS_MAX * PLAN_WIRE_OP,
};

struct vm;
struct out;

/* What @vm asks of the host.  @verb: PLAN_INIT or PLAN_EXPLAIN; the others
 * need no VM file, and no more than their verb and name filled in.  False
 * after filling @e with ERR_CONFIG: more than PLAN_OPS_MAX operations. */
bool plan_from_vm(const struct vm *vm, enum plan_verb verb, struct plan *out,
		  struct err *e) MUST_CHECK;

void plan_to_wire(const struct plan *plan, unsigned char out[PLAN_WIRE_BYTES]);

/* Read a plan out of @len bytes of anybody's.  False after filling @e with
 * ERR_CONFIG for every message that plan_to_wire() cannot have written: other
 * length, magic or version, unknown verb or kind, names and MACs outside their
 * languages, non-zero padding, the same interface or MAC twice.  What it
 * accepts, plan_to_wire() writes again byte for byte. */
bool plan_from_wire(const unsigned char *bytes, size_t len, struct plan *out,
		    struct err *e) MUST_CHECK;

/* The name of @verb, for people and for the log: "init", "release", ... */
const char *plan_verb_text(enum plan_verb verb);

/* One operation as a line of text without a newline, in the user's words:
 * "tap alice0 on bridge br0, MAC 52:54:00:..". */
void plan_print_op(const struct plan_op *op, struct out *out);

/* The whole plan: its verb and VM, then one operation a line (golden tests). */
void plan_print(const struct plan *plan, struct out *out);

#endif
