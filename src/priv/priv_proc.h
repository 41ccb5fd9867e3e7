/* priv_proc.h - values out of the texts of /proc */
#ifndef VMMAN_PRIV_PROC_H
#define VMMAN_PRIV_PROC_H

#include "vmman/own.h"
#include "vmman/str.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Read the beginning of the file @path beneath the directory @dir into @out,
 * which has room for @size bytes: all that one read(2) gives.  Empty, with
 * errno, if it cannot be read. */
struct str priv_proc_read(int dir, const char *path, char *out, size_t size);

/* Find the first line of @text that begins with @label.  @out: what follows up
 * to the end of the line, which has to be there too: what was cut off is no
 * value.  Borrowed from @text. */
bool priv_proc_field(struct str text, const char *label,
		     struct str *out) MUST_CHECK;

/* Take the next word, ended by blanks or tabs, off @rest and read it as a
 * decimal number; "unlimited" is UINT64_MAX, as RLIM_INFINITY is. */
bool priv_proc_number(struct str *rest, uint64_t *out) MUST_CHECK;

#endif
