/* vm_run_facts.c - what vm-run has to know of the host before QEMU starts
 *
 * Runs as: caller.  Input: the caller's VM file, the host.
 *
 * QEMU would find out all of this too; but it cannot say in which line of the
 * VM file it stands, nor who could mend it.
 */
#include "vm_run.h"
#include "vmman/launch.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>

struct look {
	const struct vm *vm;
	struct arena *arena;
	struct run_facts *out;
	struct err *e;
};

/* The place of @value for an error that was found without one. */
static bool at_value(struct look *l, const struct vm_value *value)
{
	l->e->at = value->at;
	l->e->at.known = value->given;
	return false;
}

/* The path @value, NUL-terminated; NULL after filling l->e. */
static const char *path_of(struct look *l, const struct vm_value *value)
{
	const char *path = arena_text(l->arena, value->text);

	if (path == NULL)
		err_set(l->e, ERR_CONFIG,
			"the paths in the VM file are too long");
	return path;
}

static struct qemu_section *facts_of(const struct look *l,
				     const struct vm_section *s)
{
	return &l->out->host.sections[s - l->vm->sections];
}

/* That the file named by @key, if it is set, can be read. */
static bool look_at_file(struct look *l, const struct vm_section *s,
			 const char *key)
{
	const struct vm_value *value = vm_value(s, key);
	const char *path;

	if (!value->set)
		return true;
	path = path_of(l, value);
	return path != NULL &&
	       (host_check_file(path, HOST_READ, l->e) || at_value(l, value));
}

static bool look_at_mempath(struct look *l, const struct vm_section *s)
{
	const struct vm_value *value = vm_value(s, "mempath");
	const char *path;

	if (!value->set)
		return true;
	path = path_of(l, value);
	return path != NULL &&
	       (host_check_hugetlbfs(path, l->e) || at_value(l, value));
}

static bool look_at_base(struct look *l, const struct vm_section *s)
{
	if (qemu_needs_kvm(l->vm) && !host_check_kvm(l->e))
		return at_value(l, vm_value(s, "accel"));
	return look_at_mempath(l, s) && look_at_file(l, s, "kernel") &&
	       look_at_file(l, s, "initrd");
}

static bool look_at_storage(struct look *l, const struct vm_section *s)
{
	const struct vm_value *file = vm_value(s, "file");
	enum host_use use = qemu_reads_only(s) ? HOST_READ : HOST_WRITE;
	struct qemu_section *facts = facts_of(l, s);
	const char *path = path_of(l, file);
	struct host_image image;

	if (path == NULL)
		return false;
	if (!host_look_at_image(path, use, &image, l->e))
		return at_value(l, file);
	facts->block = image.block;
	facts->direct_io = image.direct_io;
	return true;
}

static bool look_at_tap(struct look *l, const struct vm_section *s)
{
	const struct vm_value *interface = vm_value(s, "interface");

	return host_check_tap(&interface->ifname, &l->vm->name, l->e) ||
	       at_value(l, interface);
}

static bool look_at_usb(struct look *l, const struct vm_section *s)
{
	const struct vm_value *dev = vm_value(s, "dev");

	return host_check_usb(&dev->usb, &l->vm->name, l->e) ||
	       at_value(l, dev);
}

/* At a number of its own: --dry-run tells the same. */
static bool open_macvtap(struct look *l, const struct vm_section *s)
{
	const struct vm_value *interface = vm_value(s, "interface");
	OWN_FD int fd = -1;
	int number = RUN_FIRST_FD + (int)l->out->keep_count;

	if (!host_open_macvtap(&interface->ifname, &l->vm->name, &fd, l->e))
		return at_value(l, interface);
	if (dup3(fd, number, O_CLOEXEC) < 0)
		return err_system(l->e, errno, "opening a macvtap");
	l->out->keep[l->out->keep_count++] = number;
	facts_of(l, s)->fd = number;
	return true;
}

