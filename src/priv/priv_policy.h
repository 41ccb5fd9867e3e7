/* priv_policy.h - load the policy, if nobody but root can have written it */
#ifndef VMMAN_PRIV_POLICY_H
#define VMMAN_PRIV_POLICY_H

#include "vmman/err.h"
#include "vmman/own.h"
#include "vmman/policy.h"
#include "vmman/priv.h"
#include <stdbool.h>

/* Load the policy of this host.  False after filling @e as priv_policy_open()
 * does, and with ERR_CONFIG if it is not a policy: @e tells no more than that,
 * @detail, for the log, what is wrong.  It lives in memory of this file. */
bool priv_policy_load(struct policy *out, struct err *e,
		      struct err *detail) MUST_CHECK;

#endif
