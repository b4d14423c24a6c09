#include <err.h>
#include <locale.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include "collectors/ollama_url.h"
#include "collectors/options.h"
#include "collectors/program.h"
#include "collectors/record.h"
#include "collectors/sections.h"
#include "formats/system_log.h"

struct systrace {
	struct sections *sections;
	struct record *recorder; /* while a sample is taken */
};

static const struct options_program systrace_program = {
    .name = "systrace",
    .about = "Record the machine's memory and Ollama's loaded models: the "
	     "outputs of vm_stat,\nmemory_pressure, sysctl vm.swapusage, "
	     "ollama ps and /api/ps.\n",
    .interval_s = 5,
    .file = "system-memtrace-YYYYMMDD-HHMMSS.log",
    .letter = 'u',
    .word = "url",
    .argument = "URL",
    .meaning = "Ollama's server (OLLAMA_HOST, else 127.0.0.1:11434)",
    .sources = "",
    .examples =
	"  systrace                      every 5 s, until Ctrl-C\n"
	"  systrace -n 1 -q -o -         one block on standard output\n",
};

static char systrace_decimal_point(void);
static int systrace_url(const char *given, struct text *url);
static int systrace_sample(
    void *arg, struct record *, struct record_sample *, const char **reason);
static void systrace_notice(void *arg, const char *line);

int
main(int argc, char *argv[])
{
	struct options options;
	struct sections_options sections = {0};
	struct systrace systrace = {0};
	struct record_job job = {.program = systrace_program.name,
	    .format = {.prefix = "system-memtrace",
		.suffix = ".log",
		.header = SPAN(""),
		.is_log = system_log_is_mark},
	    .counted = "sections",
	    .sample = systrace_sample,
	    .say = program_say,
	    .terminal = isatty(STDERR_FILENO) ? STDERR_FILENO : -1,
	    .arg = &systrace};
	struct text say = {0}, url = {0};
	enum options_result result;
	char reason[512];
	int status = EXIT_LOST;

	/* Ignored, as some parents leave it, it loses the ends of commands. */
	signal(SIGCHLD, SIG_DFL);
	sections.point = systrace_decimal_point();
	result = options_read(argc, argv, &systrace_program, &options, &say);
	if (result != OPTIONS_RUN) {
		status = program_words(result, &say);
		goto out;
	}
	status = systrace_url(options.own, &url);
	if (status != EXIT_RECORDED)
		goto out;
	status = EXIT_LOST;
	sections.source = options.source;
	sections.url = url.data;
	sections.say = systrace_notice;
	sections.arg = &systrace;
	systrace.sections = sections_new(&sections, reason, sizeof(reason));
	if (systrace.sections == NULL)
		program_warn("%s", reason);
	else
		status = record_run(&job, &options);
out:
	sections_free(systrace.sections);
	text_free(&url);
	text_free(&say);
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
		program_warn("out of memory");
		return EXIT_LOST;
	}
	if (!ollama_url_is_http(url->data)) {
		program_warn("%s: not an http or https URL", url->data);
		return EXIT_USAGE;
	}
	if (given != NULL && setenv("OLLAMA_HOST", url->data, 1) == -1) {
		warn("OLLAMA_HOST");
		return EXIT_LOST;
	}
	return EXIT_RECORDED;
}

/* A block is whole even when all of its sections failed. */
static int
systrace_sample(void *arg, struct record *recorder,
    struct record_sample *sample, const char **reason)
{
	struct systrace *systrace = arg;

	systrace->recorder = recorder;
	system_log_add_mark(sample->out, sample->ts);
	sample->count =
	    sections_read(systrace->sections, sample->now_ms, sample->out);
	text_add_char(sample->out, '\n');
	*reason = "out of memory";
	return sample->out->failed ? -1 : 0;
}

static void
systrace_notice(void *arg, const char *line)
{
	struct systrace *systrace = arg;

	record_say(systrace->recorder, "%s", line);
}
