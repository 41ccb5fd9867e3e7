/* host_socket.c - the sockets of a running VM
 *
 * Runs as: caller.  Input: run directories that host_run_dir() checked.
 */
#include "host_internal.h"
#include "vmman/str.h"
#include <sys/socket.h>
#include <sys/un.h>

int host_connect(const char *run_dir, const char *socket_name)
{
	struct sockaddr_un to = {.sun_family = AF_UNIX};
	OWN_FD int fd = -1;
	char path[PATH_MAX];

	if (!host_path(path, run_dir, socket_name, "") ||
	    !str_copy(to.sun_path, sizeof(to.sun_path), str_from_c(path)))
		return -1;
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0 ||
	    connect(fd, (const struct sockaddr *)&to, sizeof(to)) != 0)
		return -1;
	return take_fd(&fd);
}
