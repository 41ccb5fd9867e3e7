/* vm_file.h - from the name of a VM to the machine, for ordinary programs */
#ifndef VMMAN_VM_FILE_H
#define VMMAN_VM_FILE_H

#include "vmman/cli.h"
#include "vmman/err.h"
#include "vmman/host.h"
#include "vmman/own.h"
#include "vmman/str.h"
#include "vmman/toml.h"
#include "vmman/vm.h"
#include <stdbool.h>

enum {
	/* toml_arena_bytes() of the largest file, and the machine. */
	VM_FILE_MEMORY = 5 * HOST_FILE_BYTES_MAX + 8192 + VM_ARENA_BYTES,
};

/* A VM file on its way to a machine, with the memory that needs. */
struct vm_file {
	struct host_file host;
	struct report_source source; /* for the words about errors */
	struct toml doc;
	struct vm vm;
	unsigned char memory[VM_FILE_MEMORY];
};

/* Read and judge the file of the VM @name in the directory @dir.  @out is
 * filled as far as that got: @out->source counts in any case.  False after
 * adding to @errs: what host_read_vm() refuses, ERR_CONFIG. */
bool vm_file_read(const char *dir, struct str name, struct vm_file *out,
		  struct err_list *errs) MUST_CHECK;

/* Judge the text in @out->host.bytes, of @out->host.len bytes, as the file of
 * the VM @name. */
bool vm_file_judge(const struct vm_name *name, struct vm_file *out,
		   struct err_list *errs) MUST_CHECK;

#endif
