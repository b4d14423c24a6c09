#include <sys/stat.h>

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "render/compare/compare.h"
#include "render/openmetrics.h"
#include "render/outfile.h"
#include "render/redact.h"
#include "render/report/report.h"
#include "render/run.h"
#include "render/status.h"
#include "render/table.h"

/* The exit statuses; memgraph(1) documents them. */
enum { EXIT_DRAWN = 0, EXIT_PROBLEM = 1, EXIT_USAGE = 2, EXIT_FAILED = 3 };

enum { FOLLOW_MS = 1000 };
static volatile sig_atomic_t line_is_open; /* on the terminal, by follow() */

/* What to do. */
struct job {
	struct cli o;
	const char *output; /* NULL: none was given */
	struct run run[2];  /* before and after, or one */
	size_t runs;
};

/* SA_RESETHAND has restored the default action, which ends the program. */
static void
interrupted(int signo)
{
	outfile_interrupted();
	if (line_is_open && write(STDOUT_FILENO, "\n", 1) == -1)
		line_is_open = 0;
	raise(signo);
}

/* However the program ends, leave no partial output behind. */
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
		/* Keep ignored signals ignored, as under nohup. */
		if (sigaction(list[i], NULL, &old) == 0 &&
		    old.sa_handler != SIG_IGN)
			sigaction(list[i], &now, NULL);
}

