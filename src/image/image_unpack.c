/* image_unpack.c - the disks in a box, or in one compressed file
 *
 * Runs as: caller, confined.  Input: hostile bytes, from the network.
 *
 * Nothing is extracted: the data of regular members that are disks go to files
 * whose names are numbers of ours.  Which of them the box means, and in which
 * order, its own papers say: box.ovf (VirtualBox), metadata.json (libvirt).
 *
 * libarchive knows formats that open files of the host (mtree) and filters that
 * start programs (lrzip): those that boxes have are named here one by one.
 */
#include "image_internal.h"
#include <archive.h>
#include <archive_entry.h>
#include <strings.h>

enum {
	ENTRIES_MAX = 10000,
	READ_BYTES = 256 * 1024,
};

/* A member that is a disk. */
struct disk {
	struct image_member member;
	struct image_disk is;
};

struct box {
	const struct image_unpack *job;
	struct archive *archive;
	struct image_stream *file;
	struct image_gunzip *gunzip; /* between the two; NULL: nothing is */
	unsigned char *buf;
	bool failed; /* reading the file did, and e tells why */
	struct err e;
	size_t entries;
	uint64_t expanded; /* bytes of all members so far */
	uint64_t left;     /* of the current one */
	uint64_t given;    /* bytes of their data that were read */
	struct image_slots slots;
	size_t count;
	struct disk disks[IMAGE_DISKS_MAX];
	bool has_ovf, has_json;
	struct image_names ovf, json;
};

/* The next bytes for libarchive: at most READ_BYTES at box->buf. */
static ssize_t read_plain(struct box *box)
{
	ssize_t n;
	size_t len;

	if (box->gunzip != NULL) {
		n = image_gunzip_read(box->gunzip, box->buf, READ_BYTES,
				      &box->e);
	} else if (box->file->head_at < box->file->head_len) {
		/* What was looked at; there is no need to wait for more. */
		n = image_stream_read(box->file, box->buf, IMAGE_HEAD_BYTES,
				      &len, &box->e)
			    ? (ssize_t)len
			    : -1;
	} else {
		n = box->file->read(box->file->context, box->buf, READ_BYTES,
				    &box->e);
	}
	box->failed = n < 0;
	return n;
}

static la_ssize_t on_read(struct archive *archive, void *context,
			  const void **buf)
{
	struct box *box = context;

	(void)archive;
	*buf = box->buf;
	return read_plain(box);
}

static bool refuse_archive(const struct box *box, struct err *e)
{
	const char *why = archive_error_string(box->archive);

	if (box->failed) {
		*e = box->e;
		return false;
	}
	(void)err_set(e, ERR_DATA, "what was downloaded cannot be unpacked: %s",
		      why != NULL ? why : "it is damaged");
	return err_hint(e,
			"expected %s, as it is or compressed by gzip, xz, "
			"zstd or bzip2",
			box->job->format == IMAGE_BOX ? "a tar archive"
						      : "an image");
}

static bool begin_gunzip(struct box *box, struct err *e)
{
	if (!image_stream_look(box->file, e))
		return false;
	if (!image_gunzip_fits((struct str){(const char *)box->file->head,
					    box->file->head_len}))
		return true;
	box->gunzip = image_gunzip_begin(box->file);
	return box->gunzip != NULL ||
	       err_set(e, ERR_SYSTEM, "no memory to unpack a box");
}

/* The one filter that the first bytes claim.  What is compressed twice is no
 * box but a bomb: of a few bytes that become petabytes, and then nothing. */
static bool add_filter(struct box *box)
{
	static const struct {
		struct str magic;
		int filter;
	} magics[] = {
		{{"\3757zXZ", 6}, ARCHIVE_FILTER_XZ},
		{{"\x28\xb5\x2f\xfd", 4}, ARCHIVE_FILTER_ZSTD},
		{{"BZh", 3}, ARCHIVE_FILTER_BZIP2},
	};
	struct str head = {(const char *)box->file->head, box->file->head_len};

	for (size_t i = 0; box->gunzip == NULL && i < ARRAY_LEN(magics); i++)
		if (str_starts_with(head, magics[i].magic))
			return archive_read_append_filter(box->archive,
							  magics[i].filter) ==
			       ARCHIVE_OK;
	return true;
}

static bool begin(struct box *box, struct err *e)
{
	struct archive *a = archive_read_new();

	box->archive = a;
	if (a == NULL || !add_filter(box) ||
	    (box->job->format == IMAGE_BOX
		     ? archive_read_support_format_tar(a)
		     : archive_read_support_format_raw(a)) != ARCHIVE_OK)
		return err_set(e, ERR_HOST,
			       "libarchive here lacks tar, xz, zstd or bzip2");
	return archive_read_open(a, box, NULL, on_read, NULL) == ARCHIVE_OK ||
	       refuse_archive(box, e);
}

/* The data of the current member.  libarchive fills holes, but for one at the
 * end. */
