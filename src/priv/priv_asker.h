/* priv_asker.h - the process that started vm-init */
#ifndef VMMAN_PRIV_ASKER_H
#define VMMAN_PRIV_ASKER_H

#include "vmman/err.h"
#include "vmman/own.h"
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct priv_asker {
	pid_t pid;
	int fd;              /* a pidfd, owned by who has the struct */
	uint64_t uids[4];    /* real, effective, saved, file system */
	uint64_t soft, hard; /* RLIMIT_MEMLOCK in bytes; UINT64_MAX: none */
};

/* Find the parent of this process's parent, which is the caller's half, and
 * what it is.  False after filling @e: ERR_BUSY (one of the two has ended),
 * ERR_HOST (/proc does not show it), ERR_SYSTEM. */
bool priv_asker_find(struct priv_asker *out, struct err *e) MUST_CHECK;

/* Fill @e with ERR_BUSY: it has ended.  False. */
bool priv_asker_refuse_gone(struct err *e);

/* Whether the process is still there, so that its pid has become no other's.
 * False, with errno, also if that cannot be told; ESRCH if it is gone. */
bool priv_asker_lives(const struct priv_asker *asker) MUST_CHECK;

/* Whether all its user ids are @uid. */
bool priv_asker_is(const struct priv_asker *asker, uid_t uid);

#endif
