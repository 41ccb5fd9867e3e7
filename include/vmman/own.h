/* own.h - who owns what, in the type of a local variable
 *
 * An owning local is declared with OWN_FD, set where it is declared, closed
 * when its scope ends, and moved out with take_fd().  There is no goto in
 * this project, and no path that forgets.
 */
#ifndef VMMAN_OWN_H
#define VMMAN_OWN_H

#include <stddef.h>
#include <stdlib.h>
#include <unistd.h>

/* The caller must look at what the function returns. */
#define MUST_CHECK __attribute__((warn_unused_result))

/* The function takes a format at argument @f and its values from @v on. */
#define PRINTF_LIKE(f, v) __attribute__((format(printf, f, v)))

/* A broken invariant: stop at once, in release builds too, saying nothing
 * that could hold data. */
#define BUG()            abort()
#define BUG_UNLESS(sure) ((sure) ? (void)0 : BUG())

#define ARRAY_LEN(a) (sizeof(a) / sizeof((a)[0]))

static inline void own_close(const int *fd)
{
	if (*fd >= 0)
		close(*fd);
}

/* A descriptor that is closed at the end of its scope; -1 is "none". */
#define OWN_FD __attribute__((cleanup(own_close)))

/* Move the descriptor out of its owner; the owner then holds none. */
static inline int take_fd(int *fd)
{
	int taken = *fd;

	*fd = -1;
	return taken;
}

#endif
