/* policy.h - who may ask what: the allowlist and its judge
 *
 * Pure: the caller, the plan and the facts about the host come in as values,
 * verdicts and permits go out.  Only policy_judge.c can make a struct permit;
 * everything in src/priv/ that changes the host takes one.
 */
#ifndef VMMAN_POLICY_H
#define VMMAN_POLICY_H

#include "vmman/arena.h"
#include "vmman/err.h"
#include "vmman/own.h"
#include "vmman/plan.h"
#include "vmman/toml.h"
#include "vmman/value.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

enum {
	POLICY_BYTES_MAX = 256 * 1024,
	POLICY_ENTRIES_MAX = 256,
	POLICY_WHO_MAX = 4096,      /* principals of all entries */
	POLICY_PATTERNS_MAX = 4096, /* patterns of all entries */
	POLICY_NAME_BYTES = 256,    /* a user or group name, NUL included
				     * (LOGIN_NAME_MAX, limits.h) */
	POLICY_VALUE_BYTES = 280,   /* a value's text, NUL included */
	POLICY_FOUND_MAX = 256,     /* links with our mark, counted at once */
	CALLER_GROUPS_MAX = 65536,  /* NGROUPS_MAX, credentials(7) */

	/* Room in an arena for any policy, its document apart. */
	POLICY_ARENA_BYTES = 2 * 1024 * 1024,
	/* ... its document included: toml_arena_bytes(POLICY_BYTES_MAX) more.
	 */
	POLICY_READ_BYTES = 5 * POLICY_BYTES_MAX + 8192 + POLICY_ARENA_BYTES,
	/* Room in an arena for the permits of any judgement. */
	POLICY_PERMITS_BYTES = 1024 * 1024,
};

/* Who asks, by the kernel's word. */
struct caller {
	uid_t uid;
	gid_t gid;
	const gid_t *groups; /* supplementary */
	size_t group_count;
	char user[POLICY_NAME_BYTES]; /* "" if not known (yet) */
};

/* A principal of a "who" list. */
enum policy_who_kind {
	POLICY_USER,
	POLICY_GROUP,
	POLICY_UID,
	POLICY_GID
};

struct policy_who {
	enum policy_who_kind kind;
	const char *name;    /* POLICY_USER, POLICY_GROUP: under
			      * POLICY_NAME_BYTES; "" for the others */
	struct err_place at; /* in the policy */
	bool resolved;       /* id is known */
	uint32_t id;
};

struct policy_entry; /* see policy_internal.h */

struct policy {
	bool foreign_netns;     /* serve callers in another network namespace */
	bool needs_user;        /* an entry uses {user} */
	size_t who_count;       /* principals of all entries, in order */
	struct policy_who *who; /* the caller of policy_from_toml() resolves
				 * those with a name: sets resolved and id */
	size_t count;
	struct policy_entry *entries;
};

/* Read a policy out of @doc.  False after adding to @errs: ERR_CONFIG with the
 * place, ERR_SYSTEM if @arena is full.  A policy with any error is no policy.
 * It borrows from @arena (POLICY_ARENA_BYTES are enough), not from @doc. */
bool policy_from_toml(const struct toml *doc, struct arena *arena,
		      struct policy *out, struct err_list *errs) MUST_CHECK;

/* Read the @len bytes of a policy file at @bytes, at most POLICY_BYTES_MAX; the
 * TOML_PAD bytes behind them must be readable and zero.  False after adding to
 * @errs, as policy_from_toml() does, or ERR_CONFIG with the place where it is
 * no TOML.  @out borrows from @arena (POLICY_READ_BYTES are enough) alone. */
bool policy_read(const char *bytes, size_t len, struct arena *arena,
		 struct policy *out, struct err_list *errs) MUST_CHECK;

/* What is odd about a policy though legal ("*" alone, an entry that grants
 * nothing, a name that was not resolved, ...): at most ERR_LIST_MAX, kind
 * ERR_CONFIG, with places.  To be called when the names have been resolved. */
void policy_warn(const struct policy *policy, struct err_list *warnings);

/* What priv_resolve() found for one operation of a plan. */
enum fact_link {
	FACT_LINK_NONE,     /* no interface of that name */
	FACT_LINK_OURS,     /* it bears the mark of this caller and this VM
			     * and is of the right kind */
	FACT_LINK_LEFTOVER, /* ours, half made by a run that was killed */
	FACT_LINK_STALE,    /* it bears the mark of this caller and this VM, but
			     * differs in what cannot be changed (kind, owner,
			     * queues, parent): to be released first,
			     * ERR_BUSY */
	FACT_LINK_OTHER_VM, /* it bears this caller's mark for another VM */
	FACT_LINK_FOREIGN,  /* anything else: never touched */
};

