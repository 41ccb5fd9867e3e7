/* image_store.c - images come to stand under their final names, whole or never
 *
 * Runs as: caller.  Input: a directory of the caller's.
 *
 * The work is done in a directory of our own beside them, which is locked as
 * long as somebody works in it: one that can be locked was left by a vm-pull
 * that was killed, and goes.
 */
#include "image_internal.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/random.h>
#include <sys/stat.h>

#define TEMP_PREFIX ".vm-pull-"

enum {
	PREFIX_LEN = sizeof(TEMP_PREFIX) - 1,
	DICE_DIGITS = 16,
	TEMP_TRIES = 8,
};

/* The very names that we give, and no others. */
static bool is_temp_name(const char *name)
{
	return strncmp(name, TEMP_PREFIX, PREFIX_LEN) == 0 &&
	       strspn(name + PREFIX_LEN, "0123456789abcdef") == DICE_DIGITS &&
	       name[PREFIX_LEN + DICE_DIGITS] == '\0';
}

/* Among threads, too: nobody else has @list. */
static const struct dirent *next_entry(DIR *list)
{
	return readdir(list); /* NOLINT(concurrency-mt-unsafe) */
}

/* Nothing in it but plain files of ours. */
static void remove_temp(int dir, const char *name, int temp)
{
	int copy = openat(temp, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *list = copy >= 0 ? fdopendir(copy) : NULL;
	const struct dirent *entry;

	while (list != NULL && (entry = next_entry(list)) != NULL)
		if (entry->d_name[0] != '.')
			(void)unlinkat(temp, entry->d_name, 0);
	if (list != NULL)
		(void)closedir(list);
	(void)unlinkat(dir, name, AT_REMOVEDIR);
}

static void remove_stale(int dir, const char *name)
{
	OWN_FD int temp = openat(
		dir, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	struct stat st;

	if (temp >= 0 && fstat(temp, &st) == 0 && st.st_uid == geteuid() &&
	    (st.st_mode & ACCESSPERMS) == 0700 &&
	    flock(temp, LOCK_EX | LOCK_NB) == 0)
		remove_temp(dir, name, temp);
}

static void remove_all_stale(int dir)
{
	int copy = openat(dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *list = copy >= 0 ? fdopendir(copy) : NULL;
	const struct dirent *entry;

	while (list != NULL && (entry = next_entry(list)) != NULL)
		if (is_temp_name(entry->d_name))
			remove_stale(dir, entry->d_name);
	if (list != NULL)
		(void)closedir(list);
}

static bool make_name(struct image_store *store, struct err *e)
{
	uint64_t dice;

	if (getrandom(&dice, sizeof(dice), 0) != (ssize_t)sizeof(dice))
		return err_system(e, errno, "making a name");
	(void)snprintf(store->temp_name, sizeof(store->temp_name),
		       TEMP_PREFIX "%016llx", (unsigned long long)dice);
	return true;
}

/* Until it is locked, another vm-pull takes it for one that was left, and takes
 * it away. */
static bool lock_temp(struct image_store *store)
{
	OWN_FD int temp =
		openat(store->dir, store->temp_name,
		       O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	struct stat st;

	if (temp < 0 || flock(temp, LOCK_EX | LOCK_NB) != 0 ||
	    fstat(temp, &st) != 0)
		return false;
	if (st.st_nlink == 0) {
		errno = ENOENT;
		return false;
	}
	store->temp = take_fd(&temp);
	return true;
}

static bool make_temp(struct image_store *store, struct err *e)
{
	int errnum = 0;

	for (int i = 0; i < TEMP_TRIES; i++) {
		if (!make_name(store, e))
			return false;
		if (mkdirat(store->dir, store->temp_name, 0700) != 0)
			return err_system(e, errno,
					  "making a directory for the work");
		if (lock_temp(store))
			return true;
		errnum = errno;
		(void)unlinkat(store->dir, store->temp_name, AT_REMOVEDIR);
		if (errnum != ENOENT && errnum != EWOULDBLOCK)
			break;
	}
	return err_system(e, errnum, "locking the directory of work");
}

bool image_store_open(const struct image_target *target,
		      struct image_store *out, struct err *e)
{
	*out = (struct image_store){.dir = -1, .temp = -1};
	if (!image_make_path(target->dir, e))
		return false;
	out->dir = open(target->dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (out->dir < 0)
		return err_system(e, errno, "opening %.200s", target->dir);
	remove_all_stale(out->dir);
	return true;
}

bool image_store_begin(struct image_store *store, struct err *e)
{
	return make_temp(store, e);
}

void image_store_name(const struct image_target *target, size_t count, size_t i,
		      char out[IMAGE_NAME_BYTES])
{
	const char *end = target->format == IMAGE_QCOW2 ? "qcow2" : "img";

	if (count == 1)
		(void)snprintf(out, IMAGE_NAME_BYTES, "%s.%s", target->stem,
			       end);
	else
		(void)snprintf(out, IMAGE_NAME_BYTES, "%s-%zu.%s", target->stem,
			       i, end);
}

/* Only a plain file is ever replaced. */
static bool is_taken(const struct image_store *store,
		     const struct image_target *target, const char *name)
{
	struct stat st;

	if (fstatat(store->dir, name, &st, AT_SYMLINK_NOFOLLOW) != 0)
		return errno != ENOENT;
	return !target->replace || !S_ISREG(st.st_mode);
}

static bool refuse_taken(const struct image_target *target, const char *name,
			 struct err *e)
{
	(void)err_set(e, ERR_USAGE, "%.160s/%s is there already", target->dir,
		      name);
	return err_hint(e, "--force replaces a file, --output names another "
			   "directory");
}

bool image_store_vacant(const struct image_store *store,
			const struct image_target *target, struct err *e)
{
	char name[IMAGE_NAME_BYTES];

	for (size_t count = 1; count <= 2; count++) {
		image_store_name(target, count, 0, name);
		if (is_taken(store, target, name))
			return refuse_taken(target, name, e);
	}
	return true;
}

static bool exchange(const struct image_store *store, const char *from,
		     const char *to)
{
	struct stat st;

	if (fstatat(store->dir, to, &st, AT_SYMLINK_NOFOLLOW) != 0)
		return false;
	if (!S_ISREG(st.st_mode)) {
		errno = EEXIST;
		return false;
	}
	return renameat2(store->temp, from, store->dir, to, RENAME_EXCHANGE) ==
	       0;
}

static bool place(const struct image_store *store, const char *from,
		  const struct image_target *target, const char *to,
		  bool *replaced, struct err *e)
{
	*replaced = false;
	if (renameat2(store->temp, from, store->dir, to, RENAME_NOREPLACE) == 0)
		return true;
	if (errno == EEXIST && target->replace)
		*replaced = exchange(store, from, to);
	if (*replaced)
		return true;
	if (errno == EEXIST)
		return refuse_taken(target, to, e);
	return err_system(e, errno, "naming %s", to);
}

static bool settle_bytes(int temp, const char *name, struct err *e)
{
	OWN_FD int fd = openat(temp, name, O_RDWR | O_NOFOLLOW | O_CLOEXEC);

	if (fd < 0 || fsync(fd) != 0)
		return err_system(e, errno, "writing the image to the disk");
	return true;
}

/* What was placed before something failed goes back. */
static void take_back(const struct image_store *store,
		      const struct image_target *target,
		      const struct image_placing *placing, size_t done)
{
	char to[IMAGE_NAME_BYTES];

	while (done-- > 0) {
		image_store_name(target, placing->count, done, to);
		(void)renameat2(
			store->dir, to, store->temp, placing->files[done].name,
			placing->files[done].replaced ? RENAME_EXCHANGE
						      : RENAME_NOREPLACE);
	}
}

bool image_store_settle(const struct image_store *store,
			const struct image_target *target,
			struct image_placing *placing, struct err *e)
{
	char to[IMAGE_NAME_BYTES];

	for (size_t i = 0; i < placing->count; i++)
		if (!settle_bytes(store->temp, placing->files[i].name, e))
			return false;
	for (size_t i = 0; i < placing->count; i++) {
		image_store_name(target, placing->count, i, to);
		if (place(store, placing->files[i].name, target, to,
			  &placing->files[i].replaced, e))
			continue;
		take_back(store, target, placing, i);
		return false;
	}
	/* Some file systems have nothing that could be synchronised. */
	if (fsync(store->dir) != 0 && errno != EINVAL)
		return err_system(e, errno, "writing %.200s", target->dir);
	return true;
}

void image_store_fini(struct image_store *store)
{
	if (store->temp >= 0) {
		remove_temp(store->dir, store->temp_name, store->temp);
		close(store->temp);
	}
	if (store->dir >= 0)
		close(store->dir);
	store->dir = -1;
	store->temp = -1;
}
