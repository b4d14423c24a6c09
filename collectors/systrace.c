#include <errno.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>

#include "collectors/ollama_url.h"
#include "collectors/record.h"
#include "collectors/sections.h"
#include "formats/system_log.h"

static const struct options_program systrace_program = {
    .name = "systrace",
    .word = "url",
    .letter = 'u',
    .interval_s = 5,
    .usage =
	"usage: systrace [-i SECONDS] [-n SAMPLES] [-d SECONDS] [-o FILE]\n"
	"                [-u URL] [-s auto|native|tool] [-q] [--sync]\n"
	"\n"
	"Record the machine's memory and Ollama's loaded models: the outputs "
	"of vm_stat,\nmemory_pressure, sysctl vm.swapusage, ollama ps and "
	"/api/ps.\n"
	"\n"
	"  -i, --interval SECONDS  from one sample to the next, 0.001 up (5)\n"
	"  -n, --samples SAMPLES   stop after that many (until Ctrl-C)\n"
	"  -d, --duration SECONDS  stop after that long (until Ctrl-C)\n"
	"  -o, --output FILE       append to this log; - is standard output\n"
	"                          (system-memtrace-YYYYMMDD-HHMMSS.log)\n"
	"  -u, --url URL           Ollama's server (OLLAMA_HOST, else "
	"127.0.0.1:11434)\n" OPTIONS_HELP_SHARED "\n"
	"Examples:\n"
	"  systrace                      every 5 s, until Ctrl-C\n"
	"  systrace -n 1 -q -o -         one block on standard output\n" OPTIONS_HELP_END,
};

static char systrace_decimal_point(void);
static int systrace_url(const char *given, struct text *url);
static int systrace_sample(
    void *arg, struct record_sample *, const char **reason);

int
main(int argc, char *argv[])
{
	struct options options;
	struct sections_options sections = {0};
	struct record_job job = {.format = {.prefix = "system-memtrace",
				     .suffix = ".log",
				     .header = SPAN(""),
				     .is_log = system_log_is_mark},
	    .counted = "sections",
	    .sample = systrace_sample};
	struct text url = {0};
	char reason[512];
	int status;

	record_begin(systrace_program.name);
	sections.point = systrace_decimal_point();
	status = record_options(argc, argv, &systrace_program, &options);
	if (status != -1)
		return status;
	status = systrace_url(options.own, &url);
	if (status == EXIT_RECORDED) {
		sections.source = options.source;
		sections.url = url.data;
		job.arg = sections_new(&sections, reason, sizeof reason);
		status = EXIT_LOST;
		if (job.arg == NULL)
			record_say("%s", reason);
		else
			status = record_run(&job, &options);
	}
	sections_free(job.arg);
	text_free(&url);
	return status;
}

/*
 * Only for the line of sysctl, which follows the locale: everything else here
 * is for programs to read, and stays with the C locale.
 */
static char
systrace_decimal_point(void)
{
	char point;

	setlocale(LC_NUMERIC, "");
	point = localeconv()->decimal_point[0];
	setlocale(LC_NUMERIC, "C");
	return point == ',' ? ',' : '.';
}

/*
 * `ollama ps` is to ask the same server as we do. Returns EXIT_RECORDED, or
 * what to exit with, after a word about it.
 */
static int
systrace_url(const char *given, struct text *url)
{
	ollama_url_base(given != NULL ? given : getenv("OLLAMA_HOST"), url);
	text_add(url, "", 1);
	if (url->failed) {
		record_say("out of memory");
		return EXIT_LOST;
	}
	if (!ollama_url_is_http(url->data)) {
		record_say("%s: not an http or https URL", url->data);
		return EXIT_USAGE;
	}
	if (given != NULL && setenv("OLLAMA_HOST", url->data, 1) == -1) {
		record_say("OLLAMA_HOST: %s", strerror(errno));
		return EXIT_LOST;
	}
	return EXIT_RECORDED;
}

/* A block is whole even when all of its sections failed. */
static int
systrace_sample(void *arg, struct record_sample *sample, const char **reason)
{
	system_log_add_mark(sample->out, sample->ts);
	sample->count = sections_read(arg, sample->now_ms, sample->out);
	text_add_char(sample->out, '\n');
	*reason = "out of memory";
	return sample->out->failed ? -1 : 0;
}
