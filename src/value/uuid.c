/* uuid.c - a machine's UUID
 *
 * Runs as: caller.  Input: any bytes of a VM file.
 */
#include "value_internal.h"
#include "vmman/value.h"

static const struct value_language language = {
	.name = "a UUID",
	.expected = "one like 123e4567-e89b-12d3-a456-426614174000",
	.most = UUID_TEXT_BYTES - 1,
};

bool uuid_parse(struct str from, struct uuid *out, struct err *e)
{
	if (scan_uuid(from) != SCAN_VALUE)
		return value_refuse(&language, from, e);
	BUG_UNLESS(str_copy(out->text, sizeof(out->text), from));
	for (char *c = out->text; *c != '\0'; c++)
		if (*c >= 'A' && *c <= 'F')
			*c = (char)(*c + ('a' - 'A'));
	return true;
}
