/* host_launch.c - become QEMU
 *
 * Runs as: caller.  Input: an argument vector; descriptors of our own.
 */
#include "vmman/launch.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>

/* execve(2) changes nothing of what it is given: its prototype is older than
 * const. */
static char *const *without_const(const char *const *argv)
{
	union {
		// cppcheck-suppress unusedStructMember
		const char *const *in;
		char *const *out;
	} args = {.in = argv};

	return args.out;
}

static bool keep_open(int fd, struct err *e)
{
	return fcntl(fd, F_SETFD, 0) == 0 ||
	       err_system(e, errno, "keeping descriptor %d open", fd);
}

bool host_become(const char *const *argv, const int *keep, size_t count,
		 struct err *e)
{
	for (size_t i = 0; i < count; i++)
		if (!keep_open(keep[i], e))
			return false;
	(void)execve(argv[0], without_const(argv), environ);
	return err_set(e, ERR_HOST, "running %s: %s", argv[0],
		       strerrordesc_np(errno));
}
