/* pattern.c - the patterns of the policy
 *
 * Runs as: both.  Input: any bytes as a pattern (the policy's); recognised
 * values as texts; the caller's name and number from the kernel and NSS.
 */
#include "value_internal.h"
#include "vmman/value.h"
#include <stdio.h>

enum {
	UID_TEXT_BYTES = 11
};

static const struct value_language language = {
	.name = "a pattern",
	.expected = "visible ASCII with '*' at the end only, "
		    "and no braces but {user} and {uid}",
	.most = PATTERN_TEXT_BYTES - 1,
};

bool pattern_parse(struct str from, struct pattern *out, struct err *e)
{
	enum value_scan found = scan_pattern(from);

	if ((found != SCAN_VALUE && found != SCAN_PREFIX) ||
	    from.len > language.most)
		return value_refuse(&language, from, e);
	*out = (struct pattern){.prefix = found == SCAN_PREFIX};
	if (out->prefix)
		from.len--;
	BUG_UNLESS(str_copy(out->text, sizeof(out->text), from));
	return true;
}

bool pattern_needs_user(const struct pattern *pattern)
{
	return strstr(pattern->text, "{user}") != NULL;
}

/* Take @part off the front of @rest; false if it does not begin so. */
static bool take(struct str *rest, struct str part)
{
	if (!str_starts_with(*rest, part))
		return false;
	rest->data += part.len;
	rest->len -= part.len;
	return true;
}

/* The next piece of the pattern @rest as it has to stand in a text, taken off
 * its front: a byte, or what a name in braces stands for. */
static struct str expand(struct str *rest, const char *user, const char *uid)
{
	struct str byte = {rest->data, 1};

	if (take(rest, STR("{user}")))
		return str_from_c(user);
	if (take(rest, STR("{uid}")))
		return str_from_c(uid);
	rest->data++;
	rest->len--;
	return byte;
}

bool pattern_match(const struct pattern *pattern, const char *text,
		   const char *user, uint32_t uid)
{
	struct str left = str_from_c(text);
	struct str rest = str_from_c(pattern->text);
	char uid_text[UID_TEXT_BYTES];

	if (user[0] == '\0' && pattern_needs_user(pattern))
		return false;
	(void)snprintf(uid_text, sizeof(uid_text), "%u", uid);
	while (rest.len > 0)
		if (!take(&left, expand(&rest, user, uid_text)))
			return false;
	return pattern->prefix ? left.len > 0 : left.len == 0;
}
