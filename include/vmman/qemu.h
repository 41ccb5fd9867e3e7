/* qemu.h - a machine to QEMU's argument vector
 *
 * Pure: what the host can do comes in as values, so that the same file and
 * the same facts always give the same command line.
 */
#ifndef VMMAN_QEMU_H
#define VMMAN_QEMU_H

#include "vmman/arena.h"
#include "vmman/err.h"
#include "vmman/own.h"
#include "vmman/vm.h"
#include <stdbool.h>
#include <stddef.h>

enum {
	QEMU_ARGS_MAX = 1024
};

/* The sockets in the run directory. */
#define QEMU_QMP_SOCKET     "qmp.sock"
#define QEMU_CONSOLE_SOCKET "console%u.sock" /* by number, from 0 */

/* What the host makes of one section. */
struct qemu_section {
	int fd;         /* VM_MACVTAP: the open device, which QEMU inherits */
	bool block;     /* VM_STORAGE: the file is a block device */
	bool direct_io; /* VM_STORAGE: its file system has O_DIRECT */
};

/* What the command line depends on beside the VM file. */
struct qemu_host {
	const char *binary;    /* argv[0]: $QEMU_BIN or the default */
	const char *run_dir;   /* for the sockets */
	const char *uefi_code; /* UEFI firmware for the guest, NULL if none */
	const char *uefi_vars; /* this VM's own UEFI variables */
	bool vhost_net;        /* /dev/vhost-net can be opened */
	bool aio;              /* Linux AIO is to be had */
	struct qemu_section sections[VM_SECTIONS_MAX]; /* as in the machine */
};

struct qemu_argv {
	size_t count;
	const char *args[QEMU_ARGS_MAX + 1]; /* NULL-terminated; borrowed from
					      * the arena */
};

/* The arguments that make QEMU run @vm.  False after filling @e: ERR_CONFIG
 * or ERR_HOST with the place in the VM file, or ERR_CONFIG without one (more
 * than QEMU_ARGS_MAX arguments, or more text than the arena holds). */
bool qemu_from_vm(const struct vm *vm, const struct qemu_host *host,
		  struct arena *arena, struct qemu_argv *out,
		  struct err *e) MUST_CHECK;

/* Whether @vm can run with KVM only. */
bool qemu_needs_kvm(const struct vm *vm);

/* Whether @section, of VM_STORAGE, is read and never written. */
bool qemu_reads_only(const struct vm_section *section);

/* Whether the defaults of cache or aio give way, in the VM_STORAGE @section of
 * @vm, to what @host can. */
bool qemu_falls_back(const struct vm *vm, const struct vm_section *section,
		     const struct qemu_host *host);

#endif
