/* priv_route.h - which interface the host's default route leaves by */
#ifndef VMMAN_PRIV_ROUTE_H
#define VMMAN_PRIV_ROUTE_H

#include "priv_netlink.h"
#include <stdbool.h>

/* Whether a default route, of IPv4 or IPv6 and of any table, leaves by the
 * interface @index.  0 or an errno as priv_nl_ask() has them. */
int priv_route_is_default(struct priv_nl *nl, uint32_t index,
			  bool *out) MUST_CHECK;

/* Whether the payload of an RTM_NEWROUTE tells of a default route that
 * unicasts. */
bool priv_route_read_default(const unsigned char *payload, size_t len);

#endif
