/* priv_link.c - a network interface as the kernel describes it
 *
 * Runs as: root.  Input: the kernel's answers.
 */
#include "priv_link.h"
#include <errno.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <string.h>

static void take_tun(struct priv_link *out, struct priv_nl_attrs attrs)
{
	struct priv_nl_attr a;

	out->tun.owner = UINT32_MAX;
	while (priv_nl_next(&attrs, &a)) {
		if (a.type == IFLA_TUN_OWNER)
			out->tun.owner = priv_nl_u32(&a);
		else if (a.type == IFLA_TUN_TYPE)
			out->tun.type = priv_nl_u8(&a);
		else if (a.type == IFLA_TUN_PERSIST)
			out->tun.persist = priv_nl_u8(&a) != 0;
		else if (a.type == IFLA_TUN_VNET_HDR)
			out->tun.vnet_hdr = priv_nl_u8(&a) != 0;
		else if (a.type == IFLA_TUN_MULTI_QUEUE)
			out->tun.multi_queue = priv_nl_u8(&a) != 0;
		else if (a.type == IFLA_TUN_NUM_QUEUES ||
			 a.type == IFLA_TUN_NUM_DISABLED_QUEUES)
			out->tun.open += priv_nl_u32(&a);
	}
}

static void take_macvtap(struct priv_link *out, struct priv_nl_attrs attrs)
{
	struct priv_nl_attr a;

	while (priv_nl_next(&attrs, &a))
		if (a.type == IFLA_MACVLAN_MODE)
			out->macvtap_mode = priv_nl_u32(&a);
}

/* IFLA_LINKINFO: the kind, and then what only that kind has.  The first kind
 * counts: what follows another one is not about it. */
static void take_info(struct priv_link *out, const struct priv_nl_attr *info)
{
	struct priv_nl_attrs attrs = {info->data, info->len};
	struct priv_nl_attr a;

	while (priv_nl_next(&attrs, &a)) {
		struct priv_nl_attrs data = {a.data, a.len};

		if (a.type == IFLA_INFO_KIND && out->kind[0] != '\0')
			return;
		if (a.type == IFLA_INFO_KIND)
			(void)priv_nl_text(&a, out->kind, sizeof(out->kind));
		else if (a.type != IFLA_INFO_DATA)
			continue;
		else if (priv_link_is_kind(out, "tun"))
			take_tun(out, data);
		else if (priv_link_is_kind(out, "macvtap"))
			take_macvtap(out, data);
	}
}

static void take_mac(struct priv_link *out, const struct priv_nl_attr *a)
{
	out->has_mac = a->len == sizeof(out->mac.octets);
	if (out->has_mac)
		memcpy(out->mac.octets, a->data, a->len);
}

static void take_attr(struct priv_link *out, const struct priv_nl_attr *a)
{
	switch (a->type) {
	case IFLA_IFNAME:
		(void)priv_nl_text(a, out->name, sizeof(out->name));
		break;
	case IFLA_IFALIAS:
		(void)priv_nl_text(a, out->alias, sizeof(out->alias));
		break;
	case IFLA_ADDRESS:
		take_mac(out, a);
		break;
	case IFLA_GROUP:
		out->group = priv_nl_u32(a);
		break;
	case IFLA_MASTER:
		out->master = priv_nl_u32(a);
		break;
	case IFLA_LINK:
		out->parent = priv_nl_u32(a);
		break;
	case IFLA_LINK_NETNSID:
		out->parent_elsewhere = true;
		break;
	case IFLA_CARRIER:
		out->carrier = priv_nl_u8(a) != 0;
		break;
	case IFLA_LINKINFO:
		take_info(out, a);
		break;
	default:
		break;
	}
}

bool priv_link_from_nlmsg(const unsigned char *payload, size_t len,
			  struct priv_link *out)
{
	struct ifinfomsg fixed;
	struct priv_nl_attrs attrs;
	struct priv_nl_attr a;

	if (len < sizeof(fixed))
		return false;
	memcpy(&fixed, payload, sizeof(fixed));
	if (fixed.ifi_index <= 0)
		return false;
	*out = (struct priv_link){.index = (uint32_t)fixed.ifi_index,
				  .flags = fixed.ifi_flags,
				  .type = fixed.ifi_type};
	attrs = (struct priv_nl_attrs){payload + sizeof(fixed),
				       len - sizeof(fixed)};
	while (priv_nl_next(&attrs, &a))
		take_attr(out, &a);
	if (out->parent_elsewhere)
		out->parent = 0;
	return attrs.left == 0 && out->name[0] != '\0';
}

bool priv_link_is_kind(const struct priv_link *link, const char *kind)
{
	return strcmp(link->kind, kind) == 0;
}

static void take_link(void *arg, uint16_t type, const unsigned char *payload,
		      size_t len)
{
	const struct priv_link_sink *sink = arg;
	struct priv_link link;

	if (type == RTM_NEWLINK && priv_link_from_nlmsg(payload, len, &link))
		sink->take(sink->arg, &link);
}

int priv_link_each(struct priv_nl *nl, const struct priv_link_sink *sink)
{
	struct priv_nl_sink messages = {take_link, NULL};
	struct priv_link_sink links = *sink;
	struct priv_nl_request r;

	messages.arg = &links;
	priv_nl_link(&r, RTM_GETLINK, NLM_F_DUMP, 0);
	return priv_nl_ask(nl, &r, &messages);
}

static void keep(void *arg, const struct priv_link *link)
{
	struct priv_link *out = arg;

	*out = *link;
}

static int get(struct priv_nl *nl, struct priv_nl_request *r,
	       struct priv_link *out)
{
	struct priv_link_sink links = {keep, out};
	struct priv_nl_sink messages = {take_link, &links};
	int errnum;

	*out = (struct priv_link){0};
	errnum = priv_nl_ask(nl, r, &messages);
	if (errnum == 0 && out->index == 0)
		return EBADMSG;
	return errnum;
}

int priv_link_by_name(struct priv_nl *nl, const struct ifname *name,
		      struct priv_link *out)
{
	struct priv_nl_request r;
	int errnum;

	priv_nl_link(&r, RTM_GETLINK, 0, 0);
	priv_nl_put(&r, IFLA_IFNAME, name->text, strlen(name->text) + 1);
	errnum = get(nl, &r, out);
	/* The kernel finds altnames too. */
	if (errnum == 0 && strcmp(out->name, name->text) != 0)
		return ENODEV;
	return errnum;
}

int priv_link_by_index(struct priv_nl *nl, uint32_t index,
		       struct priv_link *out)
{
	struct priv_nl_request r;
	int errnum;

	priv_nl_link(&r, RTM_GETLINK, 0, index);
	errnum = get(nl, &r, out);
	if (errnum == 0 && out->index != index)
		return EBADMSG;
	return errnum;
}
