/* priv_policy.c - load the policy, if nobody but root can have written it
 *
 * Runs as: root.  Input: the policy, which is the administrator's.
 */
#include "priv_policy.h"
#include "vmman/toml.h"
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>

/* Judge one part of the path, of which @path has the first @len bytes. */
static bool is_safe(const struct stat *st, bool last, const char *path,
		    size_t len, struct err *e)
{
	int n = len > 0 ? (int)len : 1;

	if (S_ISLNK(st->st_mode))
		return err_set(e, ERR_CONFIG, "%.*s is a symbolic link", n,
			       path);
	if (last ? !S_ISREG(st->st_mode) : !S_ISDIR(st->st_mode))
		return err_set(e, ERR_CONFIG, "%.*s is no %s", n, path,
			       last ? "regular file" : "directory");
	if (st->st_uid != 0) {
		err_set(e, ERR_CONFIG, "%.*s belongs to user %u, expected root",
			n, path, st->st_uid);
		return err_hint(e, "chown root %.*s", n, path);
	}
	if ((st->st_mode & (S_IWGRP | S_IWOTH)) != 0) {
		err_set(e, ERR_CONFIG,
			"%.*s has mode %04o: others than root can write it", n,
			path, st->st_mode & 07777);
		return err_hint(e, "chmod go-w %.*s", n, path);
	}
	return true;
}

static bool no_policy(const char *path, int errnum, struct err *e)
{
	if (errnum != ENOENT)
		return err_system(e, errnum, "opening the policy %s", path);
	err_set(e, ERR_DENIED, "there is no policy %s, so nothing is allowed",
		path);
	return err_hint(e, "the administrator writes one: see "
			   "policy.toml(5)");
}

/* Open and judge the part of @path from @from to @to, in the directory @dir. */
static int open_part(int dir, const char *path, size_t from, size_t to,
		     struct err *e)
{
	bool last = path[to] == '\0';
	int flags = last ? O_RDONLY | O_NONBLOCK | O_NOCTTY : O_PATH;
	char name[NAME_MAX + 1];
	OWN_FD int fd = -1;
	struct stat st;

	if (!str_copy(name, sizeof(name), (struct str){path + from, to - from}))
		return no_policy(path, ENAMETOOLONG, e), -1;
	if (fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW) != 0)
		return no_policy(path, errno, e), -1;
	if (!is_safe(&st, last, path, to, e))
		return -1;
	/* What the directory holds only root can change: this is the same. */
	fd = openat(dir, name, flags | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0 || fstat(fd, &st) != 0)
		return no_policy(path, errno, e), -1;
	return is_safe(&st, last, path, to, e) ? take_fd(&fd) : -1;
}

int priv_policy_open(const char *path, struct err *e)
{
	OWN_FD int fd = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);
	size_t at = 0;
	struct stat st;

	if (path[0] != '/')
		return no_policy(path, ENOENT, e), -1;
	if (fd < 0 || fstat(fd, &st) != 0)
		return no_policy(path, errno, e), -1;
	if (!is_safe(&st, false, path, 0, e))
		return -1;
	while (path[at] != '\0') {
		size_t from = at + strspn(path + at, "/");
		int next;

		at = from + strcspn(path + from, "/");
		next = open_part(fd, path, from, at, e);
		if (next < 0)
			return -1;
		close(fd);
		fd = next;
	}
	return take_fd(&fd);
}

bool priv_policy_read(int fd, char out[POLICY_BYTES_MAX + TOML_PAD],
		      size_t *len, struct err *e)
{
	ssize_t n = 1;

	for (*len = 0; n > 0 && *len <= POLICY_BYTES_MAX; *len += (size_t)n) {
		n = read(fd, out + *len, POLICY_BYTES_MAX + 1 - *len);
		if (n < 0)
			return err_system(e, errno, "reading the policy");
	}
	if (*len > POLICY_BYTES_MAX)
		return err_set(e, ERR_CONFIG,
			       "the policy has more than %d bytes",
			       POLICY_BYTES_MAX);
	memset(out + *len, 0, TOML_PAD);
	return true;
}

static bool understand(const char *bytes, size_t len, struct policy *out,
		       struct err *detail)
{
	static unsigned char memory[POLICY_READ_BYTES];
	static struct err_list errs;
	struct arena arena = arena_over(memory, sizeof(memory));

	errs = (struct err_list){0};
	if (policy_read(bytes, len, &arena, out, &errs))
		return true;
	*detail = errs.items[0];
	return false;
}

bool priv_policy_load(struct policy *out, struct err *e, struct err *detail)
{
	static char bytes[POLICY_BYTES_MAX + TOML_PAD];
	OWN_FD int fd = priv_policy_open(VMMAN_POLICY, e);
	size_t len;

	if (fd < 0 || !priv_policy_read(fd, bytes, &len, e)) {
		*detail = *e;
		return false;
	}
	if (understand(bytes, len, out, detail))
		return true;
	/* What the policy says is the administrator's to know. */
	err_set(e, ERR_CONFIG,
		"the policy %s has errors, so nothing is allowed",
		VMMAN_POLICY);
	return err_hint(e, "the administrator sees them with: vm-init "
			   "--check-policy");
}
