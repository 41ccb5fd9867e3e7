/* host_memlock.c - how much memory this process may lock
 *
 * Runs as: caller.  Input: limits of this process; vm-init's exit status.
 */
#include "host_internal.h"
#include "vmman/launch.h"
#include <errno.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>

uint64_t host_may_lock(uint64_t bytes)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_MEMLOCK, &limit) != 0)
		return 0;
	if (limit.rlim_cur < bytes) {
		limit.rlim_cur =
			limit.rlim_max < bytes ? limit.rlim_max : bytes;
		if (setrlimit(RLIMIT_MEMLOCK, &limit) != 0)
			(void)getrlimit(RLIMIT_MEMLOCK, &limit);
	}
	return limit.rlim_cur;
}

/* Beside this very program: neither PATH nor the directory decide which one is
 * asked. */
static bool find_vm_init(char out[PATH_MAX])
{
	char exe[PATH_MAX];
	ssize_t len = readlink("/proc/self/exe", exe, sizeof(exe) - 1);
	char *slash;

	if (len <= 0)
		return false;
	exe[len] = '\0';
	slash = strrchr(exe, '/');
	if (slash == NULL)
		return false;
	*slash = '\0';
	return host_path(out, exe, "vm-init", "");
}

static int await(pid_t pid)
{
	int status;

	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return HOST_INIT_ENDED;
	return WIFEXITED(status) ? WEXITSTATUS(status) : HOST_INIT_ENDED;
}

int host_run_vm_init(const char *option, const struct vm_name *vm,
		     struct err *e)
{
	char path[PATH_MAX] = "vm-init";
	char name[VM_NAME_TEXT_BYTES], word[32], quiet[] = "--quiet";
	char *argv[] = {path, quiet, word, name, NULL};
	int errnum = ENOENT;
	pid_t pid;

	BUG_UNLESS(str_copy(word, sizeof(word), str_from_c(option)));
	memcpy(name, vm->text, sizeof(name));
	if (find_vm_init(path))
		errnum = posix_spawn(&pid, path, NULL, NULL, argv, environ);
	if (errnum == 0)
		return await(pid);
	err_set(e, ERR_HOST, "running %s: %s", path, strerrordesc_np(errnum));
	return HOST_INIT_NOT_RUN;
}
