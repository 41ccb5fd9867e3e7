/* priv_change.c - the requests that change an interface
 *
 * Runs as: root.  Input: permits, made by policy_judge().
 */
#include "priv_change.h"
#include "priv_mark.h"
#include "priv_match.h"
#include <errno.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <string.h>
#include <sys/socket.h>

struct mark priv_change_mark(const struct permit *permit)
{
	return (struct mark){permit_uid(permit), *permit_vm(permit)};
}

void priv_change_begin(struct priv_nl_request *r, uint32_t index,
		       unsigned flags)
{
	struct ifinfomsg fixed = {.ifi_index = (int)index,
				  .ifi_flags = flags,
				  .ifi_change = IFF_UP};

	priv_nl_request(r, RTM_SETLINK, 0, &fixed, sizeof(fixed));
}

void priv_change_put_mark(struct priv_nl_request *r,
			  const struct permit *permit)
{
	struct mark mark = priv_change_mark(permit);
	char text[MARK_TEXT_BYTES];

	mark_print(&mark, text);
	priv_nl_put(r, IFLA_IFALIAS, text, strlen(text));
}

bool priv_change_send(struct priv_nl *nl, struct priv_nl_request *r,
		      const char *doing, const char *name, struct err *e)
{
	int errnum = priv_nl_ask(nl, r, NULL);

	if (errnum == 0)
		return true;
	err_system(e, errnum, "%s %s", doing, name);
	if (errnum == ETIMEDOUT)
		e->kind = ERR_TIMEOUT;
	return false;
}

bool priv_change_no_address(struct priv_nl *nl, const struct permit *permit,
			    uint32_t index, struct err *e)
{
	uint8_t none = IN6_ADDR_GEN_MODE_NONE;
	struct priv_nl_request r;
	size_t spec, inet6;
	int errnum;

	priv_nl_link(&r, RTM_SETLINK, 0, index);
	spec = priv_nl_nest(&r, IFLA_AF_SPEC);
	inet6 = priv_nl_nest(&r, AF_INET6);
	priv_nl_put(&r, IFLA_INET6_ADDR_GEN_MODE, &none, sizeof(none));
	priv_nl_nest_end(&r, inet6);
	priv_nl_nest_end(&r, spec);
	errnum = priv_nl_ask(nl, &r, NULL);
	/* A kernel without IPv6 has nothing to be kept from. */
	if (errnum == 0 || errnum == EAFNOSUPPORT)
		return true;
	return err_system(e, errnum, "keeping IPv6 addresses off %s",
			  permit_op(permit)->ifname.text);
}

bool priv_change_is_leftover(const struct priv_link *link, uid_t uid)
{
	return priv_link_is_kind(link, "macvtap") &&
	       (link->flags & IFF_UP) == 0 && link->alias[0] == '\0' &&
	       link->group == priv_mark_group(uid);
}

static bool is_marked(const struct priv_link *link, const struct permit *permit)
{
	struct mark want = priv_change_mark(permit);
	struct mark found;

	return mark_parse(str_from_c(link->alias), &found) &&
	       mark_equal(&found, &want);
}

static bool is_named(const struct priv_link *link, const struct ifname *name)
{
	return strcmp(link->name, name->text) == 0;
}

static bool became_another(const struct ifname *name, struct err *e)
{
	return err_set(e, ERR_BUSY, "%s became another interface meanwhile",
		       name->text);
}

bool priv_change_look(struct priv_nl *nl, const struct permit *permit,
		      uint32_t index, struct priv_link *out, struct err *e)
{
	const struct ifname *name = &permit_op(permit)->ifname;
	int errnum = priv_link_by_index(nl, index, out);

	if (errnum != 0)
		return err_system(e, errnum, "looking at %s", name->text);
	return (is_named(out, name) && is_marked(out, permit)) ||
	       became_another(name, e);
}

bool priv_change_verify(struct priv_nl *nl, const struct permit *permit,
			uint32_t index, struct err *e)
{
	const struct plan_op *op = permit_op(permit);
	struct priv_link link;

	if (!priv_change_look(nl, permit, index, &link, e))
		return false;
	return priv_match(&link, op, permit_fact(permit)->peer_index,
			  permit_uid(permit)) == PRIV_MATCH_SAME ||
	       err_set(e, ERR_BUSY, "%s was changed while it was made",
		       op->ifname.text);
}

bool priv_change_delete(struct priv_nl *nl, const struct permit *permit,
			uint32_t index, const struct ifname *name,
			struct err *e)
{
	struct priv_nl_request r;
	struct priv_link link;
	int errnum = priv_link_by_index(nl, index, &link);

	if (errnum == ENODEV)
		return true;
	if (errnum != 0)
		return err_system(e, errnum, "looking at %s", name->text);
	if (!is_named(&link, name) ||
	    !(is_marked(&link, permit) ||
	      priv_change_is_leftover(&link, permit_uid(permit))))
		return became_another(name, e);
	priv_nl_link(&r, RTM_DELLINK, 0, index);
	return priv_change_send(nl, &r, "deleting", name->text, e);
}

bool priv_change_left_behind(const struct permit *permit, struct err *e)
{
	char subject[PLAN_SUBJECT_BYTES];

	return err_hint(e, "%s is left half-way: vm-init --release %s",
			plan_print_subject(permit_op(permit), subject),
			permit_vm(permit)->text);
}
