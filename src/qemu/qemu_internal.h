/* qemu_internal.h - what the files of src/qemu/ share
 *
 * One file for each concern: qemu_args.c writes arguments down, the others say
 * which.  Whatever stands for something of ours (net0, drive0, nic0) is
 * numbered; a name out of the VM file is never an id.
 */
#ifndef VMMAN_QEMU_INTERNAL_H
#define VMMAN_QEMU_INTERNAL_H

#include "vmman/qemu.h"

/* A command line in the making. */
struct qemu_work {
	const struct vm *vm;
	const struct qemu_host *host;
	struct arena *arena;
	struct qemu_argv *argv;
	char *open; /* the argument that is being written, NULL if none */
	bool full;  /* something did not fit; what follows is dropped */
	struct err *e;
	unsigned nets; /* network cards so far, and so on */
	unsigned drives;
	unsigned ide_disks, sata_disks, scsi_disks;
	bool usb; /* there is a controller, usb0 */
	unsigned hostdevs, usb_hostdevs;
	unsigned consoles;
};

/* Write one argument: begin, add, end.  What the caller gives as @format and
 * @text is ours; what is not goes through _value(), which doubles its commas
 * (qemu(1)), or, if it is an option list of QEMU's own, through _raw(). */
void qemu_arg_begin(struct qemu_work *w);
void qemu_arg_add(struct qemu_work *w, const char *format, ...)
	PRINTF_LIKE(2, 3);
void qemu_arg_value(struct qemu_work *w, const char *key, struct str value);
void qemu_arg_raw(struct qemu_work *w, struct str list);
void qemu_arg_end(struct qemu_work *w);

/* A whole argument at once. */
void qemu_arg(struct qemu_work *w, const char *text);
void qemu_arg_pair(struct qemu_work *w, const char *option, struct str value);

/* The facts about @section. */
const struct qemu_section *qemu_facts(const struct qemu_work *w,
				      const struct vm_section *section);

/* The text of the key @key in @section; "" if it is not set. */
struct str qemu_text(const struct vm_section *section, const char *key);

/* Whether an item of the option list @list of QEMU's begins with @start. */
bool qemu_list_has(struct str list, const char *start);

/* Emit a USB controller, of id usb0, if there is none yet. */
void qemu_usb_controller(struct qemu_work *w);

/* One section of each kind.  False after filling w->e. */
bool qemu_base(struct qemu_work *w, const struct vm_section *s) MUST_CHECK;
bool qemu_tapbridge(struct qemu_work *w, const struct vm_section *s) MUST_CHECK;
bool qemu_macvtap(struct qemu_work *w, const struct vm_section *s) MUST_CHECK;
bool qemu_user_net(struct qemu_work *w, const struct vm_section *s) MUST_CHECK;
bool qemu_storage(struct qemu_work *w, const struct vm_section *s) MUST_CHECK;
bool qemu_pcie_passthrough(struct qemu_work *w,
			   const struct vm_section *s) MUST_CHECK;
bool qemu_usb_passthrough(struct qemu_work *w,
			  const struct vm_section *s) MUST_CHECK;
bool qemu_apple_smc(struct qemu_work *w, const struct vm_section *s) MUST_CHECK;
bool qemu_console(struct qemu_work *w, const struct vm_section *s) MUST_CHECK;

#endif
