/* fuzz_json.c - whatever a registry answers
 *
 * Runs as: the developer.  Input: any bytes.
 */
#include "fuzz.h"
#include "vmman/image.h"

static void must_be_sorted(const struct image_box *box)
{
	for (size_t i = 0; i < box->count; i++) {
		MUST(image_version_is(box->releases[i].version));
		MUST(i == 0 ||
		     image_version_compare(box->releases[i - 1].version,
					   box->releases[i].version) >= 0);
	}
}

/* Exactly one order: who is newer is not older. */
static void must_compare(const char *a, const char *b)
{
	int there = image_version_compare(a, b);
	int back = image_version_compare(b, a);

	MUST((there < 0) == (back > 0));
	MUST((there == 0) == (back == 0));
	MUST(image_version_compare(a, a) == 0);
}

static void must_choose(const struct image_box *box)
{
	struct image_wish wish = {.constraint = ">= 1, != 1.5, ~> 1.2",
				  .arch = "amd64"};
	struct image_choice choice;
	struct image_digest digest;
	struct err e = {0};

	for (int i = 0; i < 2; i++, wish.constraint = NULL) {
		if (!image_choose(box, &wish, &choice, &e)) {
			MUST(e.kind == ERR_NO_VM && e.text[0] != '\0');
			continue;
		}
		MUST(!choice.release->revoked);
		MUST(choice.offer->url != NULL);
		if (!image_digest_parse(choice.offer->checksum_type,
					choice.offer->checksum, &digest, &e))
			MUST(e.kind == ERR_DATA);
	}
}

int fuzz_one(const unsigned char *bytes, size_t len)
{
	struct str text = {(const char *)bytes, len};
	struct image_box box;
	struct err e = {0};

	if (!image_from_json(text, &box, &e)) {
		MUST(e.kind == ERR_DATA && e.text[0] != '\0');
		MUST(box.count == 0 && box.document == NULL);
		return 0;
	}
	MUST(box.name != NULL);
	must_be_sorted(&box);
	if (box.count > 1)
		must_compare(box.releases[0].version,
			     box.releases[box.count - 1].version);
	must_choose(&box);
	image_box_fini(&box);
	return 0;
}
