/* image_record.c - what an image was made of, noted beside it
 *
 * Runs as: caller.  Input: a file in a directory of the caller's.
 *
 * STEM.json lets the next vm-pull see that there is nothing to do, or that a
 * release was changed under its old number.
 */
#include "image_internal.h"
#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <sys/stat.h>

enum {
	RECORD_BYTES_MAX = 64 * 1024,
};

static void record_name(const struct image_target *target,
			char out[IMAGE_NAME_BYTES])
{
	(void)snprintf(out, IMAGE_NAME_BYTES, "%s.json", target->stem);
}

/* In a directory that all may write to, others can say, and place, what they
 * like. */
static bool is_ours(const struct stat *st)
{
	return S_ISREG(st->st_mode) &&
	       (st->st_uid == geteuid() || st->st_uid == 0);
}

static json_t *load(const struct image_store *store,
		    const struct image_target *target)
{
	char name[IMAGE_NAME_BYTES];
	char *bytes = malloc(RECORD_BYTES_MAX);
	json_t *record = NULL;
	struct stat st;
	ssize_t len = 0;
	OWN_FD int fd = -1;

	record_name(target, name);
	fd = openat(store->dir, name,
		    O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	if (fd >= 0 && bytes != NULL && fstat(fd, &st) == 0 && is_ours(&st))
		len = read(fd, bytes, RECORD_BYTES_MAX);
	if (len > 0)
		record = json_loadb(bytes, (size_t)len, JSON_REJECT_DUPLICATES,
				    NULL);
	free(bytes);
	return record;
}

static const char *text_of(const json_t *record, const char *field)
{
	const char *text = json_string_value(json_object_get(record, field));

	return text != NULL ? text : "";
}

static bool says(const json_t *record, const char *field, const char *wanted)
{
	return strcmp(text_of(record, field), wanted != NULL ? wanted : "") ==
	       0;
}

/* Whether the record is about what @source is, whatever its bytes were. */
static bool is_same(const json_t *record, const struct image_source *source,
		    const struct image_target *target)
{
	return says(record, "box", source->box) &&
	       says(record, "version", source->version) &&
	       says(record, "provider", source->provider) &&
	       says(record, "arch", source->arch) &&
	       says(record, "format", image_format_name(target->format)) &&
	       (source->box != NULL || says(record, "url", source->url));
}

/* The images that it lists, all of them there. */
static bool has_images(const json_t *record, const struct image_store *store,
		       const struct image_target *target,
		       struct image_result *out)
{
	size_t count = json_array_size(json_object_get(record, "images"));
	char name[IMAGE_NAME_BYTES];
	struct stat st;

	if (count == 0 || count > IMAGE_DISKS_MAX)
		return false;
	for (size_t i = 0; i < count; i++) {
		image_store_name(target, count, i, name);
		if (fstatat(store->dir, name, &st, AT_SYMLINK_NOFOLLOW) != 0 ||
		    !is_ours(&st))
			return false;
		(void)snprintf(out->disks[i].path, sizeof(out->disks[i].path),
			       "%s/%s", target->dir, name);
		out->disks[i].bytes = (uint64_t)json_integer_value(
			json_array_get(json_object_get(record, "images"), i));
	}
	out->count = count;
	return true;
}

static bool refuse_changed(const struct image_source *source,
			   const json_t *record, struct err *e)
{
	char now[IMAGE_DIGEST_TEXT_MAX + 1];

	(void)err_set(e, ERR_DATA,
		      "%.80s %.30s has changed since it was pulled: it was "
		      "%.20s..., and is %.20s...",
		      source->box != NULL ? source->box : source->url,
		      source->version != NULL ? source->version : "",
		      text_of(record, "digest"),
		      image_digest_print(&source->want, now));
	return err_hint(e, "ask its publisher why; --force pulls it again");
}

static bool compare(const struct image_store *store,
		    const struct image_source *source,
		    const struct image_target *target, const json_t *record,
		    struct image_result *out, struct err *e)
{
	const char *digest = text_of(record, "digest");
	struct image_digest was;

	if (!is_same(record, source, target) ||
	    !has_images(record, store, target, out))
		return image_store_vacant(store, target, e);
	/* Digests of two kinds tell nothing about each other. */
	if (source->want.algorithm != IMAGE_NO_DIGEST &&
	    image_digest_parse_named(digest, &was, e) &&
	    was.algorithm == source->want.algorithm &&
	    !image_digest_equal(&was, &source->want))
		return refuse_changed(source, record, e);
	out->already = true;
	return true;
}

bool image_record_look(const struct image_store *store,
		       const struct image_source *source,
		       const struct image_target *target,
		       struct image_result *out, struct err *e)
{
	json_t *record;
	bool right;

	if (target->replace)
		return image_store_vacant(store, target, e);
	record = load(store, target);
	right = compare(store, source, target, record, out, e);
	json_decref(record);
	return right;
}

static json_t *text_or_null(const char *text)
{
	json_t *value = text != NULL ? json_string(text) : NULL;

	return value != NULL ? value : json_null();
}

static json_t *make(const struct image_source *source,
		    const struct image_target *target,
		    const struct image_result *result)
{
	char digest[IMAGE_DIGEST_TEXT_MAX + 1];
	json_t *images = json_array();

	for (size_t i = 0; i < result->count; i++)
		(void)json_array_append_new(
			images,
			json_integer((json_int_t)result->disks[i].bytes));
	return json_pack("{s:o,s:o,s:o,s:o,s:o,s:s,s:s,s:o}", "box",
			 text_or_null(source->box), "version",
			 text_or_null(source->version), "provider",
			 text_or_null(source->provider), "arch",
			 text_or_null(source->arch), "url",
			 text_or_null(source->url), "digest",
			 image_digest_print(&result->got, digest), "format",
			 image_format_name(target->format), "images", images);
}

static bool write_all(int fd, const char *text)
{
	size_t len = strlen(text);

	while (len > 0) {
		ssize_t n = write(fd, text, len);

		if (n <= 0)
			return false;
		text += n;
		len -= (size_t)n;
	}
	return fsync(fd) == 0;
}

/* The images stand already: that they have no record would only cost the next
 * vm-pull its short cut.  But what stands there may not be of others. */
bool image_record_write(const struct image_store *store,
			const struct image_source *source,
			const struct image_target *target,
			const struct image_result *result, struct err *e)
{
	json_t *record = make(source, target, result);
	char *text = record != NULL ? json_dumps(record, JSON_INDENT(2)) : NULL;
	OWN_FD int fd = openat(store->temp, "record",
			       O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	char name[IMAGE_NAME_BYTES];
	bool done;

	record_name(target, name);
	done = text != NULL && fd >= 0 && write_all(fd, text) &&
	       renameat(store->temp, "record", store->dir, name) == 0;
	if (!done)
		(void)err_system(e, errno, "writing %s", name);
	free(text);
	json_decref(record);
	return done;
}
