/* vm_pull_print.c - what a registry offers, what was made
 *
 * Runs as: caller.  Input: a registry's texts, which may hold any byte.
 */
#include "vm_pull.h"

static void put_visible(struct out *out, const char *text)
{
	out_visible(out, str_from_c(text));
}

void print_box(const struct image_box *box, struct out *out)
{
	put_visible(out, box->name);
	out_text(out, "\n");
	for (size_t i = 0; i < box->count; i++) {
		const struct image_release *release = &box->releases[i];

		for (size_t j = 0; j < release->count; j++) {
			const struct image_offer *offer = &release->offers[j];

			out_text(out, "  ");
			put_visible(out, release->version);
			out_text(out, " ");
			put_visible(out, offer->provider);
			out_text(out, " ");
			put_visible(out,
				    offer->arch != NULL ? offer->arch : "-");
			out_text(out, release->revoked ? " (revoked)\n" : "\n");
		}
	}
}

static void put_json(struct out *out, const char *before, const char *name,
		     const char *text)
{
	out_format(out, "%s\"%s\": ", before, name);
	if (text == NULL)
		out_text(out, "null");
	else
		out_json(out, str_from_c(text));
}

static void put_offer(struct out *out, const struct image_offer *offer)
{
	put_json(out, "{", "provider", offer->provider);
	put_json(out, ", ", "arch", offer->arch);
	put_json(out, ", ", "url", offer->url);
	put_json(out, ", ", "checksum_type", offer->checksum_type);
	put_json(out, ", ", "checksum", offer->checksum);
	out_text(out, "}");
}

void print_box_json(const struct image_box *box, struct out *out)
{
	put_json(out, "{", "box", box->name);
	out_text(out, ", \"releases\": [");
	for (size_t i = 0; i < box->count; i++) {
		const struct image_release *release = &box->releases[i];

		put_json(out, i > 0 ? ", {" : "{", "version", release->version);
		out_format(out, ", \"revoked\": %s, \"offers\": [",
			   release->revoked ? "true" : "false");
		for (size_t j = 0; j < release->count; j++) {
			out_text(out, j > 0 ? ", " : "");
			put_offer(out, &release->offers[j]);
		}
		out_text(out, "]}");
	}
	out_text(out, "]}\n");
}

void print_plan(const struct image_source *source, struct out *out)
{
	char digest[IMAGE_DIGEST_TEXT_MAX + 1];

	if (source->box != NULL) {
		put_visible(out, source->box);
		out_text(out, " ");
		put_visible(out, source->version);
		out_text(out, " for ");
		put_visible(out, source->provider);
		out_text(out, "\n");
	}
	out_text(out, "from ");
	put_visible(out, source->url);
	out_format(out, "\nchecksum %s\n",
		   source->want.algorithm == IMAGE_NO_DIGEST
			   ? "none"
			   : image_digest_print(&source->want, digest));
}

static void put_source(const struct image_source *source, struct out *out)
{
	char digest[IMAGE_DIGEST_TEXT_MAX + 1];

	put_json(out, "{", "box", source->box);
	put_json(out, ", ", "version", source->version);
	put_json(out, ", ", "provider", source->provider);
	put_json(out, ", ", "arch", source->arch);
	put_json(out, ", ", "url", source->url);
	put_json(out, ", ", "checksum",
		 source->want.algorithm == IMAGE_NO_DIGEST
			 ? NULL
			 : image_digest_print(&source->want, digest));
}

void print_plan_json(const struct image_source *source, struct out *out)
{
	put_source(source, out);
	out_text(out, "}\n");
}

void print_result(const struct image_result *result, const char *vm,
		  struct out *out)
{
	for (size_t i = 0; i < result->count; i++) {
		put_visible(out, result->disks[i].path);
		out_text(out, result->already ? " is there already\n" : "\n");
	}
	put_visible(out, vm);
	out_text(out, vm[0] != '\0' ? "\n" : "");
}

void print_result_json(const struct image_source *source,
		       const struct image_result *result, const char *vm,
		       struct out *out)
{
	char digest[IMAGE_DIGEST_TEXT_MAX + 1];

	put_source(source, out);
	if (result->already)
		out_text(out, ", \"digest\": null");
	else
		put_json(out, ", ", "digest",
			 image_digest_print(&result->got, digest));
	out_format(out, ", \"already\": %s, \"images\": [",
		   result->already ? "true" : "false");
	for (size_t i = 0; i < result->count; i++) {
		put_json(out, i > 0 ? ", {" : "{", "file",
			 result->disks[i].path);
		out_format(out, ", \"bytes\": %llu}",
			   (unsigned long long)result->disks[i].bytes);
	}
	put_json(out, "], ", "vm", vm[0] != '\0' ? vm : NULL);
	out_text(out, "}\n");
}
