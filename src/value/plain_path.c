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
	bool fits = from.len <= language.most;

	return value_take_name(&language,
			       fits ? scan_plain_path(from) : SCAN_OTHER, from,
			       out->text, e);
}
