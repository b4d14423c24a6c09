#include <sys/stat.h>

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "formats/process_tsv.h"
#include "formats/system_log.h"
#include "render/load/load.h"
#include "render/load/parts.h"

static void *load_system_part(void *);
static void join_problems(struct load_problems *, const struct load_problems *);

void
load_problem(struct load_problems *problems, const char *file, size_t line,
    const char *reason)
{
	struct load_problem *p;

	if (problems->count < LOAD_PROBLEMS_KEPT) {
		p = &problems->kept[problems->count];
		p->file = file;
		p->line = line;
		snprintf(p->reason, sizeof p->reason, "%s", reason);
	}
	problems->count++;
}

int
load_failed(const char *file, char *reason, size_t size)
{
	snprintf(reason, size, "%s: %s", file, strerror(errno));
	return -1;
}

/* The system log's part, for its thread. */
struct system_part {
	struct trace *trace;
	const char *file;
	struct load_problems problems;
	char *reason;
	size_t size;
	int rc;
};

static void *
load_system_part(void *arg)
{
	struct system_part *part = arg;

	part->rc = load_system_log(
	    part->trace, part->file, &part->problems, part->reason, part->size);
	return NULL;
}

static void
join_problems(struct load_problems *to, const struct load_problems *from)
{
	size_t i;

	for (i = 0; i < from->count && i < LOAD_PROBLEMS_KEPT; i++)
		load_problem(to, from->kept[i].file, from->kept[i].line,
		    from->kept[i].reason);
	to->count += from->count - i;
}

int
load_logs(struct trace *trace, const char *process_log, const char *system_log,
    struct load_problems *problems, char *reason, size_t size)
{
	char system_reason[LOAD_FAILURE_SIZE] = "";
	struct system_part part = {.trace = trace,
	    .file = system_log,
	    .reason = system_reason,
	    .size = sizeof system_reason};
	pthread_t thread;
	int rc, threaded;

	threaded = pthread_create(&thread, NULL, load_system_part, &part) == 0;
	rc = load_process_log(trace, process_log, problems, reason, size);
	if (threaded)
		pthread_join(thread, NULL);
	else
		load_system_part(&part);
	join_problems(problems, &part.problems);
	if (rc == 0 && part.rc != 0)
		snprintf(reason, size, "%s", system_reason);
	return rc != 0 || part.rc != 0 ? -1 : 0;
}

int
load_is_log(const char *file)
{
	char start[4096];
	struct span rest = {start, 0}, line;
	struct process_row row;
	const char *reason;
	struct stat st;
	ssize_t n;
	int fd;

	/* Opening a pipe could wait for ever, and take what is in it. */
	if (stat(file, &st) != 0 || !S_ISREG(st.st_mode))
		return 0;
	fd = open(file, O_RDONLY | O_CLOEXEC);
	if (fd == -1)
		return 0;
	n = read(fd, start, sizeof start);
	close(fd);
	rest.n = n > 0 ? (size_t)n : 0;
	if (!span_line(&rest, &line) || span_trim(line).n == 0)
		return 0;
	return system_log_is_mark(line) ||
	       process_tsv_read(line, &row, &reason) != PROCESS_TSV_BAD;
}
