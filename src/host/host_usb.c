/* host_usb.c - USB devices that vm-init gave to the caller
 *
 * Runs as: caller.  Input: a checked id or port; sysfs, /dev.
 */
#include "host_internal.h"
#include "vmman/launch.h"
#include "vmman/num.h"
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

enum {
	NODE_BYTES = 32, /* room for "/dev/bus/usb/999/999" */
	NUMBER_MAX = 999,
};

static const char root[] = "/sys/bus/usb/devices";

/* What was found of a device: how many are there, and the node of one. */
struct found {
	size_t count;
	char node[NODE_BYTES];
};

static bool number_of(const char *port, const char *name, unsigned *out)
{
	char buffer[HOST_ATTRIBUTE_BYTES];
	uint64_t number;

	if (!num_parse(host_attribute(root, port, name, buffer), NUMBER_MAX,
		       &number))
		return false;
	*out = (unsigned)number;
	return true;
}

static void add(struct found *found, const char *port)
{
	unsigned bus, number;

	if (!number_of(port, "/busnum", &bus) ||
	    !number_of(port, "/devnum", &number))
		return;
	found->count++;
	(void)snprintf(found->node, sizeof(found->node),
		       "/dev/bus/usb/%03u/%03u", bus, number);
}

static bool has_id(const char *port, const struct usb_id *want)
{
	char vendor[HOST_ATTRIBUTE_BYTES], product[HOST_ATTRIBUTE_BYTES];
	struct str v = host_attribute(root, port, "/idVendor", vendor);
	struct str p = host_attribute(root, port, "/idProduct", product);
	char text[USB_ID_TEXT_BYTES], found[2 * HOST_ATTRIBUTE_BYTES + 2];

	(void)snprintf(found, sizeof(found), "%.*s:%.*s", STR_ARG(v),
		       STR_ARG(p));
	return strcmp(found, usb_id_print(want, text)) == 0;
}

static void find_id(const struct usb_id *id, struct found *found)
{
	DIR *dir = opendir(root);
	const struct dirent *entry;

	if (dir == NULL)
		return;
	while ((entry = readdir(dir)) != NULL)
		if (has_id(entry->d_name, id))
			add(found, entry->d_name);
	(void)closedir(dir);
}

bool host_check_usb(const struct usb_dev *dev, const struct vm_name *vm,
		    struct err *e)
{
	char text[USB_DEV_TEXT_BYTES];
	struct found found = {0};

	usb_dev_print(dev, text);
	if (dev->by_port)
		add(&found, dev->port);
	else
		find_id(&dev->id, &found);
	if (found.count == 0) {
		err_set(e, ERR_HOST, "there is no USB device %s on this host",
			text);
		return err_hint(e, "lsusb and lsusb -t show what there is");
	}
	if (found.count > 1) {
		err_set(e, ERR_HOST, "there are %zu USB devices %s",
			found.count, text);
		return err_hint(e, "name one by its bus and port");
	}
	if (access(found.node, R_OK | W_OK) == 0)
		return true;
	err_set(e, ERR_DENIED, "you may not open USB device %s (%s): %s", text,
		found.node, strerrordesc_np(errno));
	return err_hint(e, "run vm-init %s first", vm->text);
}
