/* vm_list.h - what the files of vm-list share */
#ifndef VMMAN_VM_LIST_H
#define VMMAN_VM_LIST_H

#include "vmman/err.h"
#include "vmman/out.h"
#include "vmman/own.h"
#include "vmman/str.h"
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* A VM file. */
struct list_vm {
	char *file;       /* its name in the directory: "alice.toml" */
	struct str name;  /* the part of that in front of ".toml" */
	pid_t pid;        /* who runs it: 0 nobody, HOST_PID_UNKNOWN */
	bool initialised; /* the host holds an interface for it */
};

/* The VM files of a directory, by the bytes of their names. */
struct list {
	const char *dir;
	bool check; /* read the files too: which are broken? */
	size_t count, room;
	struct list_vm *vms;
};

/* Collect the VM files of @dir: all, or only that of the VM @only, if it is
 * not NULL.  The caller frees it: list_fini(), after a failure too.  False
 * after filling @e: what host_catalog_open() refuses, ERR_NO_VM (@only is not
 * there), ERR_SYSTEM. */
bool list_collect(const char *dir, const char *only, struct list *out,
		  struct err *e) MUST_CHECK;

void list_fini(struct list *list);

/* Set what runs.  False after filling @e: what host_run_root() refuses. */
bool list_mark_running(struct list *list, const char *xdg_runtime_dir,
		       struct err *e) MUST_CHECK;

/* Set which VMs have interfaces, by the aliases in the directory @net
 * (/sys/class/net). */
void list_mark_initialised(struct list *list, const char *net);

/* Tell all VMs on @out: their names alone, a line each, or one JSON object.
 * Where @list->check says so, each file is read on the way. */
void list_print_names(const struct list *list, struct out *out);
void list_print(const struct list *list, struct out *out);
void list_print_json(const struct list *list, struct out *out);

#endif
