/* fake_qemu.c - what vm-run became, told by what it became
 *
 * Runs as: whoever tests.  Input: its arguments, what it inherited.
 *
 * Prints each argument, each open descriptor and what that is, its process and
 * its session:
 *	arg -nodefaults
 *	fd 3 /run/user/1000/vmman/web/pid
 *	pid 17 session 9
 * With FAKE_QEMU_WAIT in the environment it waits for the end of standard
 * input then.
 */
#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static void print_descriptor(int dir, const char *name)
{
	char target[PATH_MAX];
	ssize_t len = readlinkat(dir, name, target, sizeof(target));

	if (name[0] != '.' && len >= 0)
		(void)printf("fd %s %.*s\n", name, (int)len, target);
}

static void print_descriptors(void)
{
	DIR *dir = opendir("/proc/self/fd");
	const struct dirent *entry;

	if (dir == NULL)
		exit(71);
	while ((entry = readdir(dir)) != NULL)
		if (strtol(entry->d_name, NULL, 10) != dirfd(dir))
			print_descriptor(dirfd(dir), entry->d_name);
	(void)closedir(dir);
}

int main(int argc, char *argv[])
{
	char byte;

	for (int i = 1; i < argc; i++)
		(void)printf("arg %s\n", argv[i]);
	print_descriptors();
	(void)printf("pid %d session %d\n", getpid(), getsid(0));
	(void)fflush(stdout);
	while (getenv("FAKE_QEMU_WAIT") != NULL &&
	       read(STDIN_FILENO, &byte, 1) > 0)
		continue;
	return 0;
}
