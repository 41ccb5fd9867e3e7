/* priv_serve.c - X: root's half, as one straight line
 *
 * Runs as: root.  Input: one plan, which is hostile (priv_channel.c recognises
 * it or refuses); the policy; the kernel's answers.
 *
 *	policy, names      while U reads the VM file
 *	drop               to what the work needs
 *	plan               wait for it
 *	lock, resolve      what is true of the host
 *	judge, log         what the policy says; for devices once more, under
 *	                   their locks
 *	apply              all of it or nothing
 *	answer             fixed records, which U puts into words
 */
#include "priv_serve.h"
#include "priv_apply.h"
#include "priv_audit.h"
#include "priv_channel.h"
#include "priv_drop.h"
#include "priv_lock.h"
#include "priv_locks.h"
#include "priv_names.h"
#include "priv_policy.h"
#include "priv_resolve.h"
#include "vmman/priv.h"
#include <string.h>
#include <sys/stat.h>

struct serve {
	int link;
	struct caller caller;
	struct audit audit;
	bool ready;     /* there is a policy, and the rights are few */
	struct err why; /* if not */
	struct policy policy;
	struct plan plan;
	struct facts facts;
	struct judgement judgement;
	struct priv_locks locks;
	unsigned char permits[POLICY_PERMITS_BYTES];
};

/* Whether this is the network namespace of the host's first process; where
 * that cannot be told, it is not. */
static bool in_first_netns(void)
{
	struct stat first, own;

	return stat("/proc/1/ns/net", &first) == 0 &&
	       stat("/proc/self/ns/net", &own) == 0 &&
	       first.st_dev == own.st_dev && first.st_ino == own.st_ino;
}

/* What needs more rights than the work itself.  A user database that does not
 * answer costs those principals that have names, not the others. */
static bool prepare(struct serve *s, struct err *e)
{
	struct err detail;
	bool loaded = priv_policy_load(&s->policy, e, &detail);

	if (!loaded || !priv_names_resolve(&s->policy, &s->caller, &detail))
		priv_audit_failure(&s->audit, &detail);
	s->facts.same_netns = in_first_netns();
	return priv_drop_to_work(e) && loaded;
}

static void copy_text(char out[ERR_TEXT_BYTES], const char *text)
{
	if (!str_copy(out, ERR_TEXT_BYTES, str_from_c(text)))
		BUG();
}

static void put_err(struct priv_answer *answer, const struct err *e)
{
	answer->err_kind = (uint32_t)e->kind;
	copy_text(answer->text, e->text);
	copy_text(answer->hint, e->hint);
}

static void answer_end(const struct serve *s, enum err_kind result)
{
	const struct priv_answer answer = {.kind = PRIV_ANSWER_END,
					   .err_kind = (uint32_t)result};

	priv_channel_answer(s->link, &answer);
}

static enum err_kind answer_error(const struct serve *s, const struct err *e)
{
	struct priv_answer answer = {.kind = PRIV_ANSWER_ERROR};

	put_err(&answer, e);
	priv_channel_answer(s->link, &answer);
	return e->kind;
}

static enum err_kind serve_grants(const struct serve *s)
{
	struct policy_grants grants = policy_grants_for(&s->policy, &s->caller);
	struct policy_grant grant;

	while (policy_grants_next(&grants, &grant)) {
		struct priv_answer answer = {.kind = PRIV_ANSWER_GRANT,
					     .line = grant.line};

		copy_text(answer.subject, grant.key);
		copy_text(answer.text, grant.value);
		priv_channel_answer(s->link, &answer);
	}
	return ERR_NONE;
}

/* One answer for each verdict: what was judged, or what was done. */
static void answer_judgement(const struct serve *s, enum priv_answer_kind kind)
{
	for (size_t i = 0; i < s->judgement.count; i++) {
		const struct verdict *v = &s->judgement.verdicts[i];
		struct priv_answer answer = {
			.kind = (uint32_t)kind,
			.op = (uint32_t)v->op,
			.allowed = v->allowed,
			.changed = v->act != PERMIT_KEEP,
			.line = v->line,
		};

		copy_text(answer.subject, v->subject);
		if (!v->allowed)
			put_err(&answer, &v->why);
		priv_channel_answer(s->link, &answer);
	}
}

