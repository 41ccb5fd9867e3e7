/* priv_usb.h - the USB devices of the host, and their nodes */
#ifndef VMMAN_PRIV_USB_H
#define VMMAN_PRIV_USB_H

#include "vmman/err.h"
#include "vmman/own.h"
#include "vmman/policy.h"
#include "vmman/value.h"
#include <stdbool.h>

/* Find out what @dev is.  False after filling @e: ERR_SYSTEM. */
bool priv_usb_look(const struct usb_dev *dev, struct fact_node *out,
		   struct err *e) MUST_CHECK;

/* Give the node of @permit to its caller, or make it root's again.  False after
 * filling @e, as priv_node_open() and priv_node_hand() do. */
bool priv_usb_give(const struct permit *permit, struct err *e) MUST_CHECK;
bool priv_usb_take_back(const struct permit *permit, struct err *e) MUST_CHECK;

#endif
