#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "collectors/lock.h"
#include "collectors/notices.h"
#include "collectors/printable.h"
#include "collectors/record.h"
#include "collectors/tick.h"

#define SECOND_NS     INT64_C(1000000000)
#define ERASE_LINE    "\r\033[K"
#define STATUS_EVERY  200 /* ms; nobody reads faster */
#define LOCK_AFTER    3   /* samples; auto reads natively from the second on */
#define STATUS_COLUMN 79  /* a terminal's width, but for the last column */

struct record {
	const struct record_job *job;
	const struct options *options;
	struct log output;
	struct tick sampler;
	struct text ts;
	struct text sample;
	struct text line; /* the status line */
	uint64_t samples; /* taken: written or lost */
	uint64_t count;   /* of the last sample */
	uint64_t lost;
	int terminal;      /* for the status line; -1: none */
	int64_t status_ms; /* when the status line was last renewed */
	int status_shown;
	int log_failed;      /* said already */
	int callback_failed; /* said already */
	struct notices held; /* not said yet: the terminal is held up */
};

static int record_open(struct record *);
static void record_loop(struct record *);
static void record_lock(struct record *);
static int record_sample(struct record *);
static void record_lose(struct record *, int *said, const char *reason);
static void record_start_line(struct record *);
static void record_status_line(struct record *, int64_t now_ms);
static void record_summary(struct record *);
static void record_add_seconds(struct text *, int64_t ns);
static void record_flush(struct record *);
static int record_may_say(const struct record *);
static void record_put(struct record *, struct span line);
static void record_say_held(struct record *, int patient);

int
record_run(const struct record_job *job, const struct options *options)
{
	struct record recorder = {
	    .job = job, .options = options, .terminal = job->terminal};
	int status = EXIT_LOST;

	if (record_open(&recorder) == -1)
		goto out;
	if (tick_start(&recorder.sampler, options->interval_ns,
		options->duration_ns) == -1) {
		record_say(&recorder, "signals: %s", strerror(errno));
		(void)log_close(&recorder.output);
		goto out;
	}
	/* Rows that run past on a terminal would begin behind it. */
	if (isatty(recorder.output.fd))
		recorder.terminal = -1;
	/* Who reads this may send the signal at once. */
	record_start_line(&recorder);
	recorder.output.ready = tick_wait_writable;
	recorder.output.arg = &recorder.sampler;
	record_loop(&recorder);
	record_summary(&recorder);
	if (recorder.lost == 0)
		status = EXIT_RECORDED;
	if (log_close(&recorder.output) == -1) {
		record_say(&recorder, "closing the log: %s", strerror(errno));
		status = EXIT_LOST;
	}
out:
	record_say_held(&recorder, 1);
	text_free(&recorder.ts);
	text_free(&recorder.sample);
	text_free(&recorder.line);
	return status;
}

static int
record_open(struct record *recorder)
{
	const char *path = recorder->options->output;
	struct text name = {0};
	char reason[160];
	int result;

	if (path == NULL) {
		log_default_name(
		    &name, &recorder->job->format, tick_clock_ms());
		text_add_char(&name, '\0');
		if (name.failed) {
			record_say(recorder, "no name for the log");
			text_free(&name);
			return -1;
		}
		path = name.data;
	}
	result = log_open(&recorder->output, path, &recorder->job->format,
	    reason, sizeof reason);
	if (result == -1)
		record_say(recorder, "%s: %s", path, reason);
	recorder->output.sync = recorder->options->sync;
	text_free(&name);
	return result;
}

static void
record_loop(struct record *recorder)
{
	while (tick_wait(&recorder->sampler) == TICK_TICK) {
		if (record_sample(recorder) == -1)
			return;
		record_say_held(recorder, 0);
		if (++recorder->samples == recorder->options->samples)
			return;
		if (recorder->samples == LOCK_AFTER)
			record_lock(recorder);
	}
}

/* By now all that a sample needs has been used once. */
static void
record_lock(struct record *recorder)
{
	enum { BUFFERS = 3 };
	const struct text *const buffers[BUFFERS] = {
	    &recorder->ts, &recorder->sample, &recorder->output.pending};

	if (lock_memory(buffers, BUFFERS) == -1 && !recorder->options->quiet)
		record_say(recorder,
		    "memory cannot be locked: %s; should it run short, samples "
		    "may be late",
		    strerror(errno));
}

/* One sample, from the clock to the disk. -1: nobody reads it any more. */
static int
record_sample(struct record *recorder)
{
	struct record_sample sample = {.out = &recorder->sample};
	const char *reason = "out of memory";
	int result;

	sample.now_ms = tick_clock_ms();
	text_clear(&recorder->ts);
	text_add_time(&recorder->ts, sample.now_ms,
	    recorder->options->interval_ns < SECOND_NS);
	sample.ts = text_span(&recorder->ts);
	text_clear(&recorder->sample);
	result = recorder->job->sample(
	    recorder->job->arg, recorder, &sample, &reason);
	if (result == -1 || recorder->ts.failed || recorder->sample.failed) {
		if (result == 0)
			reason = "out of memory";
		record_lose(recorder, &recorder->callback_failed, reason);
		return 0;
	}
	recorder->count = sample.count;
	switch (log_write(&recorder->output, text_span(&recorder->sample))) {
	case LOG_CLOSED:
		return -1;
	case LOG_LOST:
		record_lose(recorder, &recorder->log_failed, strerror(errno));
		break;
	case LOG_OK:
		break;
	}
	record_status_line(recorder, sample.now_ms);
	return 0;
}

