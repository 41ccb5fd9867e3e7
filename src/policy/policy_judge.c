/* policy_judge.c - may this caller have this plan?
 *
 * Runs as: root.  Input: the policy, root's; credentials from the kernel; a
 * plan whose every value was recognised, but whose sender may have chosen them
 * to do harm; facts from the kernel.
 *
 * The only file that knows what a permit is made of, so the only one that can
 * make one.  Pure: no system call, no state.
 */
#include "policy_internal.h"
#include <stdio.h>

struct permit {
	enum permit_act act;
	struct plan_op op;   /* not for PERMIT_RELEASE */
	struct fact fact;    /* not for PERMIT_RELEASE */
	struct fact_own own; /* PERMIT_RELEASE */
	struct vm_name vm;
	uid_t uid;
	gid_t gid;
};

/* What is judged, and by what. */
struct court {
	const struct policy *policy;
	const struct caller *caller;
	const struct plan *plan;
	const struct facts *facts;
	bool applies[POLICY_ENTRIES_MAX]; /* the entry to the caller */
	size_t total; /* links that the caller would have in the end */
	size_t release_count;
	const struct fact_own *release[POLICY_FOUND_MAX]; /* PLAN_RELEASE */
	char name[POLICY_NAME_BYTES]; /* the caller's, for people */
};

/* The link called @name under the caller's mark; NULL if there is none. */
static const struct fact_own *find_own(const struct facts *facts,
				       const struct ifname *name)
{
	for (size_t i = 0; i < facts->own_count; i++)
		if (strcmp(facts->own[i].ifname.text, name->text) == 0)
			return &facts->own[i];
	return NULL;
}

static void name_caller(struct court *c)
{
	if (c->caller->user[0] != '\0')
		(void)snprintf(c->name, sizeof(c->name), "%s", c->caller->user);
	else
		(void)snprintf(c->name, sizeof(c->name), "uid %u",
			       c->caller->uid);
}

static void find_entries(struct court *c)
{
	for (size_t i = 0; i < c->policy->count; i++)
		c->applies[i] = policy_entry_applies(
			c->policy, &c->policy->entries[i], c->caller);
}

static void count_links(struct court *c)
{
	c->total = c->facts->own_count;
	for (size_t i = 0; i < c->plan->count; i++)
		if (find_own(c->facts, &c->plan->ops[i].ifname) == NULL)
			c->total++;
}

static void find_release(struct court *c)
{
	for (size_t i = 0; i < c->facts->own_count; i++)
		if (strcmp(c->facts->own[i].vm.text, c->plan->vm.text) == 0)
			c->release[c->release_count++] = &c->facts->own[i];
}

static void open_court(struct court *c)
{
	BUG_UNLESS(c->policy->count <= POLICY_ENTRIES_MAX);
	BUG_UNLESS(c->policy->count == 0 || c->policy->entries != NULL);
	BUG_UNLESS(c->plan->count <= PLAN_OPS_MAX);
	BUG_UNLESS(c->facts->own_count <= POLICY_FOUND_MAX);
	name_caller(c);
	find_entries(c);
	count_links(c);
	find_release(c);
}

static bool list_grants(const struct court *c, const struct policy_entry *entry,
			enum policy_key_id key, const char *text)
{
	const struct policy_value *value = &entry->values[key];

	for (size_t i = 0; i < value->list.count; i++) {
		const struct policy_item *item = &value->list.items[i];

		if (policy_item_counts(entry, item) &&
		    pattern_match(&item->pattern, text, c->caller->user,
				  c->caller->uid))
			return true;
	}
	return false;
}

static enum policy_key_id peer_key(const struct plan_op *op)
{
	switch (op->kind) {
	case PLAN_TAPBRIDGE:
		return POLICY_BRIDGES;
	case PLAN_MACVTAP:
		return POLICY_HOST_INTERFACES;
	}
	BUG();
}

