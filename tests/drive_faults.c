/*
 * Runs a command again and again, with the N-th of something going wrong, for
 * N = FIRST, FIRST + STRIDE, ... until nothing did, and judges each run:
 *	drive_faults [-cem] [-f FIRST] [-l LAST] [-o FILE] [-s STRIDE] [-t KIND]
 *	    [-x SLACK] SHIM NAME=VALUE COMMAND [ARG ...]
 * "%" in VALUE is N. A run must end by itself with 0 or 1, and with 1 only
 * with a message. KIND says what FILE has to be afterwards, and it is removed:
 *	rows	empty or whole rows of a process log
 *	blocks	empty or whole blocks of a system log; with -c something has to
 *		be said when lines are missing
 *	output	after 0 what it is when nothing goes wrong, after 1 not there,
 *		and no temporary file beside it
 * -c: no more blocks are left at the end than by a run in which nothing went
 * wrong, neither of the program's nor of the libraries' (but for -x SLACK of
 * theirs); the sum has how many.
 * -e: nobody may notice: exit 0, nothing said, as many lines as ever.
 * -m: with exit 0 and nothing said FILE has as many lines as ever.
 * Prints what was said, who survived, and the sum.
 */
#include <sys/stat.h>
#include <sys/wait.h>

#include <dirent.h>
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "formats/text.h"

enum { NOTES = 64, DEADLINE_S = 60 };

struct note {
	char text[200];
	unsigned long count;
};

struct run {
	int status; /* as of wait */
	struct text said;
	struct text report;
};

static struct note notes[NOTES];
static const char *file, *kind = "";
static char report_name[4096];
static int clean, invisible, no_line_missing;
static unsigned long slack;
static unsigned long own_allowed, others_allowed;
static size_t good_lines; /* of a system log, then */
static struct text good;  /* FILE, when nothing goes wrong */

static void
note(const char *what, struct span detail)
{
	char text[sizeof notes->text];
	size_t i;

	for (i = 0; i < detail.n && detail.p[i] != '\n'; i++)
		continue;
	snprintf(text, sizeof text, "%s %.*s", what, (int)i, detail.p);
	for (i = 0; i < NOTES - 1 && notes[i].count > 0; i++)
		if (strcmp(notes[i].text, text) == 0)
			break;
	if (notes[i].count++ == 0)
		memcpy(notes[i].text, text, sizeof text);
}

static void
slurp(int fd, struct text *to)
{
	ssize_t n;

	while (text_reserve(to, 4096) == 0 &&
	       (n = read(fd, to->data + to->len, to->size - to->len)) != 0) {
		if (n == -1 && errno != EINTR)
			break;
		if (n > 0)
			to->len += (size_t)n;
	}
}

static void
slurp_file(const char *name, struct text *to)
{
	int fd = open(name, O_RDONLY);

	text_clear(to);
	if (fd == -1)
		return;
	slurp(fd, to);
	close(fd);
}

/* "KEY 12" in the report as a number; `none` when it is not there. */
static unsigned long
reported(const struct run *run, const char *key, unsigned long none)
{
	struct span rest = text_span(&run->report), line, word;
	uint64_t n;

	while (span_until(&rest, '\n', &line))
		if (span_until(&line, ' ', &word) && span_is(word, key) &&
		    span_u64(line, &n) == 0)
			return (unsigned long)n;
	return none;
}

static struct span
reported_word(const struct run *run, const char *key)
{
	struct span rest = text_span(&run->report), line, word;

	while (span_until(&rest, '\n', &line))
		if (span_until(&line, ' ', &word) && span_is(word, key))
			return line;
	return (struct span){"", 0};
}

