#ifndef COLLECTORS_TICK_H
#define COLLECTORS_TICK_H

#include <signal.h>
#include <stdint.h>

/*
 * The time grid and the signals. Ticks lie at start + k * interval on the
 * monotonic clock, so that nothing drifts. SIGINT, SIGTERM and SIGHUP are let
 * through only while waiting, so that a sample under way is completed.
 */
struct tick {
	int64_t interval_ns;
	int64_t next_ns;  /* monotonic: the next tick */
	int64_t end_ns;   /* no tick from here on; INT64_MAX: no limit */
	uint64_t late;    /* ticks that passed while a sample was under way */
	int begun;        /* the first tick has been waited for */
	sigset_t waiting; /* the signal mask while waiting */
};

/*
 * Install the handlers and start the clock; duration_ns 0 is no limit. A
 * SIGHUP that is ignored, as under nohup, stays ignored.
 */
void tick_start(struct tick *, int64_t interval_ns, int64_t duration_ns);
/*
 * Wait for the next tick; the first one comes after tick_lead_ns(). Returns 1
 * to take a sample, or 0: the duration is over, or a signal asked to stop.
 */
int tick_wait(struct tick *);
/*
 * How long to wait before a grid of this interval begins, if the wall clock is
 * at wall_ms. Pure.
 */
int64_t tick_lead_ns(int64_t wall_ms, int64_t interval_ns);
/* Skip the ticks before now_ns and count them as late. Pure. */
void tick_pass(struct tick *, int64_t now_ns);
/*
 * True once a signal has asked to stop. Whatever may wait long during a sample
 * asks this, and then ends within a second.
 */
int tick_stop_requested(void);
/* The wall clock: milliseconds since 1970, UTC. */
int64_t tick_clock_ms(void);
/* The monotonic clock, nanoseconds. */
int64_t tick_now_ns(void);

#endif
