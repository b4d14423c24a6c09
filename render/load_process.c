#include <stdlib.h>
#include <string.h>

#include "formats/process_tsv.h"
#include "formats/system_log.h"
#include "render/input.h"
#include "render/load.h"
#include "render/load_parts.h"

/* A command line may be a megabyte on macOS and more on Linux. */
#define LINE_LIMIT ((size_t)4 * 1024 * 1024)
static const char too_long[] = "line is longer than 4 MiB";

/* "pid\tppid\tcomm\t" as a process's last row had it. */
struct head {
	char *bytes;
	size_t size;
	uint32_t place; /* in the last sample, if `sample` is that one's */
	size_t sample;
};

/*
 * A log says the same thing over and over: the time of a sample in each of
 * its rows, and of a process the same columns in every sample, in the same
 * order. So a row is first compared with what is expected at its place, and
 * only its two numbers are parsed; a row that differs goes the long way.
 */
struct loader {
	struct trace *trace;
	struct load_problems *problems;
	const char *file;
	size_t line;       /* number of the current one */
	struct text time;  /* of the current sample, with its tab */
	size_t sample;     /* counts samples as they come */
	struct head *head; /* by process */
	size_t heads;
	uint32_t *last; /* processes of the last sample, in order */
	size_t last_count;
	size_t last_room;
	uint32_t *now; /* of this one */
	size_t now_count;
	size_t now_room;
	size_t cursor; /* where in `last` the next row is expected */
};

static unsigned eight_digits(const char *, uint64_t *);
static int take_number(const char **, const char *, uint64_t *);
static const char *row_of(const struct loader *, uint32_t, const char *,
    const char *, uint64_t *, uint64_t *);
static int expected_row(struct loader *, struct span *, int *);
static int next_sample(struct loader *, struct span, int64_t);
static int remember(
    struct loader *, uint32_t, struct span, const struct process_row *);
static int add_place(struct loader *, uint32_t);
static int long_way(struct loader *, struct span, int);
static int take_line(struct loader *, struct span, int);
static int skip_line(struct loader *, struct input *);
static int read_all(struct loader *, struct input *);

/*
 * How many of the eight bytes at p are digits before the first that is none;
 * *value is what they say. A number is most of what a row costs, so its digits
 * are looked at together: as bytes 0 to 9 of one word, of which neighbours are
 * joined to numbers below 100, then below 10000, then to the whole.
 */
static unsigned
eight_digits(const char *p, uint64_t *value)
{
	const uint64_t ones = UINT64_C(0x0101010101010101);
	uint64_t x, odd;
	unsigned n = 8;

	memcpy(&x, p, sizeof x);
	x ^= ones * '0';
	odd = ((x + ones * 0x76) | x) & (ones * 0x80);
	if (odd != 0)
		n = (unsigned)__builtin_ctzll(odd) / 8;
	if (n == 0)
		return 0;
	x <<= 64 - 8 * n;
	x = x * 10 + (x >> 8);
	*value = ((x & UINT64_C(0xff000000ff)) * UINT64_C(0xf424000000064) +
		     (x >> 16 & UINT64_C(0xff000000ff)) *
			 UINT64_C(0x271000000001)) >>
		 32;
	return n;
}

/* Digits up to a tab, which is stepped over. What is odd: the long way. */
static int
take_number(const char **p, const char *end, uint64_t *value)
{
	const union {
		uint16_t word;
		unsigned char first;
	} little = {1};
	const char *s = *p;
	uint64_t v = 0;

	if (little.first && end - s > 8)
		s += eight_digits(s, &v);
	for (; s < end && (unsigned char)(*s - '0') <= 9; s++)
		v = v * 10 + (uint64_t)(*s - '0');
	if (s == *p || s - *p > 15 || s == end || *s != '\t')
		return 0;
	*p = s + 1;
	*value = v;
	return 1;
}

/*
 * Is what follows the time at p the row of this process, but for its numbers?
 * Returns where its line ends, or NULL.
 */
static const char *
row_of(const struct loader *l, uint32_t which, const char *p, const char *end,
    uint64_t *rss_kib, uint64_t *vsz_kib)
{
	const struct trace_process *process = &l->trace->process[which];
	const struct head *head = &l->head[which];

	if (head->size == 0) /* its columns are shifted */
		return NULL;
	if ((size_t)(end - p) < head->size ||
	    memcmp(p, head->bytes, head->size) != 0)
		return NULL;
	p += head->size;
	if (!take_number(&p, end, rss_kib) || !take_number(&p, end, vsz_kib))
		return NULL;
	if ((size_t)(end - p) <= process->command_size ||
	    p[process->command_size] != '\n' ||
	    memcmp(p, process->command, process->command_size) != 0)
		return NULL;
	return p + process->command_size;
}

/*
 * Take the next line if it is the expected row, without looking for its end
 * first: the next one of this sample, or the first of another. Returns 1 if it
 * was; then *rc is what adding gave.
 */
