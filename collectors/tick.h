#ifndef COLLECTORS_TICK_H
#define COLLECTORS_TICK_H

#include <signal.h>
#include <stdint.h>

/*
 * The time grid and the signals. Ticks lie at start + k * interval on the
 * monotonic clock, so nothing drifts; SIGINT, SIGTERM and SIGHUP are let
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
 * Install the handlers and start the clock. A SIGHUP that is ignored, as under
 * nohup, stays so.
 * duration_ns 0: no limit. Returns 0, or -1 with errno set.
 */
int tick_start(struct tick *, int64_t interval_ns, int64_t duration_ns);
/*
 * Wait for the next tick, which for the first call is at once, or at the lead
 * from now that tick_lead_ns() gives.
 */
enum tick_wait tick_wait(struct tick *);
/*
 * How long to wait, when the wall clock is at wall_ms, before a grid of this
 * interval begins. Pure.
 */
int64_t tick_lead_ns(int64_t wall_ms, int64_t interval_ns);
/*
 * Which tick comes next at now_ns, when `next` was due? Ticks that are gone
 * are counted in *late and skipped. Pure; tick_wait() is built on it.
 */
uint64_t tick_due(int64_t start_ns, int64_t interval_ns, uint64_t next,
    int64_t now_ns, uint64_t *late);
/*
 * Wait until fd takes PIPE_BUF bytes without blocking. Returns 0, or -1 when a
 * stop was asked for and a second has passed since. `arg` is the sampler: the
 * form that log_open() takes.
 */
int tick_wait_writable(void *arg, int fd);
/* Would a write of a few bytes to fd not block now? When in doubt, 1. */
int tick_is_writable(int fd);
/* The wall clock: milliseconds since 1970, UTC. */
int64_t tick_clock_ms(void);

#endif