static void
run_command(struct run *run, const char *shim, const char *variable,
    unsigned long n, char **argv)
{
	char value[512], *equal, *percent;
	int out[2];
	pid_t pid;

	snprintf(value, sizeof value, "%s", variable);
	percent = strchr(value, '%');
	if (percent != NULL)
		snprintf(percent, sizeof value - (size_t)(percent - value),
		    "%lu%s", n, strchr(variable, '%') + 1);
	equal = strchr(value, '=');
	if (equal == NULL || pipe(out) == -1)
		err(2, "%s", variable);
	*equal = '\0';
	unlink(report_name);
	pid = fork();
	if (pid == -1)
		err(2, "fork");
	if (pid == 0) {
		dup2(out[1], STDERR_FILENO);
		dup2(open("/dev/null", O_WRONLY), STDOUT_FILENO);
		close(out[0]);
		close(out[1]);
		setenv("LD_PRELOAD", shim, 1);
		setenv("SHIM_REPORT", report_name, 1);
		if (n > 0)
			setenv(value, equal + 1, 1);
		alarm(DEADLINE_S); /* goes on through exec */
		execv(argv[0], argv);
		err(126, "%s", argv[0]);
	}
	close(out[1]);
	text_clear(&run->said);
	slurp(out[0], &run->said);
	close(out[0]);
	while (waitpid(pid, &run->status, 0) == -1 && errno == EINTR)
		continue;
	slurp_file(report_name, &run->report);
}

/* A header and whole rows, or blocks with an empty line behind each. */
static const char *
look_at_log(const struct run *run)
{
	struct text log = {0};
	struct span rest, line;
	const char *wrong = NULL;
	size_t tabs, i, n = 0;
	int ended = 1; /* with an empty line, as a block does */

	slurp_file(file, &log);
	rest = text_span(&log);
	if (rest.n > 0 && rest.p[rest.n - 1] != '\n')
		wrong = "the end of the log is torn";
	while (wrong == NULL && span_until(&rest, '\n', &line)) {
		if (strcmp(kind, "blocks") == 0) {
			if (!ended && span_starts(line, "====="))
				wrong = "a torn block";
			if (n++ == 0 && !span_starts(line, "===== "))
				wrong = "no mark at the front";
			ended = line.n == 0;
			continue;
		}
		for (i = tabs = 0; i < line.n; i++)
			tabs += line.p[i] == '\t';
		if (tabs < 6 || (n == 0 && !span_starts(line, "ts\tpid\t")))
			wrong = "a torn row, or no header";
		n++;
	}
	if (wrong == NULL && !ended && strcmp(kind, "blocks") == 0)
		wrong = "the last block is torn";
	text_free(&log);
	if (good_lines == 0)
		good_lines = n;
	if (wrong == NULL && WEXITSTATUS(run->status) == 0 &&
	    run->said.len == 0 && n < good_lines &&
	    (invisible || no_line_missing ||
		(clean && strcmp(kind, "blocks") == 0)))
		wrong = "something is missing, and nothing was said";
	return wrong;
}

static const char *
look_at_output(int status)
{
	const char *slash = strrchr(file, '/'), *wrong = NULL;
	char folder[4096];
	struct dirent *entry;
	struct stat st;
	struct text output = {0};
	DIR *dir;

	if (status == 0) {
		slurp_file(file, &output);
		if (output.len == 0)
			wrong = "exit 0, and no output";
		else if (good.len == 0)
			text_add_span(&good, text_span(&output));
		else if (!span_equal(text_span(&good), text_span(&output)))
			wrong = "exit 0, and another output";
		text_free(&output);
	}
	if (status != 0 && stat(file, &st) == 0)
		return "exit 1, and an output";
	snprintf(folder, sizeof folder, "%.*s",
	    slash == NULL ? 1 : (int)(slash - file),
	    slash == NULL ? "." : file);
	dir = opendir(folder);
	while (dir != NULL && (entry = readdir(dir)) != NULL)
		if (strncmp(entry->d_name, slash == NULL ? file : slash + 1,
			strlen(slash == NULL ? file : slash + 1)) == 0 &&
		    entry->d_name[strlen(slash == NULL ? file : slash + 1)] ==
			'.')
			wrong = "a temporary file is left";
	if (dir != NULL)
		closedir(dir);
	return wrong;
}

