/* usb_id.c - a vendor and a product
 *
 * Runs as: both.  Input: any bytes: VM file, policy.
 */
#include "value_internal.h"
#include "vmman/value.h"
#include <stdio.h>

static const struct value_language language = {
	.name = "a vendor and product id",
	.expected = "two of four hexadecimal digits each, like 046d:c52b",
	.most = USB_ID_TEXT_BYTES - 1,
};

bool usb_id_parse(struct str from, struct usb_id *out, struct err *e)
{
	if (scan_usb_id(from) != SCAN_VALUE)
		return value_refuse(&language, from, e);
	*out = (struct usb_id){
		.vendor = (uint16_t)value_hex(from.data, 4),
		.product = (uint16_t)value_hex(from.data + 5, 4),
	};
	return true;
}

const char *usb_id_print(const struct usb_id *id, char out[USB_ID_TEXT_BYTES])
{
	(void)snprintf(out, USB_ID_TEXT_BYTES, "%04x:%04x", id->vendor,
		       id->product);
	return out;
}
