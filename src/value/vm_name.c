/* vm_name.c - the name of a VM
 *
 * Runs as: both.  Input: any bytes: the command line, the wire, an ifalias.
 */
#include "value_internal.h"
#include "vmman/value.h"

static const struct value_language language = {
	.name = "the name of a VM",
	.expected = "a letter or digit, then letters, digits, '_', '.' or '-'",
	.most = VM_NAME_TEXT_BYTES - 1,
};

bool vm_name_parse(struct str from, struct vm_name *out, struct err *e)
{
	return value_take_name(&language, scan_vm_name(from), from, out->text,
			       e);
}
