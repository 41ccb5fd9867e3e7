/* host_run_dir.c - a place for sockets that nobody else can reach
 *
 * Runs as: caller.  Input: $XDG_RUNTIME_DIR, checked names; in /tmp, whatever
 * other users put there before us.
 */
#include "host_internal.h"
#include "vmman/host.h"
#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/un.h>

static bool not_private(const char *path, const char *why, struct err *e)
{
	err_set(e, ERR_DENIED, "%s is no place for a VM's sockets: %s", path,
		why);
	return err_hint(e, "set XDG_RUNTIME_DIR to a directory of your own "
			   "with mode 0700");
}

/* Looking at names is enough here: a directory of ours with mode 0700 lies in
 * another such one, or in /tmp, where the sticky bit keeps others from
 * replacing it.  So what was checked stays what it is. */
static bool check_part(const char *path, enum host_make make, struct err *e)
{
	struct stat st;

	if (make == HOST_MAKE && mkdir(path, 0700) != 0 && errno != EEXIST)
		return err_system(e, errno, "making %s", path);
	if (lstat(path, &st) != 0)
		return (errno == ENOENT && make == HOST_LOOK) ||
		       err_system(e, errno, "looking at %s", path);
	if (!S_ISDIR(st.st_mode))
		return not_private(path, "it is not a directory", e);
	if (st.st_uid != getuid())
		return not_private(path, "it belongs to another user", e);
	if ((st.st_mode & (S_IRWXG | S_IRWXO)) != 0)
		return not_private(path, "others may enter it", e);
	return true;
}

static bool too_long(struct err *e)
{
	err_set(e, ERR_CONFIG,
		"the path of the VM's sockets would be longer than the "
		"%zu bytes of unix(7)",
		sizeof(((struct sockaddr_un *)0)->sun_path) - 1);
	return err_hint(e, "set XDG_RUNTIME_DIR to a shorter path, or give "
			   "the VM a shorter name");
}

static bool root_under(const char *parent, enum host_make make,
		       char out[PATH_MAX], struct err *e)
{
	if (!host_path(out, parent, "vmman", ""))
		return too_long(e);
	return check_part(parent, HOST_LOOK, e) && check_part(out, make, e);
}

bool host_run_root(const char *xdg_runtime_dir, enum host_make make,
		   char out[PATH_MAX], struct err *e)
{
	char logind[32];

	/* A variable without a leading slash counts as unset, by the XDG Base
	 * Directory Specification. */
	if (xdg_runtime_dir != NULL && xdg_runtime_dir[0] == '/')
		return root_under(xdg_runtime_dir, make, out, e);
	/* Not every session has the variable (cron, sudo -u), but a VM has to
	 * be found from all of them. */
	(void)snprintf(logind, sizeof(logind), "/run/user/%u", getuid());
	if (access(logind, F_OK) == 0)
		return root_under(logind, make, out, e);
	(void)snprintf(out, PATH_MAX, "/tmp/vmman-%u", getuid());
	return check_part(out, make, e);
}

bool host_run_dir(const char *xdg_runtime_dir, const struct vm_name *name,
		  enum host_make make, char out[PATH_MAX], struct err *e)
{
	char root[PATH_MAX];

	if (!host_run_root(xdg_runtime_dir, make, root, e))
		return false;
	if (!host_path(out, root, name->text, "") ||
	    strlen(out) > HOST_RUN_DIR_MAX)
		return too_long(e);
	return check_part(out, make, e);
}
