/* vm_from_toml.c - a document to a machine, by the schema
 *
 * Runs as: caller.  Input: the user's document.
 *
 * First the sections are gathered and put in the order of the file, then each
 * is read by the keys of its kind.  Whatever is wrong is noted and reading goes
 * on, so that one run tells all; but nothing is noted that only follows from
 * another mistake.
 */
#include "vm_internal.h"

/* Where reading has got to. */
struct reader {
	const struct toml *doc;
	struct arena *arena;
	struct err_list *errs;
	bool failed;
	bool crowded; /* there are too many sections: told once */
	size_t count; /* of sections */
	struct vm_section sections[VM_SECTIONS_MAX]; /* without values */
	const struct toml_value *tables[VM_SECTIONS_MAX];
};

/* The error to be filled. */
static struct err *fail(struct reader *r)
{
	r->failed = true;
	return err_next(r->errs);
}

static void no_room(struct reader *r)
{
	err_set(fail(r), ERR_SYSTEM, "no memory left to read the VM file");
}

static bool find_kind(struct str name, enum vm_kind *out)
{
	for (size_t i = 0; i < VM_KINDS; i++)
		if (str_equal(name, str_from_c(vm_kinds[i].name))) {
			*out = (enum vm_kind)i;
			return true;
		}
	return false;
}

static void refuse_kind(struct reader *r, const struct toml_iter *it)
{
	struct str_guess guess = {.word = it->key};
	struct err *e = fail(r);

	err_at(e, ERR_CONFIG, it->key_place, "there is no kind \"%.*s\"",
	       STR_ARG(str_shown(it->key)));
	/* A kind of the first vmman, which its template still wrote. */
	if (str_equal(it->key, STR("bridge"))) {
		err_hint(e, "use tapbridge (a tap on a bridge) or macvtap "
			    "(on an interface of the host)");
		return;
	}
	for (size_t i = 0; i < VM_KINDS; i++)
		str_guess_offer(&guess, vm_kinds[i].name);
	if (guess.best != NULL)
		err_hint(e, "did you mean \"%s\"?", guess.best);
	else
		err_hint(e, "vm.toml(5) lists the kinds");
}

static bool has_key(enum vm_kind kind, struct str name)
{
	for (size_t i = 0; i < vm_kinds[kind].count; i++)
		if (str_equal(name, str_from_c(vm_kinds[kind].keys[i].name)))
			return true;
	return false;
}

/* A kind of which a key is known by the name @key; "base" if there is none. */
static const char *kind_with_key(struct str key)
{
	for (size_t i = 0; i < VM_KINDS; i++)
		if (has_key((enum vm_kind)i, key))
			return vm_kinds[i].name;
	return vm_kinds[VM_BASE].name;
}

/* A key at the top of the file that is no kind. */
static void refuse_homeless(struct reader *r, const struct toml_iter *it)
{
	struct err *e = fail(r);

	err_at(e, ERR_CONFIG, it->key_place,
	       "the key \"%.*s\" stands in no section",
	       STR_ARG(str_shown(it->key)));
	err_hint(e, "put it below a header like [%s.main]",
		 kind_with_key(it->key));
}

/* A kind that is written as something else than a table. */
static void refuse_flat(struct reader *r, enum vm_kind kind,
			const struct toml_iter *it)
{
	const char *name = vm_kinds[kind].name;
	enum toml_type type = toml_type(it->value);
	struct err *e = fail(r);

	err_at(e, ERR_CONFIG, it->key_place,
	       "%s: found %s; expected sections like [%s.main]", name,
	       toml_type_text(type), name);
	if (type == TOML_ARRAY)
		err_hint(e,
			 "a name makes a section, not double brackets: "
			 "[%s.main] in place of [[%s]]",
			 name, name);
}

