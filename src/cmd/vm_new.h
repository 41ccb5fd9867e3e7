/* vm_new.h - what the files of vm-new share */
#ifndef VMMAN_VM_NEW_H
#define VMMAN_VM_NEW_H

#include "vm_file.h"
#include "vmman/err.h"
#include "vmman/out.h"
#include "vmman/own.h"
#include "vmman/value.h"
#include <limits.h>
#include <stdbool.h>
#include <sys/types.h>

enum new_network {
	NEW_NO_NETWORK,
	NEW_USER_NET,
	NEW_TAPBRIDGE,
	NEW_MACVTAP,
};

enum {
	NEW_MORE_MAX = 15,
};

/* What a kind of guest needs. */
struct new_template {
	const char *name;
	const char *mem, *smp; /* unless the command line says otherwise */
	const char *cpu;
	const char *hv_vendor_id, *rtc, *vga; /* NULL: not set */
	const char *disk, *card;              /* drivers that the guest has */
	bool console;                         /* a serial console */
	bool pci;      /* an example of a device that is passed through */
	bool all_keys; /* also the keys that are not set, as comments */
};

/* The template @name; NULL if there is none.  Borrowed, static. */
const struct new_template *new_template(const char *name);

/* What the new file is to say.  Texts that are "" are not said. */
struct new_vm {
	const struct new_template *template;
	struct vm_name name;
	const char *mem, *smp;
	char image[PATH_MAX], iso[PATH_MAX];
	const char *more[NEW_MORE_MAX]; /* further images, absolute */
	size_t more_count;
	enum new_network network;
	const char *peer; /* the bridge, or the host's interface */
	struct ifname interface;
	struct mac mac;
};

/* The text of the file of @vm, kept in @out's buffer, whose descriptor is -1:
 * a text that does not fit is a failed write. */
void new_text(const struct new_vm *vm, struct out *out);

/* Read the text as vm-run will.  What it refuses is the command line's fault:
 * @errs. */
bool new_judge(const struct new_vm *vm, const struct out *text,
	       struct vm_file *file, struct err_list *errs) MUST_CHECK;

/* Put the text into the directory @dir, made if it is missing, as a new file:
 * @path.  False after filling @e: ERR_USAGE (it is there already), ERR_SYSTEM,
 * ERR_CONFIG. */
bool new_land(const char *dir, const struct new_vm *vm, struct out *text,
	      char path[PATH_MAX], struct err *e) MUST_CHECK;

/* A name for the interface of the VM @vm of the user @user ("" if not known),
 * @uid: "USER-VM", so that the policy's "{user}-*" covers it, or, for a name
 * that is too long for that or too strange, "vmUID-VM"; with a hash for an end
 * when what is left of it could be another VM's too.  The same for ever. */
void new_interface(const char *user, uid_t uid, const struct vm_name *vm,
		   struct ifname *out);

/* A random, locally administered unicast address.  False after filling @e with
 * ERR_SYSTEM. */
bool new_mac(struct mac *out, struct err *e) MUST_CHECK;

#endif
