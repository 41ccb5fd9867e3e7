/* fuzz_ovf.c - the papers of a box: box.ovf, metadata.json, lists of checksums
 *
 * Runs as: the developer.  Input: any bytes.
 */
#include "fuzz.h"
#include "image_internal.h"

static void must_be_plain(const struct image_names *names)
{
	MUST(names->count <= IMAGE_DISKS_MAX);
	for (size_t i = 0; i < names->count; i++) {
		const char *name = names->members[i].name;
		struct image_member again;
		struct err e;

		MUST(name[0] != '\0' && name[0] != '/');
		MUST(image_member_parse(str_from_c(name), &again, &e));
		MUST(strcmp(again.name, name) == 0);
	}
}

static void must_refuse_or_name(bool right, const struct image_names *names,
				const struct err *e)
{
	if (right)
		must_be_plain(names);
	else
		MUST(e->kind == ERR_DATA && e->text[0] != '\0');
}

static void must_find(struct str sums)
{
	struct image_digest found, again;
	char text[IMAGE_DIGEST_TEXT_MAX + 1];
	struct err e;

	if (!image_digest_find(sums, "disk.qcow2", &found, &e))
		return;
	MUST(found.algorithm != IMAGE_NO_DIGEST);
	MUST(image_digest_parse_named(image_digest_print(&found, text), &again,
				      &e));
	MUST(image_digest_equal(&found, &again));
}

int fuzz_one(const unsigned char *bytes, size_t len)
{
	struct str text = {(const char *)bytes, len};
	struct image_names names;
	struct err e = {0};

	if (len > IMAGE_TEXT_BYTES_MAX)
		return 0;
	must_refuse_or_name(image_names_from_ovf(text, &names, &e), &names, &e);
	must_refuse_or_name(image_names_from_json(text, &names, &e), &names,
			    &e);
	must_find(text);
	return 0;
}
