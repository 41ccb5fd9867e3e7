/* vm_list_print.c - the VMs as lines or as JSON
 *
 * Runs as: caller.  Input: what was found; names and files may hold any byte.
 */
#include "vm_file.h"
#include "vm_list.h"
#include <stdio.h>

/* What is wrong with a file. */
struct verdict {
	struct vm_file file;
	struct err_list errs; /* none: nothing is, or it was not read */
};

static const struct verdict *judge(const struct list *list,
				   const struct list_vm *vm)
{
	static struct verdict verdict;
	struct err *first = &verdict.errs.items[0];
	bool right;

	verdict.errs.count = 0;
	verdict.errs.more = false;
	right = !list->check ||
		vm_file_read(list->dir, vm->name, &verdict.file, &verdict.errs);
	BUG_UNLESS(right == (verdict.errs.count == 0));
	/* It is there: the directory has it. */
	if (!right && first->kind == ERR_NO_VM)
		(void)err_set(first, ERR_DENIED, "you may not read it");
	return &verdict;
}

static bool is_broken(const struct verdict *verdict)
{
	return verdict->errs.count > 0;
}

/* Room for a path: of a directory that was opened, and a name in it. */
struct path {
	char text[PATH_MAX + 256];
};

static struct str path_of(const struct list *list, const struct list_vm *vm,
			  struct path *path)
{
	size_t dir = strlen(list->dir);
	const char *slash = dir > 0 && list->dir[dir - 1] == '/' ? "" : "/";
	int len = snprintf(path->text, sizeof(path->text), "%s%s%s", list->dir,
			   slash, vm->file);

	BUG_UNLESS(len > 0 && (size_t)len < sizeof(path->text));
	return (struct str){path->text, (size_t)len};
}

static void print_running(const struct list_vm *vm, struct out *out)
{
	out_text(out, "running");
	if (vm->pid > 0)
		out_format(out, ", process %d", vm->pid);
}

/* The first error; vm-run tells them all. */
static void print_broken(const struct verdict *verdict, struct out *out)
{
	const struct err *e = &verdict->errs.items[0];
	struct report_position at =
		report_position(verdict->file.source.text, e->at.offset);

	out_text(out, "broken");
	if (e->at.known)
		out_format(out, ", line %zu", at.line);
	out_text(out, ": ");
	out_visible(out, str_from_c(e->text));
}

static void print_state(const struct list *list, const struct list_vm *vm,
			struct out *out)
{
	const struct verdict *verdict = judge(list, vm);

	if (vm->pid != 0)
		print_running(vm, out);
	else if (!is_broken(verdict))
		out_text(out, vm->initialised ? "initialised" : "stopped");
	if (vm->pid != 0 && is_broken(verdict))
		out_text(out, "; ");
	if (is_broken(verdict))
		print_broken(verdict, out);
}

void list_print(const struct list *list, struct out *out)
{
	for (size_t i = 0; i < list->count; i++) {
		const struct list_vm *vm = &list->vms[i];
		struct path path;

		out_text(out, "  ");
		out_visible(out, vm->name);
		out_text(out, " in ");
		out_visible(out, path_of(list, vm, &path));
		out_text(out, " (");
		print_state(list, vm, out);
		out_text(out, ")\n");
	}
}

/* Only names that the other programs take: one a line, so that a name with a
 * newline in it cannot pass for two. */
void list_print_names(const struct list *list, struct out *out)
{
	for (size_t i = 0; i < list->count; i++) {
		struct vm_name name;
		struct err e;

		if (!vm_name_parse(list->vms[i].name, &name, &e))
			continue;
		out_text(out, name.text);
		out_text(out, "\n");
	}
}

static const char *state_word(const struct list_vm *vm,
			      const struct verdict *verdict)
{
	if (vm->pid != 0)
		return "running";
	if (is_broken(verdict))
		return "broken";
	return vm->initialised ? "initialised" : "stopped";
}

static void print_json_errors(const struct verdict *verdict, const char *path,
			      struct out *out)
{
	const struct report_source source = {path, verdict->file.source.text};

	for (size_t i = 0; i < verdict->errs.count; i++) {
		out_text(out, i > 0 ? ", " : "");
		report_json_error(out, &verdict->errs.items[i], &source);
	}
}

static void print_json_vm(const struct list *list, const struct list_vm *vm,
			  struct out *out)
{
	const struct verdict *verdict = judge(list, vm);
	struct path path;

	out_text(out, "{\"name\": ");
	out_json(out, vm->name);
	out_text(out, ", \"file\": ");
	out_json(out, path_of(list, vm, &path));
	out_format(out,
		   ", \"state\": \"%s\", \"pid\": ", state_word(vm, verdict));
	if (vm->pid > 0)
		out_format(out, "%d", vm->pid);
	else
		out_text(out, "null");
	out_text(out, ", \"errors\": [");
	print_json_errors(verdict, path.text, out);
	out_text(out, "]}");
}

void list_print_json(const struct list *list, struct out *out)
{
	out_format(out, "{\"checked\": %s, \"vms\": [",
		   list->check ? "true" : "false");
	for (size_t i = 0; i < list->count; i++) {
		out_text(out, i > 0 ? ",\n" : "\n");
		print_json_vm(list, &list->vms[i], out);
	}
	out_text(out, "\n]}\n");
}