/* What stands in a kind and is no table. */
static void refuse_nameless(struct reader *r, enum vm_kind kind,
			    const struct toml_iter *it)
{
	const char *name = vm_kinds[kind].name;
	struct str key = str_shown(it->key);
	struct err *e = fail(r);

	if (toml_type(it->value) == TOML_ARRAY && !has_key(kind, it->key)) {
		err_at(e, ERR_CONFIG, it->key_place,
		       "%s.%.*s: found an array; expected one section", name,
		       STR_ARG(key));
		err_hint(e, "names tell sections apart, not double brackets");
		return;
	}
	err_at(e, ERR_CONFIG, it->key_place,
	       "the key \"%.*s\" stands in [%s], which has no name",
	       STR_ARG(key), name);
	err_hint(e, "give the section a name: [%s.main]", name);
}

/* Add a section where its place in the file is. */
static void insert(struct reader *r, const struct vm_section *section,
		   const struct toml_value *table)
{
	size_t i = r->count++;

	for (; i > 0 && r->sections[i - 1].at.offset > section->at.offset;
	     i--) {
		r->sections[i] = r->sections[i - 1];
		r->tables[i] = r->tables[i - 1];
	}
	r->sections[i] = *section;
	r->tables[i] = table;
}

static void refuse_more(struct reader *r, const struct vm_section *section)
{
	if (!r->crowded)
		err_at(fail(r), ERR_CONFIG, section->at,
		       "more than %d sections", VM_SECTIONS_MAX);
	r->crowded = true;
}

static void gather_section(struct reader *r, enum vm_kind kind,
			   const struct toml_iter *it)
{
	struct vm_section section = {
		.kind = kind,
		.name = it->key,
		.at = toml_place(r->doc, it->value),
	};
	struct err e = {.kind = ERR_NONE};

	if (!vm_check_shown(it->key, &e)) {
		e.at = it->key_place;
		err_context(&e, "the name of a section");
		*fail(r) = e;
		return;
	}
	if (r->count == VM_SECTIONS_MAX) {
		refuse_more(r, &section);
		return;
	}
	insert(r, &section, it->value);
}

static void gather_kind(struct reader *r, enum vm_kind kind,
			const struct toml_value *table)
{
	struct toml_iter it = toml_each(r->doc, table);
	bool told = false;

	while (toml_next(&it)) {
		if (toml_type(it.value) == TOML_TABLE) {
			gather_section(r, kind, &it);
		} else if (!told) {
			refuse_nameless(r, kind, &it);
			/* Its neighbours miss the same header. */
			told = true;
		}
	}
}

static void gather(struct reader *r)
{
	struct toml_iter it = toml_each(r->doc, r->doc->root);

	while (toml_next(&it)) {
		bool table = toml_type(it.value) == TOML_TABLE;
		enum vm_kind kind;

		if (find_kind(it.key, &kind)) {
			if (table)
				gather_kind(r, kind, it.value);
			else
				refuse_flat(r, kind, &it);
		} else if (table) {
			refuse_kind(r, &it);
		} else {
			refuse_homeless(r, &it);
		}
	}
}

static bool find_key(enum vm_kind kind, struct str name, size_t *out)
{
	const struct vm_kind_keys *keys = &vm_kinds[kind];

	for (size_t i = 0; i < keys->count; i++) {
		const struct vm_key *key = &keys->keys[i];

		if (str_equal(name, str_from_c(key->name)) ||
		    (key->alias != NULL &&
		     str_equal(name, str_from_c(key->alias)))) {
			*out = i;
			return true;
		}
	}
	return false;
}

static void hint_key(enum vm_kind kind, struct str name, struct err *e)
{
	const struct vm_kind_keys *keys = &vm_kinds[kind];
	struct str_guess guess = {.word = name};

	for (size_t i = 0; i < keys->count; i++)
		str_guess_offer(&guess, keys->keys[i].name);
	if (guess.best != NULL)
		err_hint(e, "did you mean \"%s\"?", guess.best);
	else
		err_hint(e, "vm.toml(5) lists the keys of %s", keys->name);
}