enum fact_peer {
	FACT_PEER_NONE,   /* no interface of that name */
	FACT_PEER_BRIDGE, /* a bridge */
	FACT_PEER_PARENT, /* an Ethernet device that macvtaps may sit on */
	FACT_PEER_OTHER,  /* anything else: loopback, tap, macvtap, bond's
			   * port, ... */
};

/* Whose the process is that started vm-init. */
enum fact_asker {
	FACT_ASKER_FOREIGN, /* another user's, or set-user-ID */
	FACT_ASKER_OWN,     /* all its user ids are the caller's */
};

enum {
	FACT_GROUP_MAX = 32,    /* functions of one IOMMU group */
	FACT_DRIVER_BYTES = 32, /* a driver's name, NUL included */
	FACT_USE_BYTES = 96,
	FACT_PORTS_BYTES = 96,
};

enum fact_driver {
	FACT_DRIVER_NONE, /* none, or one that does nothing (pci-stub) */
	FACT_DRIVER_VFIO, /* vfio-pci */
	FACT_DRIVER_HOST, /* any other */
};

/* What sits at a PCI address. */
struct fact_function {
	struct pci_addr addr;
	struct usb_id id; /* vendor and device */
	uint32_t class;   /* 0x020000: base class, subclass, interface */
	enum fact_driver driver;
	char driver_name[FACT_DRIVER_BYTES]; /* "" if none */
};

/* What keeps it from the rest of the host's memory. */
enum fact_iommu {
	FACT_IOMMU_NONE, /* nothing: it is in no IOMMU group */
	FACT_IOMMU_FAKE, /* vfio's unsafe no-IOMMU mode */
	FACT_IOMMU_REAL,
};

/* driver_override: which driver alone may bind it */
enum fact_override {
	FACT_OVERRIDE_NONE,
	FACT_OVERRIDE_VFIO, /* vfio-pci: set by vm-init, or as vm-init does */
	FACT_OVERRIDE_OTHER,
};

/* A PCI device, for PLAN_PCI.  One node stands for a whole IOMMU group. */
struct fact_pci {
	bool there;     /* or all that follows is zero */
	bool at_work;   /* another vm-init holds its lock; @override, which
			 * may take for ever to read then, was not read */
	bool can_bind;  /* the host has vfio-pci */
	bool boot_vga;  /* the firmware showed its messages there */
	bool has_vfs;   /* SR-IOV functions of it are in use */
	bool has_node;  /* the group's */
	bool unclear;   /* more in the group than @members holds, or what is no
			 * PCI device */
	uid_t owner;    /* of the node; root if there is none */
	uint32_t group; /* number of the IOMMU group */
	enum fact_iommu iommu;
	enum fact_override override;
	struct fact_function self;
	size_t member_count; /* of the group, itself included */
	struct fact_function members[FACT_GROUP_MAX];
	char use[FACT_USE_BYTES]; /* what the host does with it: "interface
				   * eth6 is up"; "" if nothing */
};

enum fact_sort {
	FACT_SORT_ABSENT,  /* there is none */
	FACT_SORT_UNFIT,   /* it is something else: a hub, a terminal, a file */
	FACT_SORT_SEVERAL, /* PLAN_USB: more than one is that */
	FACT_SORT_FIT,
};

/* What has an owner in the file system, for PLAN_USB, PLAN_BLOCK and
 * PLAN_HUGEPAGES.  All but @sort counts only where that is FACT_SORT_FIT. */
struct fact_node {
	enum fact_sort sort;
	bool is_hugetlbfs; /* PLAN_HUGEPAGES: it is, or would be, right in a
			    * directory of root's in a hugetlbfs; for
			    * FACT_SORT_ABSENT and FACT_SORT_UNFIT too */
	dev_t dev;         /* of the device; 0 for a directory */
	dev_t disk;        /* PLAN_BLOCK: the whole, or @dev */
	uid_t owner;
	gid_t group;
	mode_t mode;
	char use[FACT_USE_BYTES];     /* what the host does with it: "mounted on
				       * /srv"; "" if nothing is known */
	struct usb_id id;             /* PLAN_USB: what sits there ... */
	uint16_t bus, number;         /* ... and where its node is */
	char ports[FACT_PORTS_BYTES]; /* FACT_SORT_SEVERAL: where they sit:
				       * "1-2, 1-4"; FACT_SORT_FIT: where */
};

