/* image_names.c - names of files in a box
 *
 * Runs as: caller, confined.  Input: hostile bytes, from a box.
 *
 * No file is ever made of such a name: they only say which member is meant.
 */
#include "image_internal.h"

static bool refuse(struct str path, struct err *e)
{
	struct str shown = str_shown(path);

	return err_set(e, ERR_DATA,
		       "the box names a file \"%.*s%s\"; expected a relative "
		       "path of at most %d bytes, without \"..\"",
		       STR_ARG(shown), shown.len < path.len ? "..." : "",
		       IMAGE_MEMBER_MAX);
}

static bool has_control(struct str path)
{
	for (size_t i = 0; i < path.len; i++)
		if ((unsigned char)path.data[i] < 0x20 ||
		    path.data[i] == 0x7f || path.data[i] == '\\')
			return true;
	return false;
}

static bool is_dots(struct str part)
{
	return str_equal(part, STR(".."));
}

static bool climbs(struct str path)
{
	while (path.len > 0) {
		const char *slash = memchr(path.data, '/', path.len);
		size_t len =
			slash == NULL ? path.len : (size_t)(slash - path.data);

		if (is_dots((struct str){path.data, len}))
			return true;
		path = str_behind(path, len + (slash != NULL ? 1 : 0));
	}
	return false;
}

bool image_member_parse(struct str path, struct image_member *out,
			struct err *e)
{
	struct str whole = path;

	while (str_starts_with(path, STR("./")))
		path = str_behind(path, 2);
	if (path.len == 0 || path.data[0] == '/' || has_control(path) ||
	    climbs(path) || !str_copy(out->name, sizeof(out->name), path))
		return refuse(whole, e);
	return true;
}

bool image_names_add(struct image_names *names, struct str name, struct err *e)
{
	if (names->count == IMAGE_DISKS_MAX)
		return err_set(e, ERR_DATA, "the box has more than %d disks",
			       IMAGE_DISKS_MAX);
	if (!image_member_parse(name, &names->members[names->count], e))
		return false;
	names->count++;
	return true;
}
