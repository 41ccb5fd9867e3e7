/* image_ovf.c - which files of a VirtualBox box are its disks, in which order
 *
 * Runs as: caller, confined.  Input: hostile bytes, from a box.
 *
 * DMTF DSP0243: DiskSection/Disk names by its fileRef a References/File, and
 * that by its href a member of the archive.  An OVF needs no DTD, so a document
 * that has one is refused before an entity can be defined in it.
 */
#include "image_internal.h"
#include <expat.h>

enum {
	DEPTH_MAX = 64,
	FILES_MAX = 64,
	ID_MAX = 127,
};

struct file {
	char id[ID_MAX + 1];
	struct image_member member;
};

struct envelope {
	XML_Parser parser;
	struct err *e;
	bool failed;
	unsigned depth;
	size_t files, disks;
	struct file file[FILES_MAX];
	char disk[IMAGE_DISKS_MAX][ID_MAX + 1]; /* fileRefs */
};

static void fail(struct envelope *o, const char *why)
{
	if (!o->failed)
		(void)err_set(o->e, ERR_DATA, "box.ovf: %s", why);
	o->failed = true;
	(void)XML_StopParser(o->parser, XML_FALSE);
}

/* What stands behind the name space of OVF 1 or 2 in @name; NULL if it is of
 * another. */
static const char *local(const char *name)
{
	static const char space[] = "http://schemas.dmtf.org/ovf/envelope/";
	size_t len = sizeof(space) - 1;

	if (strncmp(name, space, len) != 0 ||
	    (name[len] != '1' && name[len] != '2') || name[len + 1] != ' ')
		return NULL;
	return name + len + 2;
}

static bool is_local(const char *name, const char *wanted)
{
	const char *found = local(name);

	return found != NULL && strcmp(found, wanted) == 0;
}

/* OVF's attributes have its name space, but some tools leave that out. */
static const char *attribute(const char **attributes, const char *wanted)
{
	for (size_t i = 0; attributes[i] != NULL; i += 2)
		if (is_local(attributes[i], wanted) ||
		    strcmp(attributes[i], wanted) == 0)
			return attributes[i + 1];
	return NULL;
}

static void take_file(struct envelope *o, const char **attributes)
{
	const char *id = attribute(attributes, "id");
	const char *href = attribute(attributes, "href");
	struct file *file = &o->file[o->files];

	if (o->files == FILES_MAX) {
		fail(o, "it names too many files");
	} else if (id == NULL || href == NULL ||
		   !str_copy(file->id, sizeof(file->id), str_from_c(id))) {
		fail(o, "a File without a proper id and href");
	} else if (!image_member_parse(str_from_c(href), &file->member, o->e)) {
		o->failed = true;
		(void)XML_StopParser(o->parser, XML_FALSE);
	} else {
		o->files++;
	}
}

/* A disk without a file is made empty at import: nothing to convert. */
static void take_disk(struct envelope *o, const char **attributes)
{
	const char *ref = attribute(attributes, "fileRef");

	if (ref == NULL)
		return;
	if (o->disks == IMAGE_DISKS_MAX)
		fail(o, "it has too many disks");
	else if (!str_copy(o->disk[o->disks], ID_MAX + 1, str_from_c(ref)))
		fail(o, "a fileRef that is too long");
	else
		o->disks++;
}

static void XMLCALL on_start(void *context, const XML_Char *name,
			     const XML_Char **attributes)
{
	struct envelope *o = context;

	if (++o->depth > DEPTH_MAX)
		fail(o, "it is nested too deeply");
	else if (is_local(name, "File"))
		take_file(o, attributes);
	else if (is_local(name, "Disk"))
		take_disk(o, attributes);
}

static void XMLCALL on_end(void *context, const XML_Char *name)
{
	struct envelope *o = context;

	(void)name;
	o->depth--;
}

static void XMLCALL on_doctype(void *context, const XML_Char *name,
			       const XML_Char *system, const XML_Char *public,
			       int internal)
{
	(void)name;
	(void)system;
	(void)public;
	(void)internal;
	fail(context, "it has a DOCTYPE, which no OVF needs");
}

static const struct image_member *find_file(const struct envelope *o,
					    const char *id)
{
	for (size_t i = 0; i < o->files; i++)
		if (strcmp(o->file[i].id, id) == 0)
			return &o->file[i].member;
	return NULL;
}

static bool resolve(const struct envelope *o, struct image_names *out,
		    struct err *e)
{
	*out = (struct image_names){0};
	for (size_t i = 0; i < o->disks; i++) {
		const struct image_member *member = find_file(o, o->disk[i]);

		if (member == NULL)
			return err_set(e, ERR_DATA,
				       "box.ovf: no File has the id of a disk");
		out->members[out->count++] = *member;
	}
	return out->count > 0 ||
	       err_set(e, ERR_DATA, "box.ovf: it names no disk");
}

static bool parse(struct envelope *o, struct str text)
{
	XML_SetUserData(o->parser, o);
	XML_SetElementHandler(o->parser, on_start, on_end);
	XML_SetStartDoctypeDeclHandler(o->parser, on_doctype);
	if (XML_Parse(o->parser, text.data, (int)text.len, XML_TRUE) ==
		    XML_STATUS_OK ||
	    o->failed)
		return !o->failed;
	return err_set(o->e, ERR_DATA, "box.ovf: line %lu: %s",
		       XML_GetCurrentLineNumber(o->parser),
		       XML_ErrorString(XML_GetErrorCode(o->parser)));
}

bool image_names_from_ovf(struct str text, struct image_names *out,
			  struct err *e)
{
	struct envelope *o = calloc(1, sizeof(*o));
	bool right = false;

	BUG_UNLESS(text.len <= IMAGE_TEXT_BYTES_MAX);
	if (o != NULL) {
		o->e = e;
		o->parser = XML_ParserCreateNS(NULL, ' ');
	}
	if (o == NULL || o->parser == NULL)
		(void)err_set(e, ERR_SYSTEM, "no memory for box.ovf");
	else
		right = parse(o, text) && resolve(o, out, e);
	if (o != NULL)
		XML_ParserFree(o->parser);
	free(o);
	return right;
}
