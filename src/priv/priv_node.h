/* priv_node.h - the device node of a macvtap */
#ifndef VMMAN_PRIV_NODE_H
#define VMMAN_PRIV_NODE_H

#include "priv_link.h"
#include "vmman/err.h"
#include "vmman/own.h"
#include "vmman/policy.h"
#include "vmman/value.h"
#include <stdbool.h>
#include <stdint.h>
#include <sys/stat.h>

/* Open /dev/tapN of the macvtap @link, which bears the mark @mark, without
 * opening the device itself (O_PATH), and make sure that it is the device of
 * this link.  The descriptor is owned by the caller; @out: what fstat(2) tells.
 * -1 after filling @e: ERR_SYSTEM, ERR_HOST (/sys shows another network
 * namespace), ERR_BUSY (another network namespace's macvtap has the name). */
int priv_node_open(const struct priv_link *link, const struct mark *mark,
		   struct stat *out, struct err *e) MUST_CHECK;

/* When, for priv_node_give(): now, before the link is made; in microseconds,
 * by the clock that file systems go by. */
uint64_t priv_node_clock_us(void);

/* Give the node of @link to the caller of @permit.  Where udev runs
 * (@udev), wait until it has set its permissions, which it may do at any time
 * after @since_us.  False after filling @e: as priv_node_open(), and
 * ERR_TIMEOUT. */
bool priv_node_give(const struct permit *permit, const struct priv_link *link,
		    bool udev, uint64_t since_us, struct err *e) MUST_CHECK;

/* Whether udev's record of a device, the file @record, says that it was dealt
 * with at or after @since_us.  Only its age tells: udev replaces it when the
 * permissions are set, and where it has nothing else to say it is empty. */
bool priv_node_udev_done(const char *record, uint64_t since_us);

#endif
