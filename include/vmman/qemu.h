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

/* What the command line depends on beside the VM file. */
struct qemu_host {
	const char *binary;       /* argv[0]: $QEMU_BIN or the default */
	const char *run_dir;      /* for the sockets */
	bool vhost_net;           /* /dev/vhost-net can be opened */
	int fds[VM_SECTIONS_MAX]; /* for each section: the open descriptor of
				   * its macvtap, -1 if it has none */
	bool cached_io[VM_SECTIONS_MAX]; /* for each storage section: its file
					  * system has no O_DIRECT */
};

struct qemu_argv {
	size_t count;
	const char *args[QEMU_ARGS_MAX + 1]; /* NULL-terminated; borrowed from
					      * the arena */
};

/* The arguments that make QEMU run @vm.  False after filling @e: ERR_CONFIG
 * with the place in the VM file, or ERR_SYSTEM (arena full). */
bool qemu_from_vm(const struct vm *vm, const struct qemu_host *host,
		  struct arena *arena, struct qemu_argv *out,
		  struct err *e) MUST_CHECK;

/* @value as it stands in an option list of QEMU: every comma doubled
 * (qemu(1)).  NULL if the arena is full. */
const char *qemu_value(struct str value, struct arena *arena) MUST_CHECK;

#endif
