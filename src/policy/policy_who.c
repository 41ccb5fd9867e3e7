/* policy_who.c - principals: their text, and whom an entry applies to
 *
 * Runs as: both.  Input: texts from a policy file; credentials from the kernel.
 */
#include "policy_internal.h"
#include "vmman/num.h"
#include <stdio.h>

/* The prefixes: mandatory, so that a name of digits is no id and a group is no
 * user. */
static const struct {
	const char *prefix;
	const char *what; /* behind the prefix */
	bool named;
} kinds[] = {
	[POLICY_USER] = {"user:", "user name", true},
	[POLICY_GROUP] = {"group:", "group name", true},
	[POLICY_UID] = {"uid:", "user id", false},
	[POLICY_GID] = {"gid:", "group id", false},
};

/* Take the prefix off @text; false if it has none. */
static bool take_prefix(struct str *text, enum policy_who_kind *out)
{
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
		struct str prefix = str_from_c(kinds[i].prefix);

		if (!str_starts_with(*text, prefix))
			continue;
		*text = str_behind(*text, prefix.len);
		*out = (enum policy_who_kind)i;
		return true;
	}
	return false;
}

static bool refuse_prefix(struct str text, struct err *e)
{
	err_set(e, ERR_CONFIG,
		"\"%.*s\" does not say whether it is a user or a group",
		STR_ARG(text));
	return err_hint(e, "write user:NAME, group:NAME, uid:NUMBER or "
			   "gid:NUMBER");
}

/* Names come from directories of many kinds ("domain users", "a@b.example");
 * what no account can be called is refused, and blanks at either end, which
 * nobody would see. */
static bool is_name(struct str text)
{
	if (text.len == 0 || text.len >= POLICY_NAME_BYTES ||
	    text.data[0] == ' ' || text.data[text.len - 1] == ' ')
		return false;
	for (size_t i = 0; i < text.len; i++) {
		char c = text.data[i];

		if (c < ' ' || c > '~' || c == ':' || c == '/')
			return false;
	}
	return true;
}

static bool parse_name(struct str text, struct arena *arena,
		       struct policy_who *out, struct err *e)
{
	if (!is_name(text)) {
		err_set(e, ERR_CONFIG, "\"%.*s\" is not a %s", STR_ARG(text),
			kinds[out->kind].what);
		return err_hint(e,
				"a name has 1 to %d visible ASCII bytes, "
				"no ':' and no '/'",
				POLICY_NAME_BYTES - 1);
	}
	out->name = arena_text(arena, text);
	if (out->name == NULL)
		return err_set(e, ERR_SYSTEM, "no memory for the policy");
	return true;
}

static bool parse_id(struct str text, struct policy_who *out, struct err *e)
{
	out->name = "";
	out->resolved = num_parse_id(text, &out->id);
	if (out->resolved)
		return true;
	err_set(e, ERR_CONFIG, "\"%.*s\" is not a %s", STR_ARG(text),
		kinds[out->kind].what);
	return err_hint(e, "an id is a plain decimal number; 65535 and "
			   "4294967295 mean \"none\" to the kernel");
}

bool policy_who_parse(struct str from, struct arena *arena,
		      struct policy_who *out, struct err *e)
{
	struct str rest = from;
	enum policy_who_kind kind;

	if (!take_prefix(&rest, &kind))
		return refuse_prefix(from, e);
	*out = (struct policy_who){.kind = kind};
	return kinds[kind].named ? parse_name(rest, arena, out, e)
				 : parse_id(rest, out, e);
}

void policy_who_print(const struct policy_who *who,
		      char out[POLICY_VALUE_BYTES])
{
	const char *prefix = kinds[who->kind].prefix;

	if (kinds[who->kind].named)
		(void)snprintf(out, POLICY_VALUE_BYTES, "%s%s", prefix,
			       who->name);
	else
		(void)snprintf(out, POLICY_VALUE_BYTES, "%s%u", prefix,
			       who->id);
}

bool policy_is_member(const struct caller *caller, gid_t gid)
{
	if (caller->gid == gid)
		return true;
	for (size_t i = 0; i < caller->group_count; i++)
		if (caller->groups[i] == gid)
			return true;
	return false;
}

static bool who_is(const struct policy_who *who, const struct caller *caller)
{
	if (!who->resolved)
		return false;
	switch (who->kind) {
	case POLICY_USER:
	case POLICY_UID:
		return caller->uid == who->id;
	case POLICY_GROUP:
	case POLICY_GID:
		return policy_is_member(caller, who->id);
	}
	BUG();
}

bool policy_entry_applies(const struct policy *policy,
			  const struct policy_entry *entry,
			  const struct caller *caller)
{
	const struct policy_who *who = policy->who + entry->who_first;

	for (size_t i = 0; i < entry->who_count; i++)
		if (who_is(&who[i], caller))
			return true;
	return false;
}
