/* priv_resolve.c - what is true of the host, for the judge
 *
 * Runs as: root.  Input: a recognised plan, and the kernel's answers.
 *
 * Devices are looked at one by one.  For interfaces one dump of all of them
 * serves: it is a single answer of the kernel, so what is told of an interface,
 * its bridge and the quota belongs together, and names are compared with
 * primary names, never altnames.
 */
#include "priv_resolve.h"
#include "priv_block.h"
#include "priv_change.h"
#include "priv_huge.h"
#include "priv_link.h"
#include "priv_macvtap_node.h"
#include "priv_match.h"
#include "priv_memlock.h"
#include "priv_pci.h"
#include "priv_route.h"
#include "priv_usb.h"
#include <errno.h>
#include <linux/if_arp.h>
#include <string.h>

enum {
	RESOLVE_TRIES = 20, /* dumps that other changes interrupt */
};

struct resolve {
	struct priv_nl *nl;
	const struct plan *plan;
	uid_t uid;
	struct facts *facts;
	bool too_many;                        /* links of the caller's own */
	struct priv_link links[PLAN_OPS_MAX]; /* each operation's, if any */
};

static bool is_named(const struct priv_link *link, const struct ifname *name)
{
	return strcmp(link->name, name->text) == 0;
}

/* Whose @link is.  Whether it also is as the plan wants it is seen later. */
static enum fact_link whose(const struct resolve *r,
			    const struct priv_link *link)
{
	struct mark mark;

	if (priv_change_is_leftover(link, r->uid))
		return FACT_LINK_LEFTOVER;
	if (!mark_parse(str_from_c(link->alias), &mark) || mark.uid != r->uid)
		return FACT_LINK_FOREIGN;
	return strcmp(mark.vm.text, r->plan->vm.text) == 0 ? FACT_LINK_OURS
							   : FACT_LINK_OTHER_VM;
}

/* Kinds of interface, hardware ("") first, that macvtaps may sit on. */
static bool can_be_parent(const struct priv_link *link)
{
	static const char *const kinds[] = {"",     "vlan", "bond",
					    "team", "veth", "dummy"};

	if (link->type != ARPHRD_ETHER || (link->flags & IFF_LOOPBACK) != 0 ||
	    link->master != 0)
		return false;
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
		if (priv_link_is_kind(link, kinds[i]))
			return true;
	return false;
}

static enum fact_peer peer_of(const struct priv_link *link)
{
	if (priv_link_is_kind(link, "bridge"))
		return FACT_PEER_BRIDGE;
	return can_be_parent(link) ? FACT_PEER_PARENT : FACT_PEER_OTHER;
}

static void match_op(struct resolve *r, size_t i, const struct priv_link *link)
{
	const struct plan_op *op = &r->plan->ops[i];
	struct fact *fact = &r->facts->ops[i];

	if (is_named(link, &op->ifname)) {
		fact->link = whose(r, link);
		fact->link_index = link->index;
		r->links[i] = *link;
	}
	if (is_named(link, &op->peer)) {
		fact->peer = peer_of(link);
		fact->peer_index = link->index;
		fact->peer_mac = link->mac;
	}
}

/* Note a link of the caller's own.  A leftover says not for which VM it was:
 * it belongs to whichever is served next. */
static void note_own(struct resolve *r, const struct priv_link *link)
{
	struct facts *facts = r->facts;
	struct mark mark = {r->uid, r->plan->vm};
	struct fact_own *own = &facts->own[facts->own_count];

	if (!priv_change_is_leftover(link, r->uid) &&
	    (!mark_parse(str_from_c(link->alias), &mark) || mark.uid != r->uid))
		return;
	if (facts->own_count == ARRAY_LEN(facts->own)) {
		r->too_many = true;
		return;
	}
	facts->own_count++;
	*own = (struct fact_own){
		.vm = mark.vm,
		.index = link->index,
		.in_use = priv_link_is_kind(link, "tun") && link->carrier,
	};
	memcpy(own->ifname.text, link->name, sizeof(own->ifname.text));
}

static void take_link(void *arg, const struct priv_link *link)
{
	struct resolve *r = arg;

	for (size_t i = 0; i < r->plan->count; i++)
		if (plan_kind_is_link(r->plan->ops[i].kind))
			match_op(r, i, link);
	note_own(r, link);
}

static void forget(struct resolve *r)
{
	r->facts->own_count = 0;
	r->too_many = false;
	for (size_t i = 0; i < r->plan->count; i++)
		if (plan_kind_is_link(r->plan->ops[i].kind))
			r->facts->ops[i] = (struct fact){
				.link = FACT_LINK_NONE,
				.peer = FACT_PEER_NONE,
			};
}

