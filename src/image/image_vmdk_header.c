/* image_vmdk_header.c - the header and the descriptor of a VMDK
 *
 * Runs as: caller.  Input: hostile bytes, from a box.
 *
 * VMware, "Virtual Disk Format 1.1": a sparse extent with an embedded
 * descriptor.  A descriptor can name any file of the host as an extent or as a
 * parent, and qemu-img would read it: so it may only hold lines that we know,
 * with one extent, which is the file itself.
 */
#include "image_internal.h"
#include "vmman/num.h"
#include <strings.h>

enum {
	FLAG_NEWLINES = 1 << 0,
	FLAG_REDUNDANT = 1 << 1,
	FLAG_COMPRESSED = 1 << 16,
	FLAG_MARKERS = 1 << 17,
	DEFLATE = 1,
	GRAIN_MIN = 8, /* sectors, as the rest */
	GRAIN_MAX = 2048,
	DESCRIPTOR_MAX = IMAGE_TEXT_BYTES_MAX / IMAGE_SECTOR,
};

static bool refuse(struct err *e, const char *why)
{
	return err_set(e, ERR_DATA, "the VMDK is not one we accept: %s", why);
}

static bool check_form(const unsigned char head[IMAGE_SECTOR], struct err *e)
{
	uint32_t version = image_le32(head + 4);

	if (memcmp(head, "KDMV", 4) != 0)
		return refuse(e, "it does not begin as a sparse extent");
	if (version < 1 || version > 3)
		return refuse(e, "its version is not 1, 2 or 3");
	/* What a transfer as text would have spoiled. */
	if ((image_le32(head + 8) & FLAG_NEWLINES) != 0 &&
	    memcmp(head + 73, "\n \r\n", 4) != 0)
		return refuse(e, "its line ends were changed");
	return true;
}

static bool check_geometry(const struct image_vmdk *vmdk, uint64_t most,
			   struct err *e)
{
	if (vmdk->capacity == 0 || vmdk->capacity > most / IMAGE_SECTOR)
		return err_set(e, ERR_DATA,
			       "the disk in the image has %llu sectors; "
			       "expected 1 to %llu",
			       (unsigned long long)vmdk->capacity,
			       (unsigned long long)(most / IMAGE_SECTOR));
	if (vmdk->grain < GRAIN_MIN || vmdk->grain > GRAIN_MAX ||
	    (vmdk->grain & (vmdk->grain - 1)) != 0)
		return refuse(e, "its grains have no size that is in use");
	if (vmdk->descriptor != 1 || vmdk->descriptor_len == 0 ||
	    vmdk->descriptor_len > DESCRIPTOR_MAX ||
	    vmdk->overhead < 1 + vmdk->descriptor_len ||
	    vmdk->overhead > UINT64_MAX / IMAGE_SECTOR)
		return refuse(e, "its descriptor is not where it belongs");
	return true;
}

static bool check_stream(const unsigned char head[IMAGE_SECTOR], uint32_t flags,
			 struct err *e)
{
	if ((flags & FLAG_MARKERS) == 0 ||
	    (image_le32(head + 77) & 0xffff) != DEFLATE)
		return refuse(e, "its compression is not known");
	return true;
}

bool image_vmdk_read_header(const unsigned char head[IMAGE_SECTOR],
			    uint64_t most, struct image_vmdk *out,
			    struct err *e)
{
	uint32_t flags = image_le32(head + 8);

	*out = (struct image_vmdk){
		.stream = (flags & FLAG_COMPRESSED) != 0,
		.capacity = image_le64(head + 12),
		.grain = image_le64(head + 20),
		.descriptor = image_le64(head + 28),
		.descriptor_len = image_le64(head + 36),
		.directory = image_le64(head + 56),
		.overhead = image_le64(head + 64),
	};
	if (!check_form(head, e) || !check_geometry(out, most, e))
		return false;
	if ((flags & ~(uint32_t)(FLAG_NEWLINES | FLAG_REDUNDANT |
				 FLAG_COMPRESSED | FLAG_MARKERS | 4)) != 0)
		return refuse(e, "it has flags that are not known");
	return !out->stream || check_stream(head, flags, e);
}

