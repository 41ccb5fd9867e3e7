/* vm_list_collect.c - the VM files of a directory, sorted
 *
 * Runs as: caller.  Input: the names in the caller's directory, any bytes.
 */
#include "vm_list.h"
#include "vmman/host.h"
#include <errno.h>
#include <stdlib.h>

enum {
	FIRST_ROOM = 64
};

static const struct str suffix = {".toml", 5};

static bool make_room(struct list *list)
{
	size_t room = list->room > 0 ? list->room * 2 : FIRST_ROOM;
	struct list_vm *vms;

	if (list->count < list->room)
		return true;
	vms = reallocarray(list->vms, room, sizeof(*vms));
	if (vms == NULL)
		return false;
	list->vms = vms;
	list->room = room;
	return true;
}

static bool add(struct list *list, const char *file, struct err *e)
{
	char *kept = make_room(list) ? strdup(file) : NULL;

	if (kept == NULL)
		return err_system(e, ENOMEM, "listing the VM files");
	list->vms[list->count++] = (struct list_vm){
		.file = kept,
		.name = {kept, strlen(kept) - suffix.len},
	};
	return true;
}

static bool is_file_of(const char *file, const char *vm)
{
	size_t len = strlen(vm);

	return strncmp(file, vm, len) == 0 &&
	       strcmp(file + len, suffix.data) == 0;
}

static bool add_all(struct host_catalog *catalog, const char *only,
		    struct list *list, struct err *e)
{
	const char *file;

	while (host_catalog_next(catalog, &file, e)) {
		if (file == NULL)
			return true;
		if ((only == NULL || is_file_of(file, only)) &&
		    !add(list, file, e))
			return false;
	}
	return false;
}

static int compare(const void *a, const void *b)
{
	const struct list_vm *left = a, *right = b;

	return str_compare(left->name, right->name);
}

bool list_collect(const char *dir, const char *only, struct list *out,
		  struct err *e)
{
	static struct host_catalog catalog;
	bool good;

	*out = (struct list){.dir = dir};
	if (!host_catalog_open(dir, &catalog, e))
		return false;
	good = add_all(&catalog, only, out, e);
	host_catalog_close(&catalog);
	if (!good)
		return false;
	if (only != NULL && out->count == 0) {
		err_set(e, ERR_NO_VM, "there is no VM %s in %s", only, dir);
		return err_hint(e, "vm-list without a name shows the VMs there "
				   "are");
	}
	if (out->count > 0)
		qsort(out->vms, out->count, sizeof(*out->vms), compare);
	return true;
}

void list_fini(struct list *list)
{
	for (size_t i = 0; i < list->count; i++)
		free(list->vms[i].file);
	free(list->vms);
}
