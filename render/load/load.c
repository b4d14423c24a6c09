#include <sys/stat.h>

#include <fcntl.h>
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