/* Which member counts follows from the operation's kind. */
struct fact {
	union {
		struct fact_pci pci; /* PLAN_PCI */
		struct {             /* PLAN_LOCKED, with PLAN_MEMLOCK only */
			enum fact_asker asker;
			uint64_t may_lock; /* bytes, as its soft limit says */
		};
		struct fact_node node; /* PLAN_USB, PLAN_BLOCK, PLAN_HUGEPAGES
					*/
		struct {               /* PLAN_TAPBRIDGE, PLAN_MACVTAP */
			enum fact_link link;
			uint32_t link_index; /* ifindex; 0 if none */
			bool link_same;      /* FACT_LINK_OURS: already as the
					      * plan wants it */
			enum fact_peer peer;
			uint32_t peer_index; /* ifindex; 0 if none */
			bool peer_critical;  /* carries the default route */
			struct mac peer_mac; /* the bridge's or parent's own */
		};
	};
};

/* A link that bears the caller's own mark, for release and quota. */
struct fact_own {
	struct ifname ifname;
	struct vm_name vm;
	uint32_t index;
	bool in_use; /* a tap that something has open */
};

struct facts {
	bool same_netns; /* as the host's first process; false if unknown */
	struct fact ops[PLAN_OPS_MAX]; /* for each operation of the plan */
	size_t own_count;
	struct fact_own own[POLICY_FOUND_MAX];
};

/* What a permit is for. */
enum permit_act {
	PERMIT_GIVE,    /* do what permit_op() asks for */
	PERMIT_KEEP,    /* it is so already: nothing to do */
	PERMIT_RETURN,  /* take back what permit_op() names */
	PERMIT_RELEASE, /* delete the link of permit_own() */
};

enum {
	/* Things to judge at once: the links to release, and operations. */
	POLICY_VERDICTS_MAX = POLICY_FOUND_MAX + PLAN_OPS_MAX,
	/* The place in the plan of what is no operation. */
	POLICY_NO_OP = PLAN_OPS_MAX,
};

/* The judgement of one operation (or of one link to release). */
struct verdict {
	bool allowed;
	char subject[PLAN_SUBJECT_BYTES]; /* what it is about */
	size_t op;           /* the operation's place in the plan, or
			      * POLICY_NO_OP */
	enum permit_act act; /* if allowed: what is to be done */
	uint32_t line;       /* of the entry that allows it, or else of the one
			      * that comes nearest; 0 if none */
	struct err why;      /* if not: kind ERR_DENIED or ERR_BUSY or ERR_HOST
			      * or ERR_CONFIG, the nearest reason, a hint */
};

/* Leave to do one thing.  Opaque: made by the judge, read by src/priv/.  It
 * holds copies of what was judged, so nothing can change it afterwards. */
struct permit;

enum permit_act permit_act(const struct permit *permit);
/* The operation and what was found for it; a BUG() for PERMIT_RELEASE. */
const struct plan_op *permit_op(const struct permit *permit);
const struct fact *permit_fact(const struct permit *permit);
/* The link to delete; a BUG() for anything but PERMIT_RELEASE. */
const struct fact_own *permit_own(const struct permit *permit);
const struct vm_name *permit_vm(const struct permit *permit);
uid_t permit_uid(const struct permit *permit);
gid_t permit_gid(const struct permit *permit);

struct judgement {
	bool allowed; /* every operation is */
	size_t count; /* verdicts: one for each operation, or for each link */
	struct verdict verdicts[POLICY_VERDICTS_MAX];
	/* For each verdict; all NULL unless everything is allowed, and for
	 * PLAN_EXPLAIN. */
	const struct permit *permits[POLICY_VERDICTS_MAX];
};

/* Judge @plan (any but PLAN_WHAT_CAN_I) whole: one denied
 * operation and there is no permit at all.  The policy's words come before the
 * facts, so that a denial tells nothing about the host (R37).  What a caller
 * has under its own mark it may always release, whatever the entries say today
 * (foreign-netns holds for a release too).
 * False after filling @e: ERR_SYSTEM if the arena is full
 * (POLICY_PERMITS_BYTES are enough).  @out borrows from the arena alone. */
bool policy_judge(const struct policy *policy, const struct caller *caller,
		  const struct plan *plan, const struct facts *facts,
		  struct arena *arena, struct judgement *out,
		  struct err *e) MUST_CHECK;

/* What the policy grants a caller, one value at a time: for vm-init
 * --what-can-i, whose two halves share fixed records and no text. */
struct policy_grant {
	uint32_t line;                  /* of the entry */
	const char *key;                /* "interfaces" */
	char value[POLICY_VALUE_BYTES]; /* as the policy has it: "{user}*" */
};

struct policy_grants {
	const struct policy *policy;
	const struct caller *caller;
	size_t entry, key, item; /* private */
};

struct policy_grants policy_grants_for(const struct policy *policy,
				       const struct caller *caller);
bool policy_grants_next(struct policy_grants *grants, struct policy_grant *out);

struct out;

/* The whole policy, normalised (golden tests). */
void policy_print(const struct policy *policy, struct out *out);

#endif
