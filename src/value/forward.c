/* forward.c - a port of the host that leads into a guest
 *
 * Runs as: caller.  Input: any bytes of a VM file.
 */
#include "value_internal.h"
#include "vmman/num.h"
#include "vmman/value.h"
#include <stdio.h>

static const struct value_language language = {
	.name = "a forwarded port",
	.expected = "tcp:ADDRESS:PORT:PORT or udp:..., "
		    "as in \"tcp:127.0.0.1:2222:22\"",
	.most = FORWARD_TEXT_BYTES - 1,
};

/* What stands behind the last colon of @rest, taken off its end. */
static struct str take_last(struct str *rest)
{
	size_t len = 0;
	struct str last;

	while (rest->data[rest->len - len - 1] != ':')
		len++;
	last = (struct str){rest->data + rest->len - len, len};
	rest->len -= len + 1;
	return last;
}

static uint16_t take_port(struct str *rest)
{
	uint64_t port;

	BUG_UNLESS(num_parse(take_last(rest), UINT16_MAX, &port));
	return (uint16_t)port;
}

bool forward_parse(struct str from, struct forward *out, struct err *e)
{
	struct str rest = from;

	if (scan_forward(from) != SCAN_VALUE)
		return value_refuse(&language, from, e);
	out->guest_port = take_port(&rest);
	out->host_port = take_port(&rest);
	BUG_UNLESS(
		str_copy(out->address, sizeof(out->address), take_last(&rest)));
	out->protocol = str_equal(rest, STR("tcp")) ? FORWARD_TCP : FORWARD_UDP;
	return true;
}

const char *forward_print(const struct forward *forward,
			  char out[FORWARD_TEXT_BYTES])
{
	const char *protocol = forward->protocol == FORWARD_TCP ? "tcp" : "udp";

	(void)snprintf(out, FORWARD_TEXT_BYTES, "%s:%s:%u:%u", protocol,
		       forward->address, (unsigned)forward->host_port,
		       (unsigned)forward->guest_port);
	return out;
}