static ssize_t on_data(void *context, void *buf, size_t len, struct err *e)
{
	struct box *box = context;
	uint64_t most = 2 * box->job->most;
	la_ssize_t n = archive_read_data(box->archive, buf, len);

	if (n < 0) {
		(void)refuse_archive(box, e);
		return -1;
	}
	if (n == 0 && box->left > 0) {
		n = (la_ssize_t)(len < box->left ? len : box->left);
		memset(buf, 0, (size_t)n);
	}
	box->left -= (uint64_t)n < box->left ? (uint64_t)n : box->left;
	box->given += (uint64_t)n;
	if (box->given > most) {
		(void)err_set(e, ERR_DATA,
			      "the images are larger than %llu bytes",
			      (unsigned long long)most);
		return -1;
	}
	return n;
}

static bool ends_in(const char *name, const char *suffix)
{
	size_t len = strlen(name), tail = strlen(suffix);

	return len >= tail && strcasecmp(name + len - tail, suffix) == 0;
}

/* What the name of a member says of its format; false if nothing. */
static bool format_of_member(const char *name, enum image_format *out)
{
	static const struct {
		const char *suffix;
		enum image_format format;
	} suffixes[] = {
		{".vmdk", IMAGE_VMDK}, {".img", IMAGE_UNKNOWN},
		{".raw", IMAGE_RAW},   {".qcow2", IMAGE_QCOW2},
		{".vhdx", IMAGE_VHDX}, {".vhd", IMAGE_VPC},
	};

	for (size_t i = 0; i < ARRAY_LEN(suffixes); i++) {
		if (!ends_in(name, suffixes[i].suffix))
			continue;
		*out = suffixes[i].format;
		return true;
	}
	return false;
}

static bool read_text(struct image_stream *data,
		      bool (*understand)(struct str, struct image_names *,
					 struct err *),
		      struct image_names *out, struct err *e)
{
	char *text = malloc(IMAGE_TEXT_BYTES_MAX + 1);
	bool right = false;
	size_t len;

	if (text == NULL)
		return err_set(e, ERR_SYSTEM, "no memory for a box's papers");
	if (!image_stream_read(data, text, IMAGE_TEXT_BYTES_MAX + 1, &len, e))
		right = false;
	else if (len > IMAGE_TEXT_BYTES_MAX)
		right = err_set(e, ERR_DATA,
				"the box has papers of more than %d bytes",
				IMAGE_TEXT_BYTES_MAX);
	else
		right = understand((struct str){text, len}, out, e);
	free(text);
	return right;
}

/* Names that differ in nothing but case, or not even in that, are one file on
 * some systems: which of them is meant?  */
static bool is_twin(const struct box *box, const char *name)
{
	for (size_t i = 0; i < box->count; i++)
		if (strcasecmp(box->disks[i].member.name, name) == 0)
			return true;
	return (box->has_ovf && strcasecmp(name, "box.ovf") == 0) ||
	       (box->has_json && strcasecmp(name, "metadata.json") == 0);
}

static bool add_disk(struct box *box, const struct image_member *member,
		     struct image_stream *data, enum image_format said,
		     struct err *e)
{
	struct disk *disk = &box->disks[box->count];

	if (box->count == IMAGE_DISKS_MAX)
		return err_set(e, ERR_DATA, "the box has more than %d disks",
			       IMAGE_DISKS_MAX);
	disk->member = *member;
	if (!image_disk_take(box->job, data, said, &box->slots, &disk->is, e)) {
		(void)err_context(e, "%.40s", member->name);
		return false;
	}
	box->count++;
	return true;
}

/* A regular member. */
static bool take_member(struct box *box, const struct image_member *member,
			struct err *e)
{
	struct image_stream data = {.read = on_data, .context = box};
	enum image_format said = IMAGE_UNKNOWN;
	bool named = format_of_member(member->name, &said);
	struct str head;

	if (is_twin(box, member->name))
		return err_set(e, ERR_DATA, "the box has two files %s",
			       member->name);
	if (strcmp(member->name, "box.ovf") == 0) {
		box->has_ovf = true;
		return read_text(&data, image_names_from_ovf, &box->ovf, e);
	}
	if (strcmp(member->name, "metadata.json") == 0) {
		box->has_json = true;
		return read_text(&data, image_names_from_json, &box->json, e);
	}
	if (!image_stream_look(&data, e))
		return false;
	head = (struct str){(const char *)data.head, data.head_len};
	/* The papers may call a disk what they like. */
	if (!named && image_format_of_head(head) != IMAGE_QCOW2)
		return true;
	return add_disk(box, member, &data, named ? said : IMAGE_QCOW2, e);
}

static bool is_relevant(const char *name)
{
	enum image_format unused;

	return format_of_member(name, &unused) || ends_in(name, "box.ovf") ||
	       ends_in(name, "metadata.json");
}

static const char *entry_name(struct archive_entry *entry)
{
	const char *name = archive_entry_pathname(entry);

	return name != NULL ? name : archive_entry_pathname_utf8(entry);
}

/* A link or a device is never made; but if it stands where a disk does, the box
 * is an attack. */
