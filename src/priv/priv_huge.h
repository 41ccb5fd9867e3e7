/* priv_huge.h - a directory of the caller's own in a hugetlbfs */
#ifndef VMMAN_PRIV_HUGE_H
#define VMMAN_PRIV_HUGE_H

#include "vmman/err.h"
#include "vmman/own.h"
#include "vmman/policy.h"
#include "vmman/value.h"
#include <stdbool.h>

/* Find out what @path is.  False after filling @e: ERR_SYSTEM. */
bool priv_huge_look(const struct plain_path *path, struct fact_node *out,
		    struct err *e) MUST_CHECK;

/* Make the directory of @permit, mode 0700, its caller's; or remove it again if
 * it is empty.  False after filling @e: ERR_BUSY (it is not empty, or something
 * else by now), ERR_SYSTEM. */
bool priv_huge_give(const struct permit *permit, struct err *e) MUST_CHECK;
bool priv_huge_take_back(const struct permit *permit, struct err *e) MUST_CHECK;

#endif
