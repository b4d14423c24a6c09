#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "collectors/options.h"

#define SECOND_NS     1000000000
#define LONGEST_S     1e9
#define SHORTEST_TICK (SECOND_NS / 1000)
#define OPTION_SYNC   256 /* a long option without a letter */

/*
 * Convert seconds such as 5, 0.25 or .5 to nanoseconds. Returns 0, or -1 if it
 * is not a number, or not between a nanosecond and 1e9 s.
 */
static int
options_seconds(const char *s, int64_t *ns)
{
	double seconds;
	char *end;

	/* strtod() also accepts signs, exponents and nan. */
	if (s[strspn(s, "0123456789.")] != '\0')
		return -1;
	seconds = strtod(s, &end);
	if (*end != '\0' || seconds * SECOND_NS < 1 || seconds > LONGEST_S)
		return -1;
	*ns = (int64_t)(seconds * SECOND_NS + 0.5);
	return 0;
}

/* Set an option. Returns NULL, or what is wrong with its argument. */
static const char *
options_take(int letter, const char *argument, struct options *options)
{
	static const char *const sources[] = {[SOURCE_AUTO] = "auto",
	    [SOURCE_NATIVE] = "native",
	    [SOURCE_TOOL] = "tool"};
	int i;

	switch (letter) {
	case 'i':
		if (options_seconds(argument, &options->interval_ns) == -1 ||
		    options->interval_ns < SHORTEST_TICK)
			return "not an interval from 0.001 to 1000000000 s";
		return NULL;
	case 'n':
		if (span_u64(span_of(argument), &options->samples) == -1 ||
		    options->samples == 0)
			return "not a number of samples (1 or more)";
		return NULL;
	case 'd':
		if (options_seconds(argument, &options->duration_ns) == -1)
			return "not a duration up to 1000000000 s";
		return NULL;
	case 's':
		for (i = SOURCE_AUTO; i <= SOURCE_TOOL; i++)
			if (strcmp(argument, sources[i]) == 0) {
				options->source = (enum source)i;
				return NULL;
			}
		return "unknown source";
	case 'o':
		options->output = argument;
		return argument[0] == '\0' ? "not a file name" : NULL;
	case 'q':
		options->quiet = 1;
		return NULL;
	case OPTION_SYNC:
		options->sync = 1;
		return NULL;
	case 'w':
		options->wide = 1;
		return NULL;
	default:
		options->own = argument;
		return NULL;
	}
}

int
options_read(int argc, char *const argv[],
    const struct options_program *program, struct options *options,
    char *reason, size_t size)
{
	const struct option longs[] = {
	    {"interval", required_argument, NULL, 'i'},
	    {"samples", required_argument, NULL, 'n'},
	    {"duration", required_argument, NULL, 'd'},
	    {"output", required_argument, NULL, 'o'},
	    {"source", required_argument, NULL, 's'},
	    {program->word, required_argument, NULL, program->letter},
	    {"wide", no_argument, NULL, 'w'},
	    {"sync", no_argument, NULL, OPTION_SYNC},
	    {"quiet", no_argument, NULL, 'q'}, {"help", no_argument, NULL, 'h'},
	    {"version", no_argument, NULL, 'V'}, {NULL, 0, NULL, 0}};
	const char letters[] = {':', 'i', ':', 'n', ':', 'd', ':', 'o', ':',
	    's', ':', program->letter, ':', 'w', 'q', 'h', 'V', '\0'};
	struct options read = {
	    .interval_ns = (int64_t)(program->interval_s * SECOND_NS)};
	const char *what = NULL, *word;
	char letter[] = "-?";
	int c;

	opterr = 0;
	/* Not 1: this makes glibc and the BSDs forget an earlier argv. */
	optind = 0;
	while (what == NULL &&
	       (c = getopt_long(argc, argv, letters, longs, NULL)) != -1) {
		if (c == 'h' || c == 'V') {
			read.print = (char)c;
			break;
		}
		word = argv[optind - 1];
		if (c == ':') {
			what = "needs an argument";
		} else if (c == '?') {
			/* For a long option optopt is 0, or a letter we know.
			 */
			letter[1] = (char)optopt;
			what = "unknown option";
			if (optopt == OPTION_SYNC ||
			    (optopt != 0 && strchr(letters, optopt) != NULL))
				what = "takes no argument";
			else if (optopt != 0)
				word = letter;
		} else {
			word = optarg;
			what = options_take(c, optarg, &read);
		}
	}
	if (what == NULL && read.print == 0 && optind < argc) {
		word = argv[optind];
		what = "unexpected argument";
	}
	if (what != NULL) {
		snprintf(reason, size, "'%s': %s", word, what);
		return -1;
	}
	*options = read;
	return 0;
}
