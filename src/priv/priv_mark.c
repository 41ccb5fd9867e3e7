/* priv_mark.c - the group of an interface that has no mark yet
 *
 * Runs as: root.  Input: user ids, by the kernel's word.
 */
#include "priv_mark.h"

uint32_t priv_mark_group(uid_t uid)
{
	const uint32_t key = 0x766d6d61; /* "vmma" */

	/* Group 0 is that of all that nobody put into one; and no user has the
	 * id -1. */
	return (uid != key ? uid : UINT32_MAX) ^ key;
}