/* What is wrong with how this run ended? */
static const char *
judge(const struct run *run)
{
	int status = WEXITSTATUS(run->status);

	if (WIFSIGNALED(run->status))
		return WTERMSIG(run->status) == SIGALRM ? "it hangs"
							: "it crashes";
	/* 2: -m or -u could not be read for lack of memory. */
	if (status > 2)
		return "an exit status above 2";
	if (invisible && (status != 0 || run->said.len > 0))
		return "it was noticed";
	if (status != 0 && run->said.len == 0)
		return "it fails without a message";
	if (clean && reported(run, "own", own_allowed + 1) > own_allowed)
		return "a leak";
	if (clean && reported(run, "others", SIZE_MAX) > others_allowed + slack)
		return "a leak through a library";
	if (strcmp(kind, "output") == 0)
		return look_at_output(status);
	return file != NULL ? look_at_log(run) : NULL;
}

int
main(int argc, char *argv[])
{
	unsigned long n, first = 1, stride = 1, last = 20000, runs = 0,
			 failed = 0, bad = 0;
	struct run run = {0};
	struct span failure, at;
	const char *wrong;
	char where[300];
	int option;
	size_t i;

	while ((option = getopt(argc, argv, "+cef:l:mo:s:t:x:")) != -1)
		switch (option) {
		case 'c':
			clean = 1;
			break;
		case 'e':
			invisible = 1;
			break;
		case 'f':
			first = strtoul(optarg, NULL, 10);
			break;
		case 'l':
			last = strtoul(optarg, NULL, 10);
			break;
		case 'm':
			no_line_missing = 1;
			break;
		case 'o':
			file = optarg;
			break;
		case 's':
			stride = strtoul(optarg, NULL, 10);
			break;
		case 't':
			kind = optarg;
			break;
		case 'x':
			slack = strtoul(optarg, NULL, 10);
			break;
		default:
			return 2;
		}
	argv += optind;
	argc -= optind;
	if (argc < 3 || stride == 0)
		return 2;
	snprintf(report_name, sizeof report_name, "%s/drive_faults.%ld",
	    getenv("TMP") != NULL ? getenv("TMP") : "/tmp", (long)getpid());

	/* A first run in which all goes well. */
	run_command(&run, argv[0], argv[1], 0, argv + 2);
	own_allowed = reported(&run, "own", 0);
	others_allowed = reported(&run, "others", 0);
	wrong = judge(&run);
	if (run.status != 0 || wrong != NULL)
		errx(1, "with nothing going wrong: status %#x, %s: %.*s",
		    run.status, wrong != NULL ? wrong : "fails",
		    (int)run.said.len, run.said.data);
	if (file != NULL)
		unlink(file);
	for (n = first; n <= last; n += stride) {
		run_command(&run, argv[0], argv[1], n, argv + 2);
		wrong = judge(&run);
		if (file != NULL)
			unlink(file);
		if (wrong != NULL) {
			bad++;
			failure = reported_word(&run, "failed");
			at = reported_word(&run, "at");
			snprintf(where, sizeof where,
			    "%lu: %s: %.*s %.*s: %.*s", n, wrong,
			    (int)failure.n, failure.p, (int)at.n, at.p,
			    run.said.len > 150 ? 150 : (int)run.said.len,
			    run.said.data != NULL ? run.said.data : "");
			note("BAD", span_of(where));
		}
		if (reported_word(&run, "failed").n == 0)
			break;
		runs++;
		failed += run.status != 0;
		if (run.status != 0)
			note("said", text_span(&run.said));
		else
			note("survived", reported_word(&run, "failed"));
	}
	unlink(report_name);
	for (i = 0; i < NOTES && notes[i].count > 0; i++)
		printf("%s (%lu)\n", notes[i].text, notes[i].count);
	printf("runs %lu failed %lu survived %lu bad %lu last %lu left %lu\n",
	    runs, failed, runs - failed, bad, n, own_allowed);
	text_free(&run.said);
	text_free(&run.report);
	return bad > 0;
}
