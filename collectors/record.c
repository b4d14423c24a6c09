#include <sys/mman.h>

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "collectors/record.h"
#include "collectors/tick.h"

#define SECOND_NS       INT64_C(1000000000)
#define ERASE_LINE      "\r\033[K"
#define STATUS_EVERY_MS 200 /* no reader needs it more often */
#define STATUS_COLUMNS  79  /* a terminal's width, without the last column */
#define LOCK_AFTER      3   /* samples; by then all pages they need were used */

struct record {
	const struct record_job *job;
	const struct options *options;
	char name[80]; /* the default name of the log */
	struct log log;
	struct tick tick;
	struct text ts;
	struct text sample;
	uint64_t samples; /* taken: written or lost */
	uint64_t count;   /* of the last sample */
	uint64_t lost;
	int has_status; /* a status line is wanted, and stderr is a terminal */
	int64_t status_ms;  /* when it was last renewed */
	int reported_moved; /* that a moved log could not be replaced */
};

static const char *record_program = "";
static int record_status_shown; /* to be erased before the next message */

void
record_begin(const char *program)
{
	int fd;

	record_program = program;
	while ((fd = open("/dev/null", O_RDONLY)) != -1 && fd <= STDERR_FILENO)
		continue;
	if (fd != -1)
		close(fd);
	/* If a parent ignored it, we would see no exit status. */
	signal(SIGCHLD, SIG_DFL);
	unsetenv("COLUMNS");
}

void
record_say(const char *fmt, ...)
{
	char line[1024];
	size_t size = sizeof line - 1, len, i;
	va_list ap;

	snprintf(line, size, "%s: ", record_program);
	len = strlen(line);
	va_start(ap, fmt);
	vsnprintf(line + len, size - len, fmt, ap);
	va_end(ap);
	len = strlen(line);
	/* A file name or a URL may hold escape sequences for a terminal. */
	for (i = 0; i < len; i++)
		if ((unsigned char)line[i] < ' ' || line[i] == 0x7f)
			line[i] = '?';
	line[len++] = '\n';
	/* Erase our status line or, with -q, the one of our parent program. */
	if (record_status_shown || isatty(STDERR_FILENO))
		fputs(ERASE_LINE, stderr);
	record_status_shown = 0;
	fwrite(line, 1, len, stderr);
}

int
record_options(int argc, char *const argv[],
    const struct options_program *program, struct options *options)
{
	char reason[512];

	if (options_read(argc, argv, program, options, reason, sizeof reason) ==
	    -1) {
		record_say("%s; try '%s --help'", reason, program->name);
		return EXIT_USAGE;
	}
	if (options->print == 0)
		return -1;
	if (options->print == 'V')
		printf("%s " VERSION "\n", program->name);
	else
		fputs(program->usage, stdout);
	if (fflush(stdout) == 0 && !ferror(stdout))
		return EXIT_RECORDED;
	record_say("standard output: %s", strerror(errno));
	return EXIT_LOST;
}

static int
record_open(struct record *record)
{
	const struct log_format *format = &record->job->format;
	const char *path = record->options->output;
	char reason[160] = "the local time is unknown";
	struct tm tm;
	time_t now;

	if (path == NULL) {
		now = (time_t)(tick_clock_ms() / 1000);
		if (localtime_r(&now, &tm) != NULL &&
		    strftime(record->name, sizeof record->name, format->name,
			&tm) > 0)
			path = record->name;
	}
	if (path != NULL &&
	    log_open(&record->log, path, format, record->options->sync, reason,
		sizeof reason) == 0)
		return 0;
	record_say("%s: %s", path != NULL ? path : "log", reason);
	return -1;
}

static void
record_follow(struct record *record)
{
	char reason[160];
	int result = log_follow(&record->log, reason, sizeof reason);

	if (result == 1)
		record_say("%s: was moved or deleted; started a new one",
		    record->log.name);
	if (result == -1 && !record->reported_moved)
		record_say(
		    "%s: was moved or deleted; cannot start a new one: %s",
		    record->log.name, reason);
	record->reported_moved = result == -1;
}