/* How a plan ends that was not allowed: by its first refusal. */
static enum err_kind refusal(const struct judgement *judgement)
{
	for (size_t i = 0; i < judgement->count; i++)
		if (!judgement->verdicts[i].allowed)
			return judgement->verdicts[i].why.kind;
	BUG();
}

/* Whether @verb changes the host. */
static bool is_change(enum plan_verb verb)
{
	return verb == PLAN_INIT || verb == PLAN_RELEASE ||
	       verb == PLAN_MEMLOCK;
}

static bool judge(struct serve *s, struct err *e)
{
	struct arena arena = arena_over(s->permits, sizeof(s->permits));

	return priv_resolve_devices(&s->plan, s->caller.uid, &s->locks,
				    &s->facts, e) &&
	       policy_judge(&s->policy, &s->caller, &s->plan, &s->facts, &arena,
			    &s->judgement, e);
}

/* Devices are shared with other users.  Their locks are for those whom they are
 * granted to; what then counts is what is found, and judged, under them. */
static bool judge_alone(struct serve *s, struct err *e)
{
	if (!s->judgement.allowed || !is_change(s->plan.verb))
		return true;
	if (!priv_locks_take(&s->judgement, &s->locks, e))
		return false;
	if (s->locks.count == 0)
		return true;
	if (!judge(s, e))
		return false;
	if (!s->judgement.allowed || priv_locks_cover(&s->locks, &s->judgement))
		return true;
	err_set(e, ERR_BUSY, "the host's devices changed meanwhile");
	return err_hint(e, "try again");
}

/* Find out, judge, and do it if that is what the plan is for. */
static bool act(struct serve *s, struct priv_nl *nl, struct err *e)
{
	if (!judge(s, e) || !judge_alone(s, e))
		return false;
	priv_audit_judgement(&s->audit, &s->judgement);
	if (!s->judgement.allowed || !is_change(s->plan.verb))
		return true;
	return priv_apply(nl, &s->judgement, &s->locks, s->facts.same_netns, e);
}

/* The same, alone: quotas are counted and leftovers told from work in progress
 * under the lock of the caller. */
static bool act_locked(struct serve *s, struct err *e)
{
	OWN_FD int lock = -1;
	OWN_FD int fd = -1;
	struct priv_nl nl = {.fd = -1};
	bool links = priv_resolve_needs_links(&s->plan);
	bool done;

	if (is_change(s->plan.verb)) {
		lock = priv_lock_take_user(s->caller.uid, PRIV_LOCK_WAIT_MS, e);
		if (lock < 0)
			return false;
	}
	if (links && !priv_nl_open(&nl, e))
		return false;
	fd = nl.fd;
	done = (!links || priv_resolve_links(&nl, &s->plan, s->caller.uid,
					     &s->facts, e)) &&
	       act(s, &nl, e);
	priv_locks_close(&s->locks);
	return done;
}

static enum err_kind serve_plan(struct serve *s)
{
	struct err e;

	if (s->plan.verb == PLAN_WHAT_CAN_I)
		return serve_grants(s);
	if (!act_locked(s, &e)) {
		priv_audit_failure(&s->audit, &e);
		return answer_error(s, &e);
	}
	if (s->plan.verb == PLAN_EXPLAIN || !s->judgement.allowed)
		answer_judgement(s, PRIV_ANSWER_VERDICT);
	else
		answer_judgement(s, PRIV_ANSWER_DONE);
	return s->judgement.allowed ? ERR_NONE : refusal(&s->judgement);
}

static enum err_kind serve_message(struct serve *s)
{
	struct err e;

	switch (priv_channel_receive(s->link, &s->plan, &e)) {
	case PRIV_RECEIVED_NOTHING:
		priv_leave(0);
	case PRIV_RECEIVED_JUNK:
		priv_audit_failure(&s->audit, &e);
		return answer_error(s, &e);
	case PRIV_RECEIVED_PLAN:
		s->audit.plan = &s->plan;
		return s->ready ? serve_plan(s) : answer_error(s, &s->why);
	}
	BUG();
}

void priv_serve(int link, const struct caller *who)
{
	static struct serve s;

	s.link = link;
	s.caller = *who;
	priv_audit_open(&s.audit, &s.caller);
	s.ready = prepare(&s, &s.why);
	answer_end(&s, serve_message(&s));
	/* U waits for this: all else is closed by now. */
	close(link);
	priv_leave(0);
}
