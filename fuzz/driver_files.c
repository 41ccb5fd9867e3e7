/* driver_files.c - a harness without a fuzzer: replay files
 *
 * The arguments are files, or directories of files; none at all is a failure,
 * so that a corpus which went missing does not pass.
 *
 * Runs as: the developer.  Input: corpora, and finds of the fuzzer.
 */
#include "driver.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	INPUT_BYTES_MAX = 1 << 20
};

static unsigned char input[INPUT_BYTES_MAX];

static _Noreturn void fail(const char *what, const char *path)
{
	(void)fprintf(stderr, "%s: %s: %s\n", path, what, strerror(errno));
	exit(2);
}

static void replay_file(int dir, const char *name)
{
	int fd = openat(dir, name, O_RDONLY | O_CLOEXEC);
	size_t len = 0;
	ssize_t n;

	if (fd < 0)
		fail("opening it", name);
	while ((n = read(fd, input + len, sizeof(input) - len)) > 0)
		len += (size_t)n;
	if (len == sizeof(input))
		errno = EFBIG;
	if (n < 0 || len == sizeof(input))
		fail("reading it", name);
	close(fd);
	/* Told first: a find ends the process. */
	(void)printf("%s\n", name);
	(void)fflush(stdout);
	fuzz_exactly(input, len);
}

static int is_input(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

/* How many inputs @path held.  In the order of their names, so that two runs
 * print the same. */
static int replay(const char *path)
{
	struct dirent **names;
	struct stat st;
	int count, dir;

	if (stat(path, &st) != 0)
		fail("looking at it", path);
	if (!S_ISDIR(st.st_mode)) {
		replay_file(AT_FDCWD, path);
		return 1;
	}
	dir = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	count = scandir(path, &names, is_input, alphasort);
	if (dir < 0 || count < 0)
		fail("listing it", path);
	for (int i = 0; i < count; i++) {
		replay_file(dir, names[i]->d_name);
		free(names[i]);
	}
	free(names);
	close(dir);
	return count;
}

int main(int argc, char **argv)
{
	int count = 0;

	for (int i = 1; i < argc; i++)
		count += replay(argv[i]);
	(void)printf("%d inputs\n", count);
	return count > 0 ? 0 : 1;
}
