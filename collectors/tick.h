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
	int64_t start_ns; /* monotonic: the tick with number 0 */
	int64_t end_ns;   /* no tick from here on; INT64_MAX: no limit */
	uint64_t next;    /* number of the next tick */
	uint64_t late;    /* ticks that passed while a sample was under way */
	sigset_t waiting; /* the signal mask while waiting */
};

enum tick_wait {
	TICK_TICK, /* take a sample now */
	TICK_END,  /* the duration is over */
	TICK_STOP  /* a signal asked to stop */
};

/*
 * Install the handlers and start the clock; duration_ns 0 is no limit. A
 * SIGHUP that is ignored, as under nohup, stays ignored. Returns 0, or -1 with
 * errno.
 */
int tick_start(struct tick *, int64_t interval_ns, int64_t duration_ns);
/* Wait for the next tick; the first one comes after tick_lead_ns(). */
enum tick_wait tick_wait(struct tick *);
/*
 * How long to wait before a grid of this interval begins, if the wall clock is
 * at wall_ms. Pure.
 */
int64_t tick_lead_ns(int64_t wall_ms, int64_t interval_ns);
/*
 * The number of the next tick at now_ns, if `next` was due: ticks that have
 * passed are skipped and added to *late. Pure.
 */
uint64_t tick_due(int64_t start_ns, int64_t interval_ns, uint64_t next,
    int64_t now_ns, uint64_t *late);
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
