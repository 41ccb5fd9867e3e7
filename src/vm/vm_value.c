/* vm_value.c - one value of a VM file, by the type of its key
 *
 * Runs as: caller.  Input: a value of the user's document.
 *
 * The inner functions say what was found and expected; vm_value_from_toml()
 * alone adds at which key and where.
 */
#include "vm_internal.h"
#include "vmman/num.h"
#include <inttypes.h>
#include <stdio.h>

enum {
	DIGITS_BYTES = 21, /* of any int64_t, with its sign and a NUL */
	MIB_SHIFT = 20,
};

/* One value that is being read. */
struct reading {
	const struct vm_key *key;
	struct arena *arena;
	struct vm_value *out;
	struct err *e;
};

static bool no_room(struct err *e)
{
	return err_set(e, ERR_SYSTEM, "no memory left to read the VM file");
}

static bool take_text(const struct reading *r, struct str from)
{
	size_t most = (size_t)r->key->most;

	r->out->text = from;
	if (r->key->type != VM_TYPE_TEXT || most == 0 || from.len <= most)
		return true;
	return err_set(r->e, ERR_CONFIG,
		       "\"%.*s\" has %zu bytes; expected at most %zu",
		       STR_ARG(str_shown(from)), from.len, most);
}

/* An array of a single text. */
static bool take_only(const struct reading *r, struct str from)
{
	struct str *items = arena_new(r->arena, struct str, 1);

	if (items == NULL)
		return no_room(r->e);
	items[0] = from;
	r->out->texts.items = items;
	r->out->texts.count = 1;
	return true;
}

static bool from_text(const struct reading *r, struct str from)
{
	struct vm_value *out = r->out;

	switch (r->key->type) {
	case VM_TYPE_TEXT:
	case VM_TYPE_RAW:
	case VM_TYPE_NUMBER:
	case VM_TYPE_PATH:
		return take_text(r, from);
	case VM_TYPE_WORD:
		return vm_check_word(r->key, from, r->e) && take_text(r, from);
	case VM_TYPE_WORDS:
		return vm_check_word(r->key, from, r->e) && take_only(r, from);
	case VM_TYPE_SIZE:
		return size_parse(from, &out->bytes, r->e);
	case VM_TYPE_UUID:
		return uuid_parse(from, &out->uuid, r->e);
	case VM_TYPE_IFNAME:
		return ifname_parse(from, &out->ifname, r->e);
	case VM_TYPE_PEER:
		return ifname_parse_existing(from, &out->ifname, r->e);
	case VM_TYPE_MAC:
		return mac_parse(from, &out->mac, r->e);
	case VM_TYPE_PCI:
		return pci_addr_parse(from, &out->pci, r->e);
	case VM_TYPE_USB:
		return usb_dev_parse(from, &out->usb, r->e);
	case VM_TYPE_BOOL:
	case VM_TYPE_INTEGER:
	case VM_TYPE_FORWARDS:
	case VM_TYPE_ARGS:
		break;
	}
	BUG();
}

static bool check_range(int64_t number, int64_t least, int64_t most,
			struct err *e)
{
	if (number >= least && number <= most)
		return true;
	return err_set(e, ERR_CONFIG,
		       "found %" PRId64 "; expected %" PRId64 " to %" PRId64,
		       number, least, most);
}

static bool take_digits(const struct reading *r, int64_t from)
{
	char digits[DIGITS_BYTES];
	char *text;

	(void)snprintf(digits, sizeof(digits), "%" PRId64, from);
	text = arena_text(r->arena, str_from_c(digits));
	if (text == NULL)
		return no_room(r->e);
	r->out->text = str_from_c(text);
	return true;
}

static bool from_integer(const struct reading *r, int64_t from)
{
	const struct vm_key *key = r->key;

	if (key->type == VM_TYPE_SIZE) {
		r->out->bytes = (uint64_t)from << MIB_SHIFT;
		return check_range(from, 1, INT64_MAX >> MIB_SHIFT, r->e);
	}
	if (!check_range(from, key->least, key->most, r->e))
		return false;
	if (key->type == VM_TYPE_NUMBER)
		return take_digits(r, from);
	r->out->integer = from;
	return true;
}

/* The element that @it is at as a text.  The place is that of the element. */
static bool element_text(const struct reading *r, const struct toml_iter *it,
			 struct str *out)
{
	enum toml_type type = toml_type(it->value);

	if (type != TOML_STRING)
		return err_at(r->e, ERR_CONFIG, toml_place(it->doc, it->value),
			      "found %s in the array; expected a string",
			      toml_type_text(type));
	*out = toml_string(it->doc, it->value);
	return true;
}

static bool element_refused(const struct reading *r, const struct toml_iter *it)
{
	r->e->at = toml_place(it->doc, it->value);
	return false;
}

