/* vm_operand.c - the VM that a command line names
 *
 * Runs as: caller.  Input: an argument of the command line.
 */
#include "vm_operand.h"

bool vm_operand_parse(const char *text, struct vm_name *out, struct err *e)
{
	if (vm_name_parse(str_from_c(text), out, e))
		return true;
	e->kind = ERR_USAGE;
	return false;
}
