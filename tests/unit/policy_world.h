/* policy_world.h - a caller, a plan and a host, for the tests of the judge */
#ifndef VMMAN_POLICY_WORLD_H
#define VMMAN_POLICY_WORLD_H

#include "policy_text.h"

#define ALICE "version = 1\n[[allow]]\nwho = [\"uid:1000\"]\n"
#define ENTRY                                      \
	ALICE "interfaces = [\"{user}*\"]\n"       \
	      "bridges = [\"br0\", \"br-lab*\"]\n" \
	      "host-interfaces = [\"eno3\"]\n"

static unsigned char permit_memory[POLICY_PERMITS_BYTES];
static struct judgement judgement;
static struct plan plan;
static struct facts facts;
static struct caller caller;

static inline struct ifname ifname(const char *text)
{
	struct ifname name;
	struct err e;

	assert_true(ifname_parse_existing(str_from_c(text), &name, &e));
	return name;
}

static inline struct mac mac(const char *text)
{
	struct mac parsed;
	struct err e;

	assert_true(mac_parse(str_from_c(text), &parsed, &e));
	return parsed;
}

static inline struct vm_name vm(const char *text)
{
	struct vm_name name;
	struct err e;

	assert_true(vm_name_parse(str_from_c(text), &name, &e));
	return name;
}

/* alice, on the host, asks for nothing yet. */
static inline int set_up(void **state)
{
	(void)state;
	memset(&judgement, 0, sizeof(judgement));
	memset(&plan, 0, sizeof(plan));
	memset(&facts, 0, sizeof(facts));
	plan.verb = PLAN_INIT;
	plan.vm = vm("web");
	facts.same_netns = true;
	caller = (struct caller){.uid = 1000, .gid = 100, .user = "alice"};
	return 0;
}

/* Ask for a tap or macvtap; the host has what it wants to join. */
static inline struct fact *ask(enum plan_kind kind, const char *name,
			       const char *peer, const char *address)
{
	struct plan_op *op = &plan.ops[plan.count];
	struct fact *fact = &facts.ops[plan.count];

	plan.count++;
	op->kind = kind;
	op->ifname = ifname(name);
	op->peer = ifname(peer);
	op->mac = mac(address);
	fact->peer =
		kind == PLAN_TAPBRIDGE ? FACT_PEER_BRIDGE : FACT_PEER_PARENT;
	fact->peer_index = 3;
	return fact;
}

static inline struct fact *ask_tap(const char *name)
{
	return ask(PLAN_TAPBRIDGE, name, "br0", "02:00:00:00:00:01");
}

static inline struct fact *ask_macvtap(const char *name)
{
	return ask(PLAN_MACVTAP, name, "eno3", "02:00:00:00:00:02");
}

static inline struct fact_own *have(const char *name, const char *of)
{
	struct fact_own *own = &facts.own[facts.own_count++];

	own->ifname = ifname(name);
	own->vm = vm(of);
	return own;
}

static inline bool judge(const char *text)
{
	struct arena arena = arena_over(permit_memory, sizeof(permit_memory));
	struct policy policy = policy_of(text);
	struct err e;

	assert_true(policy_judge(&policy, &caller, &plan, &facts, &arena,
				 &judgement, &e));
	return judgement.allowed;
}

static inline void assert_no_permits(void)
{
	for (size_t i = 0; i < POLICY_FOUND_MAX; i++)
		assert_null(judgement.permits[i]);
}

/* The request number @i is refused like this. */
static inline void assert_verdict(size_t i, enum err_kind kind, uint32_t line,
				  const char *why, const char *hint)
{
	const struct verdict *v = &judgement.verdicts[i];

	assert_true(i < judgement.count);
	assert_false(v->allowed);
	assert_int_equal(v->why.kind, kind);
	assert_string_equal(v->why.text, why);
	assert_string_equal(v->why.hint, hint);
	assert_int_equal(v->line, line);
	assert_false(judgement.allowed);
	assert_no_permits();
}

static inline void refused(const char *text, enum err_kind kind, uint32_t line,
			   const char *why, const char *hint)
{
	assert_false(judge(text));
	assert_verdict(0, kind, line, why, hint);
}

#define SEE_GRANTS                                                           \
	"\"vm-init --what-can-i\" lists what is granted; the administrator " \
	"can grant more in the policy"

#endif
