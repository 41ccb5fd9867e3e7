/* answer.h - ARP and ping, seen from below */
#ifndef MICROGUEST_ANSWER_H
#define MICROGUEST_ANSWER_H

#include "nic.h"
#include <stdbool.h>

/* Tell the network which card has @nic's address, so that bridges learn it. */
void answer_announce(const struct nic *nic);

/* Answer the @len bytes at @frame, if they ask for @nic's address: an ARP
 * request or an ICMP echo request.  True if it was an echo. */
bool answer_frame(const struct nic *nic, const void *frame, size_t len);

#endif
