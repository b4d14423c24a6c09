#include <sys/select.h>

#include <stddef.h>
#include <time.h>

#include "collectors/tick.h"

#define SECOND_NS INT64_C(1000000000)
/* pselect refuses very long waits on some systems; longer ones are repeated. */
#define LONGEST_WAIT_NS (INT64_C(86400) * SECOND_NS)
/* A sample that is not late begins less than this after its tick. */
#define JITTER_MS 50

static volatile sig_atomic_t tick_stopped;
static sigset_t tick_stops; /* the signals that stop us; blocked in a sample */

static void
tick_on_signal(int signal)
{
	(void)signal;
	tick_stopped = 1;
}

int64_t
tick_now_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * SECOND_NS + ts.tv_nsec;
}

int64_t
tick_clock_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_REALTIME, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

int
tick_start(struct tick *tick, int64_t interval_ns, int64_t duration_ns)
{
	static const int stops[] = {SIGINT, SIGTERM, SIGHUP};
	struct sigaction action = {.sa_handler = tick_on_signal}, old;
	size_t i;

	tick_stopped = 0;
	sigemptyset(&action.sa_mask);
	sigemptyset(&tick_stops);
	for (i = 0; i < sizeof stops / sizeof *stops; i++) {
		if (sigaction(stops[i], NULL, &old) == -1)
			return -1;
		/*
		 * nohup ignores SIGHUP. A shell's "&" ignores SIGINT, but who
		 * sends one to us means it.
		 */
		if (stops[i] != SIGHUP || old.sa_handler != SIG_IGN)
			sigaddset(&tick_stops, stops[i]);
	}
	if (sigprocmask(SIG_BLOCK, &tick_stops, &tick->waiting) == -1)
		return -1;
	for (i = 0; i < sizeof stops / sizeof *stops; i++) {
		sigdelset(&tick->waiting, stops[i]);
		if (sigismember(&tick_stops, stops[i]) &&
		    sigaction(stops[i], &action, NULL) == -1)
			return -1;
	}
	tick->interval_ns = interval_ns;
	tick->start_ns =
	    tick_now_ns() + tick_lead_ns(tick_clock_ms(), interval_ns);
	tick->end_ns =
	    duration_ns == 0 ? INT64_MAX : tick->start_ns + duration_ns;
	tick->next = 0;
	tick->late = 0;
	return 0;
}

int
tick_stop_requested(void)
{
	static const int stops[] = {SIGINT, SIGTERM, SIGHUP};
	sigset_t pending;
	size_t i;

	if (sigpending(&pending) == 0)
		for (i = 0; i < sizeof stops / sizeof *stops; i++)
			if (sigismember(&pending, stops[i]) &&
			    sigismember(&tick_stops, stops[i]))
				return 1;
	return tick_stopped;
}

/*
 * With whole seconds the ticks keep their place within the second. Close to
 * the end of a second a tick that comes a little late would get the time of
 * the next one: two samples with one time, which a reader takes for one, and a
 * second without a sample. So the grid then begins with the next second.
 */
int64_t
tick_lead_ns(int64_t wall_ms, int64_t interval_ns)
{
	int64_t left_ms = 1000 - wall_ms % 1000;

	if (interval_ns % SECOND_NS != 0 || left_ms > JITTER_MS)
		return 0;
	return left_ms * (SECOND_NS / 1000);
}

uint64_t
tick_due(int64_t start_ns, int64_t interval_ns, uint64_t next, int64_t now_ns,
    uint64_t *late)
{
	uint64_t passed;

	if (next == 0 || now_ns <= start_ns)
		return next;
	/* The first tick that is not before now. */
	passed =
	    (uint64_t)((now_ns - start_ns + interval_ns - 1) / interval_ns);
	if (passed <= next)
		return next;
	*late += passed - next;
	return passed;
}

/* Returns 0 at that time, or -1 once a signal has asked to stop. */
static int
tick_sleep(const struct tick *tick, int64_t until_ns)
{
	struct timespec wait;
	int64_t left;

	do {
		left = until_ns - tick_now_ns();
		if (left < 0)
			left = 0;
		if (left > LONGEST_WAIT_NS)
			left = LONGEST_WAIT_NS;
		wait.tv_sec = (time_t)(left / SECOND_NS);
		wait.tv_nsec = (long)(left % SECOND_NS);
		pselect(0, NULL, NULL, NULL, &wait, &tick->waiting);
		if (tick_stopped)
			return -1;
	} while (tick_now_ns() < until_ns);
	return 0;
}

enum tick_wait
tick_wait(struct tick *tick)
{
	int64_t now = tick_now_ns(), at, over;

	if (now > tick->end_ns)
		now = tick->end_ns;
	tick->next = tick_due(
	    tick->start_ns, tick->interval_ns, tick->next, now, &tick->late);
	/* The interval may be so long that the next tick has no time. */
	if ((INT64_MAX - tick->start_ns) / tick->interval_ns <
	    (int64_t)tick->next)
		at = INT64_MAX;
	else
		at = tick->start_ns + (int64_t)tick->next * tick->interval_ns;
	if (at >= tick->end_ns)
		return tick_sleep(tick, tick->end_ns) == -1 ? TICK_STOP
							    : TICK_END;
	if (tick_sleep(tick, at) == -1)
		return TICK_STOP;
	/*
	 * On a machine that thrashes waking up alone may take more than an
	 * interval. Sample then, or there might never be a sample. Ticks after
	 * the end of the duration are not late.
	 */
	now = tick_now_ns();
	if (now >= tick->end_ns)
		now = tick->end_ns - 1;
	over = (now - at) / tick->interval_ns;
	tick->late += (uint64_t)over;
	tick->next += (uint64_t)over + 1;
	return TICK_TICK;
}
