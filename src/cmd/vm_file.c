/* vm_file.c - from the name of a VM to the machine
 *
 * Runs as: caller.  Input: a name of the caller's, the file of that name.
 */
#include "vm_file.h"

_Static_assert((int)HOST_FILE_PAD == (int)TOML_PAD, "what is read is parsed");

bool vm_file_judge(const struct vm_name *name, struct vm_file *out,
		   struct err_list *errs)
{
	struct arena arena = arena_over(out->memory, sizeof(out->memory));
	struct err e;

	out->source.text = (struct str){out->host.bytes, out->host.len};
	if (!toml_read(out->host.bytes, out->host.len, &arena, &out->doc, &e)) {
		*err_next(errs) = e;
		return false;
	}
	return vm_from_toml(&out->doc, name, &arena, &out->vm, errs) &&
	       vm_check(&out->vm, errs);
}

bool vm_file_read(const char *dir, struct str name, struct vm_file *out,
		  struct err_list *errs)
{
	struct vm_name parsed;
	struct err e;

	out->source = (struct report_source){.path = NULL};
	if (!vm_name_parse(name, &parsed, &e) ||
	    !host_read_vm(dir, &parsed, &out->host, &e)) {
		*err_next(errs) = e;
		return false;
	}
	out->source.path = out->host.path;
	return vm_file_judge(&parsed, out, errs);
}
