/* policy_internal.h - what an entry of the policy is, and the table of its keys
 */
#ifndef VMMAN_POLICY_INTERNAL_H
#define VMMAN_POLICY_INTERNAL_H

#include "vmman/policy.h"

enum {
	POLICY_VERSION = 1,

	/* More links than these are not counted (POLICY_FOUND_MAX), so nobody
	 * may be granted more. */
	POLICY_INTERFACES_MAX = POLICY_FOUND_MAX - 1,
	POLICY_INTERFACES_DEFAULT = 16,
};

/* The keys of an entry, in the order in which they are printed. */
enum policy_key_id {
	POLICY_WHO,
	POLICY_BRIDGES,
	POLICY_HOST_INTERFACES,
	POLICY_INTERFACES,
	POLICY_MACS,
	POLICY_PCI,
	POLICY_USB,
	POLICY_DEVICES,
	POLICY_HUGEPAGES,
	POLICY_MAX_INTERFACES,
	POLICY_MAX_MEMLOCK,
	POLICY_HOST_CRITICAL,
	POLICY_KEYS, /* how many */
};

enum policy_type {
	POLICY_TYPE_WHO,      /* principals */
	POLICY_TYPE_PATTERNS, /* an array of patterns */
	POLICY_TYPE_COUNT,    /* a number of interfaces */
	POLICY_TYPE_SIZE,     /* bytes of memory */
	POLICY_TYPE_FLAG,
};

struct policy_key {
	const char *name; /* as in the file */
	enum policy_type type;
	/* POLICY_TYPE_PATTERNS: bring the pattern into the canonical form of
	 * what it stands for.  False after filling @e, without a place, if it
	 * could never match. */
	bool (*check)(struct pattern *pattern, struct err *e);
};

extern const struct policy_key policy_keys[POLICY_KEYS];

/* One pattern of an entry. */
struct policy_item {
	struct pattern pattern;
	bool pinned;       /* POLICY_PCI: only a device that is @pin */
	struct usb_id pin; /* vendor and device */
	struct err_place at;
};

/* The value of a key.  Which member counts follows from the key's type;
 * POLICY_WHO has none, see struct policy_entry. */
struct policy_value {
	bool given;          /* in the file */
	struct err_place at; /* the key, if given */
	union {
		struct {
			size_t count;
			struct policy_item *items;
		} list;
		uint64_t number;
		bool flag;
	};
};

/* One [[allow]]. */
struct policy_entry {
	uint32_t line;       /* of its header */
	struct err_place at; /* its header */
	size_t who_first;    /* its principals in policy->who */
	size_t who_count;
	struct policy_value values[POLICY_KEYS];
};

/* Whether @item is a '*' alone, which matches whatever is asked. */
bool policy_item_is_star(const struct policy_item *item);

/* Whether @item, of @entry, counts at all: a '*' alone does so only where
 * host-critical is true. */
bool policy_item_counts(const struct policy_entry *entry,
			const struct policy_item *item);

/* Read "user:alice", "group:vm", "uid:1000", "gid:1000"; the name goes to
 * @arena.  False after filling @e, without a place. */
bool policy_who_parse(struct str from, struct arena *arena,
		      struct policy_who *out, struct err *e) MUST_CHECK;

/* Print @who as a policy file has it. */
void policy_who_print(const struct policy_who *who,
		      char out[POLICY_VALUE_BYTES]);

/* Whether @gid is the caller's own group or one of the others. */
bool policy_is_member(const struct caller *caller, gid_t gid);

/* Whether @entry of @policy applies to @caller. */
bool policy_entry_applies(const struct policy *policy,
			  const struct policy_entry *entry,
			  const struct caller *caller);

/* What is judged, and by what. */
struct court {
	const struct policy *policy;
	const struct caller *caller;
	const struct plan *plan;
	const struct facts *facts;
	bool applies[POLICY_ENTRIES_MAX]; /* the entry to the caller */
	size_t total; /* links that the caller would have in the end */
	size_t release_count;
	const struct fact_own *release[POLICY_FOUND_MAX]; /* PLAN_RELEASE */
	char name[POLICY_NAME_BYTES]; /* the caller's, for people */
};

/* The link called @name under the caller's mark; NULL if there is none. */
const struct fact_own *policy_find_own(const struct facts *facts,
				       const struct ifname *name);

