/* priv_clock.c - deadlines, by a clock that nobody sets
 *
 * Runs as: root.  Input: none.
 */
#include "priv_clock.h"
#include "vmman/own.h"
#include <errno.h>
#include <poll.h>

enum {
	MS_PER_S = 1000,
	NS_PER_MS = 1000000,
};

static struct timespec now(void)
{
	struct timespec t;

	BUG_UNLESS(clock_gettime(CLOCK_MONOTONIC, &t) == 0);
	return t;
}

struct priv_deadline priv_deadline_in_ms(long ms)
{
	struct priv_deadline d = {now()};

	d.at.tv_sec += ms / MS_PER_S;
	d.at.tv_nsec += ms % MS_PER_S * NS_PER_MS;
	return d;
}

/* Milliseconds left, rounded up; 0 when it has passed. */
static long left_ms(const struct priv_deadline *d)
{
	struct timespec t = now();
	long ms = (d->at.tv_sec - t.tv_sec) * MS_PER_S +
		  (d->at.tv_nsec - t.tv_nsec + NS_PER_MS - 1) / NS_PER_MS;

	return ms > 0 ? ms : 0;
}

bool priv_deadline_passed(const struct priv_deadline *d)
{
	return left_ms(d) == 0;
}

bool priv_deadline_poll(const struct priv_deadline *d, int fd, short events)
{
	struct pollfd p = {fd, events, 0};
	int n;

	do
		n = poll(&p, 1, (int)left_ms(d));
	while (n < 0 && errno == EINTR);
	return n > 0;
}

void priv_sleep_ms(long ms)
{
	struct timespec t = {ms / MS_PER_S, ms % MS_PER_S * NS_PER_MS};

	(void)nanosleep(&t, NULL);
}
