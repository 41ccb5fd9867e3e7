/* caller.c - no more rights than the work needs
 *
 * Runs as: caller.  Input: the rights of the process.
 */
#include "caller.h"
#include <sys/auxv.h>
#include <unistd.h>

bool caller_check(const char *program, const char *act, bool allow_root,
		  struct err *e)
{
	/* The rights of whoever made the file special would go on to what it
	 * starts. */
	if (getauxval(AT_SECURE) != 0) {
		(void)err_set(e, ERR_DENIED,
			      "%s has more rights than its caller", program);
		return err_hint(e,
				"take its set-uid bit and capabilities away: "
				"only vm-init has a use for them");
	}
	if (geteuid() != 0 || allow_root)
		return true;
	(void)err_set(e, ERR_DENIED, "%s as root", act);
	return err_hint(e, "run it as the user whose VM it is, or, if that is "
			   "root, with --allow-root");
}
