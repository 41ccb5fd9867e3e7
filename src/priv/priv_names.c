/* priv_names.c - names and numbers of users and groups
 *
 * Runs as: root (asks), nobody (answers).  Input: the answers of a process that
 * ran whatever nsswitch.conf(5) names: fixed records, read as hostile.
 */
#include "priv_names.h"
#include "priv_clock.h"
#include "priv_drop.h"
#include "vmman/priv.h"
#include "vmman/str.h"
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <limits.h>
#include <poll.h>
#include <pwd.h>
#include <signal.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/wait.h>

enum {
	NAMES_WAIT_S = 3,
	STOP_WAIT_MS = 100,
	ANSWER_FD = 3,
};

/* One answer: an id, or (for the caller's own) a name. */
struct id_answer {
	uint32_t found;
	uint32_t id;
};

struct name_answer {
	char name[POLICY_NAME_BYTES];
};

struct person_answer {
	uint32_t found;
	uint32_t uid, gid;
	uint32_t group_count; /* gid_t's that follow */
	char name[POLICY_NAME_BYTES];
	char home[PATH_MAX];
};

static bool has_name(const struct policy_who *who)
{
	return who->kind == POLICY_USER || who->kind == POLICY_GROUP;
}

/* ---- the process without rights ---- */

static void tell(const void *bytes, size_t len)
{
	const char *at = bytes;

	while (len > 0) {
		ssize_t n = write(ANSWER_FD, at, len);

		if (n <= 0)
			_exit(1);
		at += n;
		len -= (size_t)n;
	}
}

/* Keep nothing but the way to answer, and no longer than the question. */
static void become_helper(int fd)
{
	sigset_t none;
	struct err e;

	environ = NULL;
	(void)sigemptyset(&none);
	if (dup2(fd, ANSWER_FD) != ANSWER_FD || close_range(4, ~0U, 0) != 0 ||
	    close_range(0, 2, 0) != 0 || open("/dev/null", O_RDWR) != 0 ||
	    dup(0) != 1 || dup(0) != 2 || !priv_drop_to_nobody(&e) ||
	    prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 ||
	    sigprocmask(SIG_SETMASK, &none, NULL) != 0)
		_exit(1);
	(void)alarm(NAMES_WAIT_S);
}

static struct id_answer look_up(const struct policy_who *who)
{
	struct id_answer answer = {0, 0};
	const struct passwd *user =
		who->kind == POLICY_USER ? getpwnam(who->name) : NULL;
	const struct group *group =
		who->kind == POLICY_GROUP ? getgrnam(who->name) : NULL;

	if (user != NULL)
		answer = (struct id_answer){1, user->pw_uid};
	if (group != NULL)
		answer = (struct id_answer){1, group->gr_gid};
	return answer;
}

static void tell_principal(const struct policy_who *who)
{
	const struct id_answer answer = look_up(who);

	tell(&answer, sizeof(answer));
}

void priv_names_look_up(struct policy *policy)
{
	for (size_t i = 0; i < policy->who_count; i++) {
		struct policy_who *who = &policy->who[i];
		struct id_answer answer;

		if (!has_name(who))
			continue;
		answer = look_up(who);
		who->id = answer.id;
		who->resolved = answer.found == 1;
	}
}

static void tell_caller(uid_t uid)
{
	struct name_answer answer = {""};
	const struct passwd *user = getpwuid(uid);

	if (user != NULL && !str_copy(answer.name, sizeof(answer.name),
				      str_from_c(user->pw_name)))
		answer.name[0] = '\0';
	tell(&answer, sizeof(answer));
}

static void tell_person(const struct passwd *user)
{
	static gid_t groups[CALLER_GROUPS_MAX];
	struct person_answer answer = {0};
	int count = ARRAY_LEN(groups);

	if (user != NULL &&
	    str_copy(answer.name, sizeof(answer.name),
		     str_from_c(user->pw_name)) &&
	    str_copy(answer.home, sizeof(answer.home),
		     str_from_c(user->pw_dir)) &&
	    getgrouplist(user->pw_name, user->pw_gid, groups, &count) >= 0) {
		answer.found = 1;
		answer.uid = user->pw_uid;
		answer.gid = user->pw_gid;
		answer.group_count = (uint32_t)count;
	}
	tell(&answer, sizeof(answer));
	tell(groups, answer.group_count * sizeof(groups[0]));
}

/* ---- root's side ---- */

/* The reading end of a pipe to a process that answers. */
struct helper {
	int fd; /* owned: close() */
	pid_t pid;
	int pidfd; /* owned; -1 if the kernel gave none */
	struct priv_deadline end;
};

/* Start the process without rights.  True in both; @out->pid is 0 in it. */
static bool start_helper(struct helper *out, struct err *e)
{
	int ends[2];

	if (pipe2(ends, O_CLOEXEC) != 0)
		return err_system(e, errno, "making a pipe");
	*out = (struct helper){
		.fd = ends[0],
		.pid = fork(),
		.end = priv_deadline_in_ms(NAMES_WAIT_S * 1000L),
	};
	if (out->pid == 0) {
		become_helper(ends[1]);
		return true;
	}
	close(ends[1]);
	if (out->pid < 0) {
		close(ends[0]);
		return err_system(e, errno,
				  "making a process to ask for names");
	}
	out->pidfd = pidfd_open(out->pid, 0);
	return true;
}

