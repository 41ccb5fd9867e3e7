/* host_sysfs.c - attributes in sysfs
 *
 * Runs as: caller.  Input: sysfs; checked names.
 */
#include "host_internal.h"
#include <fcntl.h>

struct str host_attribute(const char *dir, const char *device, const char *attr,
			  char buffer[HOST_ATTRIBUTE_BYTES])
{
	char path[PATH_MAX];
	OWN_FD int fd = -1;
	ssize_t len = -1;

	if (host_path(path, dir, device, attr))
		fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd >= 0)
		len = read(fd, buffer, HOST_ATTRIBUTE_BYTES);
	if (len > 0 && buffer[len - 1] == '\n')
		len--;
	return (struct str){buffer, len > 0 ? (size_t)len : 0};
}
