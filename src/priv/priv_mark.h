/* priv_mark.h - how the kernel remembers whose an interface is
 *
 * The mark is the interface's alias, "vmman:<uid>:<vm>".  Between its creation
 * and its alias a macvtap is told by its group, which, unlike an alias, can be
 * given when it is created.
 */
#ifndef VMMAN_PRIV_MARK_H
#define VMMAN_PRIV_MARK_H

#include "vmman/own.h"
#include "vmman/value.h"
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

enum {
	MARK_BYTES = 96, /* "vmman:", 10 digits, ":", 64 bytes and a NUL */
};

struct mark {
	uid_t uid;
	struct vm_name vm;
};

const char *priv_mark_print(const struct mark *mark, char out[MARK_BYTES]);

/* False for every text that priv_mark_print() does not write. */
bool priv_mark_parse(const char *text, struct mark *out) MUST_CHECK;

bool priv_mark_equal(const struct mark *a, const struct mark *b);

/* The interface group of what is being made for @uid; another one for each
 * user, and none that people number their groups by. */
uint32_t priv_mark_group(uid_t uid);

#endif
