/* vm_init_tell.h - what vm-init says, for people and as JSON
 *
 * Nothing but write(2) is needed for it.
 */
#ifndef VMMAN_VM_INIT_TELL_H
#define VMMAN_VM_INIT_TELL_H

#include "vmman/cli.h"
#include "vmman/plan.h"
#include "vmman/priv.h"
#include <stdbool.h>
#include <stddef.h>

struct tell {
	const char *program;
	bool json, quiet, colour;
	bool has_file;                         /* the VM's, and it is right */
	struct err_list file_errs;             /* what is wrong with it */
	struct report_source source;           /* the VM file */
	struct err_place places[PLAN_OPS_MAX]; /* of the plan's operations */
	const struct plan *plan;
	size_t told; /* answers so far */
	struct out out;
};

/* Tell what ended the program; returns its exit code. */
int tell_error(struct tell *t, const struct err *e);
int tell_errors(struct tell *t, const struct err_list *errs);

/* Tell the answers to @plan, one after another; returns the exit code. */
void tell_begin(struct tell *t, const struct plan *plan);
void tell_answer(struct tell *t, const struct priv_answer *answer);
int tell_end(struct tell *t, enum err_kind result);

#endif
