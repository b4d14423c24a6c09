#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "collectors/options.h"

#define SECOND_NS     INT64_C(1000000000)
#define LONGEST_S     INT64_C(1000000000)
#define SHORTEST_TICK (SECOND_NS / 1000)
#define OPTION_SYNC   256 /* a long form without a letter */

static int
options_source(struct span s, enum source *source)
{
	if (span_is(s, "auto"))
		*source = SOURCE_AUTO;
	else if (span_is(s, "native"))
		*source = SOURCE_NATIVE;
	else if (span_is(s, "tool"))
		*source = SOURCE_TOOL;
	else
		return -1;
	return 0;
}

/* Take one option. Returns NULL, or what is wrong with its argument. */
static const char *
options_take(int letter, const char *argument, struct options *options)
{
	struct span s = argument != NULL ? span_of(argument) : SPAN("");

	switch (letter) {
	case 'i':
		if (options_seconds(s, &options->interval_ns) == -1 ||
		    options->interval_ns < SHORTEST_TICK)
			return "not an interval of 0.001 to 1000000000 s";
		return NULL;
	case 'n':
		if (span_u64(s, &options->samples) == -1 ||
		    options->samples == 0)
			return "not a number of samples above 0";
		return NULL;
	case 'd':
		if (options_seconds(s, &options->duration_ns) == -1)
			return "not a duration of up to 1000000000 s";
		return NULL;
	case 's':
		if (options_source(s, &options->source) == -1)
			return "not a source: auto, native or tool";
		return NULL;
	case 'o':
		options->output = argument;
		return s.n == 0 ? "not a file name" : NULL;
	case 'q':
		options->quiet = 1;
		return NULL;
	case OPTION_SYNC:
		options->sync = 1;
		return NULL;
	default:
		options->own = argument;
		return NULL;
	}
}

enum options_result
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
	    {"sync", no_argument, NULL, OPTION_SYNC},
	    {"quiet", no_argument, NULL, 'q'}, {"help", no_argument, NULL, 'h'},
	    {"version", no_argument, NULL, 'V'}, {NULL, 0, NULL, 0}};
	const char letters[] = {':', 'i', ':', 'n', ':', 'd', ':', 'o', ':',
	    's', ':', program->letter, ':', 'q', 'h', 'V', '\0'};
	struct options read = {
	    .interval_ns = (int64_t)(program->interval_s * SECOND_NS)};
	char letter[] = "-?";
	const char *what, *word;
	int c;

	opterr = 0;
	/* Not 1: this makes glibc and the BSDs forget an earlier argv. */
	optind = 0;
	while ((c = getopt_long(argc, argv, letters, longs, NULL)) != -1) {
		letter[1] = (char)optopt;
		/* For a long form optopt is 0, or a letter that is known. */
		word = c == '?' && optopt != 0 && optopt != OPTION_SYNC &&
			       strchr(letters, optopt) == NULL
			   ? letter
			   : argv[optind - 1];
		if (c == 'h')
			return OPTIONS_HELP;
		if (c == 'V')
			return OPTIONS_VERSION;
		if (c == ':')
			what = "needs an argument";
		else if (c == '?')
			what = "unknown option, or one without an argument";
		else {
			word = optarg;
			what = options_take(c, optarg, &read);
		}
		if (what != NULL) {
			snprintf(reason, size, "'%s': %s", word, what);
			return OPTIONS_BAD;
		}
	}
	if (optind < argc) {
		snprintf(
		    reason, size, "'%s': unexpected argument", argv[optind]);
		return OPTIONS_BAD;
	}
	*options = read;
	return OPTIONS_RUN;
}

int
options_seconds(struct span s, int64_t *ns)
{
	int64_t whole = 0, part = 0, unit = SECOND_NS;
	int digits = 0, point = 0;
	size_t i;

	for (i = 0; i < s.n; i++) {
		if (s.p[i] == '.' && !point) {
			point = 1;
			continue;
		}
		if (s.p[i] < '0' || s.p[i] > '9')
			return -1;
		digits = 1;
		if (!point) {
			whole = whole * 10 + (s.p[i] - '0');
			if (whole > LONGEST_S)
				return -1;
		} else {
			/* What is finer than a nanosecond is cut off. */
			unit /= 10;
			part += (s.p[i] - '0') * unit;
		}
	}
	if (!digits || (whole == 0 && part == 0) ||
	    (whole == LONGEST_S && part > 0))
		return -1;
	*ns = whole * SECOND_NS + part;
	return 0;
}
