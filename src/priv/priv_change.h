/* priv_change.h - the requests that change an interface
 *
 * Each takes the permit by which it does so, and an interface's index; never a
 * name, which can come to mean another interface.
 */
#ifndef VMMAN_PRIV_CHANGE_H
#define VMMAN_PRIV_CHANGE_H

#include "priv_link.h"
#include "vmman/err.h"
#include "vmman/own.h"
#include "vmman/policy.h"
#include "vmman/value.h"
#include <stdbool.h>
#include <stdint.h>

/* The mark of what is made by @permit. */
struct mark priv_change_mark(const struct permit *permit);

/* Begin a request that changes the link @index, and brings it up if @flags is
 * IFF_UP, down if it is 0. */
void priv_change_begin(struct priv_nl_request *r, uint32_t index,
		       unsigned flags);

/* Put the mark of @permit into a request. */
void priv_change_put_mark(struct priv_nl_request *r,
			  const struct permit *permit);

/* Read the link @index, which @permit marked, or found marked, under its own
 * name.  False after filling @e: ERR_BUSY if its name or its mark is another by
 * now.  To be asked right before a change: an index can come to mean another
 * interface too, if somebody deletes it and makes one of that number. */
bool priv_change_look(struct priv_nl *nl, const struct permit *permit,
		      uint32_t index, struct priv_link *out,
		      struct err *e) MUST_CHECK;

/* Keep the host from giving itself an IPv6 address on a guest's interface.  To
 * be asked before the link comes up.  False after filling @e. */
bool priv_change_no_address(struct priv_nl *nl, const struct permit *permit,
			    uint32_t index, struct err *e) MUST_CHECK;

/* Send a request; its errno, if any, becomes "@doing @name: ...". */
bool priv_change_send(struct priv_nl *nl, struct priv_nl_request *r,
		      const char *doing, const char *name,
		      struct err *e) MUST_CHECK;

/* Whether @link is a macvtap that a run for @uid was killed over before it
 * could mark it. */
bool priv_change_is_leftover(const struct priv_link *link, uid_t uid);

/* Read the link @index again and compare: it has to be what the plan asked for.
 * False after filling @e: as priv_change_look(), and ERR_BUSY. */
bool priv_change_verify(struct priv_nl *nl, const struct permit *permit,
			uint32_t index, struct err *e) MUST_CHECK;

/* Delete the link @index named @name, after making sure, right before, that it
 * bears the mark of @permit (or is a leftover of its user).  One that is gone
 * already is no error.  False after filling @e. */
bool priv_change_delete(struct priv_nl *nl, const struct permit *permit,
			uint32_t index, const struct ifname *name,
			struct err *e) MUST_CHECK;

/* Put the hint to @e that the interface of @permit could not be taken back.
 * Returns false. */
bool priv_change_left_behind(const struct permit *permit, struct err *e);

#endif