/* What the descriptor said so far. */
struct said {
	bool type, extent;
};

static bool take_word(struct str *line, struct str word)
{
	if (!str_starts_with(*line, word))
		return false;
	*line = str_behind(*line, word.len);
	return true;
}

static bool take_type(const struct image_vmdk *vmdk, struct str value,
		      struct said *said, struct err *e)
{
	struct str wanted = vmdk->stream ? STR("\"streamOptimized\"")
					 : STR("\"monolithicSparse\"");

	if (said->type || !str_equal(value, wanted))
		return refuse(e, "its createType does not fit");
	said->type = true;
	return true;
}

/* RW 4194304 SPARSE "disk.vmdk" */
static bool take_extent(const struct image_vmdk *vmdk, struct str line,
			struct said *said, struct err *e)
{
	const char *blank = memchr(line.data, ' ', line.len);
	struct str number = {line.data,
			     blank == NULL ? 0 : (size_t)(blank - line.data)};
	uint64_t sectors;

	if (said->extent)
		return refuse(e, "it has several extents");
	if (!num_parse(number, INT64_MAX, &sectors) ||
	    sectors != vmdk->capacity)
		return refuse(e, "its extent is not as large as its disk");
	line = str_behind(line, number.len);
	if (!take_word(&line, STR(" SPARSE \"")))
		return refuse(e, "its extent is not a sparse one");
	if (line.len < 2 || memchr(line.data, '/', line.len) != NULL ||
	    memchr(line.data, '"', line.len) != line.data + line.len - 1)
		return refuse(e, "its extent is another file");
	said->extent = true;
	return true;
}

/* Keys whose value means nothing to us, nor to qemu-img. */
static bool is_harmless(struct str line)
{
	static const char *const keys[] = {
		"version=", "encoding=", "CID=", "isNativeSnapshot=", "ddb."};

	if (line.len == 0 || line.data[0] == '#')
		return true;
	for (size_t i = 0; i < ARRAY_LEN(keys); i++)
		if (str_starts_with(line, str_from_c(keys[i])))
			return true;
	return false;
}

static bool take_line(const struct image_vmdk *vmdk, struct str line,
		      struct said *said, struct err *e)
{
	struct str shown = str_shown(line);

	if (take_word(&line, STR("parentCID=")))
		return (line.len == 8 &&
			strncasecmp(line.data, "ffffffff", 8) == 0) ||
		       refuse(e, "it has a parent");
	if (take_word(&line, STR("createType=")))
		return take_type(vmdk, line, said, e);
	if (take_word(&line, STR("RW ")) || take_word(&line, STR("RDONLY ")))
		return take_extent(vmdk, line, said, e);
	return is_harmless(line) ||
	       err_set(e, ERR_DATA,
		       "the VMDK is not one we accept: its descriptor says "
		       "\"%.*s\"",
		       STR_ARG(shown));
}

static struct str next_line(struct str *rest)
{
	const char *end = memchr(rest->data, '\n', rest->len);
	struct str line = *rest;

	if (end != NULL)
		line.len = (size_t)(end - rest->data);
	*rest = str_behind(*rest, line.len + (end != NULL ? 1 : 0));
	while (line.len > 0 && strchr("\r \t", line.data[line.len - 1]) != NULL)
		line.len--;
	return line;
}

bool image_vmdk_check_descriptor(const struct image_vmdk *vmdk, struct str text,
				 struct err *e)
{
	struct str rest = {text.data, strnlen(text.data, text.len)};
	struct said said = {false, false};

	while (rest.len > 0)
		if (!take_line(vmdk, next_line(&rest), &said, e))
			return false;
	if (!said.type || !said.extent)
		return refuse(e, "its descriptor is not complete");
	return true;
}
