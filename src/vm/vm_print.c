/* vm_print.c - a machine to a VM file again
 *
 * Runs as: caller.  Input: a machine.
 */
#include "vmman/out.h"
#include "vmman/vm.h"

/* JSON's strings are TOML's basic strings too. */
static void print_texts(const struct str *items, size_t count, struct out *out)
{
	out_text(out, "[");
	for (size_t i = 0; i < count; i++) {
		out_text(out, i == 0 ? "" : ", ");
		out_json(out, items[i]);
	}
	out_text(out, "]");
}

static void print_forwards(const struct forward *items, size_t count,
			   struct out *out)
{
	char text[FORWARD_TEXT_BYTES];

	out_text(out, "[");
	for (size_t i = 0; i < count; i++)
		out_format(out, "%s\"%s\"", i == 0 ? "" : ", ",
			   forward_print(&items[i], text));
	out_text(out, "]");
}

static void print_size(uint64_t bytes, struct out *out)
{
	char text[SIZE_TEXT_BYTES];

	out_format(out, "\"%s\"", size_print(bytes, text));
}

static void print_mac(const struct mac *mac, struct out *out)
{
	char text[MAC_TEXT_BYTES];

	out_format(out, "\"%s\"", mac_print(mac, text));
}

static void print_pci(const struct pci_addr *addr, struct out *out)
{
	char text[PCI_ADDR_TEXT_BYTES];

	out_format(out, "\"%s\"", pci_addr_print(addr, text));
}

static void print_usb(const struct usb_dev *dev, struct out *out)
{
	char text[USB_DEV_TEXT_BYTES];

	out_format(out, "\"%s\"", usb_dev_print(dev, text));
}

static void print_value(enum vm_type type, const struct vm_value *value,
			struct out *out)
{
	switch (type) {
	case VM_TYPE_TEXT:
	case VM_TYPE_RAW:
	case VM_TYPE_NUMBER:
	case VM_TYPE_PATH:
	case VM_TYPE_WORD:
		out_json(out, value->text);
		return;
	case VM_TYPE_BOOL:
		out_text(out, value->flag ? "true" : "false");
		return;
	case VM_TYPE_INTEGER:
		out_format(out, "%lld", (long long)value->integer);
		return;
	case VM_TYPE_SIZE:
		print_size(value->bytes, out);
		return;
	case VM_TYPE_UUID:
		out_format(out, "\"%s\"", value->uuid.text);
		return;
	case VM_TYPE_IFNAME:
	case VM_TYPE_PEER:
		out_format(out, "\"%s\"", value->ifname.text);
		return;
	case VM_TYPE_MAC:
		print_mac(&value->mac, out);
		return;
	case VM_TYPE_PCI:
		print_pci(&value->pci, out);
		return;
	case VM_TYPE_USB:
		print_usb(&value->usb, out);
		return;
	case VM_TYPE_WORDS:
	case VM_TYPE_ARGS:
		print_texts(value->texts.items, value->texts.count, out);
		return;
	case VM_TYPE_FORWARDS:
		print_forwards(value->forwards.items, value->forwards.count,
			       out);
		return;
	}
}

static bool is_bare(struct str name)
{
	for (size_t i = 0; i < name.len; i++) {
		char c = name.data[i];

		if (!(c >= '0' && c <= '9') && !(c >= 'A' && c <= 'Z') &&
		    !(c >= 'a' && c <= 'z') && c != '_' && c != '-')
			return false;
	}
	return name.len > 0;
}

static void print_section(const struct vm_section *section, struct out *out)
{
	const struct vm_kind_keys *kind = &vm_kinds[section->kind];

	out_format(out, "[%s.", kind->name);
	if (is_bare(section->name))
		out_bytes(out, section->name);
	else
		out_json(out, section->name);
	out_text(out, "]\n");
	for (size_t i = 0; i < kind->count; i++) {
		if (!section->values[i].set)
			continue;
		out_format(out, "%s = ", kind->keys[i].name);
		print_value(kind->keys[i].type, &section->values[i], out);
		out_text(out, "\n");
	}
}

void vm_print(const struct vm *vm, struct out *out)
{
	for (size_t i = 0; i < vm->count; i++) {
		out_text(out, i == 0 ? "" : "\n");
		print_section(&vm->sections[i], out);
	}
}
