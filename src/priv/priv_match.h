/* priv_match.h - how far an interface is what a plan asks for */
#ifndef VMMAN_PRIV_MATCH_H
#define VMMAN_PRIV_MATCH_H

#include "priv_link.h"
#include "vmman/plan.h"
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

enum priv_match {
	PRIV_MATCH_SAME,  /* nothing to do */
	PRIV_MATCH_MEND,  /* it can be made so where it stands */
	PRIV_MATCH_STALE, /* only by making it anew */
};

/* Compare @link with what @op asks for, on the peer of index @peer, for the
 * user @uid.  A tap's persistence and a macvtap's node are not looked at. */
enum priv_match priv_match(const struct priv_link *link,
			   const struct plan_op *op, uint32_t peer, uid_t uid);

#endif
