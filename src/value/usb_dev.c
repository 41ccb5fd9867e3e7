/* usb_dev.c - a USB device of the host, by what it is or by where it sits
 *
 * Runs as: both.  Input: any bytes: VM file, wire.
 */
#include "value_internal.h"
#include "vmman/value.h"

static const struct value_language language = {
	.name = "a USB device",
	.expected = "a vendor and product like 046d:c52b, or a bus and port "
		    "like 1-2.3, as lsusb and lsusb -t show them",
	.most = USB_DEV_TEXT_BYTES - 1,
};

bool usb_dev_parse(struct str from, struct usb_dev *out, struct err *e)
{
	enum value_scan found = scan_usb_dev(from);

	*out = (struct usb_dev){.by_port = found == SCAN_PORT};
	if (found == SCAN_VALUE)
		return usb_id_parse(from, &out->id, e);
	if (found != SCAN_PORT)
		return value_refuse(&language, from, e);
	BUG_UNLESS(str_copy(out->port, sizeof(out->port), from));
	return true;
}

const char *usb_dev_print(const struct usb_dev *dev,
			  char out[USB_DEV_TEXT_BYTES])
{
	if (!dev->by_port)
		return usb_id_print(&dev->id, out);
	BUG_UNLESS(str_copy(out, USB_DEV_TEXT_BYTES, str_from_c(dev->port)));
	return out;
}
