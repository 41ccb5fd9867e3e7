/* timer.h - sleep a little */
#ifndef MICROGUEST_TIMER_H
#define MICROGUEST_TIMER_H

/* Start a tick of 1 ms. */
void timer_init(void);

/* Let the processor rest until the next tick: at most 1 ms. */
void timer_wait(void);

#endif