static bool look_at_device(struct look *l, const struct vm_section *s)
{
	const struct vm_value *dev = vm_value(s, "dev");

	return host_check_vfio(&dev->pci, &l->vm->name, l->e) ||
	       at_value(l, dev);
}

static bool look_at_section(struct look *l, const struct vm_section *s)
{
	switch (s->kind) {
	case VM_BASE:
		return look_at_base(l, s);
	case VM_STORAGE:
		return look_at_storage(l, s);
	case VM_TAPBRIDGE:
		return look_at_tap(l, s);
	case VM_MACVTAP:
		return open_macvtap(l, s);
	case VM_PCIE_PASSTHROUGH:
		return look_at_file(l, s, "romfile") && look_at_device(l, s);
	case VM_USB_PASSTHROUGH:
		return look_at_usb(l, s);
	case VM_APPLE_SMC:
	case VM_USER_NET:
	case VM_CONSOLE:
	case VM_QEMU:
	case VM_KINDS:
		return true;
	}
	BUG();
}

static bool wants_uefi(const struct vm *vm)
{
	const struct vm_section *base = vm_next(vm, VM_BASE, NULL);

	return str_equal(vm_value(base, "firmware")->text, STR("uefi"));
}

/* Beside the VM file, so that both are moved and saved together. */
static bool find_uefi(struct look *l, struct host_uefi *found)
{
	struct run_facts *out = l->out;
	int len;

	if (!wants_uefi(l->vm) || !host_find_uefi(found))
		return false;
	len = snprintf(out->uefi_vars, sizeof(out->uefi_vars),
		       "%s/%s.uefi-vars", out->config_dir, l->vm->name.text);
	if (len < 0 || (size_t)len >= sizeof(out->uefi_vars))
		return false;
	out->host.uefi_code = found->code;
	out->host.uefi_vars = out->uefi_vars;
	return true;
}

/* A host without firmware is told by qemu_from_vm(), at its place. */
static bool make_uefi_vars(struct look *l)
{
	struct host_uefi found;

	return !find_uefi(l, &found) ||
	       host_make_uefi_vars(found.vars, l->out->uefi_vars, l->e);
}

static bool has_kind(const struct vm *vm, enum vm_kind kind)
{
	return vm_next(vm, kind, NULL) != NULL;
}

static void look_at_kernel(const struct vm *vm, struct qemu_host *host)
{
	host->vhost_net =
		(has_kind(vm, VM_TAPBRIDGE) || has_kind(vm, VM_MACVTAP)) &&
		host_has_vhost_net();
	host->aio = has_kind(vm, VM_STORAGE) && host_has_aio();
}

bool run_look(const struct vm *vm, struct arena *arena, struct run_facts *out,
	      struct err *e)
{
	struct look l = {vm, arena, out, e};

	if (!host_check_program(out->host.binary, e))
		return false;
	look_at_kernel(vm, &out->host);
	for (size_t i = 0; i < vm->count; i++)
		if (!look_at_section(&l, &vm->sections[i]))
			return false;
	return make_uefi_vars(&l);
}

static void suppose_section(struct look *l, const struct vm_section *s,
			    int *next_fd)
{
	struct qemu_section *facts = facts_of(l, s);

	if (s->kind == VM_MACVTAP)
		facts->fd = (*next_fd)++;
	if (s->kind != VM_STORAGE)
		return;
	if (!look_at_storage(l, s))
		*facts = (struct qemu_section){.direct_io = true};
}

void run_suppose(const struct vm *vm, struct arena *arena,
		 struct run_facts *out)
{
	struct err ignored;
	struct look l = {vm, arena, out, &ignored};
	struct host_uefi found;
	int next_fd = RUN_FIRST_FD;

	look_at_kernel(vm, &out->host);
	for (size_t i = 0; i < vm->count; i++)
		suppose_section(&l, &vm->sections[i], &next_fd);
	(void)find_uefi(&l, &found);
}
