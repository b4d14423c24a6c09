#include <sys/stat.h>

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "render/cli.h"
#include "render/findings/findings.h"
#include "render/load/load.h"
#include "render/outfile.h"
#include "render/report/report.h"
#include "render/table.h"

/* The exit statuses; memgraph(1) documents them. */
enum { EXIT_DRAWN = 0, EXIT_PROBLEM = 1, EXIT_USAGE = 2 };

/* The default action, which SA_RESETHAND has put back, ends the program. */
static void
interrupted(int signo)
{
	outfile_interrupted();
	raise(signo);
}

/* Whoever ends the program, no half of an output stays behind. */
static void
catch_signals(void)
{
	static const int list[] = {SIGHUP, SIGINT, SIGTERM, SIGXFSZ};
	struct sigaction now, old;
	size_t i;

	memset(&now, 0, sizeof now);
	now.sa_handler = interrupted;
	now.sa_flags = SA_RESETHAND;
	sigfillset(&now.sa_mask);
	for (i = 0; i < sizeof list / sizeof list[0]; i++)
		/* nohup and the like: what is ignored stays so. */
		if (sigaction(list[i], NULL, &old) == 0 &&
		    old.sa_handler != SIG_IGN)
			sigaction(list[i], &now, NULL);
}

static int
load(const struct cli *o, struct trace *t, struct load_problems *problems)
{
	const char *file = o->process_log;

	t->keep_vsz = o->type == TYPE_TSV;
	if (load_process_log(t, file, problems) != 0 ||
	    load_system_log(t, file = o->system_log, problems) != 0)
		fprintf(stderr, "memgraph: %s: %s\n", file, strerror(errno));
	else if (trace_finish(t) != 0)
		fprintf(stderr, "memgraph: %s\n", strerror(ENOMEM));
	else
		return 0;
	return -1;
}

static void
tell(const struct load_problems *problems)
{
	const struct load_problem *p = problems->kept;
	size_t left = problems->count;

	for (; p < problems->kept + problems->runs; p++) {
		fprintf(stderr, "%s:%zu: %s", p->file, p->line, p->reason);
		if (p->lines > 1)
			fprintf(
			    stderr, " (to line %zu)", p->line + p->lines - 1);
		fprintf(stderr, "\n");
		left -= p->lines;
	}
	if (left > 0)
		fprintf(stderr, "memgraph: %zu more such line%s\n", left,
		    left == 1 ? "" : "s");
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
same_file(const char *a, const char *b)
{
	struct stat x, y;

	return stat(a, &x) == 0 && S_ISREG(x.st_mode) && stat(b, &y) == 0 &&
	       x.st_dev == y.st_dev && x.st_ino == y.st_ino;
}

static int
put_out(void *arg, struct span bytes)
{
	return outfile_put(arg, bytes);
}

static int
make_output(const struct cli *o, const struct trace *t, struct outfile *out)
{
	const struct sink sink = {put_out, out};
	struct findings findings = {0};
	struct text text = {0};
	int rc;

	errno = 0;
	if (o->type == TYPE_TSV)
		return table_write(t, &sink);
	rc = findings_make(t, o->graph.low_percent, &findings);
	if (rc == 0)
		rc = o->type == TYPE_REPORT
			 ? report_write(t, &findings, &text)
			 : graph_write(t, &findings, &o->graph, &text);
	findings_free(&findings);
	if (rc == 0)
		rc = outfile_put(out, text_span(&text));
	text_free(&text);
	return rc;
}

static int
write_output(const struct cli *o, const struct trace *t)
{
	const char *name = o->output != NULL ? o->output : "-";
	struct outfile out;

	/*
	 * "memgraph *.tsv *.log" with three files in the folder. An input that
	 * does not begin as a log is one all the same.
	 */
	if (strcmp(name, "-") != 0 &&
	    (load_is_log(name) || same_file(name, o->process_log) ||
		same_file(name, o->system_log))) {
		fprintf(stderr,
		    "memgraph: %s: is a trace, it is not overwritten\n", name);
		return -1;
	}
	if (outfile_open(&out, o->output) != 0) {
		fprintf(stderr, "memgraph: %s: %s\n", name, strerror(errno));
		return -1;
	}
	if (make_output(o, t, &out) == 0 && outfile_close(&out) == 0)
		return 0;
	outfile_discard(&out);
	fprintf(stderr, "memgraph: %s: %s\n",
	    strcmp(name, "-") == 0 ? "standard output" : name,
	    strerror(errno != 0 ? errno : ENOMEM));
	return -1;
}

/* What the command line asked for, or what is wrong with it. */
static int
say(enum cli_result what, struct text *text)
{
	FILE *f = what == CLI_SAY ? stdout : stderr;
	int status = what == CLI_SAY ? EXIT_DRAWN : EXIT_USAGE;

	if (text->failed || fwrite(text->data, 1, text->len, f) != text->len ||
	    fflush(f) != 0)
		status = EXIT_PROBLEM;
	text_free(text);
	return status;
}

int
main(int argc, char *argv[])
{
	struct trace trace = {0};
	struct load_problems problems = {0};
	struct text text = {0};
	struct cli o;
	enum cli_result wanted = cli_read(argc, argv, &o, &text);
	int status = EXIT_PROBLEM;

	if (wanted != CLI_RUN)
		return say(wanted, &text);
	catch_signals();
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
