/* priv_memlock.c - how much memory the process that asks may lock
 *
 * Runs as: root.  Input: a permit; the process that started vm-init.
 */
#include "priv_memlock.h"
#include "priv_asker.h"
#include "priv_drop.h"
#include <errno.h>
#include <sys/resource.h>

bool priv_memlock_look(uid_t uid, struct fact *out, struct err *e)
{
	OWN_FD int fd = -1;
	struct priv_asker asker;

	if (!priv_asker_find(&asker, e))
		return false;
	fd = asker.fd;
	*out = (struct fact){
		.asker = priv_asker_is(&asker, uid) ? FACT_ASKER_OWN
						    : FACT_ASKER_FOREIGN,
		.may_lock = asker.soft,
	};
	return true;
}

static rlim_t at_least(rlim_t least, rlim_t now)
{
	return now > least ? now : least;
}

static bool refuse_limit(int errnum, struct err *e)
{
	if (errnum == ESRCH)
		return priv_asker_refuse_gone(e);
	if (errnum != EPERM)
		return err_system(e, errnum,
				  "raising the limit of locked "
				  "memory");
	err_set(e, ERR_HOST,
		"root may not raise limits here: it lacks "
		"CAP_SYS_RESOURCE");
	return err_hint(e, "in a container, its administrator can grant that, "
			   "or raise \"memlock\" for the user, see "
			   "limits.conf(5)");
}

/* Set the limit, and have the right to do so no longer.  Returns 0, or an
 * errno: then it is as before. */
static int set_limit(const struct priv_asker *asker,
		     const struct rlimit *wanted)
{
	struct rlimit before;
	int errnum;

	if (prlimit(asker->pid, RLIMIT_MEMLOCK, wanted, &before) != 0)
		return errno;
	if (priv_asker_lives(asker) && priv_limits_forbid())
		return 0;
	errnum = errno;
	/* If it has died in between, whoever has its pid now gets back what is
	 * his. */
	(void)prlimit(asker->pid, RLIMIT_MEMLOCK, &before, NULL);
	return errnum;
}

static bool raise_asker(const struct priv_asker *asker, rlim_t bytes,
			struct err *e)
{
	const struct rlimit wanted = {at_least(bytes, asker->soft),
				      at_least(bytes, asker->hard)};
	int errnum;

	if (!priv_limits_allow())
		return refuse_limit(errno, e);
	errnum = set_limit(asker, &wanted);
	if (errnum == 0)
		return true;
	if (!priv_limits_forbid())
		BUG();
	return refuse_limit(errnum, e);
}

bool priv_memlock_raise(const struct permit *permit, struct err *e)
{
	OWN_FD int fd = -1;
	struct priv_asker asker;

	/* What was judged is looked at again: it is no object that could have
	 * been held. */
	if (!priv_asker_find(&asker, e))
		return false;
	fd = asker.fd;
	if (!priv_asker_is(&asker, permit_uid(permit)))
		return err_set(e, ERR_BUSY,
			       "the process that started vm-init "
			       "has changed its user ids");
	return raise_asker(&asker, permit_op(permit)->bytes, e);
}
