/* vm_new_text.c - a template and the caller's wishes to a VM file
 *
 * Runs as: caller.  Input: the caller's command line; texts of UTF-8.
 */
#include "vm_new.h"
#include "vmman/vm.h"
#include <stdio.h>

enum {
	HELP_COLUMN = 36
};

static const struct new_template templates[] = {
	{
		.name = "linux",
		.mem = "2G",
		.smp = "2",
		.cpu = "host",
		.disk = "virtio",
		.card = "virtio-net-pci",
		.console = true,
		.all_keys = true,
	},
	{
		/* No drivers but Windows' own.  The driver of NVIDIA's older
		 * cards refuses to work where it sees a hypervisor: hence
		 * kvm=off and a vendor that is none. */
		.name = "windows",
		.mem = "4G",
		.smp = "4",
		.cpu = "host,kvm=off,hv_spinlocks=0x1fff,hv_vapic,hv_time",
		.hv_vendor_id = "vmman",
		.rtc = "base=localtime",
		.vga = "std",
		.disk = "sata",
		.card = "e1000e",
		.pci = true,
		.all_keys = true,
	},
	{
		.name = "minimal",
		.mem = "512M",
		.smp = "1",
		.disk = "virtio",
		.card = "virtio-net-pci",
	},
};

const struct new_template *new_template(const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(templates); i++)
		if (strcmp(templates[i].name, name) == 0)
			return &templates[i];
	return NULL;
}

/* A section that is being written. */
struct section {
	struct out *out;
	const struct vm_kind_keys *keys;
	const char *mark;       /* "#" if it is only an example */
	bool said[VM_KEYS_MAX]; /* which of the keys are there */
};

/* One line: @code, and @help as a comment in a column of its own. */
static void put_line(struct out *out, size_t code_begin, const char *help)
{
	size_t len = out->len - code_begin;

	out_format(out, "%*s  # %s",
		   len < HELP_COLUMN ? (int)(HELP_COLUMN - len) : 0, "", help);
}

static struct section begin(struct out *out, enum vm_kind kind,
			    const char *name, const char *mark)
{
	struct section s = {out, &vm_kinds[kind], mark, {false}};
	size_t code;

	out_text(out, "\n");
	code = out->len;
	out_format(out, "%s[%s.%s]", mark, s.keys->name, name);
	put_line(out, code, s.keys->help);
	out_text(out, "\n");
	return s;
}

/* Whether a value of @type stands in the file without quotes. */
static bool is_bare(enum vm_type type, const char *value)
{
	size_t digits = strspn(value, "0123456789");

	return type == VM_TYPE_BOOL || type == VM_TYPE_INTEGER ||
	       (type == VM_TYPE_NUMBER && value[digits] == '\0');
}

/* A string of JSON is a basic string of TOML. */
static void put_value(struct out *out, enum vm_type type, const char *value)
{
	if (is_bare(type, value))
		out_text(out, value);
	else
		out_json(out, str_from_c(value));
}

static void put_key(const struct section *s, size_t key, const char *mark,
		    const char *value)
{
	const struct vm_key *k = &s->keys->keys[key];
	size_t code = s->out->len;

	out_format(s->out, "%s%s = ", mark, k->name);
	put_value(s->out, k->type, value);
	put_line(s->out, code, k->help);
	for (size_t i = 0; k->words != NULL && k->words[i] != NULL; i++)
		out_format(s->out, "%s%s", i == 0 ? ": " : ", ", k->words[i]);
	out_text(s->out, "\n");
}

/* Give the key @name the value @value, unless that is NULL. */
static void set(struct section *s, const char *name, const char *value)
{
	if (value == NULL)
		return;
	for (size_t i = 0; i < s->keys->count; i++) {
		if (strcmp(s->keys->keys[i].name, name) != 0)
			continue;
		s->said[i] = true;
		put_key(s, i, s->mark, value);
		return;
	}
	BUG();
}

/* What the keys are that were not set, where they have a default. */
static void end(const struct section *s, const struct new_vm *vm)
{
	for (size_t i = 0; i < s->keys->count && vm->template->all_keys; i++)
		if (!s->said[i] && s->keys->keys[i].fallback != NULL)
			put_key(s, i, "#", s->keys->keys[i].fallback);
}

