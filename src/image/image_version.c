/* image_version.c - versions in the order of RubyGems, as Vagrant has them
 *
 * Runs as: caller.  Input: a registry's versions, the caller's constraint.
 *
 * Gem::Version: numbers and words between dots; a word marks a prerelease and
 * stands before any number, and a missing part counts as 0.  Numbers have any
 * length.  A '-' reads ".pre.".
 */
#include "image_internal.h"
#include <ctype.h>
#include <strings.h>

enum {
	PARTS_MAX = 32,
	VERSION_BYTES_MAX = 128,
};

struct version {
	size_t count;
	size_t numbers; /* parts before the first word */
	struct str parts[PARTS_MAX];
};

static bool is_number(struct str part)
{
	return isdigit((unsigned char)part.data[0]) != 0;
}

static bool add(struct version *v, struct str part)
{
	if (v->count == PARTS_MAX)
		return false;
	if (v->numbers == v->count && is_number(part))
		v->numbers++;
	v->parts[v->count++] = part;
	return true;
}

/* The digits or the letters at the start of @text. */
static size_t part_len(struct str text)
{
	bool digits = is_number(text);
	size_t len = 0;

	while (len < text.len && isalnum((unsigned char)text.data[len]) &&
	       is_number(str_behind(text, len)) == digits)
		len++;
	return len;
}

/* What separates parts has to have one on both its sides. */
static bool split(struct str text, struct version *v)
{
	while (text.len > 0) {
		size_t len = part_len(text);

		if (len == 0 || !add(v, (struct str){text.data, len}))
			return false;
		text = str_behind(text, len);
		if (text.len == 0 || isalnum((unsigned char)text.data[0]))
			continue;
		if (text.len == 1 || strchr(".-", text.data[0]) == NULL)
			return false;
		if (text.data[0] == '-' && !add(v, STR("pre")))
			return false;
		text = str_behind(text, 1);
	}
	return true;
}

static bool parse(struct str text, struct version *v)
{
	*v = (struct version){0};
	return text.len > 0 && text.len <= VERSION_BYTES_MAX &&
	       is_number(text) && split(text, v);
}

bool image_version_is(const char *text)
{
	struct version v;

	return parse(str_from_c(text), &v);
}

static struct str without_zeros(struct str digits)
{
	while (digits.len > 0 && digits.data[0] == '0')
		digits = str_behind(digits, 1);
	return digits;
}

static int compare_numbers(struct str a, struct str b)
{
	a = without_zeros(a);
	b = without_zeros(b);
	if (a.len != b.len)
		return a.len < b.len ? -1 : 1;
	return str_compare(a, b);
}

static int compare_parts(struct str a, struct str b)
{
	if (is_number(a) && is_number(b))
		return compare_numbers(a, b);
	if (is_number(a) != is_number(b))
		return is_number(a) ? 1 : -1;
	return str_compare(a, b);
}

static bool is_zero(struct str part)
{
	return is_number(part) && without_zeros(part).len == 0;
}

/* 1.0.0 is 1, and 1.0.a is 1.a: zeros at the end of the numbers, and at the end
 * of all, say nothing. */
static struct version canonical(const struct version *v)
{
	struct version out = *v;
	size_t from = v->numbers;

	while (out.numbers > 0 && is_zero(v->parts[out.numbers - 1]))
		out.numbers--;
	out.count = out.numbers;
	while (from < v->count)
		out.parts[out.count++] = v->parts[from++];
	while (out.count > out.numbers && is_zero(out.parts[out.count - 1]))
		out.count--;
	return out;
}

static struct str part_or_zero(const struct version *v, size_t i)
{
	return i < v->count ? v->parts[i] : STR("0");
}

static int compare(const struct version *a, const struct version *b)
{
	struct version x = canonical(a), y = canonical(b);
	size_t most = x.count > y.count ? x.count : y.count;
	int order = 0;

	for (size_t i = 0; i < most && order == 0; i++)
		order = compare_parts(part_or_zero(&x, i), part_or_zero(&y, i));
	return order;
}

int image_version_compare(const char *a, const char *b)
{
	struct version x, y;

	BUG_UNLESS(parse(str_from_c(a), &x) && parse(str_from_c(b), &y));
	return compare(&x, &y);
}

/* Of "~> 1.2.3" all but the last number is fixed. */
static bool has_prefix_of(const struct version *v, const struct version *wanted)
{
	size_t fixed = wanted->numbers > 1 ? wanted->numbers - 1 : 1;
	struct version released = *v;

	released.count = v->numbers;
	for (size_t i = 0; i < fixed; i++)
		if (compare_parts(part_or_zero(&released, i),
				  wanted->parts[i]) != 0)
			return false;
	return true;
}

static const char *const operators[] = {"~>", ">=", "<=", "!=", ">", "<", "="};

static bool holds(size_t operator, const struct version * v,
		  const struct version *wanted)
{
	int order = compare(v, wanted);

	switch (operator) {
	case 0:
		return order >= 0 && has_prefix_of(v, wanted);
	case 1:
		return order >= 0;
	case 2:
		return order <= 0;
	case 3:
		return order != 0;
	case 4:
		return order > 0;
	case 5:
		return order < 0;
	default:
		return order == 0;
	}
}

static struct str trimmed(struct str s)
{
	while (s.len > 0 && s.data[0] == ' ')
		s = str_behind(s, 1);
	while (s.len > 0 && s.data[s.len - 1] == ' ')
		s.len--;
	return s;
}

/* ARRAY_LEN(operators) for none, which means "=". */
static size_t take_operator(struct str *s)
{
	size_t i = 0;

	while (i < ARRAY_LEN(operators) &&
	       !str_starts_with(*s, str_from_c(operators[i])))
		i++;
	if (i < ARRAY_LEN(operators))
		*s = trimmed(str_behind(*s, strlen(operators[i])));
	return i;
}

static bool refuse(struct str one, struct err *e)
{
	struct str shown = str_shown(one);

	(void)err_set(e, ERR_USAGE, "\"%.*s\" is no constraint of a version",
		      STR_ARG(shown));
	return err_hint(e, "write one as Vagrant does: 1.2.3, \">= 1.2, < 2\" "
			   "or \"~> 1.2\"");
}

bool image_version_satisfies(const char *version, const char *constraint,
			     bool *out, struct err *e)
{
	struct str rest = str_from_c(constraint);
	struct version v, wanted;

	BUG_UNLESS(parse(str_from_c(version), &v));
	*out = true;
	for (;;) {
		const char *comma = memchr(rest.data, ',', rest.len);
		struct str whole = {
			rest.data,
			comma == NULL ? rest.len : (size_t)(comma - rest.data)};
		struct str one = trimmed(whole);
		size_t operator= take_operator(&one);

		if (!parse(one, &wanted))
			return refuse(trimmed(whole), e);
		*out = *out && holds(operator, & v, &wanted);
		if (comma == NULL)
			return true;
		rest = str_behind(rest, whole.len + 1);
	}
}
