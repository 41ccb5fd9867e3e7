/* qemu_device.c - the host's PCI and USB devices, Apple's SMC, consoles
 *
 * Runs as: caller.  Input: the caller's VM file.
 */
#include "qemu_internal.h"

static void put_flag(struct qemu_work *w, const struct vm_section *s,
		     const char *key)
{
	const struct vm_value *value = vm_value(s, key);

	if (value->set)
		qemu_arg_add(w, ",%s=%s", key, value->flag ? "on" : "off");
}

/* As in the original, a device with a ROM image is taken to be one of several
 * functions, unless the file says otherwise. */
static void put_multifunction(struct qemu_work *w, const struct vm_section *s)
{
	if (vm_value(s, "multifunction")->set)
		put_flag(w, s, "multifunction");
	else if (vm_value(s, "romfile")->set)
		qemu_arg_add(w, ",multifunction=on");
}

bool qemu_pcie_passthrough(struct qemu_work *w, const struct vm_section *s)
{
	char host[PCI_ADDR_TEXT_BYTES];

	qemu_arg(w, "-device");
	qemu_arg_begin(w);
	qemu_arg_add(w, "vfio-pci,host=%s,id=hostdev%u",
		     pci_addr_print(&vm_value(s, "dev")->pci, host),
		     w->hostdevs++);
	if (vm_value(s, "romfile")->set)
		qemu_arg_value(w, ",romfile=", qemu_text(s, "romfile"));
	put_multifunction(w, s);
	put_flag(w, s, "x-vga");
	put_flag(w, s, "rombar");
	if (vm_value(s, "options")->set) {
		qemu_arg_add(w, ",");
		qemu_arg_raw(w, qemu_text(s, "options"));
	}
	qemu_arg_end(w);
	return true;
}

void qemu_usb_controller(struct qemu_work *w)
{
	if (w->usb)
		return;
	w->usb = true;
	qemu_arg(w, "-device");
	qemu_arg(w, "qemu-xhci,id=usb0,p2=15,p3=15");
}

/* Of a port "1-2.3", the bus is what stands before the first '-'. */
static void put_usb_dev(struct qemu_work *w, const struct usb_dev *dev)
{
	const char *dash = strchr(dev->port, '-');

	if (dev->by_port)
		qemu_arg_add(w, ",hostbus=%.*s,hostport=%s",
			     (int)(dash - dev->port), dev->port, dash + 1);
	else
		qemu_arg_add(w, ",vendorid=0x%04x,productid=0x%04x",
			     dev->id.vendor, dev->id.product);
}

bool qemu_usb_passthrough(struct qemu_work *w, const struct vm_section *s)
{
	qemu_usb_controller(w);
	qemu_arg(w, "-device");
	qemu_arg_begin(w);
	qemu_arg_add(w, "usb-host,id=usbdev%u,bus=usb0.0", w->usb_hostdevs++);
	put_usb_dev(w, &vm_value(s, "dev")->usb);
	qemu_arg_end(w);
	return true;
}

bool qemu_apple_smc(struct qemu_work *w, const struct vm_section *s)
{
	qemu_arg(w, "-device");
	qemu_arg_begin(w);
	qemu_arg_value(w, "isa-applesmc,osk=", qemu_text(s, "osk"));
	qemu_arg_end(w);
	return true;
}

bool qemu_console(struct qemu_work *w, const struct vm_section *s)
{
	(void)s;
	qemu_arg(w, "-chardev");
	qemu_arg_begin(w);
	qemu_arg_add(w, "socket,id=console%u,server=on,wait=off", w->consoles);
	qemu_arg_value(w, ",path=", str_from_c(w->host->run_dir));
	qemu_arg_add(w, "/" QEMU_CONSOLE_SOCKET, w->consoles);
	qemu_arg_end(w);
	qemu_arg(w, "-serial");
	qemu_arg_begin(w);
	qemu_arg_add(w, "chardev:console%u", w->consoles++);
	qemu_arg_end(w);
	return true;
}
