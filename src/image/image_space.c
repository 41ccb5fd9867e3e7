/* image_space.c - whether there is room for what is to be written
 *
 * Runs as: caller.  Input: what file systems say of themselves.
 *
 * That a disk is full is better told at once than after hours.  It is no
 * promise: others write too, and quotas are not seen.  Nobody is refused who
 * would have had room, so that all estimates are low ones.
 */
#include "image_internal.h"
#include <errno.h>
#include <sys/statvfs.h>

static uint64_t add(uint64_t a, uint64_t b)
{
	return a > UINT64_MAX - b ? UINT64_MAX : a + b;
}

static uint64_t missing(const struct image_room *room, uint64_t need)
{
	return need > room->free ? need - room->free : 0;
}

struct image_lack image_space_compare(const struct image_room *cache,
				      uint64_t part,
				      const struct image_room *target,
				      uint64_t images)
{
	uint64_t both = add(part, images);
	bool same = cache->device == target->device;

	return (struct image_lack){
		.cache = missing(cache, same ? both : part),
		.target = missing(target, same ? both : images),
	};
}

uint64_t image_space_of_format(enum image_format format, uint64_t file_bytes)
{
	switch (format) {
	case IMAGE_BOX:
	case IMAGE_QCOW2:
	case IMAGE_VMDK:
		/* They hold what a disk holds, or that compressed. */
		return file_bytes;
	case IMAGE_UNKNOWN:
	case IMAGE_RAW:
	case IMAGE_VHDX:
	case IMAGE_VPC:
		/* Zeros, which take no room, may be all there is in them. */
		break;
	}
	return 0;
}

/* Some file systems, such as those of user space, do not tell. */
static bool look(int dir, struct image_room *out, struct err *e)
{
	struct statvfs fs;
	struct stat st;

	if (fstatvfs(dir, &fs) != 0 || fstat(dir, &st) != 0)
		return err_system(e, errno, "looking for free space");
	out->device = st.st_dev;
	out->free = fs.f_blocks == 0 ? UINT64_MAX
				     : (uint64_t)fs.f_bavail * fs.f_frsize;
	return true;
}

static bool refuse(const char *path, uint64_t lacking, const char *option,
		   struct err *e)
{
	(void)err_system(e, ENOSPC, "%.160s needs %llu bytes more", path,
			 (unsigned long long)lacking);
	return err_hint(e, "make room there; %s names another place", option);
}

uint64_t image_space_of_disk(uint64_t disk_bytes, const struct stat *file)
{
	uint64_t most = (uint64_t)file->st_blocks * 512;

	if (most > (uint64_t)file->st_size)
		most = (uint64_t)file->st_size;
	return most < disk_bytes ? most : disk_bytes;
}

bool image_space_for_download(const struct image_store *store,
			      const struct image_target *target, int cache,
			      uint64_t part, uint64_t images, struct err *e)
{
	struct image_room at_cache = {0}, at_target = {0};
	struct image_lack lack;

	if (!look(cache, &at_cache, e) || !look(store->dir, &at_target, e))
		return false;
	lack = image_space_compare(&at_cache, part, &at_target, images);
	if (lack.cache > 0)
		return refuse(target->cache, lack.cache, "--cache-dir", e);
	return lack.target == 0 ||
	       refuse(target->dir, lack.target, "--output", e);
}

bool image_space_for_images(const struct image_store *store,
			    const struct image_target *target, uint64_t images,
			    struct err *e)
{
	struct image_room room = {0};

	if (!look(store->dir, &room, e))
		return false;
	return missing(&room, images) == 0 ||
	       refuse(target->dir, missing(&room, images), "--output", e);
}