static void refuse_key(struct reader *r, const struct vm_section *section,
		       const struct toml_iter *it)
{
	const char *kind = vm_kinds[section->kind].name;
	struct err *e = fail(r);

	if (toml_type(it->value) == TOML_TABLE) {
		err_at(e, ERR_CONFIG, toml_place(r->doc, it->value),
		       "[%s.%.*s.%.*s] has a part too many; expected a kind "
		       "and a name",
		       kind, STR_ARG(str_shown(section->name)),
		       STR_ARG(str_shown(it->key)));
		err_hint(e, "quote a name that has dots: [%s.\"a.b\"]", kind);
		return;
	}
	err_at(e, ERR_CONFIG, it->key_place,
	       "there is no key \"%.*s\" in %s sections",
	       STR_ARG(str_shown(it->key)), kind);
	hint_key(section->kind, it->key, e);
}

static void read_key(struct reader *r, struct vm_section *section,
		     const struct toml_iter *it)
{
	const struct vm_key *key;
	struct vm_value *value;
	struct err e = {.kind = ERR_NONE};
	size_t i;

	if (!find_key(section->kind, it->key, &i)) {
		refuse_key(r, section, it);
		return;
	}
	key = &vm_kinds[section->kind].keys[i];
	value = &section->values[i];
	if (value->given) {
		err_at(fail(r), ERR_CONFIG, it->key_place,
		       "%s is set twice: %s is another word for it", key->name,
		       key->alias);
		return;
	}
	if (!vm_value_from_toml(key, r->doc, it->value, r->arena, value, &e))
		*fail(r) = e;
}

static void refuse_absent(struct reader *r, const struct vm_section *section,
			  const struct vm_key *key)
{
	struct err *e = fail(r);

	err_at(e, ERR_CONFIG, section->at, "[%s.%.*s] lacks the key \"%s\"",
	       vm_kinds[section->kind].name, STR_ARG(str_shown(section->name)),
	       key->name);
	err_hint(e, "%s: %s", key->name, key->help);
}

/* What the file does not say. */
static void read_absent(struct reader *r, const struct vm_section *section,
			const struct vm_key *key, struct vm_value *value)
{
	struct err e = {.kind = ERR_NONE};

	if (key->required)
		refuse_absent(r, section, key);
	else if (key->fallback != NULL &&
		 !vm_value_from_fallback(key, r->arena, value, &e))
		*fail(r) = e;
}

/* Whether @table holds tables and nothing else, one at least: then it is no
 * section, and what it lacks is said nowhere. */
static bool is_split(const struct toml *doc, const struct toml_value *table)
{
	struct toml_iter it = toml_each(doc, table);
	size_t count = 0;

	for (; toml_next(&it); count++)
		if (toml_type(it.value) != TOML_TABLE)
			return false;
	return count > 0;
}

static void read_section(struct reader *r, struct vm_section *section,
			 const struct toml_value *table)
{
	const struct vm_kind_keys *kind = &vm_kinds[section->kind];
	struct toml_iter it = toml_each(r->doc, table);

	section->values = arena_new(r->arena, struct vm_value, kind->count);
	if (section->values == NULL) {
		no_room(r);
		return;
	}
	while (toml_next(&it))
		read_key(r, section, &it);
	for (size_t i = 0; i < kind->count && !is_split(r->doc, table); i++)
		if (!section->values[i].given)
			read_absent(r, section, &kind->keys[i],
				    &section->values[i]);
}

bool vm_from_toml(const struct toml *doc, const struct vm_name *name,
		  struct arena *arena, struct vm *out, struct err_list *errs)
{
	struct reader r = {.doc = doc, .arena = arena, .errs = errs};
	struct vm vm = {.name = *name};
	size_t earlier = errs->count;

	gather(&r);
	vm.count = r.count;
	vm.sections = arena_new(arena, struct vm_section, r.count);
	if (vm.sections == NULL) {
		no_room(&r);
		return false;
	}
	for (size_t i = 0; i < r.count; i++) {
		vm.sections[i] = r.sections[i];
		read_section(&r, &vm.sections[i], r.tables[i]);
	}
	err_sort(errs, earlier);
	if (r.failed)
		return false;
	*out = vm;
	return true;
}
