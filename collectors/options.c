#include <getopt.h>
#include <string.h>

#include "collectors/options.h"
#include "collectors/printable.h"

#define SECOND_NS     INT64_C(1000000000)
#define LONGEST_S     INT64_C(1000000000)
#define SHORTEST_TICK (SECOND_NS / 1000)
#define OPTION_SYNC   256 /* a long form without a letter */

enum { HELP_COLUMN = 26 };

static int options_option(int letter, const char *argument,
    const struct options_program *, struct options *, struct text *say);
static int options_source(struct span, enum source *);
static enum options_result options_bad(const struct options_program *,
    struct text *say, const char *argument, const char *what);
static void options_add_quoted(struct text *, const char *);
static void options_add_option(struct text *, char letter, const char *word,
    const char *argument, const char *meaning);
static void options_add_help(struct text *, const struct options_program *);

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

enum options_result
options_read(int argc, char *const argv[],
    const struct options_program *program, struct options *options,
    struct text *say)
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
	int c;

	opterr = 0;
	/* Not 1: this makes glibc and the BSDs forget an earlier argv. */
	optind = 0;
	while ((c = getopt_long(argc, argv, letters, longs, NULL)) != -1) {
		letter[1] = (char)optopt;
		switch (c) {
		case 'h':
			options_add_help(say, program);
			return OPTIONS_SAY;
		case 'V':
			text_add_f(say, "%s " VERSION "\n", program->name);
			return OPTIONS_SAY;
		case ':':
			return options_bad(program, say, argv[optind - 1],
			    "needs an argument");
		case '?':
			/*
			 * For a long form optopt is 0, or one that we know. The
			 * word is no help: behind "--quiet -xq" it is
			 * "--quiet".
			 */
			if (optopt != 0 && optopt != OPTION_SYNC &&
			    strchr(letters, optopt) == NULL)
				return options_bad(
				    program, say, letter, "is not an option");
			return options_bad(program, say, argv[optind - 1],
			    "is not an option, or takes no argument");
		default:
			if (options_option(c, optarg, program, &read, say) ==
			    -1)
				return OPTIONS_USAGE;
		}
	}
	if (optind < argc)
		return options_bad(
		    program, say, argv[optind], "is one argument too many");
	*options = read;
	return OPTIONS_RUN;
}

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

/* Take one option. Returns 0, or -1 with something to say. */
static int
options_option(int letter, const char *argument,
    const struct options_program *program, struct options *options,
    struct text *say)
{
	struct span s;

	if (argument == NULL)
		argument = "";
	s = span_of(argument);
	switch (letter) {
	case 'i':
		if (options_seconds(s, &options->interval_ns) == -1 ||
		    options->interval_ns < SHORTEST_TICK) {
			options_bad(program, say, argument,
			    "is not an interval of 0.001 to 1000000000 s");
			return -1;
		}
		return 0;
	case 'n':
		if (span_u64(s, &options->samples) == -1 ||
		    options->samples == 0) {
			options_bad(program, say, argument,
			    "is not a number of samples above 0");
			return -1;
		}
		return 0;
	case 'd':
		if (options_seconds(s, &options->duration_ns) == -1) {
			options_bad(program, say, argument,
			    "is not a duration of up to 1000000000 s");
			return -1;
		}
		return 0;
	case 's':
		if (options_source(s, &options->source) == -1) {
			options_bad(program, say, argument,
			    "is not a source: auto, native or tool");
			return -1;
		}
		return 0;
	case 'o':
		if (s.n == 0) {
			options_bad(
			    program, say, argument, "is not a file name");
			return -1;
		}
		options->output = argument;
		return 0;
	case 'q':
		options->quiet = 1;
		return 0;
	case OPTION_SYNC:
		options->sync = 1;
		return 0;
	default:
		options->own = argument;
		return 0;
	}
}

static enum options_result
options_bad(const struct options_program *program, struct text *say,
    const char *argument, const char *what)
{
	text_add_f(say, "%s: ", program->name);
	options_add_quoted(say, argument);
	text_add_f(say, " %s; see %s --help\n", what, program->name);
	return OPTIONS_USAGE;
}

/* It may come from anywhere: the terminal must not obey it. */
static void
options_add_quoted(struct text *say, const char *argument)
{
	size_t before;

	text_add_char(say, '\'');
	before = say->len;
	text_add_string(say, argument);
	if (say->len > before)
		printable_make(say->data + before, say->len - before);
	text_add_char(say, '\'');
}

/* A line of the table of options: what it is called, what it does. */
static void
options_add_option(struct text *say, char letter, const char *word,
    const char *argument, const char *meaning)
{
	size_t start = say->len;

	if (letter != '\0')
		text_add_f(say, "  -%c, ", letter);
	else
		text_add_string(say, "      ");
	text_add_f(say, "--%s %s", word, argument);
	while (say->len < start + HELP_COLUMN && !say->failed)
		text_add_char(say, ' ');
	for (; *meaning != '\0'; meaning++) {
		text_add_char(say, *meaning);
		if (*meaning == '\n')
			text_add_f(say, "%*s", HELP_COLUMN, "");
	}
	text_add_char(say, '\n');
}

static void
options_add_help(struct text *say, const struct options_program *program)
{
	text_add_f(say,
	    "usage: %s [-i SECONDS] [-n SAMPLES] [-d SECONDS] [-o FILE]\n"
	    "       %*s [-%c %s] [-s auto|native|tool] [-q] [--sync]\n\n%s\n",
	    program->name, (int)strlen(program->name), "", program->letter,
	    program->argument, program->about);
	options_add_option(say, 'i', "interval", "SECONDS", "");
	/* The default stands behind the meaning, without useless zeros. */
	say->len--;
	text_add_f(say, "from one sample to the next, 0.001 up (%g)\n",
	    program->interval_s);
	options_add_option(say, 'n', "samples", "SAMPLES",
	    "stop after that many (until Ctrl-C)");
	options_add_option(say, 'd', "duration", "SECONDS",
	    "stop after that long (until Ctrl-C)");
	options_add_option(say, 'o', "output", "FILE",
	    "the log, appended to; - is standard output");
	text_add_f(say, "%*s(%s)\n", HELP_COLUMN, "", program->file);
	options_add_option(say, program->letter, program->word,
	    program->argument, program->meaning);
	options_add_option(say, 's', "source", "SOURCE",
	    "where the numbers come from (auto):");
	text_add_f(say,
	    "%*s  tool    the documented commands\n"
	    "%*s  native  system calls, which print the same\n"
	    "%*s  auto    native, once it has been seen to\n%s",
	    HELP_COLUMN, "", HELP_COLUMN, "", HELP_COLUMN, "",
	    program->sources);
	options_add_option(say, '\0', "sync", "",
	    "flush each sample to the disk, to trace a crash");
	options_add_option(
	    say, 'q', "quiet", "", "say nothing but what goes wrong");
	options_add_option(say, 'h', "help", "", "print this");
	options_add_option(say, 'V', "version", "", "print the version");
	if (program->examples[0] != '\0')
		text_add_f(say, "\nExamples:\n%s", program->examples);
	text_add_string(say,
	    "\nCtrl-C, SIGTERM and SIGHUP let the sample under way finish.\n"
	    "\nExit status:\n"
	    "  0  everything was recorded\n"
	    "  1  a sample was lost, or the log could not be opened\n"
	    "  2  the command line is wrong\n");
}