static int
expected_row(struct loader *l, struct span *rest, int *rc)
{
	const char *p = rest->p, *end = rest->p + rest->n;
	uint64_t rss_kib, vsz_kib;
	uint32_t which;
	int64_t ts_ms = 0;
	int another;

	if (l->time.len == 0 || rest->n < l->time.len)
		return 0;
	p += l->time.len;
	another = memcmp(rest->p, l->time.data, l->time.len) != 0;
	if (another) {
		/* Times of one log are of one length. */
		if (l->now_count == 0 || p[-1] != '\t' ||
		    span_time(
			(struct span){rest->p, l->time.len - 1}, &ts_ms) != 0 ||
		    ts_ms == l->trace->sample_ms[l->trace->samples - 1])
			return 0;
		which = l->now[0];
	} else if (l->cursor < l->last_count)
		which = l->last[l->cursor];
	else
		return 0;
	p = row_of(l, which, p, end, &rss_kib, &vsz_kib);
	if (p == NULL)
		return 0;
	*rc = another ? next_sample(l, *rest, ts_ms) : 0;
	rest->n = (size_t)(end - p) - 1;
	rest->p = p + 1;
	l->line++;
	l->cursor++;
	if (*rc == 0)
		*rc = add_place(l, which);
	if (*rc == 0)
		*rc = trace_add_row(l->trace, which, rss_kib, vsz_kib);
	return 1;
}

static int
next_sample(struct loader *l, struct span line, int64_t ts_ms)
{
	const char *tab = memchr(line.p, '\t', line.n);
	uint32_t *swap = l->last;
	size_t room = l->last_room;

	if (tab == NULL)
		tab = line.p + line.n - 1;
	text_clear(&l->time);
	text_add(&l->time, line.p, (size_t)(tab - line.p) + 1);
	l->last = l->now;
	l->last_count = l->now_count;
	l->last_room = l->now_room;
	l->now = swap;
	l->now_room = room;
	l->now_count = 0;
	l->cursor = 0;
	l->sample++;
	if (l->time.failed)
		return -1;
	return trace_add_sample(l->trace, ts_ms);
}

/* This process has a row in the current sample. */
static int
add_place(struct loader *l, uint32_t process)
{
	if (l->now_count == l->now_room) {
		size_t room = l->now_room * 2 + 64;
		uint32_t *now = realloc(l->now, room * sizeof *now);

		if (now == NULL)
			return -1;
		l->now = now;
		l->now_room = room;
	}
	l->head[process].place = (uint32_t)l->now_count;
	l->head[process].sample = l->sample;
	l->now[l->now_count++] = process;
	return 0;
}

/* Keep how the columns before the numbers looked, to expect them again. */
static int
remember(struct loader *l, uint32_t process, struct span line,
    const struct process_row *row)
{
	const char *start = memchr(line.p, '\t', line.n);
	const char *end = row->comm.p + row->comm.n;
	struct head *head;
	size_t size;

	if (process >= l->heads) {
		size_t heads = l->heads * 2 + 64;

		if (heads <= process)
			heads = (size_t)process + 1;
		head = realloc(l->head, heads * sizeof *head);
		if (head == NULL)
			return -1;
		memset(head + l->heads, 0, (heads - l->heads) * sizeof *head);
		l->head = head;
		l->heads = heads;
	}
	head = &l->head[process];
	/* A shifted row has a comm that goes over a tab: never expected. */
	if (start == NULL || end >= line.p + line.n || *end != '\t')
		end = start = line.p;
	else
		start++, end++;
	size = (size_t)(end - start);
	if (size == head->size &&
	    (size == 0 || memcmp(head->bytes, start, size) == 0))
		return 0;
	free(head->bytes);
	head->size = 0;
	head->bytes = malloc(size + 1);
	if (head->bytes == NULL)
		return -1;
	memcpy(head->bytes, start, size);
	head->size = size;
	return 0;
}

/* `torn`: only take a row whose process and command were seen before. */
static int
long_way(struct loader *l, struct span line, int torn)
{
	struct process_row row;
	const char *reason = "";
	uint32_t process;

	switch (process_tsv_read(line, &row, &reason)) {
	case PROCESS_TSV_NONE:
		return 0;
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
	if (l->trace->samples == 0 || l->time.len == 0 ||
	    l->trace->sample_ms[l->trace->samples - 1] != row.ts_ms) {
		if (next_sample(l, line, row.ts_ms) != 0)
			return -1;
	}
	if (trace_find_process(
		l->trace, row.pid, row.ppid, row.command, &process) != 0)
		return -1;
	if (remember(l, process, line, &row) != 0)
		return -1;
	/* Go on behind where it stood in the last sample. */
	if (l->head[process].sample + 1 == l->sample &&
	    l->head[process].place < l->last_count &&
	    l->last[l->head[process].place] == process)
		l->cursor = (size_t)l->head[process].place + 1;
	if (add_place(l, process) != 0)
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
		int rc = 0;

		while (rc == 0) {
			if (expected_row(l, &rest, &rc))
				continue;
			end = memchr(rest.p, '\n', rest.n);
			if (end == NULL)
				break;
			line = (struct span){rest.p, (size_t)(end - rest.p)};
			rest.p = end + 1;
			rest.n -= line.n + 1;
			rc = take_line(l, line, 0);
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
	struct loader l = {.trace = trace, .problems = problems, .file = file};
	struct input in;
	size_t i;
	int rc = -1;

	if (input_open(&in, file, LINE_LIMIT) == 0)
		rc = read_all(&l, &in);
	if (rc != 0)
		load_failed(file, reason, size);
	input_close(&in);
	for (i = 0; i < l.heads; i++)
		free(l.head[i].bytes);
	free(l.head);
	free(l.last);
	free(l.now);
	text_free(&l.time);
	return rc;
}
