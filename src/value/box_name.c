/* box_name.c - the name of a box in a registry
 *
 * Runs as: caller.  Input: any bytes: the command line.
 */
#include "value_internal.h"
#include "vmman/value.h"
#include <string.h>

static const struct value_language language = {
	.name = "the name of a box",
	.expected = "VENDOR/NAME, each a letter or digit, then letters, "
		    "digits, '_', '.' or '-'",
	.most = BOX_NAME_TEXT_BYTES - 1,
};

/* What both sides of the only slash are: a scanner for all of it would have to
 * count to 64 twice, and have states for each pair of numbers. */
static enum value_scan scan_box_name(struct str from)
{
	const char *slash =
		from.len > 0 ? memchr(from.data, '/', from.len) : NULL;
	size_t len;

	if (from.len > 0 && memmem(from.data, from.len, "..", 2) != NULL)
		return SCAN_DOTS;
	if (slash == NULL)
		return SCAN_OTHER;
	len = (size_t)(slash - from.data);
	if (scan_vm_name((struct str){from.data, len}) != SCAN_VALUE)
		return SCAN_OTHER;
	return scan_vm_name((struct str){slash + 1, from.len - len - 1});
}

bool box_name_parse(struct str from, struct box_name *out, struct err *e)
{
	return value_take_name(&language, scan_box_name(from), from, out->text,
			       e);
}
