#ifndef COLLECTORS_TICK_H
#define COLLECTORS_TICK_H

#include <signal.h>
#include <stdint.h>

/*
 * The time grid and the signals. Ticks are at start + k * interval on the
 * monotonic clock, so that nothing drifts. SIGINT, SIGTERM and SIGHUP are only
 * delivered while waiting, so that the current sample is completed.
 */
struct tick {
	int64_t interval_ns;
	int64_t next_ns;  /* monotonic: the next tick */
	int64_t end_ns;   /* no tick from here on; INT64_MAX: no limit */
	uint64_t late;    /* ticks missed because a sample took too long */
	int begun;        /* the first tick is over */
	sigset_t waiting; /* the signal mask while waiting */
};

/*
 * Install the signal handlers and start the clock. A duration_ns of 0 means no
 * limit. If SIGHUP is ignored, as under nohup, it stays ignored.
 */
void tick_start(struct tick *, int64_t interval_ns, int64_t duration_ns);
/*
 * Wait for the next tick; the first comes after tick_lead_ns(). Returns 1 to
 * take a sample, or 0 if the duration is over or a signal asked to stop.
 */
int tick_wait(struct tick *);
/*
 * How long to wait before starting a grid of this interval if the wall clock
 * shows wall_ms. Pure.
 */
int64_t tick_lead_ns(int64_t wall_ms, int64_t interval_ns);
/* Skip the ticks before now_ns and count them as late. Pure. */
void tick_pass(struct tick *, int64_t now_ns);
/*
 * True once a signal has asked to stop. Everything that may wait long during a
 * sample must check this, and return within a second.
 */
int tick_stop_requested(void);
/* The wall clock: milliseconds since 1970, UTC. */
int64_t tick_clock_ms(void);
/* The monotonic clock, nanoseconds. */
int64_t tick_now_ns(void);

#endif
