/* priv_use.h - what the host does with a disk */
#ifndef VMMAN_PRIV_USE_H
#define VMMAN_PRIV_USE_H

#include "vmman/own.h"
#include "vmman/policy.h"
#include <stdbool.h>
#include <sys/types.h>

/* Look who but the user @uid uses the disk or partition whose directory in
 * sysfs is @dir: mounted, swap, part of an array, another user's.  @name: its
 * name there ("sda1").  Puts words for the first that is found to @out ("sda1
 * is mounted on /srv") and returns true; what cannot be looked at counts as
 * used. */
bool priv_use_of_disk(int dir, const char *name, uid_t uid,
		      char out[FACT_USE_BYTES]);

/* The same for a whole disk and all its partitions. */
bool priv_use_of_disk_and_parts(int dir, const char *name, uid_t uid,
				char out[FACT_USE_BYTES]);

/* Look for a field of a text file like /proc/mounts, whose fields stand between
 * single blanks or tabs: find the first line whose field number @key_at (from
 * 0) is @key and copy its field number @at, cut, to @out.  False if there is
 * none, with @out "" then, or the file cannot be read: then @errnum is set. */
bool priv_use_find_field(int fd, unsigned key_at, const char *key, unsigned at,
			 char *out, size_t size, int *errnum) MUST_CHECK;

#endif
