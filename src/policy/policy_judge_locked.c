/* policy_judge_locked.c - may this caller have this much memory locked?
 *
 * Runs as: root.  Input: as policy_judge.c's.
 */
#include "policy_internal.h"

/* Whether the process that asks is to be raised now. */
static bool is_about_asker(const struct court *c)
{
	return c->plan->verb == PLAN_MEMLOCK;
}

unsigned policy_locked_lacking(const struct policy_entry *entry,
			       const struct plan_op *op)
{
	return op->bytes > entry->values[POLICY_MAX_MEMLOCK].number
		       ? POLICY_PART_MEMLOCK
		       : 0;
}

bool policy_locked_fits(const struct court *c, const struct plan_op *op,
			const struct fact *fact, struct err *e)
{
	char size[SIZE_TEXT_BYTES];

	if (!is_about_asker(c) || fact->asker == FACT_ASKER_OWN)
		return true;
	err_set(e, ERR_DENIED,
		"the process that is to lock %s is not %s's through and "
		"through",
		size_print(op->bytes, size), c->name);
	return err_hint(e, "its user ids all have to be the caller's: let "
			   "vm-run ask, or a shell that is not sudo's");
}

bool policy_locked_is_there(const struct court *c, const struct plan_op *op,
			    const struct fact *fact)
{
	return is_about_asker(c) && fact->asker == FACT_ASKER_OWN &&
	       fact->may_lock >= op->bytes;
}
