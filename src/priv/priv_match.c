/* priv_match.c - how far an interface is what a plan asks for
 *
 * Runs as: root.  Input: the kernel's description and a recognised plan.
 */
#include "priv_match.h"
#include <linux/if_link.h>
#include <linux/if_tun.h>
#include <string.h>

static bool is_up(const struct priv_link *link)
{
	return (link->flags & IFF_UP) != 0;
}

static enum priv_match match_tap(const struct priv_link *link,
				 const struct plan_op *op, uint32_t peer,
				 uid_t uid)
{
	if (!priv_link_is_kind(link, "tun") || link->tun.type != IFF_TAP ||
	    link->tun.owner != uid || !link->tun.vnet_hdr ||
	    link->tun.multi_queue != (op->queues > 1))
		return PRIV_MATCH_STALE;
	return is_up(link) && link->master == peer ? PRIV_MATCH_SAME
						   : PRIV_MATCH_MEND;
}

static enum priv_match match_macvtap(const struct priv_link *link,
				     const struct plan_op *op, uint32_t peer)
{
	if (!priv_link_is_kind(link, "macvtap") || link->parent != peer ||
	    link->macvtap_mode == MACVLAN_MODE_PASSTHRU)
		return PRIV_MATCH_STALE;
	return is_up(link) && link->has_mac &&
			       memcmp(&link->mac, &op->mac, sizeof(op->mac)) ==
				       0 &&
			       link->macvtap_mode == (uint32_t)op->mode
		       ? PRIV_MATCH_SAME
		       : PRIV_MATCH_MEND;
}

enum priv_match priv_match(const struct priv_link *link,
			   const struct plan_op *op, uint32_t peer, uid_t uid)
{
	return op->kind == PLAN_TAPBRIDGE ? match_tap(link, op, peer, uid)
					  : match_macvtap(link, op, peer);
}
