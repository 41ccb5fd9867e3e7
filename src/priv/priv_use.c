/* priv_use.c - what the host does with a disk
 *
 * Runs as: root.  Input: sysfs; /proc/self/mountinfo and /proc/swaps, in which
 * the names of mount points can be users'; /dev.
 *
 * The kernel's own answer is open(2) with O_EXCL, which nobody should get to
 * ask for who is not granted the disk, and which cannot be asked for a disk
 * inside a PCI or USB device.  This one has reasons with it.
 */
#include "priv_use.h"
#include "priv_kernfs.h"
#include "priv_node.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>

enum {
	NAME_BYTES = 64,  /* of a disk; DISK_NAME_LEN is 32 */
	MOUNT_BYTES = 56, /* of a mount point, as far as it is told */
};

/* One pass over a file of fields. */
struct scan {
	unsigned key_at, at, field; /* @field: the one it is in */
	const char *key;
	size_t key_len; /* how much of the field was as in @key */
	bool differs;
	char *out;
	size_t size, len;
};

static void end_field(struct scan *s)
{
	if (s->field == s->key_at && s->key[s->key_len] != '\0')
		s->differs = true;
	s->field++;
}

static void begin_line(struct scan *s)
{
	s->field = 0;
	s->key_len = 0;
	s->differs = false;
	s->len = 0;
}

static void take_char(struct scan *s, char c)
{
	if (s->field == s->key_at) {
		if (s->key[s->key_len] != c)
			s->differs = true;
		else
			s->key_len++;
	}
	if (s->field == s->at && s->len < s->size - 1)
		s->out[s->len++] = c;
}

/* Whether the line that ends here is the one. */
static bool end_line(struct scan *s)
{
	end_field(s);
	s->out[s->len] = '\0';
	return !s->differs && s->field > s->key_at && s->field > s->at;
}

static bool take_bytes(struct scan *s, const char *bytes, ssize_t len)
{
	for (ssize_t i = 0; i < len; i++) {
		if (bytes[i] == '\n') {
			if (end_line(s))
				return true;
			begin_line(s);
		} else if (bytes[i] == ' ' || bytes[i] == '\t') {
			end_field(s);
		} else {
			take_char(s, bytes[i]);
		}
	}
	return false;
}

bool priv_use_find_field(int fd, unsigned key_at, const char *key, unsigned at,
			 char *out, size_t size, int *errnum)
{
	struct scan s = {.key_at = key_at,
			 .at = at,
			 .key = key,
			 .out = out,
			 .size = size};
	char bytes[4096];
	ssize_t n;

	while ((n = read(fd, bytes, sizeof(bytes))) > 0)
		if (take_bytes(&s, bytes, n))
			return true;
	*errnum = n < 0 ? errno : 0;
	*out = '\0';
	return false;
}

static bool unknown(const char *what, const char *name,
		    char out[FACT_USE_BYTES])
{
	(void)snprintf(out, FACT_USE_BYTES,
		       "whether %s is in use cannot be "
		       "told without %s",
		       name, what);
	return true;
}

static bool is_mounted(int dir, const char *name, char out[FACT_USE_BYTES])
{
	static const char file[] = "/proc/self/mountinfo";
	OWN_FD int fd = open(file, O_RDONLY | O_CLOEXEC);
	char dev[NAME_BYTES], where[MOUNT_BYTES];
	int errnum;

	if (fd < 0 || !priv_kernfs_read(dir, "dev", dev, sizeof(dev)))
		return unknown(file, name, out);
	if (!priv_use_find_field(fd, 2, dev, 4, where, sizeof(where), &errnum))
		return errnum != 0 && unknown(file, name, out);
	(void)snprintf(out, FACT_USE_BYTES, "%.20s is mounted on %s", name,
		       where);
	return true;
}

static bool is_swap(const char *name, char out[FACT_USE_BYTES])
{
	static const char file[] = "/proc/swaps";
	OWN_FD int fd = open(file, O_RDONLY | O_CLOEXEC);
	char path[NAME_BYTES + 8], found[NAME_BYTES];
	int errnum;

	if (fd < 0)
		return errno != ENOENT && unknown(file, name, out);
	(void)snprintf(path, sizeof(path), "/dev/%s", name);
	if (!priv_use_find_field(fd, 0, path, 0, found, sizeof(found), &errnum))
		return errnum != 0 && unknown(file, name, out);
	(void)snprintf(out, FACT_USE_BYTES, "%.20s is swap", name);
	return true;
}

/* Of a logical volume or an array. */
static bool is_part(int dir, const char *name, char out[FACT_USE_BYTES])
{
	OWN_FD int fd = priv_kernfs_list(dir, "holders");
	struct priv_kernfs_names names = {.fd = fd};
	const char *holder;

	if (fd < 0)
		return unknown("its holders", name, out);
	holder = priv_kernfs_next(&names);
	if (holder == NULL)
		return names.errnum != 0 && unknown("its holders", name, out);
	(void)snprintf(out, FACT_USE_BYTES, "%.20s is a part of %.20s", name,
		       holder);
	return true;
}

/* Whether vm-init, or the administrator, gave it to somebody.  A disk without a
 * node is nobody's. */
static bool is_given(int dir, const char *name, uid_t uid,
		     char out[FACT_USE_BYTES])
{
	struct priv_node node;
	struct err ignored;
	struct stat st;
	OWN_FD int fd = -1;

	if (!priv_node_of_disk(dir, name, &node))
		return unknown("its number", name, out);
	errno = ENODEV; /* for what is not the disk's node */
	fd = priv_node_open(&node, &st, &ignored);
	if (fd < 0)
		return !priv_kernfs_is_absent(errno) &&
		       unknown("its node", name, out);
	if (st.st_uid == 0 || st.st_uid == uid)
		return false;
	(void)snprintf(out, FACT_USE_BYTES, "%.20s belongs to another user",
		       name);
	return true;
}

bool priv_use_of_disk(int dir, const char *name, uid_t uid,
		      char out[FACT_USE_BYTES])
{
	return is_mounted(dir, name, out) || is_swap(name, out) ||
	       is_part(dir, name, out) || is_given(dir, name, uid, out);
}

/* Whether @part, in the directory @dir of the disk @disk, is a partition that
 * somebody uses.  The kernel begins its name with the disk's. */
static bool is_used_part(int dir, const char *disk, const char *part, uid_t uid,
			 char out[FACT_USE_BYTES])
{
	char path[NAME_BYTES + 16];
	OWN_FD int sub = -1;
	bool there;

	if (strncmp(part, disk, strlen(disk)) != 0)
		return false;
	(void)snprintf(path, sizeof(path), "%s/partition", part);
	if (!priv_kernfs_has(dir, path, &there))
		return unknown("its partitions", disk, out);
	if (!there)
		return false;
	sub = openat(dir, part, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (sub < 0)
		return unknown("its partitions", disk, out);
	return priv_use_of_disk(sub, part, uid, out);
}

bool priv_use_of_disk_and_parts(int dir, const char *name, uid_t uid,
				char out[FACT_USE_BYTES])
{
	OWN_FD int fd = priv_kernfs_list(dir, ".");
	struct priv_kernfs_names names = {.fd = fd};
	const char *part;

	if (priv_use_of_disk(dir, name, uid, out))
		return true;
	if (fd < 0)
		return unknown("its partitions", name, out);
	while ((part = priv_kernfs_next(&names)) != NULL)
		if (is_used_part(dir, name, part, uid, out))
			return true;
	return names.errnum != 0 && unknown("its partitions", name, out);
}
