#include <sys/select.h>

#include <errno.h>
#include <stddef.h>
#include <time.h>

#include "collectors/tick.h"

#define SECOND_NS INT64_C(1000000000)
/* pselect refuses very long waits on some systems; longer ones are repeated. */
#define LONGEST_WAIT_NS (INT64_C(86400) * SECOND_NS)
/* What is not late begins at its tick or less than this behind it, mostly. */
#define JITTER_MS 50
/* How long a reader that does not read may hold up the end. */
#define PATIENCE_NS SECOND_NS

static volatile sig_atomic_t tick_stopped;

static void tick_on_signal(int);
static int64_t tick_now_ns(void);
static int tick_sleep(const struct tick *, int64_t until_ns);

static void
tick_on_signal(int signal)
{
	(void)signal;
	tick_stopped = 1;
}

static int64_t
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
tick_start(struct tick *sampler, int64_t interval_ns, int64_t duration_ns)
{
	static const int stops[] = {SIGINT, SIGTERM, SIGHUP};
	struct sigaction action = {.sa_handler = tick_on_signal}, old;
	sigset_t block;
	int64_t lead_ns;
	size_t i;

	sigemptyset(&action.sa_mask);
	sigemptyset(&block);
	for (i = 0; i < sizeof stops / sizeof *stops; i++)
		sigaddset(&block, stops[i]);
	if (sigprocmask(SIG_BLOCK, &block, &sampler->waiting) == -1)
		return -1;
	tick_stopped = 0;
	for (i = 0; i < sizeof stops / sizeof *stops; i++) {
		sigdelset(&sampler->waiting, stops[i]);
		if (sigaction(stops[i], NULL, &old) == -1)
			return -1;
		/* nohup; a shell's "&" ignores SIGINT, but `kill` means it. */
		if (stops[i] == SIGHUP && old.sa_handler == SIG_IGN)
			continue;
		if (sigaction(stops[i], &action, NULL) == -1)
			return -1;
	}
	sampler->interval_ns = interval_ns;
	lead_ns = tick_lead_ns(tick_clock_ms(), interval_ns);
	sampler->start_ns = tick_now_ns() + lead_ns;
	sampler->end_ns =
	    duration_ns == 0 ? INT64_MAX : sampler->start_ns + duration_ns;
	sampler->next = 0;
	sampler->late = 0;
	return 0;
}

/*
 * With whole seconds the phase of the ticks within the second stays as it was
 * at the start. Close before the end of a second a tick that comes a bit late
 * would be timed in the next one, as is the tick behind it: two samples with
 * one time, which a reader takes for one, and a second without any. So the
 * grid then begins with the next second.
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
	/* The first tick that does not lie before now. */
	passed =
	    (uint64_t)((now_ns - start_ns + interval_ns - 1) / interval_ns);
	if (passed <= next)
		return next;
	*late += passed - next;
	return passed;
}

/* Until then, or a signal. Signals that came before are let through too. */
static int
tick_sleep(const struct tick *sampler, int64_t until_ns)
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
		pselect(0, NULL, NULL, NULL, &wait, &sampler->waiting);
		if (tick_stopped)
			return -1;
	} while (tick_now_ns() < until_ns);
	return 0;
}

enum tick_wait
tick_wait(struct tick *sampler)
{
	int64_t now = tick_now_ns(), tick, over;
	uint64_t next;

	if (now > sampler->end_ns)
		now = sampler->end_ns;
	next = tick_due(sampler->start_ns, sampler->interval_ns, sampler->next,
	    now, &sampler->late);
	sampler->next = next;
	/* An interval may be so long that the next tick is past all time. */
	if ((INT64_MAX - sampler->start_ns) / sampler->interval_ns <
	    (int64_t)next)
		tick = INT64_MAX;
	else
		tick = sampler->start_ns + (int64_t)next * sampler->interval_ns;
	if (tick >= sampler->end_ns) {
		if (tick_sleep(sampler, sampler->end_ns) == -1)
			return TICK_STOP;
		return TICK_END;
	}
	if (tick_sleep(sampler, tick) == -1)
		return TICK_STOP;
	/*
	 * On a machine that thrashes, waking up alone may take more than an
	 * interval. Sample then, or it would perhaps never be done. Where the
	 * duration is over by then, ticks behind its end are not late.
	 */
	now = tick_now_ns();
	if (now >= sampler->end_ns)
		now = sampler->end_ns - 1;
	over = (now - tick) / sampler->interval_ns;
	sampler->late += (uint64_t)over;
	sampler->next += (uint64_t)over + 1;
	return TICK_TICK;
}

int
tick_wait_writable(void *arg, int fd)
{
	const struct tick *sampler = arg;
	int64_t give_up = INT64_MAX, now;
	struct timespec wait;
	fd_set set;
	int n;

	if (fd < 0 || fd >= FD_SETSIZE)
		return 0;
	for (;;) {
		now = tick_now_ns();
		if (tick_stopped && give_up == INT64_MAX)
			give_up = now + PATIENCE_NS;
		if (now >= give_up)
			return -1;
		wait.tv_sec = 0;
		wait.tv_nsec = SECOND_NS / 10;
		FD_ZERO(&set);
		FD_SET(fd, &set);
		n = pselect(fd + 1, NULL, &set, NULL,
		    tick_stopped ? &wait : NULL, &sampler->waiting);
		if (n > 0)
			return 0;
		if (n == -1 && errno != EINTR)
			return -1;
	}
}

int
tick_is_writable(int fd)
{
	struct timeval no_time = {0};
	fd_set set;

	if (fd < 0 || fd >= FD_SETSIZE)
		return 1;
	FD_ZERO(&set);
	FD_SET(fd, &set);
	return select(fd + 1, NULL, &set, NULL, &no_time) != 0;
}