static bool mac_granted(const struct court *c, const struct policy_entry *entry,
			const struct mac *mac)
{
	char text[MAC_TEXT_BYTES];

	if (!entry->values[POLICY_MACS].given)
		return mac_is_local(mac);
	return list_grants(c, entry, POLICY_MACS, mac_print(mac, text));
}

/* Which of the parts that the policy has words for @entry does not grant. */
static unsigned lacking_words(const struct court *c,
			      const struct policy_entry *entry,
			      const struct plan_op *op)
{
	unsigned lacking = 0;

	if (!list_grants(c, entry, POLICY_INTERFACES, op->ifname.text))
		lacking |= POLICY_PART_NAME;
	if (!list_grants(c, entry, peer_key(op), op->peer.text))
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
	    find_own(c->facts, &op->ifname) == NULL)
		lacking |= POLICY_PART_QUOTA;
	if (op->kind == PLAN_MACVTAP && fact->peer_critical &&
	    !entry->values[POLICY_HOST_CRITICAL].flag)
		lacking |= POLICY_PART_CRITICAL;
	return lacking;
}

/* Words weigh more than all that depends on the host. */
static int weight(unsigned lacking)
{
	return __builtin_popcount(lacking & POLICY_PART_WORDS) * 4 +
	       __builtin_popcount(lacking & ~(unsigned)POLICY_PART_WORDS);
}

