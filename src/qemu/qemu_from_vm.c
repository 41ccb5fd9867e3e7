/* qemu_from_vm.c - a machine to QEMU's argument vector
 *
 * Runs as: caller.  Input: the caller's VM file.
 */
#include "qemu_internal.h"

const struct qemu_section *qemu_facts(const struct qemu_work *w,
				      const struct vm_section *section)
{
	return &w->host->sections[section - w->vm->sections];
}

struct str qemu_text(const struct vm_section *section, const char *key)
{
	const struct vm_value *value = vm_value(section, key);

	return value->set ? value->text : (struct str){NULL, 0};
}

static bool has_argument(const struct vm *vm, const char *word)
{
	const struct vm_section *s = NULL;

	while ((s = vm_next(vm, VM_QEMU, s)) != NULL) {
		const struct vm_value *args = vm_value(s, "args");

		for (size_t i = 0; i < args->texts.count; i++)
			if (str_equal(args->texts.items[i], str_from_c(word)))
				return true;
	}
	return false;
}

/* QEMU needs none of what these deny once it runs; a guest that broke out of
 * it would. */
static void put_sandbox(struct qemu_work *w)
{
	const struct vm_section *base = vm_next(w->vm, VM_BASE, NULL);

	if (!vm_value(base, "sandbox")->flag || has_argument(w->vm, "-sandbox"))
		return;
	qemu_arg(w, "-sandbox");
	qemu_arg(w, "on,obsolete=deny,elevateprivileges=deny,spawn=deny,"
		    "resourcecontrol=deny");
}

static void put_name(struct qemu_work *w)
{
	const struct vm_section *base = vm_next(w->vm, VM_BASE, NULL);
	struct str name = qemu_text(base, "name");

	qemu_arg(w, "-name");
	qemu_arg_begin(w);
	qemu_arg_value(w, "guest=",
		       name.len > 0 ? name : str_from_c(w->vm->name.text));
	qemu_arg_end(w);
}

static void put_qmp(struct qemu_work *w)
{
	qemu_arg(w, "-chardev");
	qemu_arg_begin(w);
	qemu_arg_add(w, "socket,id=qmp0,server=on,wait=off");
	qemu_arg_value(w, ",path=", str_from_c(w->host->run_dir));
	qemu_arg_add(w, "/" QEMU_QMP_SOCKET);
	qemu_arg_end(w);
	qemu_arg(w, "-mon");
	qemu_arg(w, "chardev=qmp0,mode=control");
}

/* What no VM file decides: nothing comes into the guest that the file does
 * not name, neither QEMU's default devices nor /etc/qemu's. */
static void put_head(struct qemu_work *w)
{
	qemu_arg(w, w->host->binary);
	qemu_arg(w, "-nodefaults");
	qemu_arg(w, "-no-user-config");
	put_sandbox(w);
	put_name(w);
	put_qmp(w);
}

static bool put_section(struct qemu_work *w, const struct vm_section *s)
{
	switch (s->kind) {
	case VM_BASE:
		return qemu_base(w, s);
	case VM_TAPBRIDGE:
		return qemu_tapbridge(w, s);
	case VM_MACVTAP:
		return qemu_macvtap(w, s);
	case VM_PCIE_PASSTHROUGH:
		return qemu_pcie_passthrough(w, s);
	case VM_USB_PASSTHROUGH:
		return qemu_usb_passthrough(w, s);
	case VM_STORAGE:
		return qemu_storage(w, s);
	case VM_APPLE_SMC:
		return qemu_apple_smc(w, s);
	case VM_USER_NET:
		return qemu_user_net(w, s);
	case VM_CONSOLE:
		return qemu_console(w, s);
	case VM_QEMU: /* behind all others, see put_verbatim() */
		return true;
	case VM_KINDS:
		break;
	}
	BUG();
}

static void put_verbatim(struct qemu_work *w)
{
	const struct vm_section *s = NULL;

	while ((s = vm_next(w->vm, VM_QEMU, s)) != NULL) {
		const struct vm_value *args = vm_value(s, "args");

		for (size_t i = 0; i < args->texts.count; i++) {
			qemu_arg_begin(w);
			qemu_arg_raw(w, args->texts.items[i]);
			qemu_arg_end(w);
		}
	}
}

bool qemu_from_vm(const struct vm *vm, const struct qemu_host *host,
		  struct arena *arena, struct qemu_argv *out, struct err *e)
{
	struct qemu_work w = {
		.vm = vm, .host = host, .arena = arena, .argv = out, .e = e};

	out->count = 0;
	put_head(&w);
	for (size_t i = 0; i < vm->count; i++)
		if (!put_section(&w, &vm->sections[i]))
			return false;
	put_verbatim(&w);
	if (w.full)
		return err_set(e, ERR_CONFIG,
			       "QEMU's command line would be too long");
	out->args[out->count] = NULL;
	return true;
}
