/* policy_print.c - a policy as text again, and what it grants one caller
 *
 * Runs as: both.  Input: a policy that policy_from_toml() made.
 */
#include "policy_internal.h"
#include "vmman/out.h"
#include <inttypes.h>
#include <stdio.h>

enum {
	SIZE_TEXT_BYTES = 24
};

bool policy_item_is_star(const struct policy_item *item)
{
	return item->pattern.prefix && item->pattern.text[0] == '\0';
}

const char *policy_item_print(const struct policy_item *item,
			      char out[POLICY_NAME_BYTES])
{
	char pin[USB_ID_TEXT_BYTES] = "";

	if (item->pinned)
		usb_id_print(&item->pin, pin);
	(void)snprintf(out, POLICY_NAME_BYTES, "%s%s%s%s", item->pattern.text,
		       item->pattern.prefix ? "*" : "", item->pinned ? "=" : "",
		       pin);
	return out;
}
