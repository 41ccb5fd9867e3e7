/* vm_new_write.c - a new VM file, judged and put where vm-run looks for it
 *
 * Runs as: caller.  Input: a text of ours, with the caller's words in it.
 */
#include "vm_new.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>

bool new_judge(const struct new_vm *vm, const struct out *text,
	       struct vm_file *file, struct err_list *errs)
{
	BUG_UNLESS(text->len <= HOST_FILE_BYTES_MAX);
	memcpy(file->host.bytes, text->buf, text->len);
	file->host.len = text->len;
	if (vm_file_judge(&vm->name, file, errs))
		return true;
	for (size_t i = 0; i < errs->count; i++)
		errs->items[i].kind = ERR_USAGE;
	return false;
}

static bool refuse_create(int errnum, const char *path, struct err *e)
{
	if (errnum != EEXIST)
		return err_system(e, errnum, "making %s", path);
	(void)err_set(e, ERR_USAGE, "%s is there already", path);
	return err_hint(e, "edit it, or give the new VM another name");
}

/* Some file systems have nothing that could be synchronised. */
static bool settle(int fd)
{
	return fsync(fd) == 0 || errno == EINVAL;
}

/* Write all of the file, or nothing that would look like one. */
static bool fill(int dir, int fd, const char *file, struct out *text,
		 struct err *e)
{
	text->fd = fd;
	if (out_flush(text) && settle(fd) && settle(dir))
		return true;
	(void)err_system(e, text->failed ? text->errnum : errno, "writing %s",
			 file);
	(void)unlinkat(dir, file, 0);
	return false;
}

bool new_land(const char *dir_path, const struct new_vm *vm, struct out *text,
	      char path[PATH_MAX], struct err *e)
{
	char file[VM_NAME_TEXT_BYTES + 5];
	OWN_FD int dir = -1;
	OWN_FD int fd = -1;

	(void)snprintf(file, sizeof(file), "%s.toml", vm->name.text);
	if (snprintf(path, PATH_MAX, "%s/%s", dir_path, file) >= PATH_MAX)
		return err_set(e, ERR_CONFIG, "the path of %s is too long",
			       file);
	if (mkdir(dir_path, 0755) != 0 && errno != EEXIST)
		return err_system(e, errno, "making %s", dir_path);
	dir = open(dir_path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (dir < 0)
		return err_system(e, errno, "opening %s", dir_path);
	fd = openat(dir, file,
		    O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644);
	if (fd < 0)
		return refuse_create(errno, path, e);
	return fill(dir, fd, file, text, e);
}
