/* priv_channel.h - X's end of the wire between the two halves */
#ifndef VMMAN_PRIV_CHANNEL_H
#define VMMAN_PRIV_CHANNEL_H

#include "vmman/err.h"
#include "vmman/own.h"
#include "vmman/plan.h"
#include "vmman/priv.h"
#include <stdbool.h>

/* What came instead of a plan. */
enum priv_received {
	PRIV_RECEIVED_PLAN,
	PRIV_RECEIVED_NOTHING, /* U ended: it has nothing to ask */
	PRIV_RECEIVED_JUNK,    /* @e says what */
};

/* A pair of connected sockets, owned by the caller: [0] for U, [1] for X. False
 * after filling @e with ERR_SYSTEM. */
bool priv_channel_open(int ends[2], struct err *e) MUST_CHECK;

/* Wait for the one plan, at most 10 s. */
enum priv_received priv_channel_receive(int link, struct plan *out,
					struct err *e);

/* Tell U.  A U that is gone or does not listen changes nothing: what was
 * judged and done stays so. */
void priv_channel_answer(int link, const struct priv_answer *answer);

#endif
