/* vm_pull_new.c - a VM file for what was pulled
 *
 * Runs as: caller.  Input: the command line, the environment.
 */
#include "vm_new.h"
#include "vm_pull.h"
#include "vmman/host.h"
#include <errno.h>
#include <stdio.h>

static bool config_dir(char out[PATH_MAX], struct err *e)
{
	return host_config_dir(getenv("VMCONF_DIR"), getenv("HOME"), out, e);
}

/* Told before anything is downloaded; that nobody else makes it in the meantime
 * is for new_land() to see. */
bool pull_vm_vacant(const struct request *r, struct err *e)
{
	char dir[PATH_MAX], path[PATH_MAX];

	if (!config_dir(dir, e))
		return false;
	if (snprintf(path, sizeof(path), "%s/%s.toml", dir, r->vm.text) >=
		    (int)sizeof(path) ||
	    access(path, F_OK) != 0)
		return true;
	(void)err_set(e, ERR_USAGE, "%.200s is there already", path);
	return err_hint(e, "--new=VM gives the new VM another name");
}

/* vm-run may be started elsewhere, so that a path has to be absolute.  @paths:
 * for the further ones, owned by the caller. */
static bool take_images(const struct image_result *result, struct new_vm *vm,
			char *paths[NEW_MORE_MAX], struct err *e)
{
	if (realpath(result->disks[0].path, vm->image) == NULL)
		return err_system(e, errno, "finding the image");
	for (size_t i = 1; i < result->count; i++) {
		char *path = realpath(result->disks[i].path, NULL);

		if (path == NULL)
			return err_system(e, errno, "finding the image");
		paths[vm->more_count] = path;
		vm->more[vm->more_count++] = path;
	}
	return true;
}

static bool describe(const struct request *r, const struct image_result *result,
		     struct new_vm *vm, char *paths[NEW_MORE_MAX],
		     struct err *e)
{
	*vm = (struct new_vm){.template = new_template("linux"),
			      .name = r->vm,
			      .network = NEW_USER_NET};
	vm->mem = vm->template->mem;
	vm->smp = vm->template->smp;
	return take_images(result, vm, paths, e) && new_mac(&vm->mac, e);
}

static bool write_vm(const struct new_vm *vm, char path[PATH_MAX],
		     struct err_list *errs)
{
	static struct vm_file file;
	struct err *e;
	struct out text;
	char dir[PATH_MAX];

	new_text(vm, &text);
	BUG_UNLESS(!text.failed);
	if (!new_judge(vm, &text, &file, errs))
		return false;
	e = err_next(errs);
	if (!config_dir(dir, e) || !new_land(dir, vm, &text, path, e))
		return false;
	errs->count--;
	return true;
}

bool pull_write_vm(const struct request *r, const struct image_result *result,
		   char path[PATH_MAX], struct err_list *errs)
{
	_Static_assert(NEW_MORE_MAX >= IMAGE_DISKS_MAX - 1, "room for all");
	char *paths[NEW_MORE_MAX] = {NULL};
	struct new_vm vm;
	struct err e;
	bool done = false;

	if (describe(r, result, &vm, paths, &e))
		done = write_vm(&vm, path, errs);
	else
		*err_next(errs) = e;
	for (size_t i = 0; i < NEW_MORE_MAX; i++)
		free(paths[i]);
	return done;
}
