/* priv_message.h - links as the kernel would describe them, for tests */
#ifndef VMMAN_TEST_PRIV_MESSAGE_H
#define VMMAN_TEST_PRIV_MESSAGE_H

#include "priv_netlink.h"
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <string.h>

/* Begin the description of link @index. */
static inline void message_begin(struct priv_nl_request *m, int index,
				 unsigned flags)
{
	const struct ifinfomsg fixed = {
		.ifi_type = 1, /* ARPHRD_ETHER */
		.ifi_index = index,
		.ifi_flags = flags,
	};

	priv_nl_request(m, RTM_NEWLINK, 0, &fixed, sizeof(fixed));
}

static inline void message_text(struct priv_nl_request *m, uint16_t type,
				const char *text)
{
	priv_nl_put(m, type, text, strlen(text) + 1);
}

static inline size_t message_len(const struct priv_nl_request *m)
{
	return m->head.nlmsg_len - NLMSG_HDRLEN;
}

#endif
