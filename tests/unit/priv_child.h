/* priv_child.h - try what changes a process for good in one of its own */
#ifndef VMMAN_TEST_PRIV_CHILD_H
#define VMMAN_TEST_PRIV_CHILD_H

#include "unit.h"
#include <stdbool.h>
#include <sys/wait.h>
#include <unistd.h>

/* Whether @try is true in a child.  One that dies is no "no". */
static inline bool true_in_child(bool (*try)(void))
{
	int status;
	pid_t pid = fork();

	if (pid == 0)
		_exit(try() ? 0 : 1);
	assert_true(pid > 0);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status) == 0;
}

static inline void need_root(void)
{
	if (geteuid() != 0)
		skip();
}

#endif
