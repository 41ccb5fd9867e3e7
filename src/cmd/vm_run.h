/* vm_run.h - what the files of vm-run share */
#ifndef VMMAN_VM_RUN_H
#define VMMAN_VM_RUN_H

#include "vmman/arena.h"
#include "vmman/err.h"
#include "vmman/out.h"
#include "vmman/own.h"
#include "vmman/qemu.h"
#include "vmman/vm.h"
#include <limits.h>
#include <stdbool.h>
#include <stddef.h>

enum {
	RUN_FIRST_FD = 10, /* descriptors of macvtaps count from here */
};

/* What there is to know beside the VM file. */
struct run_facts {
	const char *config_dir; /* of the VM file; borrowed */
	struct qemu_host host;
	char uefi_vars[PATH_MAX]; /* host.uefi_vars */
	size_t keep_count;        /* descriptors for QEMU, ours until exec: */
	int keep[VM_SECTIONS_MAX + 1]; /* of macvtaps, and the VM's lock */
};

/* Look whether the host can do what @vm asks, and open what QEMU is to
 * inherit.  To be called with the VM's lock held: a macvtap that is opened
 * twice shares its packets.  @arena: for paths.  False after filling @e, with
 * the place in the VM file. */
bool run_look(const struct vm *vm, struct arena *arena, struct run_facts *out,
	      struct err *e) MUST_CHECK;

/* The same for --dry-run: open nothing, make nothing, and where something is
 * missing, suppose that it will be there. */
void run_suppose(const struct vm *vm, struct arena *arena,
		 struct run_facts *out);

/* See that this process, and so QEMU, may lock the memory that @vm's devices
 * need; vm-init is asked if need be.  False after filling @e, with the place in
 * the VM file: ERR_DENIED, ERR_BUSY, ERR_HOST. */
bool run_lock_memory(const struct vm *vm, struct err *e) MUST_CHECK;

/* Tell on @out how much that is. */
void run_print_need(const char *program, const struct vm *vm, struct out *out);

/* Tell on @out where a default gave way to what the host can. */
void run_print_notes(const char *program, const struct vm *vm,
		     const struct qemu_host *host, struct out *out);

/* Print the command line for a shell, an option a line, or as a JSON array. */
void run_print_shell(const struct qemu_argv *argv, struct out *out);
void run_print_json(const struct qemu_argv *argv, struct out *out);

#endif
