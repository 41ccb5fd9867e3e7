/* priv_drop.c - give up rights, and make sure that they are gone
 *
 * Runs as: root, until it does not.  Input: none but ids.
 *
 * Every step is verified, since a drop that silently did not work is the
 * oldest hole of set-user-ID programs (CVE-2023-38496 was one more).
 * Capabilities are handled by plain system calls: capset(2), prctl(2).
 */
#include "priv_drop.h"
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

enum {
	NOBODY = 65534, /* by convention, kernel included (overflowuid) */
	CAPS_MAX = 64,
};

struct caps {
	struct __user_cap_data_struct word[_LINUX_CAPABILITY_U32S_3];
};

static bool set_caps(const struct caps *caps)
{
	struct __user_cap_header_struct head = {_LINUX_CAPABILITY_VERSION_3, 0};
	struct caps now = {0};

	if (syscall(SYS_capset, &head, caps->word) != 0 ||
	    syscall(SYS_capget, &head, now.word) != 0)
		return false;
	for (size_t i = 0; i < ARRAY_LEN(now.word); i++)
		if (now.word[i].effective != caps->word[i].effective ||
		    now.word[i].permitted != caps->word[i].permitted ||
		    now.word[i].inheritable != 0)
			return false;
	return true;
}

static bool clear_ambient(void)
{
	return prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0L, 0L, 0L) == 0;
}

static bool clear_caps(void)
{
	struct caps none = {0};

	return clear_ambient() && set_caps(&none);
}

static bool gain_nothing_by_exec(void)
{
	return prctl(PR_SET_NO_NEW_PRIVS, 1L, 0L, 0L, 0L) == 0 &&
	       prctl(PR_GET_NO_NEW_PRIVS, 0L, 0L, 0L, 0L) == 1;
}

static bool set_ids(uid_t uid, gid_t gid)
{
	uid_t u[3];
	gid_t g[3];

	if (setresgid(gid, gid, gid) != 0 || setresuid(uid, uid, uid) != 0 ||
	    getresgid(&g[0], &g[1], &g[2]) != 0 ||
	    getresuid(&u[0], &u[1], &u[2]) != 0)
		return false;
	for (int i = 0; i < 3; i++)
		if (u[i] != uid || g[i] != gid)
			return false;
	return true;
}

/* The proof: whoever can become root again has not given root up. */
static bool can_regain(void)
{
	return setresuid((uid_t)-1, 0, (uid_t)-1) == 0 || setuid(0) == 0 ||
	       setresgid((gid_t)-1, 0, (gid_t)-1) == 0 ||
	       setgroups(0, NULL) == 0;
}

/* A process that dropped its rights stays undumpable: a user who can trace U
 * speaks to X with its voice (CVE-2016-8659). */
static bool stay_private(void)
{
	return prctl(PR_SET_DUMPABLE, 0L, 0L, 0L, 0L) == 0 &&
	       prctl(PR_GET_DUMPABLE, 0L, 0L, 0L, 0L) == 0;
}

bool priv_drop_to(const struct caller *who, struct err *e)
{
	/* The real user's groups are the caller's already, unless root came in
	 * the caller's name. */
	if (getuid() != who->uid &&
	    setgroups(who->group_count, who->groups) != 0)
		return err_system(e, errno, "taking the groups of user %u",
				  who->uid);
	if (!set_ids(who->uid, who->gid))
		return err_system(e, errno, "becoming user %u", who->uid);
	if (!clear_caps() || !gain_nothing_by_exec() || !stay_private())
		return err_system(e, errno, "giving up all rights");
	if (who->uid != 0 && can_regain())
		return err_set(e, ERR_SYSTEM, "root's rights came back");
	return true;
}

bool priv_drop_to_nobody(struct err *e)
{
	const struct caller nobody = {.uid = NOBODY, .gid = NOBODY};

	if (chdir("/") != 0)
		return err_system(e, errno, "leaving the directory");
	return priv_drop_to(&nobody, e);
}

static bool null_stdio(void)
{
	OWN_FD int fd = open("/dev/null", O_RDWR | O_CLOEXEC);

	for (int i = STDIN_FILENO; i <= STDERR_FILENO; i++)
		if (fd < 0 || dup2(fd, i) != i)
			return false;
	return true;
}

bool priv_drop_ties(struct err *e)
{
	environ = NULL;
	if (setsid() < 0 || chdir("/") != 0 || setgroups(0, NULL) != 0 ||
	    !set_ids(0, 0) || !stay_private() || !null_stdio())
		return err_system(e, errno, "leaving the caller's session");
	return true;
}

static bool empty_bounding_set(void)
{
	for (long cap = 0; cap < CAPS_MAX; cap++)
		if (prctl(PR_CAPBSET_DROP, cap, 0L, 0L, 0L) != 0)
			return errno == EINVAL && cap > CAP_CHOWN;
	return true;
}

/* What root's half works with. */
static const uint32_t work_caps = 1U << CAP_NET_ADMIN | 1U << CAP_CHOWN;
/* What it may work with for a moment. */
static const uint32_t limit_caps = 1U << CAP_SYS_RESOURCE;

static bool work_with(uint32_t effective, uint32_t permitted)
{
	struct caps caps = {{{effective, permitted, 0}, {0, 0, 0}}};

	return set_caps(&caps);
}

bool priv_drop_to_work(struct err *e)
{
	/* Root of a container often lacks the second. */
	if (!empty_bounding_set() || !clear_ambient() ||
	    (!work_with(work_caps, work_caps | limit_caps) &&
	     !work_with(work_caps, work_caps)) ||
	    !gain_nothing_by_exec())
		return err_system(e, errno, "giving up rights");
	return true;
}

bool priv_limits_allow(void)
{
	return work_with(work_caps | limit_caps, work_caps | limit_caps);
}

bool priv_limits_forbid(void)
{
	return work_with(work_caps, work_caps | limit_caps);
}
