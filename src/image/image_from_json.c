/* image_from_json.c - a registry's description of a box
 *
 * Runs as: caller.  Input: hostile bytes, from the network.
 *
 * The document is that of Vagrant's "Box Repository": fields of other names are
 * none of our business, fields of other types an error.
 */
#include "image_internal.h"
#include <jansson.h>

enum {
	RELEASES_MAX = 10000,
	OFFERS_MAX = 64,
	TEXT_BYTES_MAX = 8192,
};

/* Where in the document something is: "versions[3].providers[0]". */
struct spot {
	char text[96];
};

static bool refuse_type(const struct spot *at, const char *field,
			const char *wanted, struct err *e)
{
	return err_set(e, ERR_DATA, "the description of the box: %s%s%s is %s",
		       at->text, at->text[0] != '\0' ? "." : "", field, wanted);
}

/* A text that may be missing, null or blank: then NULL. */
static bool take_text(const json_t *object, const struct spot *at,
		      const char *field, const char **out, struct err *e)
{
	const json_t *value = json_object_get(object, field);

	*out = NULL;
	if (value == NULL || json_is_null(value))
		return true;
	if (!json_is_string(value))
		return refuse_type(at, field, "no string", e);
	if (json_string_length(value) > TEXT_BYTES_MAX)
		return refuse_type(at, field, "too long", e);
	if (strspn(json_string_value(value), " \t\r\n") <
	    json_string_length(value))
		*out = json_string_value(value);
	return true;
}

static bool need_text(const json_t *object, const struct spot *at,
		      const char *field, const char **out, struct err *e)
{
	if (!take_text(object, at, field, out, e))
		return false;
	if (*out != NULL)
		return true;
	(void)refuse_type(at, field, "missing", e);
	return false;
}

/* An array of objects; one that is missing is empty. */
static bool take_array(const json_t *object, const struct spot *at,
		       const char *field, size_t most, const json_t **out,
		       struct err *e)
{
	*out = json_object_get(object, field);
	if (*out == NULL || json_is_null(*out)) {
		*out = NULL;
		return true;
	}
	if (!json_is_array(*out))
		return refuse_type(at, field, "no array", e);
	if (json_array_size(*out) > most)
		return refuse_type(at, field, "too long", e);
	for (size_t i = 0; i < json_array_size(*out); i++)
		if (!json_is_object(json_array_get(*out, i)))
			return refuse_type(at, field, "no array of objects", e);
	return true;
}

static bool take_rank(const json_t *object, const struct spot *at,
		      struct image_offer *offer, struct err *e)
{
	const json_t *value = json_object_get(object, "default_architecture");

	if (value == NULL || json_is_null(value))
		offer->rank = IMAGE_ARCH_UNSAID;
	else if (json_is_boolean(value))
		offer->rank = json_is_true(value) ? IMAGE_ARCH_DEFAULT
						  : IMAGE_ARCH_OTHER;
	else
		return refuse_type(at, "default_architecture", "no boolean", e);
	return true;
}

static bool take_offer(const json_t *object, const struct spot *at,
		       struct image_offer *offer, struct err *e)
{
	return need_text(object, at, "name", &offer->provider, e) &&
	       need_text(object, at, "url", &offer->url, e) &&
	       take_text(object, at, "checksum", &offer->checksum, e) &&
	       take_text(object, at, "checksum_type", &offer->checksum_type,
			 e) &&
	       take_text(object, at, "architecture", &offer->arch, e) &&
	       take_rank(object, at, offer, e);
}

static bool no_memory(struct err *e)
{
	return err_set(e, ERR_SYSTEM,
		       "no memory for the description of the box");
}

static bool take_offers(const json_t *list, const struct spot *at,
			struct image_release *release, struct err *e)
{
	size_t count = json_array_size(list);

	if (count == 0)
		return true;
	release->offers = calloc(count, sizeof(*release->offers));
	if (release->offers == NULL)
		return no_memory(e);
	for (size_t i = 0; i < count; i++) {
		struct spot here;

		(void)snprintf(here.text, sizeof(here.text),
			       "%.32s.providers[%zu]", at->text, i);
		if (!take_offer(json_array_get(list, i), &here,
				&release->offers[i], e))
			return false;
		release->count++;
	}
	return true;
}

