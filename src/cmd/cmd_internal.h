/* cmd_internal.h - what report.c and report_excerpt.c share */
#ifndef VMMAN_CMD_INTERNAL_H
#define VMMAN_CMD_INTERNAL_H

#include "vmman/cli.h"

/* Escape sequences of ECMA-48; all "" without colour. */
struct report_style {
	const char *error, *caret, *strong, *plain;
};

/* The line of @text that @at begins in, and marks under the place. */
void report_excerpt(struct out *out, struct str text, struct err_place at,
		    const struct report_style *style);

#endif
