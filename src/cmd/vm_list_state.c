/* vm_list_state.c - which VMs run, which have interfaces
 *
 * Runs as: caller.  Input: the caller's run directories and their locks; the
 * aliases of interfaces in sysfs.
 */
#include "vm_list.h"
#include "vmman/host.h"
#include "vmman/value.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>

static int compare(const void *name, const void *vm)
{
	return str_compare(*(const struct str *)name,
			   ((const struct list_vm *)vm)->name);
}

static struct list_vm *find(const struct list *list, const char *name)
{
	struct str key = str_from_c(name);

	if (list->count == 0)
		return NULL;
	return bsearch(&key, list->vms, list->count, sizeof(*list->vms),
		       compare);
}

static pid_t who_runs(const char *root, const char *name)
{
	char run_dir[PATH_MAX];
	int len = snprintf(run_dir, sizeof(run_dir), "%s/%s", root, name);

	return len < PATH_MAX ? host_running(run_dir) : 0;
}

bool list_mark_running(struct list *list, const char *xdg_runtime_dir,
		       struct err *e)
{
	char root[PATH_MAX];
	const struct dirent *entry;
	DIR *dir;

	if (!host_run_root(xdg_runtime_dir, HOST_LOOK, root, e))
		return false;
	dir = opendir(root);
	if (dir == NULL)
		return errno == ENOENT ||
		       err_system(e, errno, "opening %s", root);
	/* One pass through what runs or ran, not one question for each of ten
	 * thousand VMs that never did. */
	while ((entry = readdir(dir)) != NULL) {
		struct list_vm *vm = find(list, entry->d_name);

		if (vm != NULL)
			vm->pid = who_runs(root, entry->d_name);
	}
	closedir(dir);
	return true;
}

/* The alias of the interface @name in the directory @net; empty if it has none
 * or is gone. */
static struct str alias_of(int net, const char *name, char out[PATH_MAX])
{
	OWN_FD int fd = -1;
	ssize_t len;

	(void)snprintf(out, PATH_MAX, "%s/ifalias", name);
	fd = openat(net, out, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return (struct str){out, 0};
	len = read(fd, out, PATH_MAX - 1);
	/* It ends in a newline. */
	out[len > 0 ? len - 1 : 0] = '\0';
	return str_from_c(out);
}

static void mark_by_alias(const struct list *list, struct str alias)
{
	struct list_vm *vm;
	struct mark mark;

	if (!mark_parse(alias, &mark) || mark.uid != getuid())
		return;
	vm = find(list, mark.vm.text);
	if (vm != NULL)
		vm->initialised = true;
}

void list_mark_initialised(struct list *list, const char *net)
{
	char text[PATH_MAX];
	const struct dirent *entry;
	DIR *dir = opendir(net);

	/* Without sysfs nothing is known, and a listing is no worse for it. */
	if (dir == NULL)
		return;
	while ((entry = readdir(dir)) != NULL)
		mark_by_alias(list, alias_of(dirfd(dir), entry->d_name, text));
	closedir(dir);
}
