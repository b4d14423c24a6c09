#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "render/graph.h"
#include "render/load.h"
#include "render/outfile.h"
#include "render/table.h"

/* The exit statuses; memgraph(1) documents them. */
enum { EXIT_DRAWN = 0, EXIT_PROBLEM = 1, EXIT_USAGE = 2 };

enum output_type { TYPE_SVG, TYPE_TSV };

struct options {
	enum output_type type;
	int strict;
	const char *process_log;
	const char *system_log;
	const char *output; /* NULL: standard output */
};

static const char usage_text[] =
    "usage: memgraph [-t svg|tsv] [--strict] PROCESS.tsv SYSTEM.log [OUTPUT]\n";

static const char help_text[] =
    "Draw a process trace and a system trace, made by proctrace and systrace\n"
    "or by the loops they replace, as one graph.\n"
    "\n"
    "  -t, --type TYPE   svg: the graph (default)\n"
    "                    tsv: all that was read, one value per line\n"
    "      --strict      exit with 1 if any line could not be read\n"
    "  -h, --help        this text\n"
    "  -V, --version     the version\n"
    "\n"
    "Without OUTPUT, or if it is -, the result goes to standard output. OUTPUT\n"
    "is written whole or not at all, and its folder is made.\n"
    "\n"
    "Exit status: 0 something could be drawn; 1 nothing usable, or a file\n"
    "could not be read or written; 2 wrong usage.\n"
    "\n"
    "  memgraph ollama-process-memtrace-20260514-092500.tsv \\\n"
    "      system-memtrace-20260514-092500.log graphs/rss-and-system-memory.svg\n";

static int parse_options(int, char *[], struct options *);
static int load(const struct options *, struct trace *, struct load_problems *);
static void tell(const struct load_problems *);
static int usable(const struct trace *);
static int put_out(void *, struct span);
static int make_output(
    const struct options *, const struct trace *, struct outfile *);
static int write_output(const struct options *, const struct trace *);

/* Returns -1 to go on, or the status to exit with. */
static int
parse_options(int argc, char *argv[], struct options *o)
{
	enum { OPTION_STRICT = 256 };
	static const struct option longs[] = {
	    {"type", required_argument, NULL, 't'},
	    {"strict", no_argument, NULL, OPTION_STRICT},
	    {"help", no_argument, NULL, 'h'},
	    {"version", no_argument, NULL, 'V'},
	    {NULL, 0, NULL, 0},
	};
	int c;

	while ((c = getopt_long(argc, argv, "t:hV", longs, NULL)) != -1) {
		switch (c) {
		case 't':
			if (strcmp(optarg, "svg") == 0)
				o->type = TYPE_SVG;
			else if (strcmp(optarg, "tsv") == 0)
				o->type = TYPE_TSV;
			else {
				fprintf(stderr,
				    "memgraph: no such type: %s\n%s", optarg,
				    usage_text);
				return EXIT_USAGE;
			}
			break;
		case OPTION_STRICT:
			o->strict = 1;
			break;
		case 'h':
			printf("%s\n%s", usage_text, help_text);
			return EXIT_DRAWN;
		case 'V':
			printf("memgraph %s\n", VERSION);
			return EXIT_DRAWN;
		default:
			fputs(usage_text, stderr);
			return EXIT_USAGE;
		}
	}
	if (argc - optind < 2 || argc - optind > 3) {
		fprintf(stderr, "memgraph: %s\n%s",
		    argc - optind < 2
			? "a process log and a system log are needed"
			: "too many files",
		    usage_text);
		return EXIT_USAGE;
	}
	o->process_log = argv[optind];
	o->system_log = argv[optind + 1];
	o->output = argv[optind + 2];
	return -1;
}

static int
load(const struct options *o, struct trace *t, struct load_problems *problems)
{
	char reason[512];

	t->keep_vsz = o->type == TYPE_TSV;
	if (load_process_log(
		t, o->process_log, problems, reason, sizeof reason) != 0 ||
	    load_system_log(
		t, o->system_log, problems, reason, sizeof reason) != 0) {
		fprintf(stderr, "memgraph: %s\n", reason);
		return -1;
	}
	if (trace_finish(t) != 0) {
		fprintf(stderr, "memgraph: %s\n", strerror(ENOMEM));
		return -1;
	}
	return 0;
}

static void
tell(const struct load_problems *problems)
{
	size_t i;

	for (i = 0; i < problems->count && i < LOAD_PROBLEMS_KEPT; i++)
		fprintf(stderr, "%s:%zu: %s\n", problems->kept[i].file,
		    problems->kept[i].line, problems->kept[i].reason);
	if (problems->count > i)
		fprintf(stderr, "memgraph: %zu more such lines\n",
		    problems->count - i);
}

/* Is there anything in the trace that could be drawn? */
static int
usable(const struct trace *t)
{
	size_t i;

	for (i = 0; i < t->blocks; i++)
		if (t->block[i].known != 0 || t->block[i].set != TRACE_NONE)
			return 1;
	return t->samples > 0;
}

static int
put_out(void *arg, struct span bytes)
{
	return outfile_put(arg, bytes);
}

static int
make_output(const struct options *o, const struct trace *t, struct outfile *out)
{
	const struct sink sink = {put_out, out};
	struct text svg = {0};
	int rc;

	errno = 0;
	if (o->type == TYPE_TSV)
		return table_write(t, &sink);
	rc = graph_write(t, &svg);
	if (rc == 0)
		rc = outfile_put(out, text_span(&svg));
	text_free(&svg);
	return rc;
}

static int
write_output(const struct options *o, const struct trace *t)
{
	const char *name = o->output != NULL ? o->output : "-";
	struct outfile out;
	int error;

	if (outfile_open(&out, o->output) != 0) {
		fprintf(stderr, "memgraph: %s: %s\n", name, strerror(errno));
		return -1;
	}
	if (make_output(o, t, &out) == 0 && outfile_close(&out) == 0)
		return 0;
	error = errno != 0 ? errno : ENOMEM;
	outfile_discard(&out);
	fprintf(stderr, "memgraph: %s: %s\n",
	    strcmp(name, "-") == 0 ? "standard output" : name, strerror(error));
	return -1;
}

int
main(int argc, char *argv[])
{
	struct options o = {0};
	struct trace trace = {0};
	struct load_problems problems = {0};
	int status = parse_options(argc, argv, &o);

	if (status != -1)
		return status;
	status = EXIT_PROBLEM;
	if (load(&o, &trace, &problems) != 0)
		goto out;
	tell(&problems);
	if (!usable(&trace)) {
		fprintf(stderr, "memgraph: no usable sample in %s and %s\n",
		    o.process_log, o.system_log);
		goto out;
	}
	if (write_output(&o, &trace) == 0 && !(o.strict && problems.count > 0))
		status = EXIT_DRAWN;
out:
	trace_free(&trace);
	return status;
}
