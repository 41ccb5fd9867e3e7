/* image_disk.c - one image to a file of ours, converted if that is possible
 *
 * Runs as: caller, confined.  Input: hostile bytes, from a box.
 */
#include "image_internal.h"

/* What the bytes are, given what they are said to be (IMAGE_UNKNOWN: raw or
 * qcow2, as .img files are).  A fixed VPC has its magic at the end. */
static bool settle_format(enum image_format said, enum image_format magic,
			  enum image_format *out, struct err *e)
{
	if (magic == IMAGE_UNKNOWN)
		magic = said == IMAGE_VPC ? IMAGE_VPC : IMAGE_RAW;
	*out = magic;
	if (said == magic || (said == IMAGE_UNKNOWN &&
			      (magic == IMAGE_RAW || magic == IMAGE_QCOW2)))
		return true;
	return err_set(e, ERR_DATA,
		       "the image is said to be %s, but begins as %s does",
		       image_format_name(said), image_format_name(magic));
}

/* The disk is in the slot slots->empty[@i]: another takes its place. */
static void fill(struct image_slots *slots, unsigned i, struct image_disk *disk)
{
	unsigned last = slots->empty[slots->empty[0] < slots->empty[1]];

	disk->slot = slots->empty[i];
	slots->empty[i] = last + 1;
}

/* One disk on its way. */
struct taking {
	const struct image_unpack *job;
	struct image_stream *data;
	struct image_slots *slots;
	struct image_sink sinks[2]; /* slots->empty */
	struct image_disk *disk;
};

static bool take_qcow2(struct taking *t, struct err *e)
{
	bool plain = false;

	if (!image_qcow2_convert(t->data, &t->sinks[0], &t->sinks[1],
				 t->job->most, &plain, &t->disk->bytes, e))
		return false;
	t->disk->format = plain ? IMAGE_QCOW2 : IMAGE_RAW;
	fill(t->slots, plain, t->disk);
	return true;
}

static bool take_vmdk(struct taking *t, struct err *e)
{
	t->disk->format = IMAGE_RAW;
	fill(t->slots, 0, t->disk);
	return image_vmdk_convert(t->data, &t->sinks[0], t->job->most,
				  t->job->workers, &t->disk->bytes, e);
}

static bool take_copy(struct taking *t, struct err *e)
{
	fill(t->slots, 0, t->disk);
	return image_stream_copy(t->data, &t->sinks[0], t->job->most,
				 &t->disk->bytes, e);
}

static bool is_vmdk_stream(const struct image_stream *data)
{
	return data->head_len >= IMAGE_SECTOR &&
	       (data->head[10] & 1) != 0; /* FLAG_COMPRESSED */
}

/* A stream is converted on its way; what has to be sought in, or is what is
 * wanted, is kept as it is. */
static bool take(struct taking *t, struct err *e)
{
	if (t->disk->format == IMAGE_QCOW2 && t->job->to == IMAGE_RAW)
		return take_qcow2(t, e);
	if (t->disk->format == IMAGE_VMDK && is_vmdk_stream(t->data))
		return take_vmdk(t, e);
	return take_copy(t, e);
}

void image_slots_init(struct image_slots *slots)
{
	*slots = (struct image_slots){{0, 1}};
}

bool image_disk_take(const struct image_unpack *job, struct image_stream *data,
		     enum image_format said, struct image_slots *slots,
		     struct image_disk *out, struct err *e)
{
	struct str head = {(const char *)data->head, data->head_len};
	struct taking t = {
		.job = job, .data = data, .slots = slots, .disk = out};

	return settle_format(said, image_format_of_head(head), &out->format,
			     e) &&
	       job->open(job->context, slots->empty[0], &t.sinks[0], e) &&
	       job->open(job->context, slots->empty[1], &t.sinks[1], e) &&
	       take(&t, e);
}
