#include <getopt.h>
#include <string.h>

#include "render/cli.h"
#include "render/findings/findings.h"

static const char usage[] = "usage: memgraph [options] TRACE [TRACE] [OUTPUT]\n"
			    "       memgraph [options] FOLDER [OUTPUT]\n"
			    "       memgraph [options] -t compare BEFORE AFTER "
			    "[OUTPUT]\n";

static const char help[] =
    "\n"
    "Draw a process trace and a system trace as one graph. proctrace and\n"
    "systrace, or the loops they replace, record these. Give one or both, in\n"
    "any order, or a FOLDER: then the newest run in it is drawn.\n"
    "\n"
    "  -t, --type TYPE     what to print:\n"
    "                      svg: the graph (default)\n"
    "                      tsv: all numbers, one per line\n"
    "                      report: the findings, as Markdown for an issue\n"
    "                      status: one line about a recording in progress\n"
    "                      redacted: the process trace without secrets\n"
    "                      compare: what changed between two runs, as Markdown;\n"
    "                      each is a FOLDER or TRACE,TRACE\n"
    "                      openmetrics: all numbers, for Prometheus\n"
    "                      textfile: the newest values, for node_exporter\n"
    "      --fail-if CONDITION\n"
    "                      with report, or compare and its AFTER: exit with 3 if\n"
    "                      this holds or was not recorded; may be repeated.\n"
    "                      overlap, several, orphan, low, critical, 'free<10%',\n"
    "                      'wired>50G', 'swap-growth>1G', 'footprint>30G' or\n"
    "                      'late>5%'\n"
    "  -f, --follow        print the status every second, or write the textfile\n"
    "                      after each system sample, until Ctrl-C\n"
    "  -o, --output FILE   the same as OUTPUT\n"
    "      --machine FILE  read the chip, the system and Ollama's version here\n"
    "                      (default: machine.txt in FOLDER)\n"
    "      --lines         draw the system's memory as lines, not as layers\n"
    "      --low PERCENT   free memory below this is low (default 30)\n"
    "      --static        omit the script; the graph is not interactive\n"
    "      --strict        exit with 1 if a line could not be read\n"
    "      --title TEXT    headline (default: the findings)\n"
    "      --theme THEME   auto (default), light or dark\n"
    "      --width PX      width of the graph, 720 to 10000 (default 880)\n"
    "  -h, --help          print this help\n"
    "  -V, --version       print the version\n"
    "\n"
    "Without OUTPUT, or if it is -, the result goes to standard output. OUTPUT\n"
    "is written whole or not at all, and its folder is created. After a single\n"
    "TRACE it must end in .svg or .md.\n"
    "\n"
    "Examples:\n"
    "  memgraph ollama-process-memtrace-20260514-092500.tsv \\\n"
    "      system-memtrace-20260514-092500.log graphs/rss-and-system-memory.svg\n"
    "  memgraph -t report ollama-memtrace\n"
    "\n"
    "Exit status:\n"
    "  0  the output was written\n"
    "  1  nothing to draw, or a file could not be read or written\n"
    "  2  the options were wrong\n"
    "  3  a condition of --fail-if holds, or is unknown\n";

enum {
	OPTION_STRICT = 256,
	OPTION_FAIL_IF,
	OPTION_STATIC,
	OPTION_LINES,
	OPTION_LOW,
	OPTION_MACHINE,
	OPTION_TITLE,
	OPTION_THEME,
	OPTION_WIDTH
};

static const char letters[] = ":t:o:fhV";
static const struct option longs[] = {
    {"type", required_argument, NULL, 't'},
    {"follow", no_argument, NULL, 'f'},
    {"output", required_argument, NULL, 'o'},
    {"fail-if", required_argument, NULL, OPTION_FAIL_IF},
    {"machine", required_argument, NULL, OPTION_MACHINE},
    {"lines", no_argument, NULL, OPTION_LINES},
    {"low", required_argument, NULL, OPTION_LOW},
    {"static", no_argument, NULL, OPTION_STATIC},
    {"strict", no_argument, NULL, OPTION_STRICT},
    {"title", required_argument, NULL, OPTION_TITLE},
    {"theme", required_argument, NULL, OPTION_THEME},
    {"width", required_argument, NULL, OPTION_WIDTH},
    {"help", no_argument, NULL, 'h'},
    {"version", no_argument, NULL, 'V'},
    {NULL, 0, NULL, 0},
};

/* The index of a word in a list that ends in NULL, or -1. */
static int
one_of(const char *word, const char *const list[])
{
	int i;

	for (i = 0; list[i] != NULL; i++)
		if (strcmp(word, list[i]) == 0)
			return i;
	return -1;
}

