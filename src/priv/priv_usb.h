/* priv_usb.h - the USB devices of the host, and their nodes */
#ifndef VMMAN_PRIV_USB_H
#define VMMAN_PRIV_USB_H

#include "vmman/err.h"
#include "vmman/own.h"
#include "vmman/policy.h"
#include "vmman/value.h"
#include <stdbool.h>

/* Find out what @dev is, and what the host does with it.  False after filling
 * @e: ERR_SYSTEM. */
bool priv_usb_look(const struct usb_dev *dev, struct fact_node *out,
		   struct err *e) MUST_CHECK;

/* The same beneath @sys, the root of sysfs, without its node: whose it is stays
 * unknown.  Returns 0, or the errno for which it cannot be told what is there.
 */
int priv_usb_look_beneath(int sys, const struct usb_dev *dev,
			  struct fact_node *out) MUST_CHECK;

/* Give the node of @permit to its caller, unless somebody has a disk of the
 * device for himself; or make it root's again.  False after filling @e, as
 * priv_node_open() and priv_node_hand() do, and with ERR_BUSY. */
bool priv_usb_give(const struct permit *permit, struct err *e) MUST_CHECK;
bool priv_usb_take_back(const struct permit *permit, struct err *e) MUST_CHECK;

#endif
