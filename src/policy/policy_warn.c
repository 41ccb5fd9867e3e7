/* policy_warn.c - what is odd about a policy though legal
 *
 * Runs as: both.  Input: a policy that policy_from_toml() made, its names
 * resolved.
 */
#include "policy_internal.h"
#include <string.h>

static void warn_who(const struct policy_who *who, struct err_list *warnings)
{
	char text[POLICY_VALUE_BYTES];
	bool number = *who->name != '\0' &&
		      who->name[strspn(who->name, "0123456789")] == '\0';
	struct err *e;

	if (who->resolved && !number)
		return;
	policy_who_print(who, text);
	e = err_next(warnings);
	if (number) {
		err_at(e, ERR_CONFIG, who->at, "%s is a name of digits", text);
		err_hint(e, "an id is written %s:%s",
			 who->kind == POLICY_USER ? "uid" : "gid", who->name);
		return;
	}
	err_at(e, ERR_CONFIG, who->at,
	       "%s is not known on this host and matches nobody", text);
}

/* Whether a longer name or number than the caller's fits the pattern too:
 * "{user}*" of al covers alice's names. */
static bool covers_others(const struct pattern *pattern)
{
	size_t len = strlen(pattern->text);

	return pattern->prefix && len > 0 && pattern->text[len - 1] == '}';
}

/* A pattern of @entry under @key. */
static void warn_item(const struct policy_entry *entry, enum policy_key_id key,
		      const struct policy_item *item, struct err_list *warnings)
{
	const char *name = policy_keys[key].name;
	struct err *e;

	if (!policy_item_counts(entry, item)) {
		e = err_next(warnings);
		err_at(e, ERR_CONFIG, item->at,
		       "a \"*\" alone in %s counts for nothing here", name);
		err_hint(e, "it needs host-critical = true in the same entry; "
			    "better name what is meant");
	} else if (policy_item_is_star(item)) {
		err_at(err_next(warnings), ERR_CONFIG, item->at,
		       "\"*\" in %s matches whatever is asked for", name);
	} else if (covers_others(&item->pattern)) {
		e = err_next(warnings);
		err_at(e, ERR_CONFIG, item->at,
		       "\"%s*\" also covers what a longer name or number "
		       "begins with",
		       item->pattern.text);
		err_hint(e, "put a character between: \"%s-*\"",
			 item->pattern.text);
	} else if (key == POLICY_PCI && !item->pinned) {
		e = err_next(warnings);
		err_at(e, ERR_CONFIG, item->at,
		       "nothing says which device must sit at \"%s%s\"",
		       item->pattern.text, item->pattern.prefix ? "*" : "");
		err_hint(e, "append its vendor and product: \"%s%s=10de:2204\"",
			 item->pattern.text, item->pattern.prefix ? "*" : "");
	}
}

static void warn_items(const struct policy_entry *entry,
		       struct err_list *warnings)
{
	for (enum policy_key_id key = 0; key < POLICY_KEYS; key++) {
		const struct policy_value *value = &entry->values[key];

		if (policy_keys[key].type != POLICY_TYPE_PATTERNS)
			continue;
		for (size_t i = 0; i < value->list.count; i++)
			warn_item(entry, key, &value->list.items[i], warnings);
	}
}

static bool has_any(const struct policy_entry *entry, enum policy_key_id key)
{
	return entry->values[key].list.count > 0;
}

/* A tap or macvtap needs a name and something to join; either alone grants
 * nothing. */
static void warn_halves(const struct policy_entry *entry,
			struct err_list *warnings)
{
	bool named = has_any(entry, POLICY_INTERFACES);
	bool joined = has_any(entry, POLICY_BRIDGES) ||
		      has_any(entry, POLICY_HOST_INTERFACES);
	bool rest = has_any(entry, POLICY_PCI) || has_any(entry, POLICY_USB) ||
		    has_any(entry, POLICY_DEVICES) ||
		    has_any(entry, POLICY_HUGEPAGES) ||
		    entry->values[POLICY_MAX_MEMLOCK].given;

	if (named && !joined)
		err_at(err_next(warnings), ERR_CONFIG, entry->at,
		       "this entry grants interfaces but neither bridges nor "
		       "host-interfaces for them");
	else if (joined && !named)
		err_at(err_next(warnings), ERR_CONFIG, entry->at,
		       "this entry grants bridges or host-interfaces but no "
		       "names of interfaces that join them");
	else if (!named && !rest)
		err_at(err_next(warnings), ERR_CONFIG, entry->at,
		       "this entry grants nothing");
}

static void warn_critical(const struct policy_entry *entry,
			  struct err_list *warnings)
{
	const struct policy_value *critical =
		&entry->values[POLICY_HOST_CRITICAL];

	if (critical->flag)
		err_at(err_next(warnings), ERR_CONFIG, critical->at,
		       "host-critical = true also grants what the host itself "
		       "depends on");
}

void policy_warn(const struct policy *policy, struct err_list *warnings)
{
	size_t first = warnings->count;

	for (size_t i = 0; i < policy->count; i++) {
		const struct policy_entry *entry = &policy->entries[i];
		const struct policy_who *who = policy->who + entry->who_first;

		for (size_t j = 0; j < entry->who_count; j++)
			warn_who(&who[j], warnings);
		warn_items(entry, warnings);
		warn_halves(entry, warnings);
		warn_critical(entry, warnings);
	}
	if (policy->count == 0)
		err_set(err_next(warnings), ERR_CONFIG,
			"the policy has no entry: nobody may ask for anything");
	err_sort(warnings, first);
}