static int
number(const char *s, int least, int most, int *value)
{
	uint64_t v;

	if (span_u64(span_of(s), &v) != 0 || v < (uint64_t)least ||
	    v > (uint64_t)most)
		return -1;
	*value = (int)v;
	return 0;
}

static enum cli_result
wrong(struct text *say, const char *what, const char *which)
{
	text_add_f(
	    say, "memgraph: '%s': %s; try 'memgraph --help'\n", which, what);
	return CLI_USAGE;
}

/* Set an option. Returns NULL, or what is wrong with its argument. */
static const char *
take(int option, const char *argument, struct cli *o)
{
	static const char *const types[] = {"svg", "tsv", "report", "status",
	    "redacted", "compare", "openmetrics", "textfile", NULL};
	static const char *const themes[] = {"auto", "light", "dark", NULL};
	int i;

	switch (option) {
	case 't':
		i = one_of(argument, types);
		if (i == -1)
			return "unknown type";
		o->type = (enum output_type)i;
		return NULL;
	case OPTION_THEME:
		i = one_of(argument, themes);
		if (i == -1)
			return "unknown theme";
		o->graph.theme = (enum graph_theme)i;
		return NULL;
	case OPTION_LOW:
		return number(argument, 1, 100, &o->graph.low_percent) == 0
			   ? NULL
			   : "not a percentage from 1 to 100";
	case OPTION_WIDTH:
		return number(argument, GRAPH_WIDTH_LEAST, GRAPH_WIDTH_MOST,
			   &o->graph.width) == 0
			   ? NULL
			   : "not a width from 720 to 10000";
	case 'f':
		o->follow = 1;
		return NULL;
	case 'o':
		o->output = argument;
		return NULL;
	case OPTION_FAIL_IF:
		if (o->conditions == GATE_CONDITIONS)
			return "is one condition too many";
		return gate_read(argument, &o->fail_if[o->conditions++]);
	case OPTION_MACHINE:
		o->machine = argument;
		return NULL;
	case OPTION_TITLE:
		o->graph.title = span_of(argument);
		return NULL;
	case OPTION_LINES:
		o->graph.lines = 1;
		return NULL;
	case OPTION_STATIC:
		o->graph.without_script = 1;
		return NULL;
	case OPTION_STRICT:
		o->strict = 1;
		return NULL;
	}
	return "unknown option";
}

enum cli_result
cli_read(int argc, char *const argv[], struct cli *o, struct text *say)
{
	const char *reason;
	char letter[] = "-?";
	int c;

	memset(o, 0, sizeof *o);
	o->graph.width = GRAPH_WIDTH;
	o->graph.low_percent = FINDINGS_LOW_PERCENT;
	/* We make the messages: getopt would print its own to stderr. */
	opterr = 0;
	while ((c = getopt_long(argc, argv, letters, longs, NULL)) != -1) {
		switch (c) {
		case 'h':
			text_add_string(say, usage);
			text_add_string(say, help);
			return CLI_SAY;
		case 'V':
			text_add_string(say, "memgraph " VERSION "\n");
			return CLI_SAY;
		case ':':
			return wrong(
			    say, "needs an argument", argv[optind - 1]);
		case '?':
			/* Within a cluster of letters optind is not past it
			 * yet. */
			letter[1] = (char)optopt;
			if (optopt > 0 && strchr(letters + 1, optopt) == NULL &&
			    optopt < OPTION_STRICT)
				return wrong(say, "unknown option", letter);
			if (optopt > 0)
				return wrong(
				    say, "takes no argument", argv[optind - 1]);
			return wrong(say, "unknown option", argv[optind - 1]);
		default:
			reason = take(c, optarg, o);
			if (reason != NULL)
				return wrong(say, reason, optarg);
		}
	}
	if (o->follow && o->type != TYPE_TEXTFILE)
		o->type = TYPE_STATUS;
	o->operand = argv + optind;
	o->operands = (size_t)(argc - optind);
	if (o->operands == 0) {
		text_add_string(say, "memgraph: no TRACE or FOLDER given; "
				     "try 'memgraph --help'\n");
		return CLI_USAGE;
	}
	if (o->type == TYPE_COMPARE && o->operands == 1)
		return wrong(
		    say, "needs an AFTER to compare with", o->operand[0]);
	if (o->conditions > 0 && o->type != TYPE_COMPARE &&
	    o->type != TYPE_REPORT)
		return wrong(say, "works only with -t report and -t compare",
		    o->fail_if[0].text);
	if (o->operands + (o->output != NULL) > 3)
		return wrong(say, "unexpected argument", argv[argc - 1]);
	return CLI_RUN;
}
