/* policy_judge_link.c - may this caller have this tap or macvtap?
 *
 * Runs as: root.  Input: as policy_judge.c's.
 */
#include "policy_internal.h"

const struct fact_own *policy_find_own(const struct facts *facts,
				       const struct ifname *name)
{
	for (size_t i = 0; i < facts->own_count; i++)
		if (strcmp(facts->own[i].ifname.text, name->text) == 0)
			return &facts->own[i];
	return NULL;
}

static enum policy_key_id peer_key(const struct plan_op *op)
{
	return op->kind == PLAN_TAPBRIDGE ? POLICY_BRIDGES
					  : POLICY_HOST_INTERFACES;
}

static bool mac_granted(const struct court *c, const struct policy_entry *entry,
			const struct mac *mac)
{
	char text[MAC_TEXT_BYTES];

	if (!entry->values[POLICY_MACS].given)
		return mac_is_local(mac);
	return policy_lists(c, entry, POLICY_MACS, mac_print(mac, text));
}

/* Which of the parts that the policy has words for @entry does not grant. */
static unsigned lacking_words(const struct court *c,
			      const struct policy_entry *entry,
			      const struct plan_op *op)
{
	unsigned lacking = 0;

	if (!policy_lists(c, entry, POLICY_INTERFACES, op->ifname.text))
		lacking |= POLICY_PART_NAME;
	if (!policy_lists(c, entry, peer_key(op), op->peer.text))
		lacking |= POLICY_PART_PEER;
	if (!mac_granted(c, entry, &op->mac))
		lacking |= POLICY_PART_MAC;
	return lacking;
}

/* The same for what depends on the host.  A link that is there already has
 * been counted when it was made. */
static unsigned lacking_facts(const struct court *c,
			      const struct policy_entry *entry,
			      const struct plan_op *op, const struct fact *fact)
{
	unsigned lacking = 0;

	if (c->total > entry->values[POLICY_MAX_INTERFACES].number &&
	    policy_find_own(c->facts, &op->ifname) == NULL)
		lacking |= POLICY_PART_QUOTA;
	if (op->kind == PLAN_MACVTAP && fact->peer_critical &&
	    !entry->values[POLICY_HOST_CRITICAL].flag)
		lacking |= POLICY_PART_CRITICAL;
	return lacking;
}

/* Whether the host has what @op wants to join, and it can be joined. */
static bool peer_fits(const struct plan_op *op, const struct fact *fact,
		      struct err *e)
{
	bool bridge = op->kind == PLAN_TAPBRIDGE;
	const char *name = op->peer.text;
	char text[MAC_TEXT_BYTES];

	if (fact->peer == FACT_PEER_NONE) {
		err_set(e, ERR_HOST, "there is no %s %s on this host",
			bridge ? "bridge" : "interface", name);
		return err_hint(e, "the policy grants it; the administrator "
				   "can make it");
	}
	if (fact->peer != (bridge ? FACT_PEER_BRIDGE : FACT_PEER_PARENT))
		return err_set(e, ERR_HOST, "%s is not %s", name,
			       bridge ? "a bridge"
				      : "an interface that a macvtap may sit "
					"on");
	if (memcmp(&op->mac, &fact->peer_mac, sizeof(op->mac)) != 0)
		return true;
	err_set(e, ERR_CONFIG, "MAC %s is that of %s itself",
		mac_print(&op->mac, text), name);
	return err_hint(e, "give %s another mac in the VM file",
			op->ifname.text);
}

static bool refuse_other_vm(const struct court *c, const struct plan_op *op,
			    struct err *e)
{
	const struct fact_own *own = policy_find_own(c->facts, &op->ifname);

	err_set(e, ERR_BUSY, "%s belongs to another VM of %s's",
		op->ifname.text, c->name);
	if (own == NULL)
		return err_hint(e, "name another interface in the VM file");
	return err_hint(e, "\"vm-init --release %s\" gives it back",
			own->vm.text);
}

static bool refuse_stale(const struct court *c, const struct plan_op *op,
			 struct err *e)
{
	err_set(e, ERR_BUSY,
		"%s was made otherwise than the VM file now wants it",
		op->ifname.text);
	return err_hint(e, "\"vm-init --release %s\", then try again",
			c->plan->vm.text);
}

static bool refuse_foreign(const struct court *c, const struct plan_op *op,
			   struct err *e)
{
	err_set(e, ERR_DENIED, "%s exists and is not %s's: it is not touched",
		op->ifname.text, c->name);
	return err_hint(e, "name another interface in the VM file");
}

/* Whether the link, ours but not as @op wants it, may be changed. */
static bool link_idle(const struct court *c, const struct plan_op *op,
		      struct err *e)
{
	const struct fact_own *own = policy_find_own(c->facts, &op->ifname);

	if (own == NULL || !own->in_use)
		return true;
	err_set(e, ERR_BUSY, "%s is in use, and is not as the VM file wants it",
		op->ifname.text);
	return err_hint(e, "stop VM %s, then try again", own->vm.text);
}

/* Whether the interface @op names is to be made, or is the caller's own. */
static bool link_fits(const struct court *c, const struct plan_op *op,
		      const struct fact *fact, struct err *e)
{
	switch (fact->link) {
	case FACT_LINK_NONE:
		return true;
	case FACT_LINK_OURS:
		return fact->link_same || link_idle(c, op, e);
	case FACT_LINK_LEFTOVER:
		return link_idle(c, op, e);
	case FACT_LINK_STALE:
		return refuse_stale(c, op, e);
	case FACT_LINK_OTHER_VM:
		return refuse_other_vm(c, op, e);
	case FACT_LINK_FOREIGN:
		return refuse_foreign(c, op, e);
	}
	BUG();
}

unsigned policy_link_lacking(const struct court *c,
			     const struct policy_entry *entry,
			     const struct plan_op *op, const struct fact *fact)
{
	unsigned lacking = lacking_words(c, entry, op);

	return lacking != 0 ? lacking : lacking_facts(c, entry, op, fact);
}

bool policy_link_fits(const struct court *c, const struct plan_op *op,
		      const struct fact *fact, struct err *e)
{
	return peer_fits(op, fact, e) && link_fits(c, op, fact, e);
}

bool policy_link_is_there(const struct fact *fact)
{
	return fact->link == FACT_LINK_OURS && fact->link_same;
}
