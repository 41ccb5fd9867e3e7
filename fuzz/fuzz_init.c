/* fuzz_init.c - a VM file's whole way to its permits
 *
 * Runs as: the developer.  Input: any bytes: a VM file, a policy and facts
 * about the host, with "%%" and a newline between them.
 *
 * bytes > document > machine > plan > wire > plan > judge, for three callers.
 */
#include "world.h"
#include "vmman/plan.h"
#include "vmman/vm.h"
#include <string.h>

enum {
	VM_MAX = 8192
};

static char vm_bytes[VM_MAX + TOML_PAD];
static _Alignas(8) unsigned char vm_memory[5 * VM_MAX + 8192 + VM_ARENA_BYTES];
static struct world_policy policy;
static struct facts facts;
static struct judgement once, twice;
static unsigned char permits[POLICY_PERMITS_BYTES];
static unsigned char more_permits[POLICY_PERMITS_BYTES];

/* Where the input has no policy of its own. */
static const char usual[] = "version = 1\n"
			    "[[allow]]\n"
			    "who = [\"user:alice\", \"gid:100\"]\n"
			    "bridges = [\"br*\"]\n"
			    "host-interfaces = [\"eno3\", \"eth*\"]\n"
			    "interfaces = [\"{user}*\", \"vm{uid}-*\"]\n"
			    "max-interfaces = 4\n";

/* Take the text up to the next separator off @rest. */
static struct str take_part(struct str *rest)
{
	const char *end =
		rest->len > 0 ? memmem(rest->data, rest->len, "%%\n", 3) : NULL;
	struct str part = *rest;

	if (end == NULL) {
		*rest = str_behind(*rest, rest->len);
		return part;
	}
	part.len = (size_t)(end - rest->data);
	*rest = str_behind(*rest, part.len + 3);
	return part;
}

/* The next byte of what facts are invented from; 0 behind its end. */
static unsigned take_byte(struct str *rest)
{
	unsigned byte;

	if (rest->len == 0)
		return 0;
	byte = (unsigned char)rest->data[0];
	*rest = str_behind(*rest, 1);
	return byte;
}

static bool make_plan(struct str text, struct plan *out)
{
	struct arena arena = arena_over(vm_memory, sizeof(vm_memory));
	const struct vm_name name = {"web"};
	struct err_place places[PLAN_OPS_MAX];
	struct err_list errs = {.count = 0};
	struct toml doc;
	struct vm vm;
	struct err e;

	memset(vm_bytes, 0, sizeof(vm_bytes));
	if (text.len > 0)
		memcpy(vm_bytes, text.data, text.len);
	return toml_read(vm_bytes, text.len, &arena, &doc, &e) &&
	       vm_from_toml(&doc, &name, &arena, &vm, &errs) &&
	       vm_check(&vm, &errs) &&
	       plan_from_vm(&vm, PLAN_INIT, out, places, &e);
}

/* What root's half makes of it. */
static void cross_the_border(struct plan *plan)
{
	unsigned char wire[PLAN_WIRE_BYTES];
	struct err e;

	plan_to_wire(plan, wire);
	MUST(plan_from_wire(wire, sizeof(wire), plan, &e));
}

/* A link under the caller's mark is among those that are counted. */
static void invent_own(const struct ifname *name, const char *vm, bool in_use)
{
	struct fact_own *own = &facts.own[facts.own_count++];

	own->ifname = *name;
	MUST(str_copy(own->vm.text, sizeof(own->vm.text), str_from_c(vm)));
	own->index = (uint32_t)(1000 + facts.own_count);
	own->in_use = in_use;
}

static void invent_fact(const struct plan_op *op, struct fact *fact,
			struct str *seed)
{
	unsigned about_link = take_byte(seed);
	unsigned about_peer = take_byte(seed);

	fact->link = (enum fact_link)(about_link % (FACT_LINK_FOREIGN + 1));
	fact->link_same = (about_link & 0x40) != 0;
	fact->peer = (enum fact_peer)(about_peer % (FACT_PEER_OTHER + 1));
	/* Mostly what is needed: else little is ever permitted. */
	if ((about_peer & 0x70) == 0)
		fact->peer = op->kind == PLAN_TAPBRIDGE ? FACT_PEER_BRIDGE
							: FACT_PEER_PARENT;
	fact->peer_critical = (about_peer & 8) != 0;
	if ((about_peer & 4) != 0)
		fact->peer_mac = op->mac;
	if (fact->link == FACT_LINK_OTHER_VM)
		invent_own(&op->ifname, "other", (about_link & 0x80) != 0);
	else if (fact->link != FACT_LINK_NONE &&
		 fact->link != FACT_LINK_FOREIGN)
		invent_own(&op->ifname, "web", (about_link & 0x80) != 0);
}

static enum plan_verb invent_facts(const struct plan *plan, struct str *seed)
{
	unsigned first = take_byte(seed);

	memset(&facts, 0, sizeof(facts));
	facts.same_netns = (first & 1) == 0;
	for (size_t i = 0; i < plan->count; i++)
		invent_fact(&plan->ops[i], &facts.ops[i], seed);
	switch (first >> 1 & 3) {
	case 1:
		return PLAN_EXPLAIN;
	case 2:
		return PLAN_RELEASE;
	default:
		return PLAN_INIT;
	}
}

