#include <stdlib.h>
#include <string.h>

#include "formats/process_tsv.h"
#include "formats/system_log.h"
#include "render/array.h"
#include "render/load/load.h"
#include "render/load/records.h"

/*
 * The text before the numbers in a process's last row, and which process came
 * next.
 */
struct predicted {
	char *bytes;        /* "pid\tppid\tcomm\t" */
	unsigned size : 31; /* 0: its columns are shifted, or it was seen only
			       once */
	unsigned seen : 1;
	uint32_t next; /* a process, or TRACE_NONE */
};

/*
 * A log repeats itself: processes follow each other in the same order, and each
 * row differs from the last one of its process only in the time and two
 * numbers. So we guess the next row and parse only these. If the guess is
 * wrong, the row is parsed in full.
 */
struct loader {
	struct trace *trace;
	struct load_problems *problems;
	const char *file;
	struct records records;
	struct text time;       /* of the current sample, with its tab */
	struct predicted *head; /* by process */
	size_t heads;
	uint32_t last; /* process of the previous row; TRACE_NONE at first */
	int swapped;   /* it is a system log: stop reading */
};

/* A command line may be a megabyte on macOS and more on Linux. */
#define LINE_LIMIT ((size_t)4 * 1024 * 1024)

/* Read digits up to a tab, and skip it. On anything unusual, parse in full. */
static int
take_number(const char **p, const char *end, uint64_t *value)
{
	const char *s = *p;
	uint64_t v = 0;

	for (; s < end && (unsigned char)(*s - '0') <= 9; s++)
		v = v * 10 + (uint64_t)(*s - '0');
	if (s == *p || s - *p > 15 || s == end || *s != '\t')
		return 0;
	*value = v;
	*p = s + 1;
	return 1;
}

/* Likewise, but up to a tab or, for the last, a line end; may be empty. */
static int
take_wide(const char **p, const char *end, struct process_row *row)
{
	uint64_t *const values[] = {
	    &row->footprint_kib, &row->footprint_max_kib, &row->gpu_kib};
	const char *s = *p, *from;
	int k;

	for (k = 0; k < 3; k++) {
		uint64_t v = 0;

		if (s == end || *s != '\t')
			return 0;
		for (from = ++s; s < end && (unsigned char)(*s - '0') <= 9; s++)
			v = v * 10 + (uint64_t)(*s - '0');
		if (s - from > 15)
			return 0;
		*values[k] = s > from ? v : PROCESS_TSV_UNKNOWN;
	}
	*p = s;
	return s < end && *s == '\n';
}

/*
 * If this is the row of this process, up to its line end, return where p is
 * after it; else NULL.
 */
static const char *
row_of(const struct loader *l, uint32_t which, const char *p, const char *end,
    struct process_row *row)
{
	const struct span command = l->trace->process[which].command->text;
	const struct predicted *head = &l->head[which];

	if (head->size == 0 || (size_t)(end - p) < head->size ||
	    memcmp(p, head->bytes, head->size) != 0)
		return NULL;
	p += head->size;
	if (!take_number(&p, end, &row->rss_kib) ||
	    !take_number(&p, end, &row->vsz_kib) ||
	    (size_t)(end - p) <= command.n ||
	    memcmp(p, command.p, command.n) != 0)
		return NULL;
	p += command.n;
	row->wide = *p == '\t';
	return *p == '\n' || take_wide(&p, end, row) ? p : NULL;
}

/* Returns 0, or -1 when memory is short. */
static int
begin_sample(struct loader *l, struct span line, int64_t ts_ms)
{
	const char *tab = memchr(line.p, '\t', line.n);

	text_clear(&l->time);
	if (tab != NULL)
		text_add(&l->time, line.p, (size_t)(tab - line.p) + 1);
	return l->time.failed ? -1 : trace_add_sample(l->trace, ts_ms);
}

static int
add_row(struct loader *l, uint32_t process, const struct process_row *row)
{
	if (trace_add_row(l->trace, process, row->rss_kib, row->vsz_kib) != 0)
		return -1;
	return row->wide ? trace_add_wide(l->trace, row->footprint_kib,
			       row->footprint_max_kib, row->gpu_kib)
			 : 0;
}

/* Returns 1 if taken, 0 if the guess is wrong, or -1 if out of memory. */
static int
take_row(struct loader *l, struct span *rest)
{
	const char *p = rest->p, *end = p + rest->n;
	const size_t n = l->time.len;
	struct process_row row = {0};
	int64_t ts_ms = 0;
	uint32_t which;
	int another;

	if (l->last == TRACE_NONE || rest->n < n)
		return 0;
	which = l->head[l->last].next;
	if (which == TRACE_NONE)
		return 0;
	another = memcmp(p, l->time.data, n) != 0;
	/* All times in a log have the same length. */
	if (another &&
	    (p[n - 1] != '\t' || span_time((struct span){p, n - 1}, &ts_ms)))
		return 0;
	p = row_of(l, which, p + n, end, &row);
	if (p == NULL)
		return 0;
	if ((another && begin_sample(l, *rest, ts_ms) != 0) ||
	    add_row(l, which, &row) != 0)
		return -1;
	l->last = which;
	*rest = (struct span){p + 1, (size_t)(end - p) - 1};
	return 1;
}