static bool look_at_links(struct resolve *r, struct err *e)
{
	struct priv_link_sink sink = {take_link, r};
	int errnum = EAGAIN;

	for (int i = 0; i < RESOLVE_TRIES && errnum == EAGAIN; i++) {
		forget(r);
		errnum = priv_link_each(r->nl, &sink);
	}
	if (errnum == EAGAIN)
		return err_set(e, ERR_BUSY,
			       "the host's interfaces change all the time");
	if (errnum != 0)
		return err_system(e, errnum, "listing the interfaces");
	if (r->too_many)
		return err_set(e, ERR_BUSY,
			       "user %u has more than %d interfaces of vmman",
			       r->uid, POLICY_FOUND_MAX);
	return true;
}

/* Whether the macvtap's node is the caller's. */
static bool has_node(const struct resolve *r, const struct priv_link *link)
{
	struct mark mark = {r->uid, r->plan->vm};
	struct priv_node node;
	struct err ignored;
	struct stat st;
	OWN_FD int fd = -1;

	if (!priv_macvtap_node(link, &mark, &node, &ignored))
		return false;
	fd = priv_node_open(&node, &st, &ignored);
	return fd >= 0 && st.st_uid == r->uid;
}

/* A tap that does not persist is somebody's work in progress, or its owner let
 * it go (which needs no more than having it open). */
static enum priv_match match_found(const struct resolve *r, size_t i)
{
	const struct plan_op *op = &r->plan->ops[i];
	const struct priv_link *link = &r->links[i];

	if (op->kind == PLAN_TAPBRIDGE && !link->tun.persist)
		return PRIV_MATCH_STALE;
	return priv_match(link, op, r->facts->ops[i].peer_index, r->uid);
}

/* The link is the caller's, for this VM: is it what the plan asks for? */
static void compare(struct resolve *r, size_t i)
{
	struct fact *fact = &r->facts->ops[i];

	switch (match_found(r, i)) {
	case PRIV_MATCH_STALE:
		fact->link = FACT_LINK_STALE;
		return;
	case PRIV_MATCH_MEND:
		return;
	case PRIV_MATCH_SAME:
		fact->link_same = r->plan->ops[i].kind == PLAN_TAPBRIDGE ||
				  has_node(r, &r->links[i]);
		return;
	}
}

/* Only a parent can be critical: a bridge is there to be shared. */
static bool look_at_routes(struct resolve *r, struct err *e)
{
	for (size_t i = 0; i < r->plan->count; i++) {
		struct fact *fact = &r->facts->ops[i];
		int errnum = 0;

		if (plan_kind_is_link(r->plan->ops[i].kind) &&
		    fact->peer == FACT_PEER_PARENT)
			errnum = priv_route_is_default(r->nl, fact->peer_index,
						       &fact->peer_critical);
		if (errnum != 0)
			return err_system(e, errnum, "looking at the routes");
	}
	return true;
}

bool priv_resolve_needs_links(const struct plan *plan)
{
	for (size_t i = 0; i < plan->count; i++)
		if (plan_kind_is_link(plan->ops[i].kind))
			return true;
	return plan->verb == PLAN_RELEASE;
}

bool priv_resolve_links(struct priv_nl *nl, const struct plan *plan, uid_t uid,
			struct facts *out, struct err *e)
{
	static struct resolve r;

	r = (struct resolve){.nl = nl, .plan = plan, .uid = uid, .facts = out};
	if (!look_at_links(&r, e) || !look_at_routes(&r, e))
		return false;
	for (size_t i = 0; i < plan->count; i++)
		if (plan_kind_is_link(plan->ops[i].kind) &&
		    out->ops[i].link == FACT_LINK_OURS)
			compare(&r, i);
	return true;
}

/* What a look at a device is about. */
struct look {
	const struct plan *plan;
	uid_t uid;
	const struct priv_locks *locks;
};

static bool look_at_device(const struct look *l, const struct plan_op *op,
			   struct fact *fact, struct err *e)
{
	switch (op->kind) {
	case PLAN_PCI:
		return priv_pci_look(&op->pci, l->locks, &fact->pci, e);
	case PLAN_LOCKED:
		/* An explanation is not about the process that asks for it. */
		return l->plan->verb != PLAN_MEMLOCK ||
		       priv_memlock_look(l->uid, fact, e);
	case PLAN_USB:
		return priv_usb_look(&op->usb, &fact->node, e);
	case PLAN_BLOCK:
		return priv_block_look(&op->path, l->uid, &fact->node, e);
	case PLAN_HUGEPAGES:
		return priv_huge_look(&op->path, &fact->node, e);
	case PLAN_TAPBRIDGE:
	case PLAN_MACVTAP:
		return true;
	}
	BUG();
}

bool priv_resolve_devices(const struct plan *plan, uid_t uid,
			  const struct priv_locks *locks, struct facts *out,
			  struct err *e)
{
	const struct look l = {plan, uid, locks};

	for (size_t i = 0; i < plan->count; i++)
		if (!look_at_device(&l, &plan->ops[i], &out->ops[i], e))
			return false;
	return true;
}
