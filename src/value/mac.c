/* mac.c - the MAC address of a guest's interface
 *
 * Runs as: both.  Input: any bytes: VM file, policy.
 */
#include "value_internal.h"
#include "vmman/value.h"
#include <stdio.h>

static const struct value_language language = {
	.name = "a MAC address",
	.expected = "six octets like 52:54:00:12:34:56",
	.most = MAC_TEXT_BYTES - 1,
};

bool mac_parse(struct str from, struct mac *out, struct err *e)
{
	enum value_scan found = scan_mac(from);

	if (found == SCAN_ZERO)
		return err_set(e, ERR_CONFIG,
			       "\"%.*s\" is no interface's address; "
			       "expected one that is not zero",
			       STR_ARG(from));
	if (found == SCAN_MULTICAST) {
		err_set(e, ERR_CONFIG,
			"\"%.*s\" is the address of a group; "
			"expected that of a single interface",
			STR_ARG(from));
		return err_hint(e, "make the first octet even");
	}
	if (found != SCAN_VALUE)
		return value_refuse(&language, from, e);
	for (size_t i = 0; i < ARRAY_LEN(out->octets); i++)
		out->octets[i] = (uint8_t)value_hex(from.data + i * 3, 2);
	return true;
}

const char *mac_print(const struct mac *mac, char out[MAC_TEXT_BYTES])
{
	const uint8_t *o = mac->octets;

	(void)snprintf(out, MAC_TEXT_BYTES, "%02x:%02x:%02x:%02x:%02x:%02x",
		       o[0], o[1], o[2], o[3], o[4], o[5]);
	return out;
}
