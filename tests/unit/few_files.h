/* few_files.h - open(2) fails from now on, with EMFILE
 *
 * A file that is there and cannot be opened, even for root.
 */
#ifndef VMMAN_FEW_FILES_H
#define VMMAN_FEW_FILES_H

#include "unit.h"
#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

static struct rlimit many_files;

/* After @count more. */
static inline void few_files_begin(int count)
{
	int next = open("/dev/null", O_RDONLY | O_CLOEXEC);
	struct rlimit few;

	assert_true(next >= 0);
	assert_int_equal(close(next), 0);
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &many_files), 0);
	few = many_files;
	few.rlim_cur = (rlim_t)(next + count);
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &few), 0);
}

static inline void few_files_end(void)
{
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &many_files), 0);
}

#endif
