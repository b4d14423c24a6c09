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
	char *bytes;   /* "pid\tppid\tcomm\t" */
	uint32_t size; /* 0: it was seen once, or its columns are shifted */
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
	struct records records;
	struct text time;       /* of the current sample, with its tab */
	struct predicted *head; /* by process */
	size_t heads;
	uint32_t last; /* process of the previous row; TRACE_NONE at first */
};

/* A command line may be a megabyte on macOS and more on Linux. */
#define LINE_LIMIT ((size_t)4 * 1024 * 1024)

/*
 * Read digits up to this byte, and skip it; no digits: unknown. On anything
 * unusual return 0, and the row is parsed in full.
 */
static int
take_number(const char **p, const char *end, char after, uint64_t *value)
{
	const char *s = *p;
	uint64_t v = 0;

	for (; s < end && (unsigned char)(*s - '0') <= 9; s++)
		v = v * 10 + (uint64_t)(*s - '0');
	if (s - *p > 15 || s == end || *s != after)
		return 0;
	*value = s > *p ? v : PROCESS_TSV_UNKNOWN;
	*p = s + 1;
	return 1;
}

/* If this is the row of this process, return where it ends; else NULL. */
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
	if (!take_number(&p, end, '\t', &row->rss_kib) ||
	    !take_number(&p, end, '\t', &row->vsz_kib) ||
	    row->rss_kib == PROCESS_TSV_UNKNOWN ||
	    row->vsz_kib == PROCESS_TSV_UNKNOWN ||
	    (size_t)(end - p) <= command.n ||
	    memcmp(p, command.p, command.n) != 0)
		return NULL;
	p += command.n;
	if (*p == '\n')
		return p + 1;
	row->wide = *p++ == '\t';
	return row->wide && take_number(&p, end, '\t', &row->footprint_kib) &&
		       take_number(&p, end, '\t', &row->footprint_max_kib) &&
		       take_number(&p, end, '\n', &row->gpu_kib)
		   ? p
		   : NULL;
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

	if (l->last == TRACE_NONE || n == 0 || rest->n < n)
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
	if (another && begin_sample(l, *rest, ts_ms) != 0)
		return -1;
	if (trace_is_back(l->trace, which))
		return 0;
	if (trace_add_row(l->trace, which, &row) != 0)
		return -1;
	l->last = which;
	*rest = (struct span){p, (size_t)(end - p)};
	return 1;
}

/*
 * What to expect the next time this process has a row. Returns 0, or -1 if out
 * of memory.
 */
static int
learn(struct loader *l, uint32_t process, struct span line,
    const struct process_row *row)
{
	const char *start = memchr(line.p, '\t', line.n);
	const char *end = row->comm.p + row->comm.n;
	const uint32_t size = start != NULL ? (uint32_t)(end - start) : 0;
	struct predicted *head;
	char *copy;

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
	/* A shifted row has a comm that crosses a tab. */
	if (l->trace->process[process].rows == 0 || size == 0 ||
	    end >= line.p + line.n || *end != '\t') {
		head->size = 0;
		return 0;
	}
	if (size == head->size && memcmp(head->bytes, start + 1, size) == 0)
		return 0;
	copy = realloc(head->bytes, size);
	if (copy == NULL)
		return -1;
	memcpy(copy, start + 1, size);
	head->bytes = copy;
	head->size = size;
	return 0;
}

static int
wrong(struct loader *l, const char *reason)
{
	load_problem(l->problems, l->records.line, reason);
	return 0;
}

/*
 * Parse a line in full; the last one may lack its end. Returns 0, 1 to stop
 * reading, or -1 if out of memory.
 */
static int
take_line(struct loader *l, struct span line)
{
	const int torn = line.p[line.n - 1] != '\n';
	struct process_row row;
	const char *reason = "";
	uint32_t process;

	line.n -= !torn;
	if (l->records.line == 1 && system_log_is_mark(line)) {
		wrong(l, "this is a system log; give the process log first");
		return 1;
	}
	if (l->records.line == 1 && span_starts(line, RECORDS_GZIP)) {
		wrong(l, RECORDS_COMPRESSED);
		return 1;
	}
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
	/*
	 * After a row that was cut off, the next recording begins in the same
	 * line.
	 */
	if (memchr(row.command.p, '\t', row.command.n) != NULL)
		return wrong(l,
		    "the command contains a tab; another row may begin in this line");
	if (torn) /* The last number may be cut off. */
		row.gpu_kib = PROCESS_TSV_UNKNOWN;
	/* Accept only a row whose process and command were seen before. */
	if (torn &&
	    !trace_knows_process(l->trace, (uint32_t)row.pid, row.command))
		return wrong(l,
		    "the last line has no line end, so its command may be cut off");
	if (begin_sample(l, line, row.ts_ms) != 0 ||
	    trace_find_process(l->trace, (uint32_t)row.pid, (uint32_t)row.ppid,
		row.command, &process) != 0 ||
	    learn(l, process, line, &row) != 0)
		return -1;
	return trace_add_row(l->trace, process, &row);
}

static int
read_all(struct loader *l)
{
	struct records *r = &l->records;

	for (;;) {
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
			wrong(l, "the line is longer than 4 MiB");
			break;
		case RECORDS_ONE:
			rc = take_line(l, line);
			if (rc != 0)
				return rc > 0 ? 0 : -1;
		}
	}
	return 0;
}

int
load_process_log(
    struct trace *trace, const char *file, struct load_problems *problems)
{
	struct loader l = {
	    .trace = trace, .problems = problems, .last = TRACE_NONE};
	const size_t problems_before = problems->count;
	size_t i;
	int rc = -1;

	problems->file = file;
	if (records_open(&l.records, file, records_line, LINE_LIMIT,
		trace->only_ends) == 0)
		rc = read_all(&l);
	/* A row that cannot be read may be that of a process. */
	trace->unread[0] = problems->count - problems_before;
	if (trace->unread[0] > 0)
		trace->begun = 0;
	records_close(&l.records);
	for (i = 0; i < l.heads; i++)
		free(l.head[i].bytes);
	free(l.head);
	text_free(&l.time);
	return rc;
}
