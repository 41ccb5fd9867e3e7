/* policy_read.c - the bytes of a policy file become a policy
 *
 * Runs as: both.  Input: the policy file: root's, or one that somebody checks.
 */
#include "vmman/policy.h"

bool policy_read(const char *bytes, size_t len, struct arena *arena,
		 struct policy *out, struct err_list *errs)
{
	struct toml doc;
	struct err e;

	*out = (struct policy){.count = 0};
	if (toml_read(bytes, len, arena, &doc, &e))
		return policy_from_toml(&doc, arena, out, errs);
	*err_next(errs) = e;
	return false;
}
