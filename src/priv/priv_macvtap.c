/* priv_macvtap.c - a macvtap on a parent
 *
 * Runs as: root.  Input: permits, made by policy_judge().
 *
 * A macvtap outlives this process from its first moment on.  Until its mark is
 * set its group tells whose it is, so that the same user's next run finds and
 * replaces what a killed one left; and it is down until the very end.
 */
#include "priv_macvtap.h"
#include "priv_change.h"
#include "priv_link.h"
#include "priv_macvtap_node.h"
#include "priv_mark.h"
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <string.h>

enum {
	MACVTAP_TRIES = 8
};

static const char *name_of(const struct permit *permit)
{
	return permit_op(permit)->ifname.text;
}

/* What makes a macvtap one of a certain mode and address. */
static void put_shape(struct priv_nl_request *r, const struct mac *mac,
		      uint32_t mode)
{
	size_t info, data;

	priv_nl_put(r, IFLA_ADDRESS, mac->octets, sizeof(mac->octets));
	info = priv_nl_nest(r, IFLA_LINKINFO);
	priv_nl_put(r, IFLA_INFO_KIND, "macvtap", strlen("macvtap"));
	data = priv_nl_nest(r, IFLA_INFO_DATA);
	priv_nl_put_u32(r, IFLA_MACVLAN_MODE, mode);
	priv_nl_nest_end(r, data);
	priv_nl_nest_end(r, info);
}

static bool create(struct priv_nl *nl, const struct permit *permit,
		   struct err *e)
{
	const struct plan_op *op = permit_op(permit);
	struct priv_nl_request r;

	priv_nl_link(&r, RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL, 0);
	priv_nl_put(&r, IFLA_IFNAME, name_of(permit),
		    strlen(name_of(permit)) + 1);
	priv_nl_put_u32(&r, IFLA_LINK, permit_fact(permit)->peer_index);
	priv_nl_put_u32(&r, IFLA_GROUP, priv_mark_group(permit_uid(permit)));
	put_shape(&r, &op->mac, (uint32_t)op->mode);
	return priv_change_send(nl, &r, "making macvtap", name_of(permit), e);
}

/* Read the link again, and make sure that it is what was made. */
static bool find(struct priv_nl *nl, const struct permit *permit,
		 struct priv_link *out, struct err *e)
{
	int errnum = priv_link_by_name(nl, &permit_op(permit)->ifname, out);

	if (errnum != 0)
		return err_system(e, errnum, "looking for macvtap %s",
				  name_of(permit));
	if (!priv_change_is_leftover(out, permit_uid(permit)) ||
	    out->parent != permit_fact(permit)->peer_index)
		return err_set(e, ERR_BUSY,
			       "%s became another interface meanwhile",
			       name_of(permit));
	return true;
}

/* From here on the mark tells whose it is, and the group is no more needed. */
static bool mark(struct priv_nl *nl, const struct permit *permit,
		 uint32_t index, struct err *e)
{
	struct priv_nl_request r;

	priv_nl_link(&r, RTM_SETLINK, 0, index);
	priv_change_put_mark(&r, permit);
	priv_nl_put_u32(&r, IFLA_GROUP, 0);
	return priv_change_send(nl, &r, "marking macvtap", name_of(permit), e);
}

static bool bring_up(struct priv_nl *nl, const struct permit *permit,
		     uint32_t index, struct err *e)
{
	struct priv_nl_request r;

	priv_change_begin(&r, index, IFF_UP);
	return priv_change_send(nl, &r, "bringing up macvtap", name_of(permit),
				e);
}

static bool give_node(const struct permit *permit, const struct priv_link *link,
		      uint64_t since_us, struct err *e)
{
	struct mark want = priv_change_mark(permit);
	struct priv_node node;

	if (!priv_macvtap_node(link, &want, &node, e))
		return false;
	if (priv_node_give(permit, &node, since_us, e))
		return true;
	if (e->kind == ERR_BUSY)
		err_hint(e, "it is that of a macvtap of another network "
			    "namespace; try again: the next one will have "
			    "another name");
	return false;
}

