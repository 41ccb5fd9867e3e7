/* policy_internal.h - what an entry of the policy is, and the table of its keys
 */
#ifndef VMMAN_POLICY_INTERNAL_H
#define VMMAN_POLICY_INTERNAL_H

#include "vmman/policy.h"

enum {
	POLICY_VERSION = 1,
	POLICY_WHO_TEXT_BYTES = POLICY_NAME_BYTES + sizeof("group:"),

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

/* Whether @item is a '*' alone, which matches whatever is asked and therefore
 * counts only in an entry with host-critical = true. */
bool policy_item_is_star(const struct policy_item *item);

/* The text of @item as a policy file has it; returns @out. */
const char *policy_item_print(const struct policy_item *item,
			      char out[POLICY_NAME_BYTES]);

/* Read "user:alice", "group:vm", "uid:1000", "gid:1000"; the name goes to
 * @arena.  False after filling @e, without a place. */
bool policy_who_parse(struct str from, struct arena *arena,
		      struct policy_who *out, struct err *e) MUST_CHECK;

/* The text of @who as a policy file has it; returns @out. */
const char *policy_who_print(const struct policy_who *who,
			     char out[POLICY_WHO_TEXT_BYTES]);

/* Whether @entry of @policy applies to @caller. */
bool policy_entry_applies(const struct policy *policy,
			  const struct policy_entry *entry,
			  const struct caller *caller);

#endif
