/* policy_from_toml.c - a document becomes a policy, or a list of its defects
 *
 * Runs as: both.  Input: the policy file: root's, or one that somebody checks.
 */
#include "policy_internal.h"

/* What is read, and where to. */
struct reader {
	const struct toml *doc;
	struct arena *arena;
	struct policy *policy;
	struct err_list *errs;
	size_t patterns; /* of all entries so far */
};

/* All the functions that read return whether what they read was right; if not,
 * they have added to r->errs. */

/* Add @e, about the place @at unless it has one. */
static bool refuse(const struct reader *r, struct err_place at,
		   const struct err *e)
{
	struct err *added = err_next(r->errs);

	*added = *e;
	if (!added->at.known)
		added->at = at;
	return false;
}

static struct err_place place_of(const struct reader *r,
				 const struct toml_value *v)
{
	return toml_place(r->doc, v);
}

static bool refuse_full(const struct reader *r)
{
	return err_set(err_next(r->errs), ERR_SYSTEM,
		       "no memory for the policy");
}

/* Whether @v has @type; if not, @hint says what to do. */
static bool has_type_or(const struct reader *r, const char *key,
			const struct toml_value *v, enum toml_type type,
			const char *hint)
{
	struct err *e;

	if (toml_type(v) == type)
		return true;
	e = err_next(r->errs);
	err_at(e, ERR_CONFIG, place_of(r, v), "%s is %s; expected %s", key,
	       toml_type_text(toml_type(v)), toml_type_text(type));
	return err_hint(e, "%s", hint);
}

static bool has_type(const struct reader *r, const char *key,
		     const struct toml_value *v, enum toml_type type)
{
	return has_type_or(r, key, v, type, "");
}

static bool read_text(const struct reader *r, const char *key,
		      const struct toml_value *v, struct str *out)
{
	if (!has_type(r, key, v, TOML_STRING))
		return false;
	*out = toml_string(r->doc, v);
	return true;
}

/* Split "=10de:2204" off the end of @text. */
static bool take_pin(struct str *text, struct policy_item *item, struct err *e)
{
	const char *sign =
		text->len == 0 ? NULL : memchr(text->data, '=', text->len);
	size_t len;

	if (sign == NULL)
		return true;
	len = (size_t)(sign - text->data);
	item->pinned = true;
	if (!usb_id_parse(str_behind(*text, len + 1), &item->pin, e))
		return err_context(e, "what must sit there");
	text->len = len;
	return true;
}

static bool parse_item(enum policy_key_id key, struct str text,
		       struct policy_item *item, struct err *e)
{
	if (key == POLICY_PCI && !take_pin(&text, item, e))
		return false;
	return pattern_parse(text, &item->pattern, e) &&
	       policy_keys[key].check(&item->pattern, e);
}

static bool read_item(struct reader *r, enum policy_key_id key,
		      const struct toml_value *v, struct policy_item *item)
{
	struct err e = {.kind = ERR_NONE};
	struct str text;

	if (!read_text(r, policy_keys[key].name, v, &text))
		return false;
	item->at = place_of(r, v);
	if (!parse_item(key, text, item, &e))
		return refuse(r, item->at, &e);
	if (pattern_needs_user(&item->pattern))
		r->policy->needs_user = true;
	return true;
}

static bool read_patterns(struct reader *r, enum policy_key_id key,
			  const struct toml_value *v,
			  struct policy_value *value)
{
	struct toml_iter it;
	bool right = true;

	if (!has_type(r, policy_keys[key].name, v, TOML_ARRAY))
		return false;
	r->patterns += toml_count(r->doc, v);
	if (r->patterns > POLICY_PATTERNS_MAX)
		return err_at(err_next(r->errs), ERR_CONFIG, place_of(r, v),
			      "more than %d patterns in the policy",
			      POLICY_PATTERNS_MAX);
	value->list.items =
		arena_new(r->arena, struct policy_item, toml_count(r->doc, v));
	if (value->list.items == NULL)
		return refuse_full(r);
	it = toml_each(r->doc, v);
	while (toml_next(&it))
		if (!read_item(r, key, it.value,
			       &value->list.items[value->list.count++]))
			right = false;
	return right;
}

static bool read_count(const struct reader *r, const char *key,
		       const struct toml_value *v, uint64_t *out)
{
	int64_t number;

	if (!has_type(r, key, v, TOML_INTEGER))
		return false;
	number = toml_integer(r->doc, v);
	if (number < 1 || number > POLICY_INTERFACES_MAX)
		return err_at(err_next(r->errs), ERR_CONFIG, place_of(r, v),
			      "%s is %lld; expected 1 to %d", key,
			      (long long)number, POLICY_INTERFACES_MAX);
	*out = (uint64_t)number;
	return true;
}

static bool read_size(const struct reader *r, const char *key,
		      const struct toml_value *v, uint64_t *out)
{
	struct err e;
	struct str text;

	if (!read_text(r, key, v, &text))
		return false;
	if (!size_parse(text, out, &e))
		return refuse(r, place_of(r, v), &e);
	return true;
}

