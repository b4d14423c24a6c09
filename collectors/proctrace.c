#include <errno.h>
#include <locale.h>
#include <signal.h>
#include <unistd.h>

#include "collectors/options.h"
#include "collectors/program.h"
#include "collectors/ps.h"
#include "collectors/record.h"
#include "formats/process_tsv.h"

struct proctrace {
	struct ps source;
	struct record *recorder; /* while a sample is taken */
	struct text lines;
};

static const struct options_program proctrace_program = {
    .name = "proctrace",
    .about =
	"Record the processes whose line in ps matches: one row for each of "
	"them, sample\nby sample, as the documented loop around ps writes "
	"them.\n",
    .interval_s = 1,
    .file = "ollama-process-memtrace-YYYYMMDD-HHMMSS.tsv",
    .letter = 'm',
    .word = "match",
    .argument = "ERE",
    .meaning = "which lines of ps (" MATCH_DEFAULT ")",
    .sources = "",
    .examples =
	"  proctrace                     every second, until Ctrl-C\n"
	"  proctrace -i 0.1 -d 60        ten a second for a minute\n"
	"  proctrace -m python -o -      other programs, to the screen\n",
};

static int proctrace_sample(
    void *arg, struct record *, struct record_sample *, const char **reason);
static void proctrace_notice(void *arg, const char *what);
static int proctrace_is_log(struct span first_line);

int
main(int argc, char *argv[])
{
	struct options options;
	struct proctrace proctrace = {0};
	struct record_job job = {.program = proctrace_program.name,
	    .format = {.prefix = "ollama-process-memtrace",
		.suffix = ".tsv",
		.header = SPAN(PROCESS_TSV_HEADER),
		.is_log = proctrace_is_log},
	    .counted = "processes",
	    .sample = proctrace_sample,
	    .say = program_say,
	    .terminal = isatty(STDERR_FILENO) ? STDERR_FILENO : -1,
	    .arg = &proctrace};
	struct match match = {0};
	struct text say = {0};
	enum options_result result;
	int status = EXIT_LOST;
	char reason[160];

	/* Ignored, as some parents leave it, it loses the end of ps. */
	signal(SIGCHLD, SIG_DFL);
	/* ps shows what prints in the user's locale, and awk matches in it. */
	setlocale(LC_CTYPE, "");
	result = options_read(argc, argv, &proctrace_program, &options, &say);
	if (result != OPTIONS_RUN) {
		status = program_words(result, &say);
		goto out;
	}
	if (match_init(&match,
		options.own != NULL ? options.own : MATCH_DEFAULT, getpid(),
		reason, sizeof reason) == -1) {
		if (errno == ENOMEM) {
			program_warn("%s", reason);
			goto out;
		}
		program_warn("-m '%s': %s; see %s --help", options.own, reason,
		    proctrace_program.name);
		status = EXIT_USAGE;
		goto out;
	}
	if (ps_open(&proctrace.source, options.source, &match, NULL, reason,
		sizeof reason) == -1) {
		program_warn("%s", reason);
		goto out;
	}
	proctrace.source.say = proctrace_notice;
	proctrace.source.arg = &proctrace;
	status = record_run(&job, &options);
out:
	ps_close(&proctrace.source);
	match_free(&match);
	text_free(&proctrace.lines);
	text_free(&say);
	return status;
}

static int
proctrace_sample(void *arg, struct record *recorder,
    struct record_sample *sample, const char **reason)
{
	struct proctrace *proctrace = arg;
	struct text *lines = &proctrace->lines;
	struct span rest, line;

	proctrace->recorder = recorder;
	text_clear(lines);
	if (ps_read(&proctrace->source, lines, reason) == -1)
		return -1;
	*reason = "out of memory";
	if (lines->failed)
		return -1;
	rest = text_span(lines);
	while (span_until(&rest, '\n', &line)) {
		process_tsv_add_line(sample->out, sample->ts, line);
		sample->count++;
	}
	return 0;
}

static void
proctrace_notice(void *arg, const char *what)
{
	struct proctrace *proctrace = arg;

	record_say(proctrace->recorder, "%s", what);
}

/* Only a file with the header, in one of the forms that echo gave it. */
static int
proctrace_is_log(struct span first_line)
{
	struct process_row row;
	const char *reason;

	return span_trim(first_line).n > 0 &&
	       process_tsv_read(first_line, &row, &reason) == PROCESS_TSV_NONE;
}
