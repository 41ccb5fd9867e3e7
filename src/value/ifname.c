/* ifname.c - the name of a network interface
 *
 * Runs as: both.  Input: any bytes: VM file, policy, wire, kernel.
 */
#include "value_internal.h"
#include "vmman/value.h"

static const struct value_language made = {
	.name = "a name for an interface",
	.expected = "a letter, then letters, digits, '_' or '-'",
	.most = IFNAME_TEXT_BYTES - 1,
};

static const struct value_language existing = {
	.name = "the name of an interface",
	.expected = "a letter or digit, then letters, digits, '_', '.' or '-'",
	.most = IFNAME_TEXT_BYTES - 1,
};

/* @from, of which the scanner of @language found @found. */
static bool take(const struct value_language *language, enum value_scan found,
		 struct str from, struct ifname *out, struct err *e)
{
	if (found == SCAN_RESERVED)
		return err_set(e, ERR_CONFIG,
			       "\"%.*s\" is not %s; "
			       "Linux gives it a meaning of its own",
			       STR_ARG(from), language->name);
	if (found != SCAN_VALUE)
		return value_refuse(language, from, e);
	*out = (struct ifname){0};
	BUG_UNLESS(str_copy(out->text, sizeof(out->text), from));
	return true;
}

bool ifname_parse(struct str from, struct ifname *out, struct err *e)
{
	return take(&made, scan_ifname(from), from, out, e);
}

bool ifname_parse_existing(struct str from, struct ifname *out, struct err *e)
{
	return take(&existing, scan_ifname_existing(from), from, out, e);
}
