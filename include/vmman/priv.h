/* priv.h - root's half of vm-init
 *
 * src/cmd/vm_init.c reads as the story: priv_enter() splits the program into
 * the caller's half (U, which goes on as the caller for good) and root's half
 * (X, which never returns from priv_enter() and serves exactly one plan).
 */
#ifndef VMMAN_PRIV_H
#define VMMAN_PRIV_H

#include "vmman/err.h"
#include "vmman/own.h"
#include "vmman/plan.h"
#include "vmman/policy.h"
#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What was inherited and is kept, copied before anything else happens. */
struct priv_start {
	const char *vmconf_dir; /* $VMCONF_DIR, NULL if unset */
	const char *home;       /* $HOME, or the target's under sudo */
};

/* One answer of X to U: a fixed record, one a message. */
enum priv_answer_kind {
	PRIV_ANSWER_VERDICT = 1, /* one operation judged (explain, refusals) */
	PRIV_ANSWER_DONE,        /* one operation performed, or kept */
	PRIV_ANSWER_TEXT,        /* a line of text for people */
	PRIV_ANSWER_ERROR,       /* it failed: err says how */
	PRIV_ANSWER_END,         /* the last one: status is the exit code */
};

struct priv_answer {
	uint32_t kind;     /* enum priv_answer_kind */
	uint32_t status;   /* PRIV_ANSWER_END: exit code */
	uint32_t op;       /* number of the operation, from 0 */
	uint32_t allowed;  /* PRIV_ANSWER_VERDICT: 1 or 0 */
	uint32_t changed;  /* PRIV_ANSWER_DONE: 1 made, 0 was there already */
	uint32_t line;     /* of the policy; 0 if none */
	uint32_t err_kind; /* enum err_kind; 0 if none */
	char subject[ERR_TEXT_BYTES]; /* what it is about, printable */
	char text[ERR_TEXT_BYTES];
	char hint[ERR_TEXT_BYTES];
};

#endif
