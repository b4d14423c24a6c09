#include <stdlib.h>
#include <string.h>

#include "formats/process_tsv.h"
#include "formats/system_log.h"
#include "render/load/load.h"
#include "render/load/predict.h"
#include "render/load/records.h"

/* A command line may be a megabyte on macOS and more on Linux. */
#define LINE_LIMIT ((size_t)4 * 1024 * 1024)

struct loader {
	struct trace *trace;
	struct load_problems *problems;
	const char *file;
	size_t line; /* number of the current one */
	struct predictor predictor;
};

/* `torn`: only take a row whose process and command were seen before. */
static int
long_way(struct loader *l, struct span line, int torn)
{
	struct process_row row;
	const char *reason = "";
	uint32_t process;

	switch (process_tsv_read(line, &row, &reason)) {
	case PROCESS_TSV_NONE:
		/* A header in the middle: another recording was joined. */
		return span_trim(line).n > 0 ? trace_begin_recording(l->trace)
					     : 0;
	case PROCESS_TSV_BAD:
		load_problem(l->problems, l->file, l->line, reason);
		return 0;
	case PROCESS_TSV_ROW:
		break;
	}
	if (row.rss_kib > UINT64_MAX / 1024 ||
	    row.vsz_kib > UINT64_MAX / 1024) {
		load_problem(l->problems, l->file, l->line,
		    "rss or vsz is beyond 64 bits of bytes");
		return 0;
	}
	if (torn && !trace_knows_process(l->trace, row.pid, row.command)) {
		load_problem(l->problems, l->file, l->line,
		    "torn last line: its command may be cut");
		return 0;
	}
	if (predict_sample(&l->predictor, line, row.ts_ms) != 0)
		return -1;
	if (trace_find_process(
		l->trace, row.pid, row.ppid, row.command, &process) != 0)
		return -1;
	if (predict_learn(&l->predictor, process, line, row.comm) != 0)
		return -1;
	return trace_add_row(l->trace, process, row.rss_kib, row.vsz_kib);
}

static int
take_line(struct loader *l, struct span line, int torn)
{
	if (line.n > 0 && line.p[line.n - 1] == '\r')
		line.n--;
	if (l->line == 1 && system_log_is_mark(line)) {
		load_problem(l->problems, l->file, 1,
		    "this is a system log: are the two logs swapped?");
		return 0;
	}
	return long_way(l, line, torn);
}

static int
read_all(struct loader *l, struct records *r)
{
	for (;;) {
		struct span rest = records_ahead(r), line;
		const size_t n = rest.n;
		int torn;

		if (predict_rows(&l->predictor, &rest, &r->line) != 0)
			return -1;
		records_skip(r, n - rest.n);
		switch (records_next(r, &line)) {
		case RECORDS_ERROR:
			return -1;
		case RECORDS_END:
			return 0;
		case RECORDS_TOO_LARGE:
			load_problem(l->problems, l->file, r->line,
			    "line is longer than 4 MiB");
			break;
		case RECORDS_ONE:
			torn = line.p[line.n - 1] != '\n';
			line.n -= !torn;
			l->line = r->line;
			if (take_line(l, line, torn) != 0)
				return -1;
		}
	}
}

int
load_process_log(
    struct trace *trace, const char *file, struct load_problems *problems)
{
	struct loader l = {.trace = trace,
	    .problems = problems,
	    .file = file,
	    .predictor = {.trace = trace, .last = TRACE_NONE}};
	struct records r;
	int rc = -1;

	if (records_open(&r, file, records_line, LINE_LIMIT) == 0)
		rc = read_all(&l, &r);
	records_close(&r);
	predict_free(&l.predictor);
	return rc;
}
