#include <sys/stat.h>

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "render/outfile.h"
#include "render/run.h"
#include "render/status.h"

/* The exit statuses; memgraph(1) documents them. */
enum { EXIT_DRAWN = 0, EXIT_PROBLEM = 1, EXIT_USAGE = 2, EXIT_FAILED = 3 };

enum { FOLLOW_MS = 1000 };
/* On the terminal, by print_line(). */
static volatile sig_atomic_t line_is_open;

/* What to do. */
struct job {
	struct cli o;
	const char *output; /* "-": standard output */
	struct run run[2];  /* before and after, or one */
	size_t runs;
	size_t problems; /* lines that could not be read */
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

/* Say what is wrong with a file, or with none. Returns the exit status. */
static int
complain(const char *file, const char *reason)
{
	fprintf(stderr, "memgraph: %s%s%s\n", file != NULL ? file : "",
	    file != NULL ? ": " : "", reason);
	return EXIT_PROBLEM;
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
		fprintf(stderr, "memgraph: %zu more line%s could not be read\n",
		    left, left == 1 ? "" : "s");
}

static int
is_same_file(const struct stat *a, const char *name)
{
	struct stat b;

	return name != NULL && stat(name, &b) == 0 && a->st_dev == b.st_dev &&
	       a->st_ino == b.st_ino;
}

/*
 * "memgraph *.tsv *.log" may find three files. An input is not overwritten even
 * if it does not begin like a log.
 */
static int
is_input(const struct job *job, const char *name)
{
	struct stat st;
	size_t i;

	if (strcmp(name, "-") == 0 || stat(name, &st) != 0 ||
	    !S_ISREG(st.st_mode))
		return 0;
	for (i = 0; i < job->runs; i++)
		if (is_same_file(&st, job->run[i].in.process) ||
		    is_same_file(&st, job->run[i].in.system))
			return 1;
	return load_kind(name) != LOAD_NO_LOG;
}

static int
put_out(void *arg, struct span bytes)
{
	return outfile_put(arg, bytes);
}

static int
write_output(const struct job *job)
{
	struct outfile out;
	const struct sink sink = {put_out, &out};
	struct text note = {0};
	int rc, error;

	if (is_input(job, job->output))
		return complain(job->output, "is a trace; not overwriting it");
	if (outfile_open(&out, job->output) != 0)
		return complain(job->output, strerror(errno));
	errno = 0;
	rc = run_write(job->run, &job->o, &sink, &note);
	if (rc == 0)
		rc = outfile_close(&out);
	error = errno != 0 ? errno : ENOMEM;
	outfile_discard(&out);
	if (rc == 0 && note.len > 0)
		fprintf(stderr, "memgraph: %.*s\n", (int)note.len, note.data);
	text_free(&note);
	return rc == 0
		   ? EXIT_DRAWN
		   : complain(strcmp(job->output, "-") == 0 ? "standard output"
							    : job->output,
			 strerror(error));
}

/* Read the logs once. Returns the exit status. */
static int
read_run(struct job *job, struct run *r)
{
	struct load_problems problems = {0};
	const char *file;

	if (run_read(r, &job->o, &problems, &file) != 0)
		return complain(file, strerror(errno));
	job->problems += problems.count;
	/* A log that is being written may end in half a line. */
	if (!r->trace.only_ends)
		tell(&problems);
	if (run_is_usable(r))
		return EXIT_DRAWN;
	fprintf(stderr, "memgraph: no usable sample in %s%s%s\n",
	    r->in.process != NULL ? r->in.process : "",
	    r->in.process != NULL && r->in.system != NULL ? " and " : "",
	    r->in.system != NULL ? r->in.system : "");
	return EXIT_PROBLEM;
}

/* Check the conditions for the last run. Returns the exit status. */
static int
judge(const struct job *job)
{
	const struct run *r = &job->run[job->runs - 1];
	struct text why = {0};
	int status = EXIT_DRAWN;

	if (gate_judge(job->o.fail_if, job->o.conditions, &r->trace,
		&r->findings, &why) > 0)
		status = EXIT_FAILED;
	fprintf(stderr, "%.*s", (int)why.len, why.len > 0 ? why.data : "");
	if (why.failed)
		status = complain(NULL, strerror(ENOMEM));
	text_free(&why);
	return status;
}

/* Read the logs and write what is asked for. Returns the exit status. */
static int
run(struct job *job)
{
	int status = EXIT_DRAWN;
	size_t i;

	if (job->o.type == TYPE_REDACTED)
		return job->run->in.process != NULL
			   ? write_output(job)
			   : complain(
				 job->run->in.system, "is no process trace");
	for (i = 0; i < job->runs && status == EXIT_DRAWN; i++)
		status = read_run(job, &job->run[i]);
	if (status == EXIT_DRAWN)
		status = write_output(job);
	if (status == EXIT_DRAWN && job->o.strict && job->problems > 0)
		status = EXIT_PROBLEM;
	if (status == EXIT_DRAWN && job->o.conditions > 0)
		status = judge(job);
	return status;
}

/* Write the newest values if the system log, or the only log, has grown. */
static int
renew(struct job *job, off_t *then)
{
	const struct inputs *in = &job->run->in;
	struct stat now;

	/* If the log is moved, the recorder begins another one. */
	if (stat(in->system != NULL ? in->system : in->process, &now) == 0 &&
	    now.st_size != 0 && now.st_size != *then) {
		*then = now.st_size;
		(void)run(job);
	}
	return 0;
}

/* Print the status; at a terminal, over the last line. Returns 0, or -1. */
static int
print_line(struct job *job)
{
	static const char erase[] = "\r\033[K";
	const int terminal = isatty(STDOUT_FILENO);
	struct load_problems problems = {0};
	struct run *r = job->run;
	struct text line = {0};
	const char *file;
	int rc;

	if (run_read(r, &job->o, &problems, &file) != 0) {
		complain(file, strerror(errno));
		return -1;
	}
	if (terminal)
		text_add_string(&line, erase);
	rc = status_now(&r->in, &r->trace, &r->findings, &line);
	line.len -= rc == 0 && terminal;
	if (rc == 0 && write(STDOUT_FILENO, line.data, line.len) == -1)
		rc = -1;
	line_is_open = terminal;
	text_free(&line);
	return rc;
}

/* Read the growing logs again and again, until a signal. */
static int
follow(struct job *job)
{
	off_t then = 0;

	while ((job->o.type == TYPE_TEXTFILE ? renew(job, &then)
					     : print_line(job)) == 0) {
		run_forget(job->run);
		poll(NULL, 0, FOLLOW_MS);
	}
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

/* Find the inputs and the output. Returns 0, or the exit status. */
static int
prepare(struct job *job)
{
	const struct cli *o = &job->o;
	const char *file, *reason;
	size_t i;

	job->runs = o->type == TYPE_COMPARE ? 2 : 1;
	for (i = 0; i < job->runs; i++)
		if (run_find(&job->run[i], o, i, &file, &reason) != 0)
			return complain(file, reason);
	file = o->type != TYPE_COMPARE ? job->run->in.output
	       : o->operands == 3      ? o->operand[2]
				       : NULL;
	if (o->output != NULL && file != NULL) {
		complain(file, "OUTPUT was given twice; try 'memgraph --help'");
		return EXIT_USAGE;
	}
	job->output = o->output != NULL ? o->output : file != NULL ? file : "-";
	return 0;
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
	run_free(&job.run[0]);
	run_free(&job.run[1]);
	return status;
}
