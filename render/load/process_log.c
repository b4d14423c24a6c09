#include <stdlib.h>
#include <string.h>

#include "formats/process_tsv.h"
#include "formats/system_log.h"
#include "render/load/input.h"
#include "render/load/load.h"
#include "render/load/predict.h"
#include "render/load/problems.h"

/* A command line may be a megabyte on macOS and more on Linux. */
#define LINE_LIMIT ((size_t)4 * 1024 * 1024)
static const char too_long[] = "line is longer than 4 MiB";

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
	l->line++;
	/* Also if it came whole: how a file is read must make no difference. */
	if (line.n >= LINE_LIMIT) {
		load_problem(l->problems, l->file, l->line, too_long);
		return 0;
	}
	if (line.n > 0 && line.p[line.n - 1] == '\r')
		line.n--;
	if (l->line == 1 && system_log_is_mark(line)) {
		load_problem(l->problems, l->file, 1,
		    "this is a system log: are the two logs swapped?");
		return 0;
	}
	return long_way(l, line, torn);
}

/* Step over a line that is longer than the window can be. */
static int
skip_line(struct loader *l, struct input *in)
{
	enum input_result got;
	const char *end;

	l->line++;
	load_problem(l->problems, l->file, l->line, too_long);
	for (;;) {
		struct span window = input_window(in);

		end = memchr(window.p, '\n', window.n);
		if (end != NULL) {
			input_skip(in, (size_t)(end - window.p) + 1);
			return 0;
		}
		input_skip(in, window.n);
		got = input_fill(in);
		if (got != INPUT_MORE)
			return got == INPUT_END ? 0 : -1;
	}
}

static int
read_all(struct loader *l, struct input *in)
{
	for (;;) {
		struct span rest = input_window(in), line;
		const char *end;
		int rc;

		for (;;) {
			rc = predict_rows(&l->predictor, &rest, &l->line);
			end = rc != 0 ? NULL : memchr(rest.p, '\n', rest.n);
			if (end == NULL)
				break;
			line = (struct span){rest.p, (size_t)(end - rest.p)};
			rest.p = end + 1;
			rest.n -= line.n + 1;
			rc = take_line(l, line, 0);
			if (rc != 0)
				break;
		}
		if (rc != 0)
			return -1;
		input_skip(in, input_window(in).n - rest.n);
		switch (input_fill(in)) {
		case INPUT_MORE:
			break;
		case INPUT_FULL:
			if (skip_line(l, in) != 0)
				return -1;
			break;
		case INPUT_END:
			rest = input_window(in);
			return rest.n > 0 ? take_line(l, rest, 1) : 0;
		case INPUT_ERROR:
			return -1;
		}
	}
}

int
load_process_log(struct trace *trace, const char *file,
    struct load_problems *problems, char *reason, size_t size)
{
	struct loader l = {.trace = trace,
	    .problems = problems,
	    .file = file,
	    .predictor = {.trace = trace, .last = TRACE_NONE}};
	struct input in;
	int rc = -1;

	if (input_open(&in, file, LINE_LIMIT) == 0)
		rc = read_all(&l, &in);
	if (rc != 0)
		load_failed(file, reason, size);
	input_close(&in);
	predict_free(&l.predictor);
	return rc;
}
