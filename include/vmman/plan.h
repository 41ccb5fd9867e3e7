/* plan.h - what a machine asks of the host, as a few fixed records
 *
 * The caller's half of vm-init makes a plan from the machine and writes it to
 * the wire; root's half reads the wire, which is hostile to it, into a plan
 * of its own.  No pointers and no lengths cross, and of paths only those of a
 * block device and of a directory for huge pages, in the narrow language of
 * struct plain_path.
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
	PLAN_RELEASE,    /* take back the interfaces that bear the caller's mark
			  * for this VM, and what the operations name */
	PLAN_EXPLAIN,    /* judge, tell, change nothing */
	PLAN_WHAT_CAN_I, /* tell what the policy grants; no operations, no VM */
	PLAN_MEMLOCK,    /* raise the limit of the process that asks */
};

enum plan_kind {
	PLAN_TAPBRIDGE = 1, /* a tap, joined to a bridge */
	PLAN_MACVTAP,       /* a macvtap on a parent */
	PLAN_PCI,           /* a PCI device, bound to vfio-pci */
	PLAN_USB,           /* the node of a USB device */
	PLAN_BLOCK,         /* the node of a block device */
	PLAN_HUGEPAGES,     /* a directory of the caller's in a hugetlbfs */
	PLAN_LOCKED,        /* RLIMIT_MEMLOCK of the process that started
			     * vm-init, as VFIO needs it */
};

/* macvtap modes; never passthru, which takes the parent over.  The numbers
 * are the kernel's (linux/if_link.h, MACVLAN_MODE_*). */
enum plan_macvtap_mode {
	PLAN_MODE_PRIVATE = 1,
	PLAN_MODE_VEPA = 2,
	PLAN_MODE_BRIDGE = 4,
};

/* One thing to ask for.  Which member counts follows from the kind. */
struct plan_op {
	enum plan_kind kind;
	union {
		struct {                      /* PLAN_TAPBRIDGE, PLAN_MACVTAP */
			struct ifname ifname; /* of the interface to make */
			struct ifname peer;   /* the bridge, or the parent */
			struct mac mac;       /* the guest's */
			uint8_t queues;       /* PLAN_TAPBRIDGE: 1 to
					       * PLAN_QUEUES_MAX; more than 1
					       * makes a multi-queue tap */
			enum plan_macvtap_mode mode; /* PLAN_MACVTAP, else 0 */
		};
		struct pci_addr pci;    /* PLAN_PCI */
		struct usb_dev usb;     /* PLAN_USB */
		struct plain_path path; /* PLAN_BLOCK: beneath /dev;
					 * PLAN_HUGEPAGES: the directory */
		uint64_t bytes;         /* PLAN_LOCKED: a size that
					 * size_parse() makes */
	};
};

/* Whether a plan with @verb may ask for @kind. */
bool plan_verb_takes(enum plan_verb verb, enum plan_kind kind);

/* Whether @kind makes an interface. */
static inline bool plan_kind_is_link(enum plan_kind kind)
{
	return kind == PLAN_TAPBRIDGE || kind == PLAN_MACVTAP;
}

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
	PLAN_WIRE_OP = 128,
	PLAN_WIRE_BYTES = PLAN_WIRE_HEADER + PLAN_OPS_MAX * PLAN_WIRE_OP,
};

struct vm;
struct out;

/* What @vm asks of the host, of that which @verb takes: plan_verb_takes();
 * PLAN_WHAT_CAN_I is about no VM.  @places: where in the file each operation is
 * asked for.  False after filling @e with ERR_CONFIG: more
 * than PLAN_OPS_MAX operations, or a path that root's half does not take. */
bool plan_from_vm(const struct vm *vm, enum plan_verb verb, struct plan *out,
		  struct err_place places[PLAN_OPS_MAX],
		  struct err *e) MUST_CHECK;

/* How much memory the kernel locks for @vm's devices, in bytes: a size that
 * size_parse() makes; 0 if it has none.  The guest's memory, as often as
 * devices see it (once, or, where the guest has an IOMMU, once a device), and
 * 1 GiB. */
uint64_t plan_locked_bytes(const struct vm *vm);

void plan_to_wire(const struct plan *plan, unsigned char out[PLAN_WIRE_BYTES]);

/* Read a plan out of @len bytes of anybody's.  False after filling @e with
 * ERR_CONFIG for every message that plan_to_wire() cannot have written: other
 * length, magic or version, unknown verb or kind, values outside their
 * languages, non-zero padding, the same thing twice.  What it
 * accepts, plan_to_wire() writes again byte for byte. */
bool plan_from_wire(const unsigned char *bytes, size_t len, struct plan *out,
		    struct err *e) MUST_CHECK;

/* The name of @verb, for people and for the log: "init", "release", ... */
const char *plan_verb_text(enum plan_verb verb);

/* The name of @kind, as the VM file has it: "tapbridge", "pcie-passthrough". */
const char *plan_kind_text(enum plan_kind kind);

enum {
	PLAN_SUBJECT_BYTES = PLAIN_PATH_TEXT_BYTES
};

/* What @op is about, in its canonical text: the name of the interface, the
 * address, the path, the size.  Returns @out. */
const char *plan_print_subject(const struct plan_op *op,
			       char out[PLAN_SUBJECT_BYTES]);

/* One operation as a line of text without a newline, in the user's words:
 * "tap alice0 on bridge br0, MAC 52:54:00:..". */
void plan_print_op(const struct plan_op *op, struct out *out);

/* The whole plan: its verb and VM, then one operation a line (golden tests). */
void plan_print(const struct plan *plan, struct out *out);

#endif
