/* policy_keys.c - the table of the policy's keys, and what patterns they take
 *
 * Runs as: both.  Input: patterns from a policy file.
 */
#include "policy_internal.h"

/* A language of which a pattern is a value or the beginning of one. */
struct language {
	const char *name;    /* "a MAC address" */
	const char *example; /* of a pattern */
	/* A value of the greatest length.  What begins any value and goes on
	 * as this one does is a value too, so that the scanners of values.re
	 * judge beginnings as well. */
	const char *sample;
	/* Read @text, print its canonical form. */
	bool (*canonical)(struct str text, char *out, struct err *e);
};

enum {
	CANONICAL_BYTES = 32 /* every language's canonical text fits */
};

static bool canonical_made(struct str text, char *out, struct err *e)
{
	struct ifname name;

	return ifname_parse(text, &name, e) &&
	       str_copy(out, CANONICAL_BYTES, str_from_c(name.text));
}

static bool canonical_existing(struct str text, char *out, struct err *e)
{
	struct ifname name;

	return ifname_parse_existing(text, &name, e) &&
	       str_copy(out, CANONICAL_BYTES, str_from_c(name.text));
}

static bool canonical_mac(struct str text, char *out, struct err *e)
{
	struct mac mac;

	return mac_parse(text, &mac, e) && mac_print(&mac, out) != NULL;
}

static bool canonical_pci(struct str text, char *out, struct err *e)
{
	struct pci_addr addr;

	return pci_addr_parse(text, &addr, e) &&
	       pci_addr_print(&addr, out) != NULL;
}

static bool canonical_usb(struct str text, char *out, struct err *e)
{
	struct usb_id id;

	return usb_id_parse(text, &id, e) && usb_id_print(&id, out) != NULL;
}

static const struct language made_names = {
	.name = "the name of an interface that vm-init makes",
	.example = "vm{uid}-*",
	.sample = "aaaaaaaaaaaaaaa",
	.canonical = canonical_made,
};

static const struct language existing_names = {
	.name = "the name of an interface",
	.example = "br-lab*",
	.sample = "aaaaaaaaaaaaaaa",
	.canonical = canonical_existing,
};

static const struct language macs = {
	.name = "a unicast MAC address",
	.example = "be:ef:*",
	.sample = "02:00:00:00:00:01",
	.canonical = canonical_mac,
};

static const struct language pci_addrs = {
	.name = "a PCI address with its domain",
	.example = "0000:b1:*",
	.sample = "0000:00:00.0",
	.canonical = canonical_pci,
};

static const struct language usb_ids = {
	.name = "a USB vendor and product",
	.example = "046d:*",
	.sample = "0000:0000",
	.canonical = canonical_usb,
};

/* Print @prefix continued as a value of @language. */
static bool complete(const struct language *language, struct str prefix,
		     char out[CANONICAL_BYTES])
{
	size_t whole = strlen(language->sample);

	if (prefix.len >= whole)
		return false;
	memcpy(out, language->sample, whole + 1);
	memcpy(out, prefix.data, prefix.len);
	return true;
}

/* Whether @text is a value of @language or, with @prefix, begins one.
 * @canonical: that value. */
static bool in_language(const struct language *language, struct str text,
			bool prefix, char canonical[CANONICAL_BYTES],
			struct err *e)
{
	char whole[CANONICAL_BYTES];

	if (!prefix)
		return language->canonical(text, canonical, e);
	return complete(language, text, whole) &&
	       language->canonical(str_from_c(whole), canonical, e);
}

static bool refuse_pattern(const struct language *language,
			   const struct pattern *pattern, struct err *e)
{
	err_set(e, ERR_CONFIG, "\"%s%s\" matches nothing that is %s",
		pattern->text, pattern->prefix ? "*" : "", language->name);
	return err_hint(e, "write a pattern such as \"%s\"", language->example);
}

/* A value of fixed form: the pattern becomes canonical. */
static bool check_form(const struct language *language, struct pattern *pattern,
		       struct err *e)
{
	char canonical[CANONICAL_BYTES];
	struct str text = str_from_c(pattern->text);

	if (!in_language(language, text, pattern->prefix, canonical, e))
		/* An exact value is refused in its own language's words. */
		return pattern->prefix && refuse_pattern(language, pattern, e);
	if (pattern->prefix)
		canonical[text.len] = '\0';
	return str_copy(pattern->text, sizeof(pattern->text),
			str_from_c(canonical));
}

static bool check_mac(struct pattern *pattern, struct err *e)
{
	return check_form(&macs, pattern, e);
}

static bool check_pci(struct pattern *pattern, struct err *e)
{
	return check_form(&pci_addrs, pattern, e);
}

