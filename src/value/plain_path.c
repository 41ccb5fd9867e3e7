/* plain_path.c - a path of the host that may cross to root's half
 *
 * Runs as: both.  Input: any bytes: VM file, wire.
 */
#include "value_internal.h"
#include "vmman/value.h"

static const struct value_language language = {
	.name = "a path that vm-init takes",
	.expected = "an absolute one of letters, digits and _.:+=@,- "
		    "whose parts begin with a letter, a digit or _",
	.most = PLAIN_PATH_TEXT_BYTES - 1,
};

bool plain_path_parse(struct str from, struct plain_path *out, struct err *e)
{
	if (from.len > language.most || scan_plain_path(from) != SCAN_VALUE)
		return value_refuse(&language, from, e);
	*out = (struct plain_path){0};
	BUG_UNLESS(str_copy(out->text, sizeof(out->text), from));
	return true;
}
