#include <sys/stat.h>

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "formats/process_tsv.h"
#include "render/load/load.h"
#include "render/load/records.h"

void
load_problem(void *arg, size_t line, const char *reason)
{
	struct load_problems *problems = arg;
	struct load_problem *p = problems->kept + problems->runs;

	problems->count++;
	if (problems->runs > 0 && p[-1].file == problems->file &&
	    p[-1].line + p[-1].lines == line &&
	    strncmp(p[-1].reason, reason, sizeof p->reason - 1) == 0)
		p[-1].lines++;
	else if (problems->runs < LOAD_PROBLEMS_KEPT) {
		*p = (struct load_problem){problems->file, line, 1, ""};
		snprintf(p->reason, sizeof p->reason, "%s", reason);
		problems->runs++;
	}
}

/* One of the two logs. */
struct reading {
	int (*load)(struct trace *, const char *, struct load_problems *);
	const char *file; /* or NULL */
	struct trace *trace;
	struct load_problems *problems;
	int follow;
	int error; /* errno */
};

static void *
read_log(void *arg)
{
	struct reading *r = arg;

	if (r->file != NULL && r->load(r->trace, r->file, r->problems) != 0 &&
	    !(r->follow && errno == ENOENT))
		r->error = errno != 0 ? errno : ENOMEM;
	return NULL;
}

/* Reading it takes longer than starting a thread. Both logs may be one pipe. */
static int
is_large(const char *file)
{
	struct stat st;

	return file != NULL && stat(file, &st) == 0 && S_ISREG(st.st_mode) &&
	       st.st_size >= 1 << 20;
}

/*
 * The two readers use no member of the trace that the other one sets. The
 * second thread may have a small stack, so it does not parse JSON.
 */
int
load_logs(struct trace *t, const struct inputs *in, int follow,
    struct load_problems *problems, const char **file)
{
	struct reading r[] = {
	    {load_process_log, in->process, t, problems, follow, 0},
	    {load_system_log, in->system, t, problems, follow, 0}};
	const struct reading *failed;
	struct load_problems more = {0};
	pthread_t thread;
	size_t i;
	const int both = !t->only_ends && is_large(in->process) &&
			 is_large(in->system) &&
			 pthread_create(&thread, NULL, read_log, &r[0]) == 0;

	if (both)
		r[1].problems = &more;
	else
		read_log(&r[0]);
	if (both || r[0].error == 0)
		read_log(&r[1]);
	if (both)
		pthread_join(thread, NULL);
	for (i = 0; i < more.runs && problems->runs < LOAD_PROBLEMS_KEPT; i++)
		problems->kept[problems->runs++] = more.kept[i];
	problems->count += more.count;
	failed = r[0].error != 0 ? &r[0] : &r[1];
	*file = failed->file;
	errno = failed->error;
	return errno != 0 ? -1 : 0;
}

enum { START_SIZE = 4096 };

/* Read the first 4 KiB of a regular file; nothing on failure. */
static struct span
read_start(const char *file, char start[START_SIZE])
{
	struct span whole;
	struct stat st;
	ssize_t n = -1;
	int fd;

	/*
	 * Opening a pipe could block forever, and reading would consume its
	 * data.
	 */
	if (stat(file, &st) == 0 && S_ISREG(st.st_mode) &&
	    (fd = open(file, O_RDONLY | O_CLOEXEC)) != -1) {
		n = read(fd, start, START_SIZE);
		close(fd);
	}
	whole = (struct span){start, n > 0 ? (size_t)n : 0};
	span_skip(&whole, RECORDS_BOM);
	return whole;
}

enum load_kind
load_kind(const char *file)
{
	char start[START_SIZE];
	struct span rest = read_start(file, start), line;
	struct process_row row;
	const char *reason;

	if (!span_line(&rest, &line) || span_trim(line).n == 0)
		return LOAD_NO_LOG;
	/* A mark may be cut off; no output of memgraph begins like this. */
	if (span_starts(line, "====="))
		return LOAD_SYSTEM_LOG;
	return process_tsv_read(line, &row, &reason) == PROCESS_TSV_BAD
		   ? LOAD_NO_LOG
		   : LOAD_PROCESS_LOG;
}

int64_t
load_first_ms(const char *file)
{
	char start[START_SIZE];
	struct span rest = read_start(file, start), line, word;
	int64_t ms;

	/* The time is the first word of a row, the second of a mark. */
	while (span_line(&rest, &line)) {
		if (span_starts(line, "====="))
			span_word(&line, &word);
		if (span_word(&line, &word) && span_time(word, &ms) == 0)
			return ms;
	}
	return INT64_MAX;
}
