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
	for (size_t i = 0; i < c->plan->count; i++) {
		const struct plan_op *op = &c->plan->ops[i];

		if (plan_kind_is_link(op->kind) &&
		    policy_find_own(c->facts, &op->ifname) == NULL)
			c->total++;
	}
}

static void find_release(struct court *c)
{
	if (c->plan->verb != PLAN_RELEASE)
		return;
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

bool policy_lists(const struct court *c, const struct policy_entry *entry,
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

static unsigned lacking(const struct court *c, const struct policy_entry *entry,
			const struct plan_op *op, const struct fact *fact)
{
	switch (op->kind) {
	case PLAN_TAPBRIDGE:
	case PLAN_MACVTAP:
		return policy_link_lacking(c, entry, op, fact);
	case PLAN_PCI:
		return policy_pci_lacking(c, entry, op, fact);
	case PLAN_USB:
	case PLAN_BLOCK:
	case PLAN_HUGEPAGES:
		return policy_node_lacking(c, entry, op, fact);
	case PLAN_LOCKED:
		return policy_locked_lacking(entry, op);
	}
	BUG();
}

static bool fits(const struct court *c, const struct plan_op *op,
		 const struct fact *fact, struct err *e)
{
	switch (op->kind) {
	case PLAN_TAPBRIDGE:
	case PLAN_MACVTAP:
		return policy_link_fits(c, op, fact, e);
	case PLAN_PCI:
		return policy_pci_fits(c, op, fact, e);
	case PLAN_USB:
	case PLAN_BLOCK:
	case PLAN_HUGEPAGES:
		return policy_node_fits(c, op, fact, e);
	case PLAN_LOCKED:
		return policy_locked_fits(c, op, fact, e);
	}
	BUG();
}

static bool is_there(const struct court *c, const struct plan_op *op,
		     const struct fact *fact)
{
	switch (op->kind) {
	case PLAN_TAPBRIDGE:
	case PLAN_MACVTAP:
		return policy_link_is_there(fact);
	case PLAN_PCI:
		return policy_pci_is_there(c, fact);
	case PLAN_USB:
	case PLAN_BLOCK:
	case PLAN_HUGEPAGES:
		return policy_node_is_there(c, op, fact);
	case PLAN_LOCKED:
		return policy_locked_is_there(c, op, fact);
	}
	BUG();
}

static enum policy_holder
holder(const struct court *c, const struct plan_op *op, const struct fact *fact)
{
	switch (op->kind) {
	case PLAN_PCI:
		return policy_pci_holder(c, fact);
	case PLAN_USB:
	case PLAN_BLOCK:
	case PLAN_HUGEPAGES:
		return policy_node_holder(c, fact);
	case PLAN_TAPBRIDGE:
	case PLAN_MACVTAP:
	case PLAN_LOCKED:
		break; /* not released by name: plan_verb_takes() */
	}
	BUG();
}

/* Words weigh more than all that depends on the host. */
static int weight(unsigned parts)
{
	return __builtin_popcount(parts & POLICY_PART_WORDS) * 4 +
	       __builtin_popcount(parts & ~(unsigned)POLICY_PART_WORDS);
}

static struct policy_finding
weigh(const struct court *c, const struct plan_op *op, const struct fact *fact)
{
	/* Without an entry everything is lacking, and more than any lacks. */
	struct policy_finding f = {.lacking = ~0U, .everywhere = ~0U};

	for (size_t i = 0; i < c->policy->count; i++) {
		const struct policy_entry *entry = &c->policy->entries[i];
		unsigned parts;

		if (!c->applies[i])
			continue;
		if (entry->values[POLICY_MAX_MEMLOCK].number > f.memlock)
			f.memlock = entry->values[POLICY_MAX_MEMLOCK].number;
		parts = lacking(c, entry, op, fact);
		f.everywhere &= parts;
		if (weight(parts) < weight(f.lacking)) {
			f.nearest = entry;
			f.lacking = parts;
		}
	}
	return f;
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

/* Whether even what stays as it is has to be granted.  A node that the caller
 * can open is no question for the policy. */
static bool needs_grant(enum plan_kind kind)
{
	return kind != PLAN_USB && kind != PLAN_BLOCK && kind != PLAN_HUGEPAGES;
}

static bool judge_op(const struct court *c, const struct plan_op *op,
		     const struct fact *fact, struct verdict *v)
{
	struct policy_finding f = weigh(c, op, fact);

	v->act = is_there(c, op, fact) ? PERMIT_KEEP : PERMIT_GIVE;
	if (v->act == PERMIT_KEEP && !needs_grant(op->kind))
		return true;
	if (f.nearest == NULL)
		return refuse_stranger(c, &v->why);
	v->line = f.nearest->line;
	if (!netns_served(c))
		return refuse_netns(&v->why);
	if (f.lacking != 0)
		return policy_refuse(c, op, fact, &f, &v->why);
	return fits(c, op, fact, &v->why);
}

/* What is the caller's goes back whatever the policy says today.  What a killed
 * run left says not whose run it was: the policy tells who may mend it. */
static bool is_to_return(const struct court *c, const struct plan_op *op,
			 const struct fact *fact)
{
	switch (holder(c, op, fact)) {
	case POLICY_HELD_BY_CALLER:
		return true;
	case POLICY_HELD_BY_ROOT:
		return weigh(c, op, fact).lacking == 0;
	case POLICY_HELD_BY_NOBODY:
	case POLICY_HELD_BY_OTHER:
		return false;
	}
	BUG();
}

static bool judge_return(const struct court *c, const struct plan_op *op,
			 const struct fact *fact, struct verdict *v)
{
	v->act = is_to_return(c, op, fact) ? PERMIT_RETURN : PERMIT_KEEP;
	return netns_served(c) || refuse_netns(&v->why);
}

/* Release needs no entry: nobody has to keep what the policy once granted. */
static bool judge_release(const struct court *c, const struct fact_own *own,
			  struct verdict *v)
{
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
	const struct plan_op *op;

	if (i < c->release_count) {
		BUG_UNLESS(str_copy(v->subject, sizeof(v->subject),
				    str_from_c(c->release[i]->ifname.text)));
		return judge_release(c, c->release[i], v);
	}
	v->op = i - c->release_count;
	op = &c->plan->ops[v->op];
	plan_print_subject(op, v->subject);
	if (c->plan->verb == PLAN_RELEASE)
		return judge_return(c, op, &c->facts->ops[v->op], v);
	return judge_op(c, op, &c->facts->ops[v->op], v);
}

static const struct permit *make_permit(const struct court *c,
					const struct verdict *v, size_t i,
					struct arena *arena)
{
	struct permit *permit = arena_new(arena, struct permit, 1);

	if (permit == NULL)
		return NULL;
	permit->act = v->act;
	permit->vm = c->plan->vm;
	permit->uid = c->caller->uid;
	permit->gid = c->caller->gid;
	if (v->op == POLICY_NO_OP) {
		permit->own = *c->release[i];
	} else {
		permit->op = c->plan->ops[v->op];
		permit->fact = c->facts->ops[v->op];
	}
	return permit;
}

static bool make_permits(const struct court *c, struct arena *arena,
			 struct judgement *out, struct err *e)
{
	for (size_t i = 0; i < out->count; i++) {
		out->permits[i] = make_permit(c, &out->verdicts[i], i, arena);
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
	out->count = c.release_count + plan->count;
	for (size_t i = 0; i < out->count; i++) {
		struct verdict *v = &out->verdicts[i];

		*v = (struct verdict){.op = POLICY_NO_OP};
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
