/* priv_audit.h - tell the system's log what was decided and done */
#ifndef VMMAN_PRIV_AUDIT_H
#define VMMAN_PRIV_AUDIT_H

#include "vmman/err.h"
#include "vmman/plan.h"
#include "vmman/policy.h"
#include <stdbool.h>
#include <stddef.h>

enum {
	AUDIT_BYTES = 900 /* of one line */
};

struct audit {
	int fd; /* of /dev/log; -1: there is no log */
	const struct caller *caller;
	const struct plan *plan; /* NULL before there is one */
};

/* Connect to the log.  A host without one works all the same. */
void priv_audit_open(struct audit *out, const struct caller *caller);

/* One line for each verdict of a plan that asked for a change. */
void priv_audit_judgement(const struct audit *audit,
			  const struct judgement *judgement);

/* One line for what went wrong before or after the judgement. */
void priv_audit_failure(const struct audit *audit, const struct err *e);

/* The line for verdict @i, without the log's own header; for tests.  @out is
 * filled with text and a NUL; returns its length. */
size_t priv_audit_line(const struct audit *audit,
		       const struct judgement *judgement, size_t i,
		       char out[AUDIT_BYTES]);

#endif