static bool take_entry(struct box *box, struct archive_entry *entry,
		       struct err *e)
{
	const char *name = entry_name(entry);
	int64_t size = archive_entry_size(entry);
	struct image_member member;

	if (++box->entries > ENTRIES_MAX)
		return err_set(e, ERR_DATA, "the box has more than %d files",
			       ENTRIES_MAX);
	if (size < 0 || (uint64_t)size > box->job->most ||
	    (box->expanded += (uint64_t)size) > 2 * box->job->most)
		return err_set(e, ERR_DATA, "the box is larger than %llu bytes",
			       (unsigned long long)box->job->most);
	box->left = (uint64_t)size;
	if (name == NULL || archive_entry_filetype(entry) == AE_IFDIR)
		return true;
	if (archive_entry_filetype(entry) == AE_IFREG &&
	    archive_entry_hardlink(entry) == NULL)
		return image_member_parse(str_from_c(name), &member, e) &&
		       take_member(box, &member, e);
	return !is_relevant(name) ||
	       err_set(e, ERR_DATA, "%.80s in the box is no regular file",
		       name);
}

static bool take_entries(struct box *box, struct err *e)
{
	struct archive_entry *entry;
	int status;

	while ((status = archive_read_next_header(box->archive, &entry)) ==
		       ARCHIVE_OK ||
	       status == ARCHIVE_WARN)
		if (!take_entry(box, entry, e))
			return false;
	return status == ARCHIVE_EOF || refuse_archive(box, e);
}

/* A single image: its one member has no name worth the word. */
static bool take_image(struct box *box, struct err *e)
{
	struct image_stream data = {.read = on_data, .context = box};
	struct archive_entry *entry;

	if (archive_read_next_header(box->archive, &entry) != ARCHIVE_OK)
		return refuse_archive(box, e);
	if (!image_stream_look(&data, e) ||
	    !image_disk_take(box->job, &data, box->job->format, &box->slots,
			     &box->disks[0].is, e))
		return false;
	box->count = 1;
	return true;
}

static bool find(const struct box *box, const char *name, size_t *out)
{
	for (*out = 0; *out < box->count; (*out)++)
		if (strcmp(box->disks[*out].member.name, name) == 0)
			return true;
	return false;
}

static void put(const struct box *box, size_t i, struct image_found *out)
{
	out->disks[out->count++] = box->disks[i].is;
}

/* Each name is a disk that is there, and no two of them the same one. */
static bool put_named(const struct box *box, const struct image_names *names,
		      struct image_found *out, struct err *e)
{
	bool used[IMAGE_DISKS_MAX] = {false};

	for (size_t i = 0; i < names->count; i++) {
		size_t at;

		if (!find(box, names->members[i].name, &at) || used[at])
			return err_set(
				e, ERR_DATA, "the box has no disk %.80s%s",
				names->members[i].name,
				at < box->count ? " for the second time" : "");
		used[at] = true;
		put(box, at, out);
	}
	return true;
}

static bool sort_out(const struct box *box, struct image_found *out,
		     struct err *e)
{
	size_t at;

	*out = (struct image_found){0};
	if (box->has_ovf)
		return put_named(box, &box->ovf, out, e);
	if (box->json.count > 0)
		return put_named(box, &box->json, out, e);
	if (find(box, "box.img", &at)) {
		put(box, at, out);
		return true;
	}
	for (size_t i = 0; i < box->count; i++)
		put(box, i, out);
	if (out->count > 0)
		return true;
	(void)err_set(e, ERR_DATA, "the box holds no disk that is known");
	return err_hint(e,
			"known are VMDK, qcow2, raw, VHDX and VHD; a box for "
			"parallels has none of them");
}

/* The checksum of all stands behind the end of the archive. */
static bool finish_gunzip(struct box *box, struct err *e)
{
	uint64_t most = 2 * box->job->most;
	ssize_t n = 0;

	while (box->gunzip != NULL && (n = read_plain(box)) > 0) {
		if ((uint64_t)n > most)
			return err_set(e, ERR_DATA,
				       "too much follows the archive");
		most -= (uint64_t)n;
	}
	if (n < 0)
		*e = box->e;
	return n == 0;
}

bool image_unpack(const struct image_unpack *job, struct image_stream *file,
		  struct image_found *out, struct err *e)
{
	struct box *box = calloc(1, sizeof(*box));
	bool done = false;

	if (box == NULL || (box->buf = malloc(READ_BYTES)) == NULL) {
		free(box);
		return err_set(e, ERR_SYSTEM, "no memory to unpack a box");
	}
	box->job = job;
	box->file = file;
	image_slots_init(&box->slots);
	done = begin_gunzip(box, e) && begin(box, e) &&
	       (job->format == IMAGE_BOX ? take_entries(box, e)
					 : take_image(box, e)) &&
	       finish_gunzip(box, e) && sort_out(box, out, e);
	(void)archive_read_free(box->archive);
	image_gunzip_end(box->gunzip);
	free(box->buf);
	free(box);
	return done;
}
