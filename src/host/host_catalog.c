/* host_catalog.c - which VM files a directory holds
 *
 * Runs as: caller.  Input: a directory, with whatever names are in it.
 */
#include "vmman/host.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

static bool refuse_open(const char *dir, int errnum, struct err *e)
{
	if (errnum == ENOENT || errnum == ENOTDIR) {
		err_set(e, ERR_NO_VM, "there is no directory %s", dir);
		return err_hint(e, "make it, or set VMCONF_DIR to the "
				   "directory of your VM files");
	}
	if (errnum == EACCES)
		return err_set(e, ERR_DENIED, "you may not read %s", dir);
	return err_system(e, errnum, "opening %s", dir);
}

bool host_catalog_open(const char *dir, struct host_catalog *out, struct err *e)
{
	out->fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	out->len = 0;
	out->at = 0;
	return out->fd >= 0 || refuse_open(dir, errno, e);
}

/* Some file systems leave the type to be asked for. */
static bool is_regular(int dir, const struct dirent64 *entry)
{
	struct stat st;

	if (entry->d_type != DT_UNKNOWN)
		return entry->d_type == DT_REG;
	return fstatat(dir, entry->d_name, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
	       S_ISREG(st.st_mode);
}

static bool has_suffix(const char *name)
{
	static const char suffix[] = ".toml";
	size_t len = strlen(name);

	return len > sizeof(suffix) - 1 &&
	       strcmp(name + len - (sizeof(suffix) - 1), suffix) == 0;
}

/* Get more entries from the kernel; none at the end. */
static bool refill(struct host_catalog *catalog, struct err *e)
{
	ssize_t n =
		getdents64(catalog->fd, catalog->bytes, sizeof(catalog->bytes));

	if (n < 0)
		return err_system(e, errno, "reading the directory");
	catalog->len = (size_t)n;
	catalog->at = 0;
	return true;
}

bool host_catalog_next(struct host_catalog *catalog, const char **name,
		       struct err *e)
{
	while (true) {
		const struct dirent64 *entry;

		if (catalog->at == catalog->len && !refill(catalog, e))
			return false;
		*name = NULL;
		if (catalog->len == 0)
			return true;
		entry = (const void *)(catalog->bytes + catalog->at);
		catalog->at += entry->d_reclen;
		*name = entry->d_name;
		if (has_suffix(*name) && is_regular(catalog->fd, entry))
			return true;
	}
}

void host_catalog_close(struct host_catalog *catalog)
{
	own_close(&catalog->fd);
	catalog->fd = -1;
}
