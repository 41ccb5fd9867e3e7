/* vm.h - the description of a machine: a VM file, checked
 *
 * src/vm/vm_keys.c is the one table of kinds, keys, types, ranges, defaults
 * and help; what is here is generated from it or walks it.  A struct vm holds,
 * in the order of the file, one section for each [kind.name], and in each
 * section one value for each key of its kind.
 */
#ifndef VMMAN_VM_H
#define VMMAN_VM_H

#include "vmman/arena.h"
#include "vmman/err.h"
#include "vmman/own.h"
#include "vmman/str.h"
#include "vmman/toml.h"
#include "vmman/value.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	VM_FILE_BYTES_MAX = 64 * 1024, /* policy.md */
	VM_ARENA_BYTES = 512 * 1024,
	VM_SECTIONS_MAX = 64,
	VM_KEYS_MAX = 32,   /* keys of one kind */
	VM_QUEUES_MAX = 16, /* pairs of queues of one network card */
};

enum vm_kind {
	VM_BASE,
	VM_TAPBRIDGE,
	VM_MACVTAP,
	VM_PCIE_PASSTHROUGH,
	VM_USB_PASSTHROUGH,
	VM_STORAGE,
	VM_APPLE_SMC,
	VM_USER_NET,
	VM_CONSOLE,
	VM_QEMU,
	VM_KINDS, /* how many */
};

/* How a key's value is written and what it becomes. */
enum vm_type {
	VM_TYPE_TEXT,   /* text; commas doubled on the way to QEMU */
	VM_TYPE_RAW,    /* QEMU's own option list, passed on as it is */
	VM_TYPE_NUMBER, /* the same, or an integer, which becomes its digits */
	VM_TYPE_PATH,   /* text that names a file */
	VM_TYPE_WORD,   /* one of the key's words */
	VM_TYPE_WORDS,  /* one of the key's words, or an array of them */
	VM_TYPE_BOOL,
	VM_TYPE_INTEGER, /* within the key's range */
	VM_TYPE_SIZE,    /* integer (MiB) or text, see size_parse() */
	VM_TYPE_UUID,
	VM_TYPE_IFNAME, /* of an interface that we make */
	VM_TYPE_PEER,   /* of an existing interface */
	VM_TYPE_MAC,
	VM_TYPE_PCI,
	VM_TYPE_USB,      /* see usb_dev_parse() */
	VM_TYPE_FORWARDS, /* an array of ports, see forward_parse() */
	VM_TYPE_ARGS,     /* an array of texts that may begin with '-' */
};

/* How a value of @type is written: "true or false", "a string (path)", ... */
const char *vm_type_text(enum vm_type type);

/* One key of one kind, in the schema. */
struct vm_key {
	const char *name;  /* as in the file */
	const char *alias; /* accepted for it, NULL if there is none */
	enum vm_type type;
	bool required;
	const char *fallback;     /* the default, as a text; NULL if none */
	const char *const *words; /* VM_TYPE_WORD, VM_TYPE_WORDS: what there
				   * is, ended by NULL */
	int64_t least, most;      /* VM_TYPE_INTEGER, VM_TYPE_NUMBER; @most also
				   * VM_TYPE_TEXT: bytes, 0 for no limit */
	const char *help;         /* one line */
};

/* One kind, in the schema. */
struct vm_kind_keys {
	const char *name; /* as in the file: "tapbridge" */
	const char *help; /* one line */
	const struct vm_key *keys;
	size_t count; /* at most VM_KEYS_MAX */
};

extern const struct vm_kind_keys vm_kinds[VM_KINDS];

/* A value of a key.  Which member counts follows from the key's type. */
struct vm_value {
	bool set;            /* in the file or by default */
	bool given;          /* in the file */
	struct err_place at; /* the value, if given */
	union {
		struct str text;      /* TEXT, RAW, NUMBER, PATH, WORD */
		bool flag;            /* BOOL */
		int64_t integer;      /* INTEGER */
		uint64_t bytes;       /* SIZE */
		struct uuid uuid;     /* UUID */
		struct ifname ifname; /* IFNAME, PEER */
		struct mac mac;       /* MAC */
		struct pci_addr pci;  /* PCI */
		struct usb_dev usb;   /* USB */
		struct {              /* WORDS, ARGS; in the file's order */
			const struct str *items;
			size_t count; /* 1 or more */
		} texts;
		struct { /* FORWARDS */
			const struct forward *items;
			size_t count; /* 1 or more */
		} forwards;
	};
};

struct vm_section {
	enum vm_kind kind;
	struct str name;         /* the part behind the dot; free text */
	struct err_place at;     /* its header */
	struct vm_value *values; /* vm_kinds[kind].count of them */
};

/* A machine.  It borrows from the document and the arena. */
struct vm {
	struct vm_name name;
	size_t count;
	struct vm_section *sections; /* in the order of the file */
};

/* The value of the key @key ("bridge") in @section; a key that the kind does
 * not have is a BUG().  Borrowed from @section. */
const struct vm_value *vm_value(const struct vm_section *section,
				const char *key);

/* The next section of @kind behind @after (NULL: from the first); NULL if
 * there is none. */
const struct vm_section *vm_next(const struct vm *vm, enum vm_kind kind,
				 const struct vm_section *after);

/* Read the machine @name out of @doc; VM_ARENA_BYTES are enough for any file of
 * VM_FILE_BYTES_MAX bytes.  False after adding every error found, each
 * ERR_CONFIG with its place, to @errs; ERR_SYSTEM if the arena is full. */
bool vm_from_toml(const struct toml *doc, const struct vm_name *name,
		  struct arena *arena, struct vm *out,
		  struct err_list *errs) MUST_CHECK;

/* Judge what the schema cannot say: exactly one base; no interface, MAC
 * address, PCI or USB device twice; no keys without the key that they are
 * about.  False after adding to @errs, ERR_CONFIG with places. */
bool vm_check(const struct vm *vm, struct err_list *errs) MUST_CHECK;

struct out;

/* Print @vm as a VM file again, in the order of the file, each value in its
 * canonical form, defaults included: read again, it is the same machine. */
void vm_print(const struct vm *vm, struct out *out);

#endif
