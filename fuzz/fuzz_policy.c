/* fuzz_policy.c - any policy file: a policy, or errors and no policy at all
 *
 * Runs as: the developer.  Input: any bytes.
 */
#include "world.h"
#include "vmman/out.h"

static struct world_policy first, second;
static struct out printed, reprinted;
static struct facts facts;
static struct judgement judgement;
static unsigned char permits[POLICY_PERMITS_BYTES];

static void must_be_told(const struct world_policy *w)
{
	MUST(w->errs.count > 0 && w->errs.count <= ERR_LIST_MAX);
	MUST(w->policy.count == 0 && w->policy.who_count == 0);
	MUST(!w->policy.foreign_netns);
	for (size_t i = 0; i < w->errs.count; i++) {
		const struct err *e = &w->errs.items[i];

		MUST(e->kind == ERR_CONFIG && e->text[0] != '\0');
		MUST(!e->at.known || e->at.offset + e->at.len <= w->len);
	}
}

static void must_print_what_it_reads(void)
{
	out_init(&printed, -1);
	policy_print(&first.policy, &printed);
	/* Defaults are printed too: more than was read. */
	if (printed.len > WORLD_POLICY_MAX || printed.failed)
		return;
	MUST(world_read(&second, printed.buf, printed.len));
	out_init(&reprinted, -1);
	policy_print(&second.policy, &reprinted);
	MUST(printed.len == reprinted.len);
	MUST(memcmp(printed.buf, reprinted.buf, printed.len) == 0);
}

static void must_warn_of_places(void)
{
	struct err_list warnings = {.count = 0};

	policy_warn(&first.policy, &warnings);
	for (size_t i = 0; i < warnings.count; i++) {
		const struct err *e = &warnings.items[i];

		MUST(e->kind == ERR_CONFIG && e->text[0] != '\0');
		MUST(!e->at.known || e->at.offset + e->at.len <= first.len);
	}
	MUST(first.policy.count > 0 || warnings.count > 0);
}

/* What is granted is visible text, and of one line. */
static void must_grant_plainly(const struct caller *caller)
{
	struct policy_grants grants = policy_grants_for(&first.policy, caller);
	struct policy_grant grant;

	while (policy_grants_next(&grants, &grant)) {
		MUST(grant.line > 0);
		MUST(grant.value[0] != '\0');
		MUST(memchr(grant.value, '\0', sizeof(grant.value)) != NULL);
		for (const char *c = grant.value; *c != '\0'; c++)
			MUST(*c >= ' ' && *c <= '~');
	}
}

static bool judge(const struct policy *policy, const struct caller *caller,
		  const struct plan *plan)
{
	struct arena arena = arena_over(permits, sizeof(permits));
	struct err e;

	MUST(policy_judge(policy, caller, plan, &facts, &arena, &judgement,
			  &e));
	MUST(judgement.count == plan->count);
	for (size_t i = 0; i < judgement.count; i++) {
		MUST((judgement.permits[i] != NULL) == judgement.allowed);
		if (!judgement.verdicts[i].allowed)
			world_must_tell(&judgement.verdicts[i].why);
	}
	return judgement.allowed;
}

/* The first entries alone allow no more than all of them: there is no entry
 * that takes away, and none at all allow nothing. */
static void must_only_add(const struct caller *caller, const struct plan *plan)
{
	struct policy part = first.policy;
	bool allowed = judge(&part, caller, plan);

	while (part.count > 0) {
		bool whole = allowed;

		part.count--;
		allowed = judge(&part, caller, plan);
		MUST(whole || !allowed);
	}
	MUST(!allowed);
}

/* Something that policies often grant. */
static const struct plan common = {
	.verb = PLAN_INIT,
	.vm = {"web"},
	.count = 2,
	.ops = {{.kind = PLAN_TAPBRIDGE,
		 .ifname = {"alice0"},
		 .peer = {"br0"},
		 .mac = {{0x02, 0, 0, 0, 0, 1}},
		 .queues = 1},
		{.kind = PLAN_MACVTAP,
		 .ifname = {"vm1001-a"},
		 .peer = {"eno3"},
		 .mac = {{0xbe, 0xef, 0, 0, 0, 1}},
		 .mode = PLAN_MODE_BRIDGE}},
};

int fuzz_one(const unsigned char *bytes, size_t len)
{
	if (len > WORLD_POLICY_MAX)
		return 0;
	if (!world_read(&first, (const char *)bytes, len)) {
		must_be_told(&first);
		return 0;
	}
	MUST(first.errs.count == 0);
	must_print_what_it_reads();
	must_warn_of_places();
	facts.same_netns = true;
	facts.ops[0].peer = FACT_PEER_BRIDGE;
	facts.ops[1].peer = FACT_PEER_PARENT;
	for (size_t i = 0; i < WORLD_CALLERS; i++) {
		struct plan one = common;

		must_grant_plainly(&world_callers[i]);
		must_only_add(&world_callers[i], &common);
		one.count = 1;
		must_only_add(&world_callers[i], &one);
	}
	return 0;
}
