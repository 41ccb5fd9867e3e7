/* host_uefi.c - UEFI firmware for guests, and each VM's own variables
 *
 * Runs as: caller.  Input: the distribution's files.
 */
#include "host_internal.h"
#include "vmman/launch.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/sendfile.h>
#include <sys/stat.h>

enum {
	VARS_BYTES_MAX = 16 * 1024 * 1024 /* more than any flash chip has */
};

/* Where distributions put OVMF, without Secure Boot; the larger build first,
 * which newer Windows needs. */
static const struct host_uefi places[] = {
	/* Debian, Ubuntu */
	{"/usr/share/OVMF/OVMF_CODE_4M.fd", "/usr/share/OVMF/OVMF_VARS_4M.fd"},
	{"/usr/share/OVMF/OVMF_CODE.fd", "/usr/share/OVMF/OVMF_VARS.fd"},
	/* Arch */
	{"/usr/share/edk2/x64/OVMF_CODE.4m.fd",
	 "/usr/share/edk2/x64/OVMF_VARS.4m.fd"},
	/* Fedora */
	{"/usr/share/edk2/ovmf/OVMF_CODE.fd",
	 "/usr/share/edk2/ovmf/OVMF_VARS.fd"},
	/* openSUSE */
	{"/usr/share/qemu/ovmf-x86_64-code.bin",
	 "/usr/share/qemu/ovmf-x86_64-vars.bin"},
};

bool host_find_uefi(struct host_uefi *out)
{
	for (size_t i = 0; i < ARRAY_LEN(places); i++)
		if (access(places[i].code, R_OK) == 0 &&
		    access(places[i].vars, R_OK) == 0) {
			*out = places[i];
			return true;
		}
	return false;
}

static bool copy(const char *from, const char *to, struct err *e)
{
	OWN_FD int in = open(from, O_RDONLY | O_CLOEXEC);
	OWN_FD int out = -1;
	ssize_t n;

	if (in < 0)
		return err_system(e, errno, "opening %s", from);
	out = open(to, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC,
		   0600);
	if (out < 0)
		return err_system(e, errno, "making %s", to);
	do
		n = sendfile(out, in, NULL, VARS_BYTES_MAX);
	while (n > 0);
	return n == 0 || err_system(e, errno, "writing %s", to);
}

/* By way of another name: a copy that was cut off is never used. */
bool host_make_uefi_vars(const char *template, const char *path, struct err *e)
{
	char part[PATH_MAX];
	int len;

	if (access(path, F_OK) == 0)
		return true;
	len = snprintf(part, sizeof(part), "%s.part", path);
	if (len < 0 || (size_t)len >= sizeof(part))
		return err_system(e, ENAMETOOLONG, "making %s", path);
	if (!copy(template, part, e))
		return false;
	return rename(part, path) == 0 ||
	       err_system(e, errno, "making %s", path);
}
