/* priv_clock.h - deadlines, by a clock that nobody sets */
#ifndef VMMAN_PRIV_CLOCK_H
#define VMMAN_PRIV_CLOCK_H

#include <stdbool.h>
#include <time.h>

struct priv_deadline {
	struct timespec at; /* CLOCK_MONOTONIC */
};

struct priv_deadline priv_deadline_in_ms(long ms);
bool priv_deadline_passed(const struct priv_deadline *d);

/* Wait until @fd has one of poll(2)'s @events or has hung up.  False when the
 * deadline passes first. */
bool priv_deadline_poll(const struct priv_deadline *d, int fd, short events);

void priv_sleep_ms(long ms);

#endif
