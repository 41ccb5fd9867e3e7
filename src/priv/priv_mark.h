/* priv_mark.h - the group of an interface that has no mark yet
 *
 * Between its creation and its alias, which is its mark, a macvtap is told by
 * its group, which, unlike an alias, can be given when it is created.
 */
#ifndef VMMAN_PRIV_MARK_H
#define VMMAN_PRIV_MARK_H

#include <stdint.h>
#include <sys/types.h>

/* The interface group of what is being made for @uid; another one for each
 * user, and none that people number their groups by. */
uint32_t priv_mark_group(uid_t uid);

#endif
