#include <sys/stat.h>

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "formats/process_tsv.h"
#include "render/load/load.h"

void
load_problem(struct load_problems *problems, const char *file, size_t line,
    const char *reason)
{
	struct load_problem *p = problems->kept + problems->runs;

	problems->count++;
	if (problems->runs > 0 && p[-1].file == file &&
	    p[-1].line + p[-1].lines == line &&
	    strncmp(p[-1].reason, reason, sizeof p->reason - 1) == 0)
		p[-1].lines++;
	else if (problems->runs < LOAD_PROBLEMS_KEPT) {
		*p = (struct load_problem){file, line, 1, ""};
		snprintf(p->reason, sizeof p->reason, "%s", reason);
		problems->runs++;
	}
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
	/* A mark may be torn; nothing that memgraph writes begins so. */
	return span_starts(line, "=====") ||
	       process_tsv_read(line, &row, &reason) != PROCESS_TSV_BAD;
}
