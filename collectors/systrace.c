#include <locale.h>
#include <stdlib.h>

#include "collectors/ollama.h"
#include "collectors/record.h"
#include "collectors/sections.h"
#include "formats/system_log.h"

static const struct options_program systrace_program = {
    .name = "systrace",
    .word = "url",
    .letter = 'u',
    .interval_s = 5,
    .usage =
	"usage: systrace [options]\n"
	"\n"
	"Record the memory of the system and the models that Ollama has "
	"loaded, as\nvm_stat, memory_pressure, sysctl vm.swapusage, ollama ps "
	"and /api/ps show them.\n"
	"\n"
	"  -i, --interval SECONDS  time between samples, 0.001 or more "
	"(default 5)\n" OPTIONS_HELP_LIMITS "\n"
	"                          (default system-memtrace-YYYYMMDD-HHMMSS."
	"log)\n"
	"  -u, --url URL           Ollama's server (default OLLAMA_HOST, or\n"
	"                          127.0.0.1:11434)\n"
	"  -w, --wide              add the kernel's memory pressure level, and "
	"more\n" OPTIONS_HELP_SHARED "\n"
	"Examples:\n"
	"  systrace                      every five seconds, until Ctrl-C\n"
	"  systrace -n 1 -q -o -         one block on standard output\n" OPTIONS_HELP_END,
};

/*
 * sysctl prints its line in the user's locale. Everything else here is for
 * programs to read and stays in the C locale.
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

/* A block is complete even if all of its sections failed. */
static int
systrace_sample(void *arg, struct record_sample *sample, const char **reason)
{
	int n;

	(void)reason; /* it fails only because of a signal */
	system_log_add_mark(sample->out, sample->ts);
	n = sections_read(arg, sample->out);
	text_add_char(sample->out, '\n');
	if (n == -1)
		return -1;
	sample->count = (uint64_t)n;
	return 0;
}

int
main(int argc, char *argv[])
{
	struct options options;
	struct sections_options sections = {0};
	struct record_job job = {
	    .format = {.name = "system-memtrace-%Y%m%d-%H%M%S.log",
		.header = SPAN(""),
		.is_log = system_log_is_mark},
	    .counted = "sections",
	    .sample = systrace_sample};
	char reason[512], url[OLLAMA_URL_SIZE];
	const char *given;
	int status;

	record_begin(systrace_program.name);
	sections.point = systrace_decimal_point();
	status = record_options(argc, argv, &systrace_program, &options);
	if (status != -1)
		return status;
	given = options.own != NULL ? options.own : getenv("OLLAMA_HOST");
	if (ollama_url(given, url) == -1) {
		record_say("%s'%s': not an http or https URL%s",
		    options.own == NULL ? "OLLAMA_HOST " : "", given,
		    options.own == NULL ? "" : "; try 'systrace --help'");
		return EXIT_USAGE;
	}
	sections.source = options.source;
	sections.url = url;
	sections.wide = options.wide;
	job.arg = sections_new(&sections, reason, sizeof(reason));
	if (job.arg == NULL) {
		record_say("%s", reason);
		return EXIT_LOST;
	}
	status = record_run(&job, &options);
	sections_free(job.arg);
	return status;
}
