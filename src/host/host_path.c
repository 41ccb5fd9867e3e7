/* host_path.c - put paths together, never cut
 *
 * Runs as: caller.  Input: directories from the caller's environment, checked
 * names.
 */
#include "host_internal.h"
#include "vmman/host.h"
#include <stdio.h>

bool host_path(char out[PATH_MAX], const char *dir, const char *name,
	       const char *suffix)
{
	int len = snprintf(out, PATH_MAX, "%s/%s%s", dir, name, suffix);

	return len > 0 && len < PATH_MAX;
}

static bool too_long(struct err *e)
{
	return err_set(e, ERR_CONFIG,
		       "the directory of VM files has a path of more than %d "
		       "bytes",
		       PATH_MAX - 1);
}

bool host_config_dir(const char *vmconf_dir, const char *home,
		     char out[PATH_MAX], struct err *e)
{
	if (vmconf_dir != NULL && vmconf_dir[0] == '\0') {
		err_set(e, ERR_CONFIG, "VMCONF_DIR is set, but empty");
		return err_hint(e, "unset it to have ~/vm, or name the "
				   "directory of your VM files");
	}
	if (vmconf_dir != NULL)
		return str_copy(out, PATH_MAX, str_from_c(vmconf_dir)) ||
		       too_long(e);
	if (home == NULL || home[0] == '\0') {
		err_set(e, ERR_CONFIG, "neither VMCONF_DIR nor HOME is set");
		return err_hint(e, "set VMCONF_DIR to the directory of your "
				   "VM files");
	}
	return host_path(out, home, "vm", "") || too_long(e);
}
