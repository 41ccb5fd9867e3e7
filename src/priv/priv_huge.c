/* priv_huge.c - a directory of the caller's own in a hugetlbfs
 *
 * Runs as: root.  Input: a recognised path, which its sender may have chosen to
 * do harm.
 *
 * Only directories that nobody but root can change are walked through, one by
 * one: no user's file system (FUSE) is asked anything, no name can be
 * exchanged. Modes and owners of what is there already are never changed.
 */
#include "priv_huge.h"
#include "priv_node.h"
#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>

/* Whether nobody but root can put another thing in the place of what is in the
 * directory @fd.  In one with the sticky bit, a name that is root's stays
 * root's: that is enough for the last one. */
static bool is_roots(int fd, mode_t sticky)
{
	struct stat st;

	if (fstat(fd, &st) != 0)
		return false;
	errno = EXDEV; /* for what is not root's */
	return st.st_uid == 0 && ((st.st_mode & (S_IWGRP | S_IWOTH)) == 0 ||
				  (st.st_mode & sticky) != 0);
}

static bool is_hugetlbfs(int fd)
{
	struct statfs fs;

	if (fstatfs(fd, &fs) != 0)
		return false;
	errno = EXDEV; /* for another file system */
	return fs.f_type == HUGETLBFS_MAGIC;
}

/* Open the directory that @path is in, if it is one of root's in a hugetlbfs;
 * @name: the last part, which is in @path.  -1 and errno if it is not: see
 * priv_node_is_answer(). */
static int open_parent(const struct plain_path *path, const char **name)
{
	OWN_FD int fd = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);
	char part[PLAIN_PATH_TEXT_BYTES];
	const char *at = path->text + 1;
	const char *slash;

	while ((slash = strchr(at, '/')) != NULL) {
		int next;

		if (fd < 0 || !is_roots(fd, 0) ||
		    !str_copy(part, sizeof(part),
			      (struct str){at, (size_t)(slash - at)}))
			return -1;
		next = openat(fd, part,
			      O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
		close(take_fd(&fd));
		fd = next;
		at = slash + 1;
	}
	*name = at;
	return fd >= 0 && is_roots(fd, S_ISVTX) && is_hugetlbfs(fd)
		       ? take_fd(&fd)
		       : -1;
}

static bool cannot_tell(const struct plain_path *path, struct err *e)
{
	return err_system(e, errno, "looking at %s", path->text);
}

bool priv_huge_look(const struct plain_path *path, struct fact_node *out,
		    struct err *e)
{
	const char *name;
	OWN_FD int parent = open_parent(path, &name);
	struct stat st;

	*out = (struct fact_node){.sort = FACT_SORT_ABSENT};
	if (parent < 0)
		return priv_node_is_answer(errno) || cannot_tell(path, e);
	out->is_hugetlbfs = true;
	if (fstatat(parent, name, &st, AT_SYMLINK_NOFOLLOW) != 0)
		return errno == ENOENT || cannot_tell(path, e);
	out->sort = S_ISDIR(st.st_mode) ? FACT_SORT_FIT : FACT_SORT_UNFIT;
	out->owner = st.st_uid;
	out->group = st.st_gid;
	out->mode = st.st_mode;
	return true;
}

static int open_parent_again(const struct permit *permit, const char **name,
			     struct err *e)
{
	const struct plain_path *path = &permit_op(permit)->path;
	int fd = open_parent(path, name);

	if (fd < 0 && !priv_node_is_answer(errno))
		(void)cannot_tell(path, e);
	else if (fd < 0)
		err_set(e, ERR_BUSY, "%s is in no hugetlbfs any more",
			path->text);
	return fd;
}

static int open_dir(int parent, const char *name)
{
	return openat(parent, name,
		      O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

bool priv_huge_give(const struct permit *permit, struct err *e)
{
	const char *path = permit_op(permit)->path.text;
	const char *name;
	OWN_FD int parent = open_parent_again(permit, &name, e);
	OWN_FD int fd = -1;
	bool made;

	if (parent < 0)
		return false;
	/* One that a killed run left is root's still. */
	made = mkdirat(parent, name, 0700) == 0;
	if (!made && errno != EEXIST)
		return err_system(e, errno, "making %s", path);
	fd = open_dir(parent, name);
	if (fd >= 0 && priv_node_hand(permit, fd, path, e))
		return true;
	if (fd < 0)
		err_system(e, errno, "opening %s", path);
	if (made)
		(void)unlinkat(parent, name, AT_REMOVEDIR);
	return false;
}

/* Find out whether it is what was given. */
static bool find_given(int parent, const char *name,
		       const struct permit *permit, bool *given, struct err *e)
{
	struct stat st;
	bool there = fstatat(parent, name, &st, AT_SYMLINK_NOFOLLOW) == 0;

	*given =
		there && S_ISDIR(st.st_mode) && st.st_uid == permit_uid(permit);
	return there || errno == ENOENT ||
	       cannot_tell(&permit_op(permit)->path, e);
}

bool priv_huge_take_back(const struct permit *permit, struct err *e)
{
	const char *path = permit_op(permit)->path.text;
	const char *name;
	OWN_FD int parent = open_parent_again(permit, &name, e);
	bool given;

	if (parent < 0 || !find_given(parent, name, permit, &given, e))
		return false;
	if (!given || unlinkat(parent, name, AT_REMOVEDIR) == 0)
		return true;
	if (errno != ENOTEMPTY && errno != EEXIST)
		return err_system(e, errno, "removing %s", path);
	err_set(e, ERR_BUSY, "%s is not empty", path);
	return err_hint(e, "remove what is in it, then try again");
}
