/* priv_route.c - which interface the host's default route leaves by
 *
 * Runs as: root.  Input: the kernel's answers.
 */
#include "priv_route.h"
#include <errno.h>
#include <linux/rtnetlink.h>
#include <string.h>
#include <sys/socket.h>

bool priv_route_read_default(const unsigned char *payload, size_t len)
{
	struct rtmsg fixed;

	if (len < sizeof(fixed))
		return false;
	memcpy(&fixed, payload, sizeof(fixed));
	return fixed.rtm_dst_len == 0 && fixed.rtm_type == RTN_UNICAST;
}

static void take_route(void *arg, uint16_t type, const unsigned char *payload,
		       size_t len)
{
	bool *found = arg;

	if (type == RTM_NEWROUTE && priv_route_read_default(payload, len))
		*found = true;
}

static int ask_family(struct priv_nl *nl, unsigned char family, uint32_t index,
		      bool *out)
{
	struct rtmsg fixed = {.rtm_family = family};
	struct priv_nl_sink sink = {take_route, out};
	struct priv_nl_request r;
	int errnum;

	/* The kernel sends only the routes that leave by RTA_OIF, which
	 * matters where the whole Internet's are in the table. */
	priv_nl_request(&r, RTM_GETROUTE, NLM_F_DUMP, &fixed, sizeof(fixed));
	priv_nl_put_u32(&r, RTA_OIF, index);
	errnum = priv_nl_ask(nl, &r, &sink);
	/* No such table, or no such family: no such route. */
	return errnum == ENOENT || errnum == EAFNOSUPPORT ||
			       errnum == EOPNOTSUPP
		       ? 0
		       : errnum;
}

int priv_route_is_default(struct priv_nl *nl, uint32_t index, bool *out)
{
	int errnum;

	*out = false;
	errnum = ask_family(nl, AF_INET, index, out);
	if (errnum != 0 || *out)
		return errnum;
	return ask_family(nl, AF_INET6, index, out);
}
