/* scratch.h - a directory of its own for each test, mode 0700, removed after
 *
 * setup and teardown for cmocka_unit_test_setup_teardown(); the test finds the
 * path in scratch.
 */
#ifndef VMMAN_SCRATCH_H
#define VMMAN_SCRATCH_H

#include "unit.h"
#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char scratch[64];

static inline int scratch_setup(void **state)
{
	(void)state;
	(void)snprintf(scratch, sizeof(scratch), "/tmp/vmman-unit-XXXXXX");
	return mkdtemp(scratch) == NULL;
}

static inline int scratch_remove(const char *path, const struct stat *st,
				 int kind, struct FTW *where)
{
	(void)st;
	(void)kind;
	(void)where;
	return remove(path);
}

static inline int scratch_teardown(void **state)
{
	(void)state;
	return nftw(scratch, scratch_remove, 8, FTW_DEPTH | FTW_PHYS);
}

/* The path of @name in the scratch directory; overwritten by the next call. */
static inline const char *scratch_path(const char *name)
{
	static char path[PATH_MAX];
	int len = snprintf(path, sizeof(path), "%s/%s", scratch, name);

	assert_in_range(len, 1, PATH_MAX - 1);
	return path;
}

/* Make the file @name there. */
static inline void scratch_file(const char *name, const char *text, size_t len,
				mode_t mode)
{
	int fd = open(scratch_path(name), O_WRONLY | O_CREAT | O_TRUNC, 0600);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, len), len);
	assert_int_equal(fchmod(fd, mode), 0);
	close(fd);
}

#define scratch_test(f) \
	cmocka_unit_test_setup_teardown(f, scratch_setup, scratch_teardown)

#endif
