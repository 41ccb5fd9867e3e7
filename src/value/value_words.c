/* value_words.c - what the small languages share
 *
 * Runs as: both.  Input: any bytes in refusals; recognised digits.
 */
#include "value_internal.h"

bool value_refuse(const struct value_language *language, struct str from,
		  struct err *e)
{
	struct str shown = str_shown(from);

	if (from.len > language->most)
		return err_set(e, ERR_CONFIG,
			       "\"%.*s%s\" has %zu bytes; %s has at most %zu",
			       STR_ARG(shown),
			       shown.len < from.len ? "..." : "", from.len,
			       language->name, language->most);
	return err_set(e, ERR_CONFIG, "\"%.*s%s\" is not %s; expected %s",
		       STR_ARG(shown), shown.len < from.len ? "..." : "",
		       language->name, language->expected);
}

bool value_take_name(const struct value_language *language,
		     enum value_scan found, struct str from, char *out,
		     struct err *e)
{
	if (found == SCAN_DOTS && from.len <= language->most)
		return err_set(e, ERR_CONFIG,
			       "\"%.*s\" is not %s; expected no '..' in it",
			       STR_ARG(from), language->name);
	if (found != SCAN_VALUE)
		return value_refuse(language, from, e);
	memset(out, 0, language->most + 1);
	BUG_UNLESS(str_copy(out, language->most + 1, from));
	return true;
}

static uint32_t hex_digit(char digit)
{
	if (digit >= '0' && digit <= '9')
		return (uint32_t)(digit - '0');
	/* Bit 5 makes a letter of ASCII lower case. */
	return (uint32_t)((digit | 0x20) - 'a' + 10);
}

uint32_t value_hex(const char *digits, size_t count)
{
	uint32_t number = 0;

	for (size_t i = 0; i < count; i++)
		number = number << 4 | hex_digit(digits[i]);
	return number;
}