static bool check_usb(struct pattern *pattern, struct err *e)
{
	return check_form(&usb_ids, pattern, e);
}

/* The byte that stands for what @rest begins with, which is taken off it: for
 * {user} and {uid} one that every such name may have. */
static char take_shortest(struct str *rest)
{
	struct str taken = {rest->data, 1};
	char byte = rest->data[0];

	if (str_starts_with(*rest, STR("{user}"))) {
		taken = STR("{user}");
		byte = 'u';
	} else if (str_starts_with(*rest, STR("{uid}"))) {
		taken = STR("{uid}");
		byte = '0';
	}
	rest->data += taken.len;
	rest->len -= taken.len;
	return byte;
}

/* A name: judged with the shortest user there can be. */
static bool check_name(const struct language *language,
		       const struct pattern *pattern, struct err *e)
{
	struct str rest = str_from_c(pattern->text);
	char canonical[CANONICAL_BYTES];
	char text[sizeof(pattern->text)];
	size_t len = 0;

	while (rest.len > 0)
		text[len++] = take_shortest(&rest);
	if (in_language(language, (struct str){text, len}, pattern->prefix,
			canonical, e))
		return true;
	/* An exact value is refused in its own language's words. */
	if (!pattern->prefix && strchr(pattern->text, '{') == NULL)
		return false;
	return refuse_pattern(language, pattern, e);
}

static bool check_made(struct pattern *pattern, struct err *e)
{
	return check_name(&made_names, pattern, e);
}

static bool check_existing(struct pattern *pattern, struct err *e)
{
	return check_name(&existing_names, pattern, e);
}

/* Whether @path is absolute and has no part that is "", "." or ".."; the last
 * part of a prefix may be "". */
static bool is_plain_path(struct str path, bool prefix)
{
	if (path.len == 0 || path.data[0] != '/')
		return false;
	while (path.len > 0) {
		struct str part = {path.data + 1, 0};

		while (part.len < path.len - 1 && part.data[part.len] != '/')
			part.len++;
		path.data += part.len + 1;
		path.len -= part.len + 1;
		if (str_equal(part, STR(".")) || str_equal(part, STR("..")))
			return false;
		if (part.len == 0 && !(prefix && path.len == 0))
			return false;
	}
	return true;
}

static bool check_path(struct pattern *pattern, struct err *e)
{
	if (is_plain_path(str_from_c(pattern->text), pattern->prefix))
		return true;
	return err_set(e, ERR_CONFIG,
		       "\"%s%s\" is not a path from / on without . and ..",
		       pattern->text, pattern->prefix ? "*" : "");
}

static bool check_device(struct pattern *pattern, struct err *e)
{
	if (!check_path(pattern, e))
		return false;
	if (str_starts_with(str_from_c(pattern->text), STR("/dev/")))
		return true;
	return err_set(e, ERR_CONFIG, "\"%s\" is not a path in /dev",
		       pattern->text);
}

const struct policy_key policy_keys[POLICY_KEYS] = {
	[POLICY_WHO] = {"who", POLICY_TYPE_WHO, NULL},
	[POLICY_BRIDGES] = {"bridges", POLICY_TYPE_PATTERNS, check_existing},
	[POLICY_HOST_INTERFACES] = {"host-interfaces", POLICY_TYPE_PATTERNS,
				    check_existing},
	[POLICY_INTERFACES] = {"interfaces", POLICY_TYPE_PATTERNS, check_made},
	[POLICY_MACS] = {"macs", POLICY_TYPE_PATTERNS, check_mac},
	[POLICY_PCI] = {"pci", POLICY_TYPE_PATTERNS, check_pci},
	[POLICY_USB] = {"usb", POLICY_TYPE_PATTERNS, check_usb},
	[POLICY_DEVICES] = {"devices", POLICY_TYPE_PATTERNS, check_device},
	[POLICY_HUGEPAGES] = {"hugepages", POLICY_TYPE_PATTERNS, check_path},
	[POLICY_MAX_INTERFACES] = {"max-interfaces", POLICY_TYPE_COUNT, NULL},
	[POLICY_MAX_MEMLOCK] = {"max-memlock", POLICY_TYPE_SIZE, NULL},
	[POLICY_HOST_CRITICAL] = {"host-critical", POLICY_TYPE_FLAG, NULL},
};

bool policy_item_is_star(const struct policy_item *item)
{
	return item->pattern.prefix && item->pattern.text[0] == '\0';
}

bool policy_item_counts(const struct policy_entry *entry,
			const struct policy_item *item)
{
	return !policy_item_is_star(item) ||
	       entry->values[POLICY_HOST_CRITICAL].flag;
}