static void
record_status(struct record *record, int64_t now_ms)
{
	struct pollfd terminal = {.fd = STDERR_FILENO, .events = POLLOUT};
	char line[STATUS_COLUMNS + 1];
	int64_t since = now_ms - record->status_ms;
	/* Include this sample, which is not counted yet and may be lost. */
	const uint64_t written = record->samples + 1 - record->lost;
	size_t n;

	/* The clock may have been set back. */
	if (!record->has_status ||
	    (record_status_shown && since >= 0 && since < STATUS_EVERY_MS))
		return;
	/* Ctrl-S stops the terminal; it must not stop the samples. */
	if (poll(&terminal, 1, 0) != 1)
		return;
	record->status_ms = now_ms;
	snprintf(line, sizeof line,
	    "%" PRIu64 " sample%s, %" PRIu64 " %s, %" PRIu64 " bytes, %" PRIu64
	    " late",
	    written, written == 1 ? "" : "s", record->count,
	    record->job->counted, record->log.bytes, record->tick.late);
	n = strlen(line);
	if (record->lost > 0)
		snprintf(line + n, sizeof line - n, ", %" PRIu64 " LOST",
		    record->lost);
	fprintf(stderr, ERASE_LINE "%s", line);
	record_status_shown = 1;
}

/* Take and write one sample. Returns -1 to stop. */
static int
record_sample(struct record *record)
{
	struct record_sample sample = {.out = &record->sample};
	const char *reason = "out of memory";
	int result;

	sample.now_ms = tick_clock_ms();
	text_clear(&record->ts);
	text_add_time(&record->ts, sample.now_ms,
	    record->options->interval_ns < SECOND_NS);
	sample.ts = text_span(&record->ts);
	text_clear(&record->sample);
	text_add_span(&record->sample, record->log.first);
	result = record->job->sample(record->job->arg, &sample, &reason);
	if (result == 0 && (record->ts.failed || record->sample.failed)) {
		reason = "out of memory";
		result = -1;
	}
	if (result == -1 && tick_stop_requested())
		return -1;
	if (result == 0) {
		record->count = sample.count;
		result = log_write(&record->log, text_span(&record->sample));
		if (result == -1 && errno == EPIPE)
			return -1;
		if (result == -1)
			reason = errno == ETIMEDOUT ? "nobody is reading"
						    : strerror(errno);
	}
	if (result == -1 && record->lost++ == 0)
		record_say("%s: %s; sample lost (further losses are only "
			   "counted)",
		    record->log.name, reason);
	record_status(record, sample.now_ms);
	return 0;
}

static void
record_loop(struct record *record)
{
	while (tick_wait(&record->tick)) {
		record_follow(record);
		if (record_sample(record) == -1 ||
		    ++record->samples == record->options->samples)
			return;
#ifdef MCL_ONFAULT
		/*
		 * Keep the pages used so far in memory, so that a machine that
		 * is short of it need not read them back from the disk first.
		 * If the limit does not allow it, continue without.
		 */
		if (record->samples == LOCK_AFTER)
			(void)mlockall(MCL_CURRENT | MCL_ONFAULT);
#endif
	}
}

int
record_run(const struct record_job *job, const struct options *options)
{
	struct record record = {.job = job, .options = options};
	int status = EXIT_LOST;
	uint64_t written;

	if (record_open(&record) == -1)
		return EXIT_LOST;
	tick_start(&record.tick, options->interval_ns, options->duration_ns);
	/* On a terminal, rows would start after the status line. */
	record.has_status =
	    !options->quiet && isatty(STDERR_FILENO) && !isatty(record.log.fd);
	/* The reader of this line may send a signal at once. */
	if (!options->quiet)
		record_say("recording to %s every %.9g s; stop with Ctrl-C",
		    record.log.name, (double)options->interval_ns / SECOND_NS);
	record_loop(&record);
	written = record.samples - record.lost;
	if (!options->quiet || record.lost > 0)
		record_say("%" PRIu64 " sample%s, %" PRIu64
			   " byte%s to %s; %" PRIu64 " late, %" PRIu64 " lost",
		    written, written == 1 ? "" : "s", record.log.bytes,
		    record.log.bytes == 1 ? "" : "s", record.log.name,
		    record.tick.late, record.lost);
	if (record.lost == 0 && !record.reported_moved)
		status = EXIT_RECORDED;
	if (log_close(&record.log) == -1) {
		record_say("%s: %s", record.log.name, strerror(errno));
		status = EXIT_LOST;
	}
	text_free(&record.ts);
	text_free(&record.sample);
	return status;
}
