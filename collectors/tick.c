#include <sys/select.h>

#include <stddef.h>
#include <time.h>

#include "collectors/tick.h"

#define SECOND_NS INT64_C(1000000000)
/*
 * pselect refuses very long waits on some systems, so we repeat shorter ones.
 */
#define LONGEST_WAIT_NS (INT64_C(86400) * SECOND_NS)
/* A sample that is not late begins within this time after its tick. */
#define JITTER_MS 50

static volatile sig_atomic_t tick_stopped;
static sigset_t
    tick_stops; /* the signals that stop us; blocked during a sample */

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

/*
 * With an interval of whole seconds, all ticks are at the same place within a
 * second. If that place is close to the end, a tick that is a little late gets
 * the time of the next second. Two samples would then have the same time, and a
 * reader would take them for one. So the grid begins with the next second.
 */
int64_t
tick_lead_ns(int64_t wall_ms, int64_t interval_ns)
{
	int64_t left_ms = 1000 - wall_ms % 1000;

	if (interval_ns % SECOND_NS != 0 || left_ms > JITTER_MS)
		return 0;
	return left_ms * (SECOND_NS / 1000);
}

void
tick_start(struct tick *tick, int64_t interval_ns, int64_t duration_ns)
{
	static const int stops[] = {SIGINT, SIGTERM, SIGHUP};
	struct sigaction action = {.sa_handler = tick_on_signal}, old;
	int64_t start_ns =
	    tick_now_ns() + tick_lead_ns(tick_clock_ms(), interval_ns);
	size_t i;

	*tick = (struct tick){.interval_ns = interval_ns,
	    .next_ns = start_ns,
	    .end_ns = duration_ns == 0 ? INT64_MAX : start_ns + duration_ns};
	tick_stopped = 0;
	sigemptyset(&action.sa_mask);
	sigemptyset(&tick_stops);
	sigprocmask(SIG_BLOCK, NULL, &tick->waiting);
	for (i = 0; i < sizeof stops / sizeof *stops; i++) {
		/*
		 * nohup ignores SIGHUP: keep that. A shell's "&" ignores
		 * SIGINT, but if someone sends it, they mean it.
		 */
		sigaction(stops[i], NULL, &old);
		if (stops[i] == SIGHUP && old.sa_handler == SIG_IGN)
			continue;
		sigaction(stops[i], &action, NULL);
		sigaddset(&tick_stops, stops[i]);
		sigdelset(&tick->waiting, stops[i]);
	}
	sigprocmask(SIG_BLOCK, &tick_stops, NULL);
}

int
tick_stop_requested(void)
{
	sigset_t before;

	/* A pending signal is delivered before the first call returns. */
	sigprocmask(SIG_UNBLOCK, &tick_stops, &before);
	sigprocmask(SIG_SETMASK, &before, NULL);
	return tick_stopped;
}

void
tick_pass(struct tick *tick, int64_t now_ns)
{
	int64_t passed;

	if (now_ns <= tick->next_ns)
		return;
	passed = (now_ns - tick->next_ns + tick->interval_ns - 1) /
		 tick->interval_ns;
	tick->next_ns += passed * tick->interval_ns;
	tick->late += (uint64_t)passed;
}

/* Returns 1 at that time, or 0 as soon as a signal asks to stop. */
static int
tick_sleep(const struct tick *tick, int64_t until_ns)
{
	struct timespec wait;
	int64_t left;

	while (!tick_stop_requested()) {
		left = until_ns - tick_now_ns();
		if (left <= 0)
			return 1;
		if (left > LONGEST_WAIT_NS)
			left = LONGEST_WAIT_NS;
		wait.tv_sec = (time_t)(left / SECOND_NS);
		wait.tv_nsec = (long)(left % SECOND_NS);
		pselect(0, NULL, NULL, NULL, &wait, &tick->waiting);
	}
	return 0;
}

int
tick_wait(struct tick *tick)
{
	int64_t now = tick_now_ns();

	/*
	 * The first sample is taken at once. Ticks after the end are not late.
	 */
	if (tick->begun)
		tick_pass(tick, now < tick->end_ns ? now : tick->end_ns);
	tick->begun = 1;
	if (tick->next_ns >= tick->end_ns) {
		(void)tick_sleep(tick, tick->end_ns);
		return 0;
	}
	if (!tick_sleep(tick, tick->next_ns))
		return 0;
	/*
	 * On a machine that thrashes, waking up may take longer than the
	 * interval. Take a sample nevertheless, or there might never be one.
	 */
	now = tick_now_ns();
	tick->next_ns += tick->interval_ns;
	tick_pass(tick, now < tick->end_ns ? now + 1 : tick->end_ns);
	return 1;
}