static void judge(const struct caller *caller, const struct plan *plan,
		  unsigned char *memory, struct judgement *out)
{
	struct arena arena = arena_over(memory, POLICY_PERMITS_BYTES);
	struct err e;

	MUST(policy_judge(&policy.policy, caller, plan, &facts, &arena, out,
			  &e));
}

static void must_be_the_same(void)
{
	MUST(once.allowed == twice.allowed && once.count == twice.count);
	for (size_t i = 0; i < once.count; i++) {
		const struct verdict *a = &once.verdicts[i];
		const struct verdict *b = &twice.verdicts[i];

		MUST(a->allowed == b->allowed && a->line == b->line);
		MUST(a->act == b->act && a->why.kind == b->why.kind);
		MUST(strcmp(a->why.text, b->why.text) == 0);
		MUST((once.permits[i] == NULL) == (twice.permits[i] == NULL));
	}
}

static void must_be_granted(const struct caller *caller,
			    const struct plan_op *op, uint32_t line)
{
	const struct policy *p = &policy.policy;
	const char *peers =
		op->kind == PLAN_TAPBRIDGE ? "bridges" : "host-interfaces";
	char mac[MAC_TEXT_BYTES];

	MUST(world_grants(p, caller, line, "interfaces", op->ifname.text));
	MUST(world_grants(p, caller, line, peers, op->peer.text));
	MUST(world_grants(p, caller, line, "macs", mac_print(&op->mac, mac)) ||
	     (world_grants(p, caller, line, "macs",
			   "any locally administered") &&
	      mac_is_local(&op->mac)));
}

/* No name may be more than a name to whoever meets it next. */
static void must_be_a_name(const char *name)
{
	MUST(name[0] != '\0' && name[0] != '.' && name[0] != '-');
	MUST(strpbrk(name, "/%:; \t\n\"'$`\\") == NULL);
	MUST(strstr(name, "..") == NULL);
}

static void must_be_ours(const struct plan_op *op, const struct fact *fact)
{
	MUST(fact->link != FACT_LINK_FOREIGN);
	MUST(fact->link != FACT_LINK_OTHER_VM);
	MUST(fact->link != FACT_LINK_STALE);
	MUST(fact->peer == (op->kind == PLAN_TAPBRIDGE ? FACT_PEER_BRIDGE
						       : FACT_PEER_PARENT));
	MUST(memcmp(&op->mac, &fact->peer_mac, sizeof(op->mac)) != 0);
}

static void must_be_fit(const struct caller *caller, const struct plan *plan,
			const struct permit *permit, uint32_t line)
{
	enum permit_act act = permit_act(permit);

	MUST(permit_uid(permit) == caller->uid);
	MUST(permit_gid(permit) == caller->gid);
	MUST(strcmp(permit_vm(permit)->text, plan->vm.text) == 0);
	if (act == PERMIT_RELEASE) {
		MUST(plan->verb == PLAN_RELEASE);
		MUST(strcmp(permit_own(permit)->vm.text, "web") == 0);
		MUST(!permit_own(permit)->in_use);
		MUST(permit_own(permit)->index > 1000);
		return;
	}
	MUST(plan->verb == PLAN_INIT);
	MUST((act == PERMIT_KEEP) ==
	     (permit_fact(permit)->link == FACT_LINK_OURS &&
	      permit_fact(permit)->link_same));
	must_be_a_name(permit_op(permit)->ifname.text);
	must_be_a_name(permit_op(permit)->peer.text);
	must_be_ours(permit_op(permit), permit_fact(permit));
	must_be_granted(caller, permit_op(permit), line);
}

static void must_be_just(const struct caller *caller, const struct plan *plan)
{
	bool all = true;

	for (size_t i = 0; i < once.count; i++) {
		const struct verdict *v = &once.verdicts[i];

		all = all && v->allowed;
		if (!v->allowed)
			world_must_tell(&v->why);
		if (once.permits[i] != NULL)
			must_be_fit(caller, plan, once.permits[i], v->line);
	}
	MUST(all == once.allowed);
	for (size_t i = 0; i < POLICY_FOUND_MAX; i++)
		MUST((once.permits[i] != NULL) ==
		     (once.allowed && i < once.count &&
		      plan->verb != PLAN_EXPLAIN));
	MUST(facts.same_netns || policy.policy.foreign_netns ||
	     once.count == 0 || !once.allowed);
}

static bool read_policy(struct str text)
{
	if (text.len > WORLD_POLICY_MAX)
		return false;
	if (text.len == 0)
		return world_read(&policy, usual, sizeof(usual) - 1);
	return world_read(&policy, text.data, text.len);
}

int fuzz_one(const unsigned char *bytes, size_t len)
{
	struct str seed = {(const char *)bytes, len};
	struct str vm_text = take_part(&seed);
	struct str policy_text = take_part(&seed);
	struct plan plan;

	if (vm_text.len > VM_MAX || !make_plan(vm_text, &plan) ||
	    !read_policy(policy_text))
		return 0;
	cross_the_border(&plan);
	plan.verb = invent_facts(&plan, &seed);
	if (plan.verb == PLAN_RELEASE)
		plan.count = 0;
	cross_the_border(&plan);
	for (size_t i = 0; i < WORLD_CALLERS; i++) {
		judge(&world_callers[i], &plan, permits, &once);
		judge(&world_callers[i], &plan, more_permits, &twice);
		must_be_the_same();
		must_be_just(&world_callers[i], &plan);
	}
	return 0;
}