static struct policy_finding
weigh(const struct court *c, const struct plan_op *op, const struct fact *fact)
{
	/* Without an entry everything is lacking, and more than any lacks. */
	struct policy_finding f = {.lacking = ~0U, .everywhere = ~0U};

	for (size_t i = 0; i < c->policy->count; i++) {
		const struct policy_entry *entry = &c->policy->entries[i];
		unsigned lacking;

		if (!c->applies[i])
			continue;
		lacking = lacking_words(c, entry, op);
		/* The policy's words first: who may not have a bridge does not
		 * learn either whether there is one. */
		if (lacking == 0)
			lacking = lacking_facts(c, entry, op, fact);
		f.everywhere &= lacking;
		if (weight(lacking) < weight(f.lacking)) {
			f.nearest = entry;
			f.lacking = lacking;
		}
	}
	return f;
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
	const struct fact_own *own = find_own(c->facts, &op->ifname);

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
	const struct fact_own *own = find_own(c->facts, &op->ifname);

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

static bool refuse_netns(struct err *e)
{
	err_set(e, ERR_DENIED,
		"this process is in a network namespace other than the host's, "
		"or that cannot be told");
	return err_hint(e, "the policy would have to say foreign-netns = true");
}

static bool refuse_stranger(const struct court *c, struct err *e)
{
	err_set(e, ERR_DENIED, "no entry of the policy applies to %s", c->name);
	return err_hint(e, "the administrator can add one to the policy");
}

static bool netns_served(const struct court *c)
{
	return c->facts->same_netns || c->policy->foreign_netns;
}

static enum permit_act act_for(const struct plan_op *op,
			       const struct fact *fact)
{
	if (fact->link == FACT_LINK_OURS && fact->link_same)
		return PERMIT_KEEP;
	switch (op->kind) {
	case PLAN_TAPBRIDGE:
		return PERMIT_TAPBRIDGE;
	case PLAN_MACVTAP:
		return PERMIT_MACVTAP;
	}
	BUG();
}

static bool judge_op(const struct court *c, const struct plan_op *op,
		     const struct fact *fact, struct verdict *v)
{
	struct policy_finding f = weigh(c, op, fact);

	v->ifname = op->ifname;
	v->act = act_for(op, fact);
	if (f.nearest == NULL)
		return refuse_stranger(c, &v->why);
	v->line = f.nearest->line;
	if (!netns_served(c))
		return refuse_netns(&v->why);
	if (f.lacking != 0)
		return policy_refuse(op, &f, c->name, c->total, &v->why);
	return peer_fits(op, fact, &v->why) && link_fits(c, op, fact, &v->why);
}

/* Release needs no entry: nobody has to keep what the policy once granted. */
static bool judge_release(const struct court *c, const struct fact_own *own,
			  struct verdict *v)
{
	v->ifname = own->ifname;
	v->act = PERMIT_RELEASE;
	if (!netns_served(c))
		return refuse_netns(&v->why);
	if (!own->in_use)
		return true;
	err_set(&v->why, ERR_BUSY, "%s is in use", own->ifname.text);
	return err_hint(&v->why, "stop VM %s, then try again", own->vm.text);
}

static bool judge_one(const struct court *c, size_t i, struct verdict *v)
{
	if (c->plan->verb == PLAN_RELEASE)
		return judge_release(c, c->release[i], v);
	return judge_op(c, &c->plan->ops[i], &c->facts->ops[i], v);
}

static size_t count_requests(const struct court *c)
{
	switch (c->plan->verb) {
	case PLAN_INIT:
	case PLAN_EXPLAIN:
		return c->plan->count;
	case PLAN_RELEASE:
		return c->release_count;
	case PLAN_WHAT_CAN_I:
		return 0;
	}
	BUG();
}

static const struct permit *make_permit(const struct court *c, size_t i,
					enum permit_act act,
					struct arena *arena)
{
	struct permit *permit = arena_new(arena, struct permit, 1);

	if (permit == NULL)
		return NULL;
	permit->act = act;
	permit->vm = c->plan->vm;
	permit->uid = c->caller->uid;
	permit->gid = c->caller->gid;
	if (act == PERMIT_RELEASE) {
		permit->own = *c->release[i];
	} else {
		permit->op = c->plan->ops[i];
		permit->fact = c->facts->ops[i];
	}
	return permit;
}

static bool make_permits(const struct court *c, struct arena *arena,
			 struct judgement *out, struct err *e)
{
	for (size_t i = 0; i < out->count; i++) {
		out->permits[i] =
			make_permit(c, i, out->verdicts[i].act, arena);
		if (out->permits[i] == NULL)
			return err_set(e, ERR_SYSTEM,
				       "no memory for the permits");
	}
	return true;
}

bool policy_judge(const struct policy *policy, const struct caller *caller,
		  const struct plan *plan, const struct facts *facts,
		  struct arena *arena, struct judgement *out, struct err *e)
{
	struct court c = {.policy = policy,
			  .caller = caller,
			  .plan = plan,
			  .facts = facts};

	open_court(&c);
	/* Not all of it: each page that is touched costs X a fault. */
	memset(out->permits, 0, sizeof(out->permits));
	out->allowed = true;
	out->count = count_requests(&c);
	for (size_t i = 0; i < out->count; i++) {
		struct verdict *v = &out->verdicts[i];

		*v = (struct verdict){.allowed = false};
		v->allowed = judge_one(&c, i, v);
		out->allowed = out->allowed && v->allowed;
	}
	if (!out->allowed || plan->verb == PLAN_EXPLAIN)
		return true;
	return make_permits(&c, arena, out, e);
}

enum permit_act permit_act(const struct permit *permit)
{
	return permit->act;
}

const struct plan_op *permit_op(const struct permit *permit)
{
	BUG_UNLESS(permit->act != PERMIT_RELEASE);
	return &permit->op;
}

const struct fact *permit_fact(const struct permit *permit)
{
	BUG_UNLESS(permit->act != PERMIT_RELEASE);
	return &permit->fact;
}

const struct fact_own *permit_own(const struct permit *permit)
{
	BUG_UNLESS(permit->act == PERMIT_RELEASE);
	return &permit->own;
}

const struct vm_name *permit_vm(const struct permit *permit)
{
	return &permit->vm;
}

uid_t permit_uid(const struct permit *permit)
{
	return permit->uid;
}

gid_t permit_gid(const struct permit *permit)
{
	return permit->gid;
}