static bool read_flag(const struct reader *r, const char *key,
		      const struct toml_value *v, bool *out)
{
	if (!has_type(r, key, v, TOML_BOOL))
		return false;
	*out = toml_bool(v);
	return true;
}

/* Say @what is wrong at @at with the principals of an entry. */
static bool refuse_who(const struct reader *r, struct err_place at,
		       const char *what)
{
	struct err *e = err_next(r->errs);

	err_at(e, ERR_CONFIG, at, "%s", what);
	return err_hint(e, "say to whom it applies: who = [\"group:vm\"]");
}

/* The principals of all entries follow each other in policy->who, so that
 * whoever resolves names sees one list. */
static bool read_who(struct reader *r, struct policy_entry *entry,
		     const struct toml_value *v)
{
	struct policy *policy = r->policy;
	bool right = true;
	struct toml_iter it;
	struct str text;

	if (!has_type(r, "who", v, TOML_ARRAY))
		return false;
	if (toml_count(r->doc, v) == 0)
		return refuse_who(r, entry->values[POLICY_WHO].at,
				  "who is empty");
	it = toml_each(r->doc, v);
	while (toml_next(&it)) {
		struct policy_who *who = &policy->who[policy->who_count];
		struct err e;

		if (!read_text(r, "who", it.value, &text)) {
			right = false;
		} else if (!policy_who_parse(text, r->arena, who, &e)) {
			right = refuse(r, place_of(r, it.value), &e);
		} else {
			who->at = place_of(r, it.value);
			policy->who_count++;
			entry->who_count++;
		}
	}
	return right;
}

static bool read_value(struct reader *r, struct policy_entry *entry,
		       enum policy_key_id key, const struct toml_iter *it)
{
	struct policy_value *value = &entry->values[key];
	const char *name = policy_keys[key].name;

	value->given = true;
	value->at = it->key_place;
	switch (policy_keys[key].type) {
	case POLICY_TYPE_WHO:
		return read_who(r, entry, it->value);
	case POLICY_TYPE_PATTERNS:
		return read_patterns(r, key, it->value, value);
	case POLICY_TYPE_COUNT:
		return read_count(r, name, it->value, &value->number);
	case POLICY_TYPE_SIZE:
		return read_size(r, name, it->value, &value->number);
	case POLICY_TYPE_FLAG:
		return read_flag(r, name, it->value, &value->flag);
	}
	BUG();
}

/* The key of an entry called @name; POLICY_KEYS if there is none. */
static enum policy_key_id find_key(struct str name)
{
	enum policy_key_id key = 0;

	while (key < POLICY_KEYS &&
	       !str_equal(name, str_from_c(policy_keys[key].name)))
		key++;
	return key;
}

static bool refuse_key(const struct reader *r, const struct toml_iter *it,
		       const char *where, const struct str_guess *g)
{
	struct err *e = err_next(r->errs);

	err_at(e, ERR_CONFIG, it->key_place, "there is no key \"%.*s\" %s",
	       STR_ARG(it->key), where);
	if (g->best != NULL)
		err_hint(e, "did you mean %s?", g->best);
	return false;
}

/* Root's half of vm-init sees no file, only what the caller's half says of it;
 * and what stands in the caller's own file is the caller's own choice wherever
 * the file lies.  A key that promised more would be a lie. */
static bool refuse_config_dirs(const struct reader *r,
			       const struct toml_iter *it)
{
	struct err *e = err_next(r->errs);

	err_at(e, ERR_CONFIG, it->key_place,
	       "there is no key \"config-dirs\": where a VM file lies cannot "
	       "be enforced");
	return err_hint(e, "grant what may be asked for (interfaces, bridges, "
			   "macs ...), whatever file asks");
}

/* Whatever stands below a header in TOML belongs to it. */
static bool refuse_misplaced(const struct reader *r, const struct toml_iter *it)
{
	struct err *e = err_next(r->errs);

	err_at(e, ERR_CONFIG, it->key_place, "%.*s is no key of [[allow]]",
	       STR_ARG(it->key));
	return err_hint(e, "put it above the first [[allow]]");
}

static bool refuse_entry_key(const struct reader *r, const struct toml_iter *it)
{
	struct str_guess g = {.word = it->key};

	if (str_equal(it->key, STR("config-dirs")))
		return refuse_config_dirs(r, it);
	if (str_equal(it->key, STR("foreign-netns")))
		return refuse_misplaced(r, it);
	for (size_t i = 0; i < POLICY_KEYS; i++)
		str_guess_offer(&g, policy_keys[i].name);
	return refuse_key(r, it, "in [[allow]]", &g);
}

static uint32_t line_at(const struct toml *doc, size_t offset)
{
	uint32_t line = 1;

	for (size_t i = 0; i < offset; i++)
		if (doc->bytes[i] == '\n')
			line++;
	return line;
}

