/* priv_link.h - a network interface as the kernel describes it */
#ifndef VMMAN_PRIV_LINK_H
#define VMMAN_PRIV_LINK_H

#include "priv_netlink.h"
#include "vmman/err.h"
#include "vmman/own.h"
#include "vmman/value.h"
#include <net/if.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	LINK_ALIAS_BYTES = 256, /* IFALIASZ */
	LINK_KIND_BYTES = 32,
};

/* What is told of a tun or tap. */
struct priv_tun {
	uint32_t owner; /* UINT32_MAX: anybody's */
	uint8_t type;   /* IFF_TAP or IFF_TUN */
	bool persist;
	bool vnet_hdr;
	bool multi_queue;
	uint32_t open; /* queues that are attached or detached;
			* told if multi_queue only */
};

struct priv_link {
	uint32_t index;
	uint32_t flags;         /* IFF_* */
	uint16_t type;          /* ARPHRD_* */
	char name[IF_NAMESIZE]; /* the primary one, not an altname */
	char alias[LINK_ALIAS_BYTES];
	char kind[LINK_KIND_BYTES]; /* "" for hardware */
	uint32_t group;
	uint32_t master; /* index; 0 if none */
	uint32_t parent; /* index of what it sits on; 0 if none or elsewhere */
	bool parent_elsewhere; /* in another network namespace */
	bool carrier;
	bool has_mac; /* an Ethernet address */
	struct mac mac;
	struct priv_tun tun;   /* kind "tun" */
	uint32_t macvtap_mode; /* kind "macvtap": MACVLAN_MODE_* */
};

/* Read a link out of the payload of an RTM_NEWLINK.  False if it is none: cut,
 * without an index or without a name of its own. */
bool priv_link_from_nlmsg(const unsigned char *payload, size_t len,
			  struct priv_link *out) MUST_CHECK;

bool priv_link_is_kind(const struct priv_link *link, const char *kind);

/* Called for each link of the network namespace. */
struct priv_link_sink {
	void (*take)(void *arg, const struct priv_link *link);
	void *arg;
};

/* Go through all links.  0 or an errno as priv_nl_ask() has them; EAGAIN: it
 * was interrupted and has to begin anew. */
int priv_link_each(struct priv_nl *nl,
		   const struct priv_link_sink *sink) MUST_CHECK;

/* The link named @name, of index @index, 0 or an errno; ENODEV if there is
 * none, an altname being none. */
int priv_link_by_name(struct priv_nl *nl, const struct ifname *name,
		      struct priv_link *out) MUST_CHECK;
int priv_link_by_index(struct priv_nl *nl, uint32_t index,
		       struct priv_link *out) MUST_CHECK;

#endif
