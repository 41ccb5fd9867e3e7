/* priv.h - root's half of vm-init
 *
 * src/cmd/vm_init.c reads as the story: priv_start() forgets what was
 * inherited, priv_person_*() say who asks, priv_enter() splits the program
 * into the caller's half (U, which goes on as the caller for good) and root's
 * half (X, which never returns and serves exactly one plan).  All that follows
 * in this header is for U.
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

enum {
	PRIV_ENV_BYTES_MAX = 4096, /* of one variable's value */
	PRIV_LIFE_S = 30,          /* longest life of U */
};

/* By whose rights the program runs. */
enum priv_how {
	PRIV_BY_NOBODY = 1, /* nobody's but the user's: it can only tell */
	PRIV_BY_SUID,       /* set-user-ID: the caller is the real user */
	PRIV_BY_SUDO,       /* root's, for the user in $SUDO_UID */
	PRIV_BY_ROOT,       /* root's own */
};

/* What was inherited and is kept. */
struct priv_start {
	enum priv_how how;
	uid_t sudo_uid; /* PRIV_BY_SUDO */
	gid_t sudo_gid;
	/* Values of the environment, borrowed from it; NULL if unset. */
	const char *vmconf_dir;
	const char *home;
	const char *xdg_runtime_dir;
};

/* Reset what a set-user-ID program inherits (security.md R03 R05 R06: signals,
 * timers, descriptors, umask, directory, limits ...) and find out by whose
 * rights it runs.  False after filling @e: ERR_USAGE (a variable of the
 * environment is there twice, too long or malformed), ERR_SYSTEM. */
bool priv_start(struct priv_start *out, struct err *e) MUST_CHECK;

/* Fill @e with ERR_DENIED: why root's rights are missing (PRIV_BY_NOBODY). */
bool priv_explain_nobody(struct err *e);

/* Who asks: the caller, with the memory that struct caller borrows. */
struct priv_person {
	struct caller caller;
	char home[PATH_MAX]; /* "" if not known */
	gid_t groups[CALLER_GROUPS_MAX];
};

/* The real user of this process, by the kernel's word (PRIV_BY_SUID, and root
 * itself).  False after filling @e: ERR_SYSTEM, or ERR_DENIED (id 65535, which
 * means "nobody" to old system calls). */
bool priv_person_self(struct priv_person *out, struct err *e) MUST_CHECK;

/* The user @uid, or @name, as the system's user database has it; asked by a
 * short-lived process without rights.  False after filling @e: ERR_DENIED (no
 * such user), ERR_TIMEOUT, ERR_SYSTEM. */
bool priv_person_by_uid(uid_t uid, struct priv_person *out,
			struct err *e) MUST_CHECK;
bool priv_person_by_name(const char *name, struct priv_person *out,
			 struct err *e) MUST_CHECK;

/* Open the policy @path for reading.  Every part of the path has to belong to
 * root, to be writable by nobody else and to be no symbolic link, and the last
 * one to be a regular file (R15).  -1 after filling @e: ERR_DENIED (there is
 * none), ERR_CONFIG (which part is wrong, and how), ERR_SYSTEM. */
int priv_policy_open(const char *path, struct err *e) MUST_CHECK;

/* Read @fd to its end: at most POLICY_BYTES_MAX bytes, and put TOML_PAD zero
 * bytes behind them.  False after filling @e: ERR_CONFIG (more), ERR_SYSTEM. */
bool priv_policy_read(int fd, char out[POLICY_BYTES_MAX + TOML_PAD],
		      size_t *len, struct err *e) MUST_CHECK;

/* Resolve the names of @policy in this process, which has no rights that the
 * user database could abuse (--check-policy, after priv_forsake()). */
void priv_names_look_up(struct policy *policy);

/* Split into U and X.  Returns in U only, which then is @who for good, with
 * @link, the descriptor to X.  False after filling @e with ERR_SYSTEM; then
 * priv_forsake() is due before anything is printed. */
bool priv_enter(const struct priv_person *who, int *link,
		struct err *e) MUST_CHECK;

/* Give up what rights there are, as the real user, after a failure on the way
 * to priv_enter(); ends the process if that fails too. */
void priv_forsake(void);

/* From here on U can read, write and exit, nothing else (seccomp(2), strict
 * mode); left out of sanitized builds, whose runtime needs more.  False after
 * filling @e with ERR_SYSTEM. */
bool priv_confine(struct err *e) MUST_CHECK;

/* End the process.  exit(3) and _exit(2) are exit_group(2), which strict mode
 * kills. */
_Noreturn void priv_leave(int status);

/* One answer of X to U: a fixed record, one a message. */
enum priv_answer_kind {
	PRIV_ANSWER_VERDICT = 1, /* one operation judged */
	PRIV_ANSWER_DONE,        /* one operation performed, or kept */
	PRIV_ANSWER_GRANT,       /* what the policy grants: subject (key), text
				  * (value), line */
	PRIV_ANSWER_ERROR,       /* it failed: err_kind, text and hint */
	PRIV_ANSWER_END,         /* the last one: err_kind is the result */
};

struct priv_answer {
	uint32_t kind;     /* enum priv_answer_kind */
	uint32_t op;       /* place of the operation in the plan, or
			    * POLICY_NO_OP for an interface to release */
	uint32_t allowed;  /* PRIV_ANSWER_VERDICT: 1 or 0 */
	uint32_t changed;  /* 1: it makes (made) a change, 0: there already */
	uint32_t line;     /* of the policy; 0 if none */
	uint32_t err_kind; /* enum err_kind; ERR_NONE if none */
	char subject[ERR_TEXT_BYTES]; /* the interface, or a grant's key */
	char text[ERR_TEXT_BYTES];
	char hint[ERR_TEXT_BYTES];
};

/* Send X the plan.  False after filling @e with ERR_SYSTEM. */
bool priv_ask(int link, const struct plan *plan, struct err *e) MUST_CHECK;

/* Wait for the next answer.  After PRIV_ANSWER_END it waits until X is gone.
 * False after filling @e with ERR_SYSTEM: X ended without a last word. */
bool priv_hear(int link, struct priv_answer *out, struct err *e) MUST_CHECK;

#endif
