/* host_internal.h - what the files of src/host/ share */
#ifndef VMMAN_HOST_INTERNAL_H
#define VMMAN_HOST_INTERNAL_H

#include "vmman/own.h"
#include <limits.h>
#include <stdbool.h>

/* @dir, a slash, @name and @suffix in @out.  False, and @out not to be used,
 * if that is longer than a path may be. */
bool host_path(char out[PATH_MAX], const char *dir, const char *name,
	       const char *suffix) MUST_CHECK;

#endif
