/* vm_operand.h - the VM that a command line names */
#ifndef VMMAN_VM_OPERAND_H
#define VMMAN_VM_OPERAND_H

#include "vmman/err.h"
#include "vmman/own.h"
#include "vmman/value.h"
#include <stdbool.h>

/* vm_name_parse() of @text, an operand or the value of an option: what is no
 * name is the command line's fault, not a file's.  False after filling @e with
 * ERR_USAGE. */
bool vm_operand_parse(const char *text, struct vm_name *out,
		      struct err *e) MUST_CHECK;

#endif