static void
record_lose(struct record *recorder, int *said, const char *reason)
{
	recorder->lost++;
	if (*said)
		return;
	*said = 1;
	record_say(recorder,
	    "%s: %s; the sample is lost, more are counted in silence",
	    recorder->output.name.data, reason);
}

static void
record_start_line(struct record *recorder)
{
	struct text every = {0};

	if (recorder->options->quiet)
		return;
	record_add_seconds(&every, recorder->options->interval_ns);
	text_add_char(&every, '\0');
	if (!every.failed)
		record_say(recorder,
		    "a sample every %s s to %s; stop with Ctrl-C", every.data,
		    recorder->output.name.data);
	text_free(&every);
}

/* Nanoseconds as seconds, without zeros at the end. */
static void
record_add_seconds(struct text *out, int64_t ns)
{
	text_add_f(
	    out, "%" PRId64 ".%09" PRId64, ns / SECOND_NS, ns % SECOND_NS);
	while (out->len > 0 && out->data[out->len - 1] == '0')
		out->len--;
	if (out->len > 0 && out->data[out->len - 1] == '.')
		out->len--;
}

static void
record_status_line(struct record *recorder, int64_t now_ms)
{
	struct text *line = &recorder->line;
	int64_t since = now_ms - recorder->status_ms;
	/* With this one, which is not yet counted but may be lost. */
	const uint64_t written = recorder->samples + 1 - recorder->lost;

	if (recorder->options->quiet || recorder->terminal == -1)
		return;
	/* A clock that was set back must not stop it. */
	if (recorder->status_shown && since >= 0 && since < STATUS_EVERY)
		return;
	if (!record_may_say(recorder))
		return;
	recorder->status_ms = now_ms;
	text_clear(line);
	text_add_f(line,
	    "%" PRIu64 " sample%s, %" PRIu64 " %s, %" PRIu64 " bytes, %" PRIu64
	    " late",
	    written, written == 1 ? "" : "s", recorder->count,
	    recorder->job->counted, recorder->output.bytes,
	    recorder->sampler.late);
	if (recorder->lost > 0)
		text_add_f(line, ", %" PRIu64 " LOST", recorder->lost);
	if (line->len > STATUS_COLUMN)
		line->len = STATUS_COLUMN;
	recorder->job->say(recorder->job->arg, SPAN(ERASE_LINE));
	record_flush(recorder);
	recorder->status_shown = 1;
}

static void
record_summary(struct record *recorder)
{
	const uint64_t written = recorder->samples - recorder->lost;

	if (recorder->options->quiet && recorder->lost == 0)
		return;
	record_say(recorder,
	    "%" PRIu64 " sample%s, %" PRIu64 " byte%s to %s; %" PRIu64
	    " late, %" PRIu64 " lost",
	    written, written == 1 ? "" : "s", recorder->output.bytes,
	    recorder->output.bytes == 1 ? "" : "s", recorder->output.name.data,
	    recorder->sampler.late, recorder->lost);
}

/* On the stack: that there is no memory can be what is to be said. */
void
record_say(struct record *recorder, const char *fmt, ...)
{
	char line[1024];
	size_t size = sizeof line - 1, len; /* the line end always fits */
	struct span first;
	va_list ap;

	snprintf(line, size, "%s: ", recorder->job->program);
	len = strlen(line);
	va_start(ap, fmt);
	vsnprintf(line + len, size - len, fmt, ap);
	va_end(ap);
	len = strlen(line);
	/* A file name or a URL may hold what a terminal would obey. */
	printable_make(line, len);
	line[len++] = '\n';
	record_say_held(recorder, 0);
	if (!notices_first(&recorder->held, &first) && record_may_say(recorder))
		record_put(recorder, (struct span){line, len});
	else
		notices_hold(&recorder->held, (struct span){line, len});
}

/* Ctrl-S holds the terminal up, and must not hold up the samples. */
static int
record_may_say(const struct record *recorder)
{
	return recorder->job->terminal == -1 ||
	       tick_is_writable(recorder->job->terminal);
}

static void
record_put(struct record *recorder, struct span line)
{
	if (recorder->status_shown)
		recorder->job->say(recorder->job->arg, SPAN(ERASE_LINE));
	recorder->status_shown = 0;
	recorder->job->say(recorder->job->arg, line);
}

/* Patient: wait for the terminal, but when asked to stop for a second only. */
static void
record_say_held(struct record *recorder, int patient)
{
	struct notices *held = &recorder->held;
	uint64_t missed = held->missed;
	struct span line;

	while (notices_first(held, &line)) {
		if (patient ? tick_wait_writable(&recorder->sampler,
				  recorder->job->terminal) == -1
			    : !record_may_say(recorder))
			return;
		record_put(recorder, line);
		notices_drop_first(held);
	}
	held->missed = 0;
	if (missed > 0)
		record_say(
		    recorder, "%" PRIu64 " more messages are lost", missed);
}

static void
record_flush(struct record *recorder)
{
	if (!recorder->line.failed)
		recorder->job->say(
		    recorder->job->arg, text_span(&recorder->line));
}
