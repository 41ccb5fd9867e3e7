/* fuzz_netlink.c - any datagram on the netlink socket of root's half
 *
 * Runs as: the developer.  Input: any bytes.
 *
 * The kernel's answers are believed, but not their lengths.
 */
#include "fuzz.h"
#include "priv_link.h"
#include "priv_netlink.h"
#include "priv_route.h"
#include <linux/rtnetlink.h>
#include <string.h>

enum {
	PORT = 7, /* as in the corpus */
	SEQ = 1,
};

static void must_end(const char *text, size_t size)
{
	MUST(strnlen(text, size) < size);
}

/* What the rest of root's half takes for granted. */
static void judge_link(const struct priv_link *link)
{
	MUST(link->index > 0 && link->index <= INT32_MAX);
	MUST(link->name[0] != '\0');
	must_end(link->name, sizeof(link->name));
	must_end(link->alias, sizeof(link->alias));
	must_end(link->kind, sizeof(link->kind));
	MUST(!link->parent_elsewhere || link->parent == 0);
	if (!priv_link_is_kind(link, "tun"))
		MUST(link->tun.owner == 0 && link->tun.open == 0);
	if (!priv_link_is_kind(link, "macvtap"))
		MUST(link->macvtap_mode == 0);
}

static void take(void *arg, uint16_t type, const unsigned char *payload,
		 size_t len)
{
	size_t *count = arg;
	struct priv_link link;

	(*count)++;
	MUST(type >= NLMSG_MIN_TYPE);
	if (priv_link_from_nlmsg(payload, len, &link))
		judge_link(&link);
	if (priv_route_read_default(payload, len))
		MUST(len >= sizeof(struct rtmsg));
}

int fuzz_one(const unsigned char *bytes, size_t len)
{
	struct priv_nl_answer answer = {.port = PORT, .seq = SEQ};
	size_t count = 0;
	const struct priv_nl_sink sink = {take, &count};

	priv_nl_scan(&answer, bytes, len, &sink);
	MUST(answer.errnum >= 0 && answer.errnum < 4096);
	MUST(answer.done || answer.errnum == 0);
	MUST(count <= len / NLMSG_HDRLEN);
	return 0;
}