static int
remember(struct predicted *head, const char *bytes, size_t size)
{
	char *copy;

	if (size == head->size && memcmp(head->bytes, bytes, size) == 0)
		return 0;
	copy = realloc(head->bytes, size);
	if (copy == NULL)
		return -1;
	memcpy(copy, bytes, size);
	head->bytes = copy;
	head->size = size & 0x7fffffff;
	return 0;
}

/* Returns 0, or -1 when memory is short. */
static int
learn(struct loader *l, uint32_t process, struct span line,
    const struct process_row *row)
{
	const char *start = memchr(line.p, '\t', line.n);
	const char *end = row->comm.p + row->comm.n;
	struct predicted *head;

	/* Processes are numbered in order of appearance. */
	if (process == l->heads) {
		if (ARRAY_GROW(l->head, l->heads) != 0)
			return -1;
		l->head[l->heads++] = (struct predicted){.next = TRACE_NONE};
	}
	if (l->last != TRACE_NONE)
		l->head[l->last].next = process;
	l->last = process;
	head = &l->head[process];
	/*
	 * A shifted row has a comm that crosses a tab. After a tab in the
	 * command, digits may belong to it or be wide columns.
	 */
	if (!head->seen || start == NULL || end >= line.p + line.n ||
	    *end != '\t' ||
	    memchr(row->command.p, '\t', row->command.n) != NULL) {
		head->seen = 1;
		head->size = 0;
		return 0;
	}
	return remember(head, start + 1, (size_t)(end - start));
}

static int
wrong(struct loader *l, const char *reason)
{
	load_problem(l->problems, l->file, l->records.line, reason);
	return 0;
}

static int
is_beyond(uint64_t kib)
{
	return kib > UINT64_MAX / 1024 && kib != PROCESS_TSV_UNKNOWN;
}

/* Parse a line in full; the last one may lack its end. */
static int
take_line(struct loader *l, struct span line)
{
	const int torn = line.p[line.n - 1] != '\n';
	struct process_row row;
	const char *reason = "";
	uint32_t process;

	line.n -= !torn;
	if (line.n > 0 && line.p[line.n - 1] == '\r')
		line.n--;
	l->swapped = l->records.line == 1 && system_log_is_mark(line);
	if (l->swapped)
		return wrong(
		    l, "this is a system log; the process log comes first");
	switch (process_tsv_read(line, &row, &reason)) {
	case PROCESS_TSV_NONE:
		/* A header in the middle: another recording follows. */
		return span_trim(line).n > 0 ? trace_begin_recording(l->trace)
					     : 0;
	case PROCESS_TSV_BAD:
		return wrong(l, reason);
	case PROCESS_TSV_ROW:
		break;
	}
	if (row.pid > UINT32_MAX || row.ppid > UINT32_MAX)
		return wrong(l, "pid or ppid is beyond 32 bits");
	if (row.rss_kib > UINT64_MAX / 1024 || row.vsz_kib > UINT64_MAX / 1024)
		return wrong(l, "rss or vsz is beyond 64 bits of bytes");
	/*
	 * After a row that was cut off, the next recording begins in the same
	 * line.
	 */
	if (memchr(row.command.p, '\t', row.command.n) != NULL)
		return wrong(l, "another line begins within the command");
	if (is_beyond(row.footprint_kib) || is_beyond(row.footprint_max_kib) ||
	    is_beyond(row.gpu_kib))
		return wrong(l, "a wide column is beyond 64 bits of bytes");
	if (torn) /* The last number may be cut off. */
		row.gpu_kib = PROCESS_TSV_UNKNOWN;
	/* Accept only a row whose process and command were seen before. */
	if (torn &&
	    !trace_knows_process(l->trace, (uint32_t)row.pid, row.command))
		return wrong(l, "torn last line: its command may be cut");
	if (begin_sample(l, line, row.ts_ms) != 0 ||
	    trace_find_process(l->trace, (uint32_t)row.pid, (uint32_t)row.ppid,
		row.command, &process) != 0 ||
	    learn(l, process, line, &row) != 0)
		return -1;
	return add_row(l, process, &row);
}

static int
read_all(struct loader *l)
{
	struct records *r = &l->records;

	while (!l->swapped) {
		struct span rest = records_ahead(r), line;
		const size_t n = rest.n;
		int rc;

		while ((rc = take_row(l, &rest)) == 1)
			r->line++;
		if (rc != 0)
			return -1;
		records_skip(r, n - rest.n);
		switch (records_next(r, &line)) {
		case RECORDS_ERROR:
			return -1;
		case RECORDS_END:
			return 0;
		case RECORDS_TOO_LARGE:
			wrong(l, "line is longer than 4 MiB");
			break;
		case RECORDS_ONE:
			if (take_line(l, line) != 0)
				return -1;
		}
	}
	return 0;
}

int
load_process_log(
    struct trace *trace, const char *file, struct load_problems *problems)
{
	struct loader l = {.trace = trace,
	    .problems = problems,
	    .file = file,
	    .last = TRACE_NONE};
	const size_t problems_before = problems->count;
	size_t i;
	int rc = -1;

	if (records_open(&l.records, file, records_line, LINE_LIMIT) == 0 &&
	    (!trace->only_ends ||
		records_to_end(&l.records, LOAD_END_SIZE) == 0))
		rc = read_all(&l);
	/* A row that cannot be read may be that of a process. */
	if (problems->count > problems_before)
		trace->begun = 0;
	records_close(&l.records);
	for (i = 0; i < l.heads; i++)
		free(l.head[i].bytes);
	free(l.head);
	text_free(&l.time);
	return rc;
}