static void put_base(const struct new_vm *vm, struct out *out)
{
	const struct new_template *t = vm->template;
	struct section s = begin(out, VM_BASE, "main", "");

	set(&s, "machine", "q35");
	set(&s, "smp", vm->smp);
	set(&s, "mem", vm->mem);
	set(&s, "cpu", t->cpu);
	set(&s, "hv-vendor-id", t->hv_vendor_id);
	set(&s, "rtc", t->rtc);
	set(&s, "vga", t->vga);
	end(&s, vm);
}

static bool ends_in(const char *text, const char *suffix)
{
	size_t len = strlen(text), tail = strlen(suffix);

	return len >= tail && strcmp(text + len - tail, suffix) == 0;
}

/* vm-run never guesses a format, for the guest could forge it; here it is the
 * caller's own word. */
static const char *format_of(const char *image)
{
	static const char *const known[] = {"qcow2", "vmdk", "vhdx", "vdi"};

	for (size_t i = 0; i < ARRAY_LEN(known); i++)
		if (ends_in(image, known[i]))
			return known[i];
	return "raw";
}

static void put_image(const struct new_vm *vm, const char *name,
		      const char *image, struct out *out)
{
	bool known = image[0] != '\0';
	struct section s = begin(out, VM_STORAGE, name, known ? "" : "#");

	set(&s, "driver", vm->template->disk);
	set(&s, "file", known ? image : "/path/to/disk.img");
	set(&s, "format", format_of(image));
	end(&s, vm);
}

static void put_disks(const struct new_vm *vm, struct out *out)
{
	if (vm->image[0] != '\0' || vm->template->all_keys)
		put_image(vm, "disk", vm->image, out);
	for (size_t i = 0; i < vm->more_count; i++) {
		char name[32];

		(void)snprintf(name, sizeof(name), "disk%zu", i + 1);
		put_image(vm, name, vm->more[i], out);
	}
}

/* The installer starts as long as the disk holds nothing to start. */
static void put_cdrom(const struct new_vm *vm, struct out *out)
{
	struct section s;

	if (vm->iso[0] == '\0')
		return;
	s = begin(out, VM_STORAGE, "cdrom", "");
	set(&s, "driver", "ide");
	set(&s, "file", vm->iso);
	set(&s, "media", "cdrom");
}

static void put_user_net(const struct new_vm *vm, struct out *out)
{
	struct section s = begin(out, VM_USER_NET, "net", "");
	char mac[MAC_TEXT_BYTES];

	set(&s, "driver", vm->template->card);
	set(&s, "mac", mac_print(&vm->mac, mac));
	end(&s, vm);
}

static void put_made_net(const struct new_vm *vm, enum vm_kind kind,
			 const char *peer_key, struct out *out)
{
	struct section s = begin(out, kind, "net", "");
	char mac[MAC_TEXT_BYTES];

	set(&s, "interface", vm->interface.text);
	set(&s, peer_key, vm->peer);
	set(&s, "mac", mac_print(&vm->mac, mac));
	set(&s, "driver", vm->template->card);
	end(&s, vm);
}

static void put_network(const struct new_vm *vm, struct out *out)
{
	switch (vm->network) {
	case NEW_NO_NETWORK:
		return;
	case NEW_USER_NET:
		put_user_net(vm, out);
		return;
	case NEW_TAPBRIDGE:
		put_made_net(vm, VM_TAPBRIDGE, "bridge", out);
		return;
	case NEW_MACVTAP:
		put_made_net(vm, VM_MACVTAP, "host-interface", out);
		return;
	}
	BUG();
}

static void put_examples(const struct new_vm *vm, struct out *out)
{
	struct section s;

	if (vm->template->console)
		(void)begin(out, VM_CONSOLE, "main", "");
	if (!vm->template->pci)
		return;
	s = begin(out, VM_PCIE_PASSTHROUGH, "gpu", "#");
	set(&s, "dev", "0000:65:00.0");
	set(&s, "x-vga", "true");
	s = begin(out, VM_USB_PASSTHROUGH, "mouse", "#");
	set(&s, "dev", "046d:c52b");
}

void new_text(const struct new_vm *vm, struct out *out)
{
	out_init(out, -1);
	out_format(out,
		   "# %s: a VM, made by vm-new from the template \"%s\".\n",
		   vm->name.text, vm->template->name);
	out_text(out, "# vm.toml(5) explains every key; vm-run --dry-run "
		      "shows what comes of them.\n");
	if (vm->template->all_keys)
		out_text(out, "# Lines that begin with '#' show what holds "
			      "without them.\n");
	put_base(vm, out);
	put_disks(vm, out);
	put_cdrom(vm, out);
	put_network(vm, out);
	put_examples(vm, out);
}
