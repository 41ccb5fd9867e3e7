/* stage.c - print what a VM file is at any stage of its way
 *
 * Runs as: whoever tests.  Input: the file named on the command line.
 *
 *	stage vm FILE.toml      the machine, as vm_print() tells it
 *	stage plan FILE.toml    the plan, after its way over the wire
 *	stage argv FILE.toml    QEMU's arguments, one a line
 *
 * The VM is named after the file, as in vm-run.  QEMU's host has neither vhost
 * nor UEFI firmware, and O_DIRECT and Linux AIO everywhere, unless a comment
 * "# host: WORD.." in the file says otherwise: vhost, uefi, no-direct-io,
 * no-aio, block (all images are block devices).
 */
#include "vmman/arena.h"
#include "vmman/cli.h"
#include "vmman/out.h"
#include "vmman/plan.h"
#include "vmman/qemu.h"
#include "vmman/toml.h"
#include "vmman/vm.h"
#include <stdio.h>

enum {
	ARENA_BYTES = 5 * VM_FILE_BYTES_MAX + 8192 + VM_ARENA_BYTES,
};

static const char program[] = "stage";

static char bytes[VM_FILE_BYTES_MAX + TOML_PAD];
static _Alignas(8) unsigned char memory[ARENA_BYTES];

/* Errors that stop at once are a list of one. */
static bool only(struct err_list *errs, const struct err *e)
{
	*err_next(errs) = *e;
	return false;
}

static bool read_file(const char *path, struct str *out, struct err_list *errs)
{
	FILE *file = fopen(path, "r");
	struct err e;

	if (file == NULL) {
		err_set(&e, ERR_USAGE, "%s cannot be opened", path);
		return only(errs, &e);
	}
	*out = (struct str){bytes, fread(bytes, 1, VM_FILE_BYTES_MAX, file)};
	(void)fclose(file);
	return true;
}

static bool read_name(const char *path, struct vm_name *out,
		      struct err_list *errs)
{
	const char *slash = strrchr(path, '/');
	struct str name = str_from_c(slash != NULL ? slash + 1 : path);
	const char *dot = memrchr(name.data, '.', name.len);
	struct err e;

	if (dot != NULL)
		name.len = (size_t)(dot - name.data);
	return vm_name_parse(name, out, &e) || only(errs, &e);
}

static bool read_vm(const char *path, struct str *text, struct vm *out,
		    struct err_list *errs)
{
	struct arena arena = arena_over(memory, sizeof(memory));
	struct vm_name name;
	struct toml doc;
	struct err e;

	if (!read_file(path, text, errs) || !read_name(path, &name, errs))
		return false;
	if (!toml_read(text->data, text->len, &arena, &doc, &e))
		return only(errs, &e);
	return vm_from_toml(&doc, &name, &arena, out, errs) &&
	       vm_check(out, errs);
}

static bool print_vm(const struct vm *vm, struct out *out,
		     struct err_list *errs)
{
	(void)errs;
	vm_print(vm, out);
	return true;
}

static bool print_plan(const struct vm *vm, struct out *out,
		       struct err_list *errs)
{
	unsigned char wire[PLAN_WIRE_BYTES];
	struct err_place places[PLAN_OPS_MAX];
	struct plan plan;
	struct err e;

	if (!plan_from_vm(vm, PLAN_INIT, &plan, places, &e))
		return only(errs, &e);
	plan_to_wire(&plan, wire);
	if (!plan_from_wire(wire, sizeof(wire), &plan, &e))
		return only(errs, &e);
	plan_print(&plan, out);
	return true;
}

/* Whether the comment "# host:" of the file has @word. */
static bool host_has(const char *word)
{
	const char *line = strstr(bytes, "# host:");
	const char *end = line == NULL ? NULL : strchr(line, '\n');

	return end != NULL &&
	       memmem(line, (size_t)(end - line), word, strlen(word)) != NULL;
}

static void invent_host(const struct vm *vm, struct qemu_host *out)
{
	out->binary = "qemu-system-x86_64";
	out->run_dir = "/run/user/1000/vmman/a,b";
	out->vhost_net = host_has("vhost");
	out->aio = !host_has("no-aio");
	if (host_has("uefi")) {
		out->uefi_code = "/usr/share/OVMF/CODE,4M.fd";
		out->uefi_vars = "/home/alice/vm/a,b.uefi-vars";
	}
	for (size_t i = 0; i < vm->count; i++)
		out->sections[i] = (struct qemu_section){
			.fd = 10 + (int)i,
			.block = host_has("block"),
			.direct_io = !host_has("no-direct-io"),
		};
}

static bool print_argv(const struct vm *vm, struct out *out,
		       struct err_list *errs)
{
	static unsigned char room[4 * VM_FILE_BYTES_MAX];
	struct arena arena = arena_over(room, sizeof(room));
	static struct qemu_host host;
	static struct qemu_argv argv;
	struct err e;

	invent_host(vm, &host);
	if (!qemu_from_vm(vm, &host, &arena, &argv, &e))
		return only(errs, &e);
	for (size_t i = 0; i < argv.count; i++) {
		out_text(out, argv.args[i]);
		out_text(out, "\n");
	}
	return true;
}

static const struct stage {
	const char *name;
	bool (*print)(const struct vm *vm, struct out *out,
		      struct err_list *errs);
} stages[] = {
	{"vm", print_vm},
	{"plan", print_plan},
	{"argv", print_argv},
};

static const struct stage *find_stage(const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(stages); i++)
		if (strcmp(name, stages[i].name) == 0)
			return &stages[i];
	return NULL;
}

int main(int argc, char *argv[])
{
	static struct err_list errs;
	const struct stage *stage = argc == 3 ? find_stage(argv[1]) : NULL;
	struct report_source source = {.path = argc == 3 ? argv[2] : NULL};
	struct out out;
	struct vm vm;
	struct err e;

	if (stage == NULL) {
		err_set(&e, ERR_USAGE, "usage: stage vm|plan|argv FILE.toml");
		return report_exit(program, &e, NULL);
	}
	out_init(&out, STDOUT_FILENO);
	if (!read_vm(argv[2], &source.text, &vm, &errs) ||
	    !stage->print(&vm, &out, &errs))
		return report_exit_errors(program, &errs, &source, REPORT_TEXT);
	return report_finish(program, &out, 0);
}