/* With errno; of a file, or of none. */
static void
could_not(const char *file)
{
	fprintf(stderr, "memgraph: %s%s%s\n", file != NULL ? file : "",
	    file != NULL ? ": " : "", strerror(errno));
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

/* Print what was replaced, unless it failed. */
static int
make_redacted(const struct job *job, const struct sink *sink)
{
	const char *home = getenv("HOME");
	struct redact redact = {.home = span_of(home != NULL ? home : "")};
	struct text list = {0};
	int rc = redact_log(&redact, job->run[0].in.process, sink);

	redact_list(&redact, &list);
	if (rc == 0 && !list.failed)
		fprintf(stderr, "memgraph: replaced in %s: %.*s\n",
		    job->run[0].in.process, (int)list.len, list.data);
	text_free(&list);
	redact_free(&redact);
	return rc;
}

static int
make_output(const struct job *job, struct outfile *out)
{
	const struct sink sink = {put_out, out};
	const struct run *r = job->run;
	struct compare_run compared[2];
	struct text text = {0};
	int rc, i;

	errno = 0;
	if (job->o.type == TYPE_TSV)
		return table_write(&r->trace, &sink);
	if (job->o.type == TYPE_OPENMETRICS || job->o.type == TYPE_TEXTFILE)
		return openmetrics_write(
		    &r->trace, job->o.type == TYPE_TEXTFILE, &sink);
	if (job->o.type == TYPE_REDACTED)
		return make_redacted(job, &sink);
	if (job->o.type == TYPE_STATUS)
		rc = status_now(&r->in, &r->trace, &r->findings, &text);
	else if (job->o.type == TYPE_REPORT)
		rc = report_write(
		    &r->trace, &r->findings, job->o.graph.machine, &text);
	else if (job->o.type == TYPE_COMPARE) {
		for (i = 0; i < 2; i++)
			compared[i] = (struct compare_run){
			    &r[i].trace, &r[i].findings, &r[i].machine};
		rc = compare_write(&compared[0], &compared[1], &text);
	} else
		rc = graph_write(&r->trace, &r->findings, &job->o.graph, &text);
	if (rc == 0)
		rc = outfile_put(out, text_span(&text));
	text_free(&text);
	return rc;
}

/*
 * "memgraph *.tsv *.log" may find three files. An input is not overwritten even
 * if it does not begin like a log.
 */
static int
is_input(const struct job *job, const char *name)
{
	size_t i;

	if (strcmp(name, "-") == 0)
		return 0;
	for (i = 0; i < job->runs; i++)
		if (same_file(name, job->run[i].in.process) ||
		    same_file(name, job->run[i].in.system))
			return 1;
	return load_kind(name) != LOAD_NO_LOG;
}

static int
write_output(const struct job *job)
{
	const char *name = job->output != NULL ? job->output : "-";
	struct outfile out;

	if (is_input(job, name)) {
		fprintf(stderr,
		    "memgraph: %s: is a trace; not overwriting it\n", name);
		return -1;
	}
	if (outfile_open(&out, job->output) != 0) {
		fprintf(stderr, "memgraph: %s: %s\n", name, strerror(errno));
		return -1;
	}
	if (make_output(job, &out) == 0 && outfile_close(&out) == 0)
		return 0;
	outfile_discard(&out);
	fprintf(stderr, "memgraph: %s: %s\n",
	    strcmp(name, "-") == 0 ? "standard output" : name,
	    strerror(errno != 0 ? errno : ENOMEM));
	return -1;
}

/* Read the logs once. Returns how many problems they have, or -1. */
static ssize_t
read_run(const struct job *job, struct run *r)
{
	struct load_problems problems = {0};
	const char *file;

	if (run_read(r, &job->o, &problems, &file) != 0) {
		could_not(file);
		return -1;
	}
	/* A log that is being written may end in half a line. */
	if (!r->trace.only_ends)
		tell(&problems);
	if (run_is_usable(r))
		return (ssize_t)problems.count;
	fprintf(stderr, "memgraph: no usable sample in %s%s%s\n",
	    r->in.process != NULL ? r->in.process : "",
	    r->in.process != NULL && r->in.system != NULL ? " and " : "",
	    r->in.system != NULL ? r->in.system : "");
	return -1;
}

/* The conditions, of what was recorded last. Returns the exit status. */
static int
judge(const struct job *job)
{
	const struct run *r = &job->run[job->runs - 1];
	double value[FIGURES];
	struct text why = {0};
	size_t i;
	int status = EXIT_DRAWN;

	if (job->o.conditions == 0)
		return EXIT_DRAWN;
	figures_make(&r->trace, &r->findings, value);
	for (i = 0; i < job->o.conditions; i++)
		if (gate_judge(&job->o.fail_if[i], value, &why))
			status = EXIT_FAILED;
	if (why.failed) {
		fprintf(stderr, "memgraph: %s\n", strerror(ENOMEM));
		status = EXIT_PROBLEM;
	} else if (why.len > 0)
		fprintf(stderr, "%.*s", (int)why.len, why.data);
	text_free(&why);
	return status;
}

/* Read the logs and write what is asked for. */
static int
run(struct job *job)
{
	ssize_t problems = 0, more;
	size_t i;

	if (job->o.type == TYPE_REDACTED)
		return job->run->in.process != NULL && write_output(job) == 0
			   ? EXIT_DRAWN
			   : EXIT_PROBLEM;
	for (i = 0; i < job->runs; i++) {
		more = read_run(job, &job->run[i]);
		if (more == -1)
			return EXIT_PROBLEM;
		problems += more;
	}
	if (write_output(job) != 0 || (job->o.strict && problems > 0))
		return EXIT_PROBLEM;
	return judge(job);
}

/* The newest values, after each sample of the system, until a signal. */
static int
renew(struct job *job)
{
	struct run *r = job->run;
	const char *log = r->in.system != NULL ? r->in.system : r->in.process;
	struct stat now;
	off_t then = 0;

	do {
		/* A log may be moved; the recorder begins another one. */
		if (stat(log, &now) == -1 || now.st_size == 0 ||
		    now.st_size == then)
			continue;
		then = now.st_size;
		(void)run(job);
		run_forget(r);
	} while (poll(NULL, 0, FOLLOW_MS) != 1);
	return EXIT_PROBLEM;
}

/* Print one line after another, at a terminal over the last, until a signal. */
static int
follow(struct job *job)
{
	static const char erase[] = "\r\033[K";
	const int terminal = isatty(STDOUT_FILENO);
	struct run *r = job->run;
	struct text line = {0};
	const char *file;
	int rc = 0;

	do {
		struct load_problems problems = {0};

		text_clear(&line);
		if (terminal)
			text_add_string(&line, erase);
		if (run_read(r, &job->o, &problems, &file) != 0) {
			could_not(file);
			break;
		}
		rc = status_now(&r->in, &r->trace, &r->findings, &line);
		run_forget(r);
		line.len -= rc == 0 && terminal;
		if (rc != 0 || write(STDOUT_FILENO, line.data, line.len) == -1)
			break;
		line_is_open = terminal;
		poll(NULL, 0, FOLLOW_MS);
	} while (1);
	text_free(&line);
	return EXIT_PROBLEM;
}

/* Print the help, the version, or what is wrong with the command line. */
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

/* Find a run's inputs. Returns 0, or the exit status. */
static int
prepare_run(struct job *job, struct run *r)
{
	const struct cli *o = &job->o;
	const char *reason, *machine, *first = o->operand[r - job->run];
	int rc = o->type == TYPE_COMPARE
		     ? inputs_run(&r->in, first, &reason)
		     : inputs_find(&r->in, o->operand, o->operands, &reason);

	if (rc != 0) {
		fprintf(stderr, "memgraph: %s: %s\n", first, reason);
		return EXIT_PROBLEM;
	}
	machine = o->machine != NULL ? o->machine : r->in.machine;
	if (machine == NULL)
		return 0;
	if (machine_read(machine, &r->machine) == 0) {
		job->o.graph.machine = &r->machine;
		return 0;
	}
	fprintf(stderr, "memgraph: %s: %s\n", machine, strerror(errno));
	return EXIT_PROBLEM;
}

/* And all of them, and the output. Returns 0, or the exit status. */
static int
prepare(struct job *job)
{
	const struct cli *o = &job->o;
	int status = 0;

	job->runs = o->type == TYPE_COMPARE ? 2 : 1;
	for (size_t i = 0; i < job->runs && status == 0; i++)
		status = prepare_run(job, &job->run[i]);
	job->output = o->type != TYPE_COMPARE ? job->run->in.output
		      : o->operands == 3      ? o->operand[2]
					      : NULL;
	if (status == 0 && o->output != NULL && job->output != NULL) {
		fprintf(stderr,
		    "memgraph: '%s': OUTPUT was given twice; try "
		    "'memgraph --help'\n",
		    job->output);
		return EXIT_USAGE;
	}
	if (o->output != NULL)
		job->output = o->output;
	return status;
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
		status = !job.o.follow                 ? run(&job)
			 : job.o.type == TYPE_TEXTFILE ? renew(&job)
						       : follow(&job);
	run_free(&job.run[0]);
	run_free(&job.run[1]);
	return status;
}