static bool take_release(const json_t *object, const struct spot *at,
			 struct image_release *release, struct err *e)
{
	const char *status;
	const json_t *list;

	if (!need_text(object, at, "version", &release->version, e) ||
	    !take_text(object, at, "status", &status, e) ||
	    !take_array(object, at, "providers", OFFERS_MAX, &list, e) ||
	    !take_offers(list, at, release, e))
		return false;
	release->revoked = status != NULL && strcmp(status, "active") != 0;
	return true;
}

static bool take_releases(const json_t *list, struct image_box *box,
			  struct err *e)
{
	size_t count = json_array_size(list);

	if (count == 0)
		return true;
	box->releases = calloc(count, sizeof(*box->releases));
	if (box->releases == NULL)
		return no_memory(e);
	for (size_t i = 0; i < count; i++) {
		struct image_release *release = &box->releases[box->count];
		struct spot at;

		(void)snprintf(at.text, sizeof(at.text), "versions[%zu]", i);
		box->count++;
		if (!take_release(json_array_get(list, i), &at, release, e))
			return false;
		if (image_version_is(release->version))
			continue;
		free(release->offers);
		*release = (struct image_release){0};
		box->count--;
	}
	return true;
}

static int newest_first(const void *a, const void *b)
{
	const struct image_release *x = a, *y = b;

	return image_version_compare(y->version, x->version);
}

static bool load(struct str text, json_t **out, struct err *e)
{
	json_error_t why;

	*out = json_loadb(text.data, text.len, JSON_REJECT_DUPLICATES, &why);
	if (*out == NULL)
		return err_set(e, ERR_DATA,
			       "the description of the box is no JSON: line "
			       "%d, column %d: %s",
			       why.line, why.column, why.text);
	if (!json_is_object(*out))
		return err_set(e, ERR_DATA,
			       "the description of the box is no JSON object");
	return true;
}

static bool take_box(struct image_box *box, struct err *e)
{
	static const struct spot top = {""};
	const json_t *object = box->document;
	const json_t *list;

	if (!need_text(object, &top, "name", &box->name, e) ||
	    !take_array(object, &top, "versions", RELEASES_MAX, &list, e) ||
	    !take_releases(list, box, e))
		return false;
	if (box->count > 1)
		qsort(box->releases, box->count, sizeof(*box->releases),
		      newest_first);
	return true;
}

bool image_from_json(struct str text, struct image_box *out, struct err *e)
{
	json_t *document = NULL;

	*out = (struct image_box){0};
	if (text.len > IMAGE_METADATA_BYTES_MAX)
		return err_set(e, ERR_DATA,
			       "the description of the box is larger than %d "
			       "bytes",
			       IMAGE_METADATA_BYTES_MAX);
	if (!load(text, &document, e)) {
		json_decref(document);
		return false;
	}
	out->document = document;
	if (take_box(out, e))
		return true;
	image_box_fini(out);
	return false;
}

void image_box_fini(struct image_box *box)
{
	for (size_t i = 0; i < box->count; i++)
		free(box->releases[i].offers);
	free(box->releases);
	json_decref(box->document);
	*box = (struct image_box){0};
}

/* libvirt's second format; the first has no list. */
static bool take_names(const json_t *document, struct image_names *out,
		       struct err *e)
{
	static const struct spot top = {""};
	const json_t *list;
	const char *path;

	if (!json_is_object(document))
		return err_set(e, ERR_DATA, "metadata.json is no JSON object");
	if (!take_array(document, &top, "disks", IMAGE_DISKS_MAX, &list, e))
		return false;
	for (size_t i = 0; i < json_array_size(list); i++)
		if (!need_text(json_array_get(list, i), &top, "path", &path,
			       e) ||
		    !image_names_add(out, str_from_c(path), e))
			return false;
	return true;
}

bool image_names_from_json(struct str text, struct image_names *out,
			   struct err *e)
{
	json_t *document =
		json_loadb(text.data, text.len, JSON_REJECT_DUPLICATES, NULL);
	bool right;

	*out = (struct image_names){0};
	if (document == NULL)
		return err_set(e, ERR_DATA, "metadata.json is no JSON");
	right = take_names(document, out, e);
	json_decref(document);
	return right;
}