static bool from_texts(const struct reading *r, struct toml_iter it,
		       size_t count)
{
	struct str *items = arena_new(r->arena, struct str, count);

	if (items == NULL)
		return no_room(r->e);
	for (size_t i = 0; toml_next(&it); i++) {
		if (!element_text(r, &it, &items[i]))
			return false;
		if (r->key->type == VM_TYPE_WORDS
			    ? !vm_check_word(r->key, items[i], r->e)
			    : !vm_check_shown(items[i], r->e))
			return element_refused(r, &it);
	}
	r->out->texts.items = items;
	r->out->texts.count = count;
	return true;
}

static bool from_forwards(const struct reading *r, struct toml_iter it,
			  size_t count)
{
	struct forward *items = arena_new(r->arena, struct forward, count);
	struct str text = {NULL, 0};

	if (items == NULL)
		return no_room(r->e);
	for (size_t i = 0; toml_next(&it); i++) {
		if (!element_text(r, &it, &text))
			return false;
		if (!forward_parse(text, &items[i], r->e))
			return element_refused(r, &it);
	}
	r->out->forwards.items = items;
	r->out->forwards.count = count;
	return true;
}

static bool from_array(const struct reading *r, const struct toml *doc,
		       const struct toml_value *from)
{
	size_t count = toml_count(doc, from);

	if (count == 0)
		return err_set(r->e, ERR_CONFIG, "found an empty array");
	if (r->key->type == VM_TYPE_FORWARDS)
		return from_forwards(r, toml_each(doc, from), count);
	return from_texts(r, toml_each(doc, from), count);
}

/* Whether a value of the type @found can be one of @type. */
static bool takes(enum vm_type type, enum toml_type found)
{
	switch (type) {
	case VM_TYPE_BOOL:
		return found == TOML_BOOL;
	case VM_TYPE_INTEGER:
		return found == TOML_INTEGER;
	case VM_TYPE_NUMBER:
	case VM_TYPE_SIZE:
		return found == TOML_INTEGER || found == TOML_STRING;
	case VM_TYPE_WORDS:
		return found == TOML_ARRAY || found == TOML_STRING;
	case VM_TYPE_FORWARDS:
	case VM_TYPE_ARGS:
		return found == TOML_ARRAY;
	case VM_TYPE_TEXT:
	case VM_TYPE_RAW:
	case VM_TYPE_PATH:
	case VM_TYPE_WORD:
	case VM_TYPE_UUID:
	case VM_TYPE_IFNAME:
	case VM_TYPE_PEER:
	case VM_TYPE_MAC:
	case VM_TYPE_PCI:
	case VM_TYPE_USB:
		return found == TOML_STRING;
	}
	BUG();
}

static bool refuse_type(const struct reading *r, enum toml_type found)
{
	err_set(r->e, ERR_CONFIG, "found %s; expected %s",
		toml_type_text(found), vm_type_text(r->key->type));
	if (found == TOML_STRING && !takes(r->key->type, TOML_ARRAY))
		return err_hint(r->e, "numbers, true and false stand "
				      "without quotes");
	return false;
}

static bool from_toml(const struct reading *r, const struct toml *doc,
		      const struct toml_value *from)
{
	enum toml_type type = toml_type(from);
	struct str text;

	if (!takes(r->key->type, type))
		return refuse_type(r, type);
	if (type == TOML_INTEGER)
		return from_integer(r, toml_integer(doc, from));
	if (type == TOML_ARRAY)
		return from_array(r, doc, from);
	if (type == TOML_BOOL) {
		r->out->flag = toml_bool(from);
		return true;
	}
	text = toml_string(doc, from);
	return vm_check_text(text, r->e) && from_text(r, text);
}

bool vm_value_from_toml(const struct vm_key *key, const struct toml *doc,
			const struct toml_value *from, struct arena *arena,
			struct vm_value *out, struct err *e)
{
	struct reading r = {key, arena, out, e};

	out->set = true;
	out->given = true;
	out->at = toml_place(doc, from);
	if (from_toml(&r, doc, from))
		return true;
	if (!e->at.known)
		e->at = out->at;
	return err_context(e, "%s", key->name);
}

bool vm_value_from_fallback(const struct vm_key *key, struct arena *arena,
			    struct vm_value *out, struct err *e)
{
	struct reading r = {key, arena, out, e};
	struct str from = str_from_c(key->fallback);
	uint64_t number;

	out->set = true;
	if (key->type == VM_TYPE_BOOL) {
		out->flag = str_equal(from, STR("true"));
		return true;
	}
	if (key->type == VM_TYPE_INTEGER) {
		BUG_UNLESS(num_parse(from, INT64_MAX, &number));
		out->integer = (int64_t)number;
		return true;
	}
	return from_text(&r, from);
}
