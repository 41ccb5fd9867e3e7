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
	HOST_SOCKET_NAME_MAX = 15,       /* "console63.sock" */
	HOST_RUN_DIR_MAX = 107 - 1 - HOST_SOCKET_NAME_MAX, /* unix(7) */
	HOST_PID_UNKNOWN = -1, /* host_running(): somebody, but who? */
};

/* The directory of VM files: @vmconf_dir ($VMCONF_DIR) if it is not NULL, else
 * @home ($HOME) + "/vm".  False after filling @e with ERR_CONFIG: empty, too
 * long, or neither is set. */
bool host_config_dir(const char *vmconf_dir, const char *home,
		     char out[PATH_MAX], struct err *e) MUST_CHECK;

/* A VM file that was read whole. */
struct host_file {
	char path[PATH_MAX];                             /* for messages */
	size_t len;                                      /* bytes */
	char bytes[HOST_FILE_BYTES_MAX + HOST_FILE_PAD]; /* zero behind len */
};

/* Read @dir/@name.toml.  It has to be a regular file, no symbolic link, of at
 * most HOST_FILE_BYTES_MAX bytes, that belongs to this process's real user or
 * to root and that nobody else can write (R14).  False after filling @e:
 * ERR_NO_VM with one and the same text whether it is absent or out of reach
 * (R37), ERR_DENIED (owner, mode), ERR_BUSY (a lease), ERR_CONFIG (size,
 * kind), ERR_SYSTEM. */
bool host_read_vm(const char *dir, const struct vm_name *name,
		  struct host_file *out, struct err *e) MUST_CHECK;

enum {
	HOST_CATALOG_BYTES = 64 * 1024
};

/* One pass through a directory of VM files. */
struct host_catalog {
	int fd;         /* of the directory; host_catalog_close() closes it */
	size_t len, at; /* private */
	_Alignas(8) char bytes[HOST_CATALOG_BYTES]; /* private */
};

/* Begin to go through the directory @dir.  False after filling @e: ERR_NO_VM
 * (there is none), ERR_DENIED (out of reach), ERR_SYSTEM. */
bool host_catalog_open(const char *dir, struct host_catalog *out,
		       struct err *e) MUST_CHECK;

/* The next VM file: a regular file, no symbolic link, whose name ends in
 * ".toml" behind one byte at least; in no order.  @name: all of its name,
 * NUL-terminated, NULL at the end; borrowed until the next call.  False after
 * filling @e with ERR_SYSTEM. */
bool host_catalog_next(struct host_catalog *catalog, const char **name,
		       struct err *e) MUST_CHECK;

void host_catalog_close(struct host_catalog *catalog);

enum host_make {
	HOST_LOOK, /* what is missing stays so, and is no error */
	HOST_MAKE  /* make what is missing, mode 0700 */
};

/* The directory that holds the run directories of all the caller's VMs:
 * $XDG_RUNTIME_DIR/vmman; without that variable /run/user/UID/vmman if logind
 * made that, else /tmp/vmman-UID.  @out: its path.  False after filling @e:
 * ERR_DENIED (a part is no directory, not the caller's own, or open to
 * others), ERR_CONFIG (too long), ERR_SYSTEM. */
bool host_run_root(const char *xdg_runtime_dir, enum host_make make,
		   char out[PATH_MAX], struct err *e) MUST_CHECK;

/* The run directory of VM @name: NAME in host_run_root(), with the same
 * errors.  With the name of a socket of at most HOST_SOCKET_NAME_MAX bytes it
 * fits the 107 bytes of unix(7). */
bool host_run_dir(const char *xdg_runtime_dir, const struct vm_name *name,
		  enum host_make make, char out[PATH_MAX],
		  struct err *e) MUST_CHECK;

/* Who runs the VM of @run_dir: the process that holds the POSIX record lock
 * on its file "pid" (fcntl(2), F_GETLK).  0 if none, if there is no such
 * directory, or if this very process does; HOST_PID_UNKNOWN if somebody does
 * whom this process cannot see (another pid namespace).
 * Never to be called by the process that holds that lock: closing any
 * descriptor of the file would give it up. */
pid_t host_running(const char *run_dir);

/* Take that lock for this process and write its pid into the file.  @out: the
 * descriptor, owned by the caller, close-on-exec: it must be kept open, across
 * an exec too, for as long as the VM runs.  The lock is not inherited by
 * children.  False after filling @e: ERR_BUSY (it runs), ERR_SYSTEM. */
bool host_lock_run_dir(const char *run_dir, int *out, struct err *e) MUST_CHECK;

#endif
