/* policy_print.c - a policy as text again, and what it grants one caller
 *
 * Runs as: both.  Input: a policy that policy_from_toml() made.
 */
#include "policy_internal.h"
#include "vmman/out.h"
#include <inttypes.h>
#include <stdio.h>

static void print_item(const struct policy_item *item,
		       char out[POLICY_VALUE_BYTES])
{
	char pin[USB_ID_TEXT_BYTES] = "";

	if (item->pinned)
		usb_id_print(&item->pin, pin);
	(void)snprintf(out, POLICY_VALUE_BYTES, "%s%s%s%s", item->pattern.text,
		       item->pattern.prefix ? "*" : "", item->pinned ? "=" : "",
		       pin);
}

/* How many values @entry has for @key. */
static size_t value_count(const struct policy_entry *entry,
			  enum policy_key_id key)
{
	const struct policy_value *value = &entry->values[key];

	switch (policy_keys[key].type) {
	case POLICY_TYPE_WHO:
		return entry->who_count;
	case POLICY_TYPE_PATTERNS:
		return value->list.count;
	case POLICY_TYPE_COUNT:
		return 1; /* has a default */
	case POLICY_TYPE_SIZE:
		return value->given;
	case POLICY_TYPE_FLAG:
		return value->flag;
	}
	BUG();
}

/* Print the value number @i, without quotes. */
static void print_value(const struct policy *policy,
			const struct policy_entry *entry,
			enum policy_key_id key, size_t i,
			char out[POLICY_VALUE_BYTES])
{
	const struct policy_value *value = &entry->values[key];

	switch (policy_keys[key].type) {
	case POLICY_TYPE_WHO:
		policy_who_print(&policy->who[entry->who_first + i], out);
		return;
	case POLICY_TYPE_PATTERNS:
		print_item(&value->list.items[i], out);
		return;
	case POLICY_TYPE_COUNT:
		(void)snprintf(out, POLICY_VALUE_BYTES, "%" PRIu64,
			       value->number);
		return;
	case POLICY_TYPE_SIZE:
		size_print(value->number, out);
		return;
	case POLICY_TYPE_FLAG:
		(void)snprintf(out, POLICY_VALUE_BYTES, "true");
		return;
	}
	BUG();
}

static bool is_list(enum policy_key_id key)
{
	return policy_keys[key].type == POLICY_TYPE_WHO ||
	       policy_keys[key].type == POLICY_TYPE_PATTERNS;
}

/* An empty list says something else than none, and stays. */
static bool is_printed(const struct policy_entry *entry, enum policy_key_id key)
{
	return value_count(entry, key) > 0 ||
	       (is_list(key) && entry->values[key].given);
}

static void print_key(const struct policy *policy,
		      const struct policy_entry *entry, enum policy_key_id key,
		      struct out *out)
{
	bool quoted = is_list(key) || policy_keys[key].type == POLICY_TYPE_SIZE;
	char value[POLICY_VALUE_BYTES];

	out_format(out, "%s = %s", policy_keys[key].name,
		   is_list(key) ? "[" : "");
	for (size_t i = 0; i < value_count(entry, key); i++) {
		print_value(policy, entry, key, i, value);
		out_text(out, i > 0 ? ", " : "");
		/* What JSON escapes, TOML escapes alike. */
		if (quoted)
			out_json(out, str_from_c(value));
		else
			out_text(out, value);
	}
	out_text(out, is_list(key) ? "]\n" : "\n");
}

void policy_print(const struct policy *policy, struct out *out)
{
	out_format(out, "version = %d\n", POLICY_VERSION);
	if (policy->foreign_netns)
		out_text(out, "foreign-netns = true\n");
	for (size_t i = 0; i < policy->count; i++) {
		const struct policy_entry *entry = &policy->entries[i];

		out_text(out, "\n[[allow]]\n");
		for (enum policy_key_id key = 0; key < POLICY_KEYS; key++)
			if (is_printed(entry, key))
				print_key(policy, entry, key, out);
	}
}

struct policy_grants policy_grants_for(const struct policy *policy,
				       const struct caller *caller)
{
	return (struct policy_grants){.policy = policy, .caller = caller};
}

/* Whether the value number @i of @entry grants anything. */
static bool is_grant(const struct policy_entry *entry, enum policy_key_id key,
		     size_t i)
{
	return policy_keys[key].type != POLICY_TYPE_PATTERNS ||
	       policy_item_counts(entry, &entry->values[key].list.items[i]);
}

/* The next grant of the key at which @g is. */
static bool next_value(struct policy_grants *g, struct policy_grant *out)
{
	const struct policy_entry *entry = &g->policy->entries[g->entry];
	enum policy_key_id key = (enum policy_key_id)g->key;

	*out = (struct policy_grant){.line = entry->line,
				     .key = policy_keys[key].name};
	if (key == POLICY_MACS && !entry->values[key].given && g->item++ == 0)
		return str_copy(out->value, sizeof(out->value),
				STR("any locally administered"));
	while (g->item < value_count(entry, key)) {
		size_t i = g->item++;

		if (!is_grant(entry, key, i))
			continue;
		print_value(g->policy, entry, key, i, out->value);
		return true;
	}
	return false;
}

bool policy_grants_next(struct policy_grants *grants, struct policy_grant *out)
{
	struct policy_grants *g = grants;

	for (; g->entry < g->policy->count; g->entry++, g->key = 0) {
		/* Asked once an entry: later the key is another. */
		if (g->key == POLICY_WHO &&
		    !policy_entry_applies(g->policy,
					  &g->policy->entries[g->entry],
					  g->caller))
			continue;
		for (; g->key < POLICY_KEYS; g->key++, g->item = 0)
			if (g->key != POLICY_WHO && next_value(g, out))
				return true;
	}
	return false;
}
