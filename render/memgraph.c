#include <sys/ioctl.h>
#include <sys/stat.h>

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "render/cli.h"
#include "render/findings/findings.h"
#include "render/load/inputs.h"
#include "render/load/load.h"
#include "render/machine.h"
#include "render/outfile.h"
#include "render/redact.h"
#include "render/report/report.h"
#include "render/status.h"
#include "render/table.h"

/* The exit statuses; memgraph(1) documents them. */
enum { EXIT_DRAWN = 0, EXIT_PROBLEM = 1, EXIT_USAGE = 2 };

enum { FOLLOW_MS = 1000 };
static volatile sig_atomic_t line_is_open; /* on the terminal, by follow() */

/* What is to be done. */
struct job {
	struct cli o;
	struct inputs in;
	struct machine machine;
};

/* The default action, which SA_RESETHAND has put back, ends the program. */
static void
interrupted(int signo)
{
	outfile_interrupted();
	if (line_is_open && write(STDOUT_FILENO, "\n", 1) == -1)
		line_is_open = 0;
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
load(const struct job *job, struct trace *t, struct load_problems *problems)
{
	const char *file = job->in.process;
	int rc = 0;

	t->keep_vsz = job->o.type == TYPE_TSV;
	t->only_ends = job->o.type == TYPE_STATUS;
	if (file != NULL)
		rc = load_process_log(t, file, problems);
	/* A recorder makes its log with the first sample. */
	if (rc != 0 && job->o.follow && errno == ENOENT)
		rc = 0;
	if (rc == 0 && job->in.system != NULL)
		rc = load_system_log(t, file = job->in.system, problems);
	if (rc != 0 && job->o.follow && errno == ENOENT)
		rc = 0;
	if (rc != 0)
		fprintf(stderr, "memgraph: %s: %s\n", file, strerror(errno));
	else if ((rc = trace_finish(t)) != 0)
		fprintf(stderr, "memgraph: %s\n", strerror(ENOMEM));
	return rc;
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

	return b != NULL && stat(a, &x) == 0 && S_ISREG(x.st_mode) &&
	       stat(b, &y) == 0 && x.st_dev == y.st_dev && x.st_ino == y.st_ino;
}

static int
put_out(void *arg, struct span bytes)
{
	return outfile_put(arg, bytes);
}

/* Only the status line looks at the clock, and at a terminal. */
static int
make_status(const struct job *job, const struct trace *t,
    const struct findings *f, struct text *out)
{
	struct status_view view = {.from_ms = INT64_MAX};
	struct winsize size = {0};
	struct timespec now;
	int64_t ms;

	if (job->in.process != NULL) {
		view.processes = 1;
		view.from_ms = load_first_ms(job->in.process);
	}
	if (job->in.system != NULL) {
		ms = load_first_ms(job->in.system);
		if (ms < view.from_ms)
			view.from_ms = ms;
	}
	clock_gettime(CLOCK_REALTIME, &now);
	view.now_ms = (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
	/* A line that reaches the last column would begin another one. */
	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 1)
		view.columns = size.ws_col - 1;
	return status_write(t, f, &view, out);
}

/* Says what was replaced, unless it failed. */
static int
make_redacted(const struct job *job, const struct sink *sink)
{
	const char *home = getenv("HOME");
	struct redact redact = {.home = span_of(home != NULL ? home : "")};
	struct text list = {0};
	int rc = redact_log(&redact, job->in.process, sink);

	redact_list(&redact, &list);
	if (rc == 0 && !list.failed)
		fprintf(stderr, "memgraph: replaced in %s: %.*s\n",
		    job->in.process, (int)list.len, list.data);
	text_free(&list);
	redact_free(&redact);
	return rc;
}

static int
make_output(const struct job *job, const struct trace *t, struct outfile *out)
{
	const struct sink sink = {put_out, out};
	struct findings findings = {0};
	struct text text = {0};
	int rc;

	errno = 0;
	if (job->o.type == TYPE_TSV)
		return table_write(t, &sink);
	if (job->o.type == TYPE_REDACTED)
		return make_redacted(job, &sink);
	rc = findings_make(t, job->o.graph.low_percent, &findings);
	if (rc == 0 && job->o.type == TYPE_STATUS)
		rc = make_status(job, t, &findings, &text);
	else if (rc == 0 && job->o.type == TYPE_REPORT)
		rc = report_write(t, &findings, job->o.graph.machine, &text);
	else if (rc == 0)
		rc = graph_write(t, &findings, &job->o.graph, &text);
	findings_free(&findings);
	if (rc == 0)
		rc = outfile_put(out, text_span(&text));
	text_free(&text);
	return rc;
}

static int
write_output(const struct job *job, const struct trace *t)
{
	const char *output = job->in.output;
	const char *name = output != NULL ? output : "-";
	struct outfile out;

	/*
	 * "memgraph *.tsv *.log" with three files in the folder. An input that
	 * does not begin as a log is one all the same.
	 */
	if (strcmp(name, "-") != 0 && (load_kind(name) != LOAD_NO_LOG ||
					  same_file(name, job->in.process) ||
					  same_file(name, job->in.system))) {
		fprintf(stderr,
		    "memgraph: %s: is a trace, it is not overwritten\n", name);
		return -1;
	}
	if (outfile_open(&out, output) != 0) {
		fprintf(stderr, "memgraph: %s: %s\n", name, strerror(errno));
		return -1;
	}
	if (make_output(job, t, &out) == 0 && outfile_close(&out) == 0)
		return 0;
	outfile_discard(&out);
	fprintf(stderr, "memgraph: %s: %s\n",
	    strcmp(name, "-") == 0 ? "standard output" : name,
	    strerror(errno != 0 ? errno : ENOMEM));
	return -1;
}

/* Read the logs once and write what is asked for. */
static int
run(const struct job *job)
{
	struct trace trace = {0};
	struct load_problems problems = {0};
	int status = EXIT_PROBLEM;

	if (job->o.type == TYPE_REDACTED)
		return job->in.process != NULL && write_output(job, &trace) == 0
			   ? EXIT_DRAWN
			   : EXIT_PROBLEM;
	if (load(job, &trace, &problems) != 0)
		goto out;
	/* The end of a log that is being written may be half a line. */
	if (job->o.type != TYPE_STATUS)
		tell(&problems);
	if (!usable(&trace)) {
		fprintf(stderr, "memgraph: no usable sample in %s%s%s\n",
		    job->in.process != NULL ? job->in.process : "",
		    job->in.process != NULL && job->in.system != NULL ? " and "
								      : "",
		    job->in.system != NULL ? job->in.system : "");
		goto out;
	}
	if (write_output(job, &trace) == 0 &&
	    !(job->o.strict && problems.count > 0))
		status = EXIT_DRAWN;
out:
	trace_free(&trace);
	return status;
}

/* One line after another, or over the other, until a signal. */
static int
follow(const struct job *job)
{
	static const char erase[] = "\r\033[K";
	const int terminal = isatty(STDOUT_FILENO);
	struct text line = {0};
	int rc = 0;

	do {
		struct trace trace = {0};
		struct load_problems problems = {0};
		struct findings findings = {0};

		text_clear(&line);
		if (terminal)
			text_add_string(&line, erase);
		rc = load(job, &trace, &problems);
		if (rc == 0)
			rc = findings_make(
			    &trace, job->o.graph.low_percent, &findings);
		if (rc == 0)
			rc = make_status(job, &trace, &findings, &line);
		findings_free(&findings);
		trace_free(&trace);
		line.len -= rc == 0 && terminal;
		if (rc != 0 || write(STDOUT_FILENO, line.data, line.len) == -1)
			break;
		line_is_open = terminal;
		poll(NULL, 0, FOLLOW_MS);
	} while (1);
	text_free(&line);
	return EXIT_PROBLEM;
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

/* Find the inputs. Returns 0, or the exit status. */
static int
prepare(struct job *job)
{
	const struct cli *o = &job->o;
	const char *reason, *machine;

	if (inputs_find(&job->in, o->operand, o->operands, &reason) != 0) {
		fprintf(stderr, "memgraph: %s: %s\n", o->operand[0], reason);
		return EXIT_PROBLEM;
	}
	if (o->output != NULL && job->in.output != NULL) {
		fprintf(stderr,
		    "memgraph: '%s': is a second OUTPUT; try "
		    "'memgraph --help'\n",
		    job->in.output);
		return EXIT_USAGE;
	}
	if (o->output != NULL)
		job->in.output = o->output;
	machine = o->machine != NULL ? o->machine : job->in.machine;
	if (machine == NULL)
		return 0;
	if (machine_read(machine, &job->machine) == 0) {
		job->o.graph.machine = &job->machine;
		return 0;
	}
	fprintf(stderr, "memgraph: %s: %s\n", machine, strerror(errno));
	return EXIT_PROBLEM;
}

int
main(int argc, char *argv[])
{
	struct job job = {0};
	struct text text = {0};
	enum cli_result wanted = cli_read(argc, argv, &job.o, &text);
	int status;

	if (wanted != CLI_RUN)
		return say(wanted, &text);
	catch_signals();
	status = prepare(&job);
	if (status == 0)
		status = job.o.follow ? follow(&job) : run(&job);
	machine_free(&job.machine);
	inputs_free(&job.in);
	return status;
}
