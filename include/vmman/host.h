/* host.h - look at the world as the caller, change nothing of it
 *
 * All of this runs as the ordinary user, in vm-init too: the user's files are
 * opened with the user's own rights.
 */
#ifndef VMMAN_HOST_H
#define VMMAN_HOST_H

#include "vmman/err.h"
#include "vmman/own.h"
#include "vmman/str.h"
#include "vmman/value.h"
#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

enum {
	HOST_FILE_BYTES_MAX = 64 * 1024, /* a VM file, policy.md */
	HOST_FILE_PAD = 64,              /* zero bytes behind it, TOML_PAD */
};

/* The directory of VM files: @vmconf_dir ($VMCONF_DIR) if it is not NULL, else
 * @home ($HOME) + "/vm".  False after filling @e with ERR_CONFIG: empty, too
 * long, or neither is set. */
bool host_config_dir(const char *vmconf_dir, const char *home,
		     char out[PATH_MAX], struct err *e) MUST_CHECK;

/* A VM file that was read whole. */
struct host_file {
	char path[PATH_MAX]; /* for messages */
	uid_t owner;
	size_t len;                                      /* bytes */
	char bytes[HOST_FILE_BYTES_MAX + HOST_FILE_PAD]; /* zero behind len */
};

/* Read @dir/@name.toml.  It has to be a regular file, no symbolic link, of at
 * most HOST_FILE_BYTES_MAX bytes, that belongs to this process's real user and
 * that nobody else can write (R14).  False after filling @e: ERR_NO_VM with one
 * and the same text whether it is absent or out of reach (R37), ERR_DENIED
 * (owner, mode), ERR_BUSY (a lease), ERR_CONFIG (size, kind), ERR_SYSTEM. */
bool host_read_vm(const char *dir, const struct vm_name *name,
		  struct host_file *out, struct err *e) MUST_CHECK;

/* The run directory of VM @name: $XDG_RUNTIME_DIR/vmman/NAME, or, without that
 * variable, /tmp/vmman-UID/NAME, every part 0700 and the caller's own.  With
 * HOST_MAKE it is made if missing.  @out: its path.  False after filling @e:
 * ERR_DENIED (a part is not the caller's own, or open to others),
 * ERR_CONFIG (a socket in it would exceed the 107 bytes of unix(7)),
 * ERR_SYSTEM. */
enum host_make {
	HOST_LOOK,
	HOST_MAKE
};

bool host_run_dir(const char *xdg_runtime_dir, const struct vm_name *name,
		  enum host_make make, char out[PATH_MAX],
		  struct err *e) MUST_CHECK;

/* Who runs the VM of @run_dir: the process that holds the POSIX record lock on
 * its file "pid" (fcntl(2), F_GETLK: kept across exec, gone with the process,
 * so never stale).  0 if none or if there is no such directory. */
pid_t host_running(const char *run_dir);

#endif
