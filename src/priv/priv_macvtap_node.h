/* priv_macvtap_node.h - which device node is a macvtap's */
#ifndef VMMAN_PRIV_MACVTAP_NODE_H
#define VMMAN_PRIV_MACVTAP_NODE_H

#include "priv_link.h"
#include "priv_node.h"
#include "vmman/err.h"
#include "vmman/own.h"
#include "vmman/value.h"
#include <stdbool.h>

/* Fill @out with the node of the macvtap @link, which bears the mark @mark.
 * False after filling @e: ERR_SYSTEM, ERR_HOST (/sys shows another network
 * namespace). */
bool priv_macvtap_node(const struct priv_link *link, const struct mark *mark,
		       struct priv_node *out, struct err *e) MUST_CHECK;

#endif
