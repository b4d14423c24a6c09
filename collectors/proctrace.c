#include <locale.h>

#include "collectors/ps.h"
#include "collectors/record.h"

static const struct options_program proctrace_program = {
    .name = "proctrace",
    .word = "match",
    .letter = 'm',
    .interval_s = 1,
    .usage =
	"usage: proctrace [options]\n"
	"\n"
	"Record the memory of Ollama's processes: one row for each in every "
	"sample, as\nthe documented loop around ps writes them.\n"
	"\n"
	"  -i, --interval SECONDS  time between samples, 0.001 or more "
	"(default 1)\n" OPTIONS_HELP_LIMITS "\n"
	"                          (default ollama-process-memtrace-"
	"YYYYMMDD-HHMMSS.tsv)\n"
	"  -m, --match ERE         which lines of ps (default " MATCH_DEFAULT
	")\n"
	"  -w, --wide              add columns: footprint, its maximum, GPU "
	"memory\n" OPTIONS_HELP_SHARED "\n"
	"Examples:\n"
	"  proctrace                     every second, until Ctrl-C\n"
	"  proctrace -i 0.1 -d 60        ten a second for a minute\n"
	"  proctrace -m python -o -      other programs, on standard "
	"output\n" OPTIONS_HELP_END,
};

static int
proctrace_sample(void *arg, struct record_sample *sample, const char **reason)
{
	int rows = ps_read(arg, sample->ts, sample->out, reason);

	sample->count = rows > 0 ? (uint64_t)rows : 0;
	return rows == -1 ? -1 : 0;
}

/* True only for the header, in one of the forms that echo has written. */
static int
proctrace_is_log(struct span first_line)
{
	struct process_row row;
	const char *reason;

	return span_trim(first_line).n > 0 &&
	       process_tsv_read(first_line, &row, &reason) == PROCESS_TSV_NONE;
}

static int
proctrace_is_wide(struct span header)
{
	return span_is(span_trim_end(header), PROCESS_TSV_WIDE_COLUMNS);
}

int
main(int argc, char *argv[])
{
	struct options options;
	struct record_job job = {
	    .format = {.name = "ollama-process-memtrace-%Y%m%d-%H%M%S.tsv",
		.header = SPAN(PROCESS_TSV_HEADER),
		.is_log = proctrace_is_log,
		.is_wide = proctrace_is_wide},
	    .counted = "processes",
	    .sample = proctrace_sample};
	struct match match;
	char reason[160];
	int status;

	record_begin(proctrace_program.name);
	status = record_options(argc, argv, &proctrace_program, &options);
	if (status != -1)
		return status;
	job.format.wide = options.wide;
	if (options.wide)
		job.format.header = SPAN(PROCESS_TSV_WIDE_HEADER);
	if (options.own == NULL)
		options.own = MATCH_DEFAULT;
	status = match_init(&match, options.own, reason, sizeof reason);
	if (status != 0) {
		record_say(
		    "'%s': %s; try 'proctrace --help'", options.own, reason);
		return status == REG_ESPACE ? EXIT_LOST : EXIT_USAGE;
	}
	/*
	 * ps prints what is printable in the user's locale. It sets all
	 * categories at once, so all stay C if one of them does not exist.
	 */
	if (setlocale(LC_ALL, "") != NULL) {
		setlocale(LC_NUMERIC, "C");
		setlocale(LC_MESSAGES, "C");
	}
	job.arg =
	    ps_new(options.source, &match, options.wide, reason, sizeof reason);
	status = EXIT_LOST;
	if (job.arg == NULL)
		record_say("%s", reason);
	else
		status = record_run(&job, &options);
	ps_free(job.arg);
	match_free(&match);
	return status;
}