/* Whether @entry lists @text under @key for the caller. */
bool policy_lists(const struct court *c, const struct policy_entry *entry,
		  enum policy_key_id key, const char *text);

/* The parts of a request.  An entry allows a request of which it lacks none. */
enum policy_part {
	POLICY_PART_NAME = 1, /* of the interface, or the device itself */
	POLICY_PART_PEER = 2, /* the bridge, or the parent */
	POLICY_PART_MAC = 4,
	POLICY_PART_WORDS =
		POLICY_PART_NAME | POLICY_PART_PEER | POLICY_PART_MAC,
	POLICY_PART_QUOTA = 8,     /* max-interfaces */
	POLICY_PART_CRITICAL = 16, /* host-critical */
	POLICY_PART_MEMLOCK = 32,  /* max-memlock */
	POLICY_PART_PIN = 64,      /* another device sits at the address */
	POLICY_PART_GROUP = 128,   /* the rest of the IOMMU group */
};

/* What the entries that apply lack of one request: sets of parts.  The parts
 * that depend on the host count only where no word is lacking. */
struct policy_finding {
	const struct policy_entry *nearest; /* lacks least; the first of such */
	unsigned lacking;                   /* what it lacks */
	unsigned everywhere;                /* what every one of them lacks */
	uint64_t memlock; /* the largest max-memlock of them, in bytes */
};

/* Fill @e with the nearest reason why no entry allows @op, for which @fact was
 * found, to the caller of @c.  False. */
bool policy_refuse(const struct court *c, const struct plan_op *op,
		   const struct fact *fact, const struct policy_finding *f,
		   struct err *e);

/* What a thing of @kind is called in a refusal: "USB device". */
const char *policy_noun(enum plan_kind kind);

/* Whose the thing that an operation names is: what a release is about. */
enum policy_holder {
	POLICY_HELD_BY_NOBODY, /* vm-init did not give it to anybody */
	POLICY_HELD_BY_CALLER,
	POLICY_HELD_BY_OTHER, /* another user */
	POLICY_HELD_BY_ROOT,  /* a run that was killed left it half given */
};

/* How each kind of operation is judged, by three questions.
 *
 * lacking: which parts of @op @entry does not grant; the policy's words come
 *	first, so that who may not have a thing does not learn either whether
 *	there is one.
 * fits: whether the host has what a granted @op needs, and it is free.  False
 *	after filling @e.
 * is_there: whether it is so already, and nothing is to be done. */
unsigned policy_link_lacking(const struct court *c,
			     const struct policy_entry *entry,
			     const struct plan_op *op, const struct fact *fact);
bool policy_link_fits(const struct court *c, const struct plan_op *op,
		      const struct fact *fact, struct err *e);
bool policy_link_is_there(const struct fact *fact);

unsigned policy_locked_lacking(const struct policy_entry *entry,
			       const struct plan_op *op);
bool policy_locked_fits(const struct court *c, const struct plan_op *op,
			const struct fact *fact, struct err *e);
bool policy_locked_is_there(const struct court *c, const struct plan_op *op,
			    const struct fact *fact);
unsigned policy_node_lacking(const struct court *c,
			     const struct policy_entry *entry,
			     const struct plan_op *op, const struct fact *fact);
bool policy_node_fits(const struct court *c, const struct plan_op *op,
		      const struct fact *fact, struct err *e);
bool policy_node_is_there(const struct court *c, const struct plan_op *op,
			  const struct fact *fact);
enum policy_holder policy_node_holder(const struct court *c,
				      const struct fact *fact);

unsigned policy_pci_lacking(const struct court *c,
			    const struct policy_entry *entry,
			    const struct plan_op *op, const struct fact *fact);
bool policy_pci_fits(const struct court *c, const struct plan_op *op,
		     const struct fact *fact, struct err *e);
bool policy_pci_is_there(const struct court *c, const struct fact *fact);
enum policy_holder policy_pci_holder(const struct court *c,
				     const struct fact *fact);

/* Fill @e: why @entry grants the device of @fact, but not what sits there
 * (POLICY_PART_PIN), or not all of its IOMMU group (POLICY_PART_GROUP). */
bool policy_pci_refuse_pin(const struct fact *fact, struct err *e);
bool policy_pci_refuse_group(const struct court *c,
			     const struct policy_entry *entry,
			     const struct fact *fact, struct err *e);

#endif