static bool hear(const struct helper *h, void *bytes, size_t len, struct err *e)
{
	char *at = bytes;

	while (len > 0) {
		ssize_t n;

		if (!priv_deadline_poll(&h->end, h->fd, POLLIN))
			return err_set(e, ERR_TIMEOUT,
				       "the user database did not answer "
				       "within %d s",
				       NAMES_WAIT_S);
		n = read(h->fd, at, len);
		if (n <= 0)
			return err_set(e, ERR_SYSTEM,
				       "the user database did not answer");
		at += n;
		len -= (size_t)n;
	}
	return true;
}

/* The process is ended and taken off the table, unless it hangs in the kernel:
 * it is not waited for then. */
static void stop_helper(const struct helper *h)
{
	struct priv_deadline end = priv_deadline_in_ms(STOP_WAIT_MS);

	close(h->fd);
	if (h->pidfd < 0)
		return;
	(void)pidfd_send_signal(h->pidfd, SIGKILL, NULL, 0);
	if (priv_deadline_poll(&end, h->pidfd, POLLIN))
		(void)waitpid(h->pid, NULL, WNOHANG);
	close(h->pidfd);
}

static bool is_needed(const struct policy *policy, const struct caller *caller)
{
	for (size_t i = 0; i < policy->who_count; i++)
		if (has_name(&policy->who[i]))
			return true;
	return policy->needs_user && caller->user[0] == '\0';
}

static _Noreturn void answer_names(const struct policy *policy, uid_t uid)
{
	for (size_t i = 0; i < policy->who_count; i++)
		if (has_name(&policy->who[i]))
			tell_principal(&policy->who[i]);
	tell_caller(uid);
	_exit(0);
}

/* @caller's name comes first in the judgement, so it has to be a name. */
static bool hear_names(const struct helper *h, struct policy *policy,
		       struct caller *caller, struct err *e)
{
	struct name_answer name = {0};

	for (size_t i = 0; i < policy->who_count; i++) {
		struct policy_who *who = &policy->who[i];
		struct id_answer answer = {0};

		if (!has_name(who))
			continue;
		if (!hear(h, &answer, sizeof(answer), e))
			return false;
		who->id = answer.id;
		who->resolved = answer.found == 1;
	}
	if (!hear(h, &name, sizeof(name), e))
		return false;
	name.name[sizeof(name.name) - 1] = '\0';
	memcpy(caller->user, name.name, sizeof(caller->user));
	return true;
}

static void forget_names(struct policy *policy, struct caller *caller)
{
	for (size_t i = 0; i < policy->who_count; i++)
		if (has_name(&policy->who[i]))
			policy->who[i].resolved = false;
	caller->user[0] = '\0';
}

bool priv_names_resolve(struct policy *policy, struct caller *caller,
			struct err *e)
{
	struct helper h = {0};
	bool heard;

	if (!is_needed(policy, caller))
		return true;
	if (!start_helper(&h, e))
		return false;
	if (h.pid == 0)
		answer_names(policy, caller->uid);
	heard = hear_names(&h, policy, caller, e);
	stop_helper(&h);
	if (!heard)
		forget_names(policy, caller);
	return heard;
}

static bool hear_person(const struct helper *h, struct priv_person *out,
			struct err *e)
{
	struct person_answer answer = {0};

	if (!hear(h, &answer, sizeof(answer), e))
		return false;
	if (answer.found != 1 || answer.group_count > ARRAY_LEN(out->groups))
		return err_set(e, ERR_DENIED, "there is no such user");
	if (!hear(h, out->groups, answer.group_count * sizeof(out->groups[0]),
		  e))
		return false;
	answer.name[sizeof(answer.name) - 1] = '\0';
	answer.home[sizeof(answer.home) - 1] = '\0';
	out->caller = (struct caller){.uid = answer.uid,
				      .gid = answer.gid,
				      .groups = out->groups,
				      .group_count = answer.group_count};
	memcpy(out->caller.user, answer.name, sizeof(out->caller.user));
	memcpy(out->home, answer.home, sizeof(out->home));
	return true;
}

/* Ask for the user @name, or, if that is NULL, @uid. */
static bool ask_person(const char *name, uid_t uid, struct priv_person *out,
		       struct err *e)
{
	struct helper h = {0};
	bool heard;

	if (!start_helper(&h, e))
		return false;
	if (h.pid == 0) {
		tell_person(name != NULL ? getpwnam(name) : getpwuid(uid));
		_exit(0);
	}
	heard = hear_person(&h, out, e);
	stop_helper(&h);
	return heard;
}

bool priv_person_by_uid(uid_t uid, struct priv_person *out, struct err *e)
{
	if (!ask_person(NULL, uid, out, e))
		return err_context(e, "user %u", uid);
	if (out->caller.uid != uid)
		return err_set(e, ERR_SYSTEM,
			       "the user database has uid %u for user %u",
			       out->caller.uid, uid);
	return true;
}

bool priv_person_by_name(const char *name, struct priv_person *out,
			 struct err *e)
{
	return ask_person(name, 0, out, e) || err_context(e, "user %s", name);
}

bool priv_person_self(struct priv_person *out, struct err *e)
{
	uid_t uid, euid, suid;
	gid_t gid, egid, sgid;
	int count = getgroups(ARRAY_LEN(out->groups), out->groups);

	if (getresuid(&uid, &euid, &suid) != 0 ||
	    getresgid(&gid, &egid, &sgid) != 0 || count < 0)
		return err_system(e, errno, "asking who the caller is");
	out->home[0] = '\0';
	out->caller = (struct caller){.uid = uid,
				      .gid = gid,
				      .groups = out->groups,
				      .group_count = (size_t)count};
	return true;
}