static bool read_entry(struct reader *r, const struct toml_value *table)
{
	struct policy *policy = r->policy;
	struct policy_entry *entry = &policy->entries[policy->count++];
	bool right = true;
	struct toml_iter it;

	if (!has_type(r, "allow", table, TOML_TABLE))
		return false;
	entry->at = place_of(r, table);
	entry->line = line_at(r->doc, entry->at.offset);
	entry->who_first = policy->who_count;
	entry->values[POLICY_MAX_INTERFACES].number = POLICY_INTERFACES_DEFAULT;
	it = toml_each(r->doc, table);
	while (toml_next(&it)) {
		enum policy_key_id key = find_key(it.key);

		if (key == POLICY_KEYS)
			right = refuse_entry_key(r, &it);
		else if (!read_value(r, entry, key, &it))
			right = false;
	}
	if (!entry->values[POLICY_WHO].given)
		return refuse_who(r, entry->at, "an entry without who");
	return right;
}

/* How many principals the entries of @array hold; what is of the wrong type is
 * told later. */
static size_t count_who(const struct toml *doc, const struct toml_value *array)
{
	struct toml_iter it = toml_each(doc, array);
	size_t count = 0;

	while (toml_next(&it)) {
		const struct toml_value *who;

		if (toml_type(it.value) != TOML_TABLE)
			continue;
		who = toml_get(doc, it.value, STR("who"));
		if (who != NULL && toml_type(who) == TOML_ARRAY)
			count += toml_count(doc, who);
	}
	return count;
}

static bool make_room(const struct reader *r, const struct toml_value *array)
{
	size_t entries = toml_count(r->doc, array);
	size_t who = count_who(r->doc, array);
	struct policy *policy = r->policy;

	if (entries > POLICY_ENTRIES_MAX)
		return err_at(err_next(r->errs), ERR_CONFIG, place_of(r, array),
			      "%zu entries; at most %d", entries,
			      POLICY_ENTRIES_MAX);
	if (who > POLICY_WHO_MAX)
		return err_at(err_next(r->errs), ERR_CONFIG, place_of(r, array),
			      "%zu principals in all entries; at most %d", who,
			      POLICY_WHO_MAX);
	policy->entries = arena_new(r->arena, struct policy_entry, entries);
	policy->who = arena_new(r->arena, struct policy_who, who);
	return (policy->entries != NULL && policy->who != NULL) ||
	       refuse_full(r);
}

static bool read_allow(struct reader *r, const struct toml_value *v)
{
	bool right = true;
	struct toml_iter it;

	if (!has_type_or(r, "allow", v, TOML_ARRAY,
			 "each entry begins with [[allow]]"))
		return false;
	if (!make_room(r, v))
		return false;
	it = toml_each(r->doc, v);
	while (toml_next(&it))
		if (!read_entry(r, it.value))
			right = false;
	return right;
}

static bool read_version(struct reader *r, const struct toml_value *v)
{
	int64_t version;

	if (!has_type(r, "version", v, TOML_INTEGER))
		return false;
	version = toml_integer(r->doc, v);
	if (version == POLICY_VERSION)
		return true;
	return err_at(err_next(r->errs), ERR_CONFIG, place_of(r, v),
		      "version is %lld; this program knows version %d",
		      (long long)version, POLICY_VERSION);
}

static bool read_foreign_netns(struct reader *r, const struct toml_value *v)
{
	return read_flag(r, "foreign-netns", v, &r->policy->foreign_netns);
}

/* The keys of the file itself. */
static const struct {
	const char *name;
	bool (*read)(struct reader *r, const struct toml_value *v);
} file_keys[] = {
	{"version", read_version},
	{"foreign-netns", read_foreign_netns},
	{"allow", read_allow},
};

static bool read_file_key(struct reader *r, const struct toml_iter *it)
{
	struct str_guess g = {.word = it->key};

	for (size_t i = 0; i < ARRAY_LEN(file_keys); i++) {
		if (str_equal(it->key, str_from_c(file_keys[i].name)))
			return file_keys[i].read(r, it->value);
		str_guess_offer(&g, file_keys[i].name);
	}
	return refuse_key(r, it, "outside of [[allow]]", &g);
}

/* A file of another version may mean anything by the rest. */
static bool has_version(struct reader *r)
{
	const struct toml_value *v =
		toml_get(r->doc, r->doc->root, STR("version"));
	struct err *e;

	if (v != NULL)
		return read_version(r, v);
	e = err_next(r->errs);
	err_set(e, ERR_CONFIG, "the policy does not say its version");
	return err_hint(e, "put version = %d at the top", POLICY_VERSION);
}

static bool read_file(struct reader *r)
{
	struct toml_iter it = toml_each(r->doc, r->doc->root);
	bool right = true;

	while (toml_next(&it))
		if (!read_file_key(r, &it))
			right = false;
	return right;
}

bool policy_from_toml(const struct toml *doc, struct arena *arena,
		      struct policy *out, struct err_list *errs)
{
	struct reader r = {doc, arena, out, errs, 0};
	size_t first = errs->count;

	*out = (struct policy){.count = 0};
	if (has_version(&r) && read_file(&r))
		return true;
	err_sort(errs, first);
	/* Nothing of a policy with a defect is to be used by mistake. */
	*out = (struct policy){.count = 0};
	return false;
}
