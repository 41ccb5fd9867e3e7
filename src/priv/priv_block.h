/* priv_block.h - the host's block devices, and their nodes */
#ifndef VMMAN_PRIV_BLOCK_H
#define VMMAN_PRIV_BLOCK_H

#include "vmman/err.h"
#include "vmman/own.h"
#include "vmman/policy.h"
#include "vmman/value.h"
#include <stdbool.h>

/* Find out what @path, beneath /dev, is, for the user @uid.  False after
 * filling @e: ERR_SYSTEM. */
bool priv_block_look(const struct plain_path *path, uid_t uid,
		     struct fact_node *out, struct err *e) MUST_CHECK;

/* The same with @dev in the place of /dev, beneath which @path is looked for,
 * and @sys in that of /sys.  Returns 0 or, if it cannot be told, an errno. */
int priv_block_look_beneath(int sys, int dev, const struct plain_path *path,
			    uid_t uid, struct fact_node *out) MUST_CHECK;

/* Give the node of @permit to its caller, if nothing of the host has the device
 * open for itself (open(2), O_EXCL); or make it root's again.  False after
 * filling @e: ERR_BUSY (in use, or another device by now), ERR_SYSTEM. */
bool priv_block_give(const struct permit *permit, struct err *e) MUST_CHECK;
bool priv_block_take_back(const struct permit *permit,
			  struct err *e) MUST_CHECK;

#endif