/* @since_us: see priv_node_give(). */
static bool complete(struct priv_nl *nl, const struct permit *permit,
		     uint64_t since_us, const struct priv_link *link,
		     struct err *e)
{
	return mark(nl, permit, link->index, e) &&
	       priv_change_no_address(nl, permit, link->index, e) &&
	       give_node(permit, link, since_us, e) &&
	       bring_up(nl, permit, link->index, e) &&
	       priv_change_verify(nl, permit, link->index, e);
}

static bool take_back(struct priv_nl *nl, const struct permit *permit,
		      uint32_t index, struct err *e)
{
	struct err why;

	if (priv_change_delete(nl, permit, index, &permit_op(permit)->ifname,
			       &why))
		return false;
	return priv_change_left_behind(permit, e);
}

static bool make(struct priv_nl *nl, const struct permit *permit,
		 struct priv_link *out, struct err *e)
{
	struct err why;

	if (create(nl, permit, e) && find(nl, permit, out, e))
		return true;
	/* It may have been made although the answer was an error. */
	if (find(nl, permit, out, &why))
		return take_back(nl, permit, out->index, e);
	return false;
}

static bool make_once(struct priv_nl *nl, const struct permit *permit,
		      bool udev, uint32_t *index_out, struct err *e)
{
	uint64_t since_us = priv_node_clock_us();
	struct priv_link link;

	if (!make(nl, permit, &link, e))
		return false;
	*index_out = link.index;
	return complete(nl, permit, udev ? since_us : 0, &link, e) ||
	       take_back(nl, permit, link.index, e);
}

bool priv_macvtap_make(struct priv_nl *nl, const struct permit *permit,
		       bool udev, uint32_t *index_out, struct err *e)
{
	const struct fact *fact = permit_fact(permit);

	if (fact->link == FACT_LINK_LEFTOVER &&
	    !priv_change_delete(nl, permit, fact->link_index,
				&permit_op(permit)->ifname, e))
		return false;
	/* A device that another namespace's has the name of is no failure yet:
	 * the next interface has another number, and with it another name. */
	for (int i = 0; i < MACVTAP_TRIES; i++) {
		if (make_once(nl, permit, udev, index_out, e))
			return true;
		if (e->kind != ERR_BUSY)
			return false;
	}
	return false;
}

static bool shape(struct priv_nl *nl, const struct permit *permit,
		  uint32_t index, const struct mac *mac, uint32_t mode,
		  struct err *e)
{
	struct priv_nl_request r;

	priv_nl_link(&r, RTM_NEWLINK, 0, index);
	put_shape(&r, mac, mode);
	return priv_change_send(nl, &r, "mending macvtap", name_of(permit), e);
}

bool priv_macvtap_mend(struct priv_nl *nl, const struct permit *permit,
		       const struct priv_link *before, struct err *e)
{
	const struct plan_op *op = permit_op(permit);

	return shape(nl, permit, before->index, &op->mac, (uint32_t)op->mode,
		     e) &&
	       give_node(permit, before, 0, e) &&
	       bring_up(nl, permit, before->index, e) &&
	       priv_change_verify(nl, permit, before->index, e);
}

bool priv_macvtap_restore(struct priv_nl *nl, const struct permit *permit,
			  const struct priv_link *before, struct err *e)
{
	struct priv_nl_request r;
	struct priv_link now;

	if (!priv_change_look(nl, permit, before->index, &now, e) ||
	    !shape(nl, permit, before->index, &before->mac,
		   before->macvtap_mode, e))
		return false;
	priv_change_begin(&r, before->index, before->flags);
	return priv_change_send(nl, &r, "restoring macvtap", name_of(permit),
				e);
}
