#include <stdlib.h>
#include <string.h>

#include "render/array.h"
#include "render/load/predict.h"

/* What a process's last row had before its numbers, and who came next. */
struct predicted {
	char *bytes; /* "pid\tppid\tcomm\t" */
	unsigned
	    size : 31; /* 0: its columns are shifted, or it was seen once */
	unsigned seen : 1;
	uint32_t next; /* a process, or TRACE_NONE */
};

/* Digits up to a tab, which is stepped over. What is odd: the long way. */
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

/*
 * Is this the row of that process, as far as its line end? Then p is there
 * afterwards. NULL if not.
 */
static const char *
row_of(const struct predictor *x, uint32_t which, const char *p,
    const char *end, uint64_t *rss_kib, uint64_t *vsz_kib)
{
	const struct span command = x->trace->process[which].command->text;
	const struct predicted *head = &x->head[which];

	if (head->size == 0 || (size_t)(end - p) < head->size ||
	    memcmp(p, head->bytes, head->size) != 0)
		return NULL;
	p += head->size;
	if (!take_number(&p, end, rss_kib) || !take_number(&p, end, vsz_kib) ||
	    (size_t)(end - p) <= command.n || p[command.n] != '\n' ||
	    memcmp(p, command.p, command.n) != 0)
		return NULL;
	return p + command.n;
}

/* 1: taken; 0: not as expected; -1: memory is short. */
static int
take_row(struct predictor *x, struct span *rest)
{
	const char *p = rest->p, *end = p + rest->n;
	const size_t n = x->time.len;
	uint64_t rss_kib, vsz_kib;
	int64_t ts_ms = 0;
	uint32_t which;
	int another;

	if (x->last == TRACE_NONE || rest->n < n)
		return 0;
	which = x->head[x->last].next;
	if (which == TRACE_NONE)
		return 0;
	another = memcmp(p, x->time.data, n) != 0;
	/* Times of one log are of one length. */
	if (another &&
	    (p[n - 1] != '\t' || span_time((struct span){p, n - 1}, &ts_ms)))
		return 0;
	p = row_of(x, which, p + n, end, &rss_kib, &vsz_kib);
	if (p == NULL)
		return 0;
	if ((another && predict_sample(x, *rest, ts_ms) != 0) ||
	    trace_add_row(x->trace, which, rss_kib, vsz_kib) != 0)
		return -1;
	x->last = which;
	*rest = (struct span){p + 1, (size_t)(end - p) - 1};
	return 1;
}

int
predict_rows(struct predictor *x, struct span *rest, size_t *lines)
{
	int rc;

	while ((rc = take_row(x, rest)) == 1)
		++*lines;
	return rc;
}

int
predict_sample(struct predictor *x, struct span line, int64_t ts_ms)
{
	const char *tab = memchr(line.p, '\t', line.n);

	text_clear(&x->time);
	if (tab != NULL)
		text_add(&x->time, line.p, (size_t)(tab - line.p) + 1);
	return x->time.failed ? -1 : trace_add_sample(x->trace, ts_ms);
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

int
predict_learn(
    struct predictor *x, uint32_t process, struct span line, struct span comm)
{
	const char *start = memchr(line.p, '\t', line.n);
	const char *end = comm.p + comm.n;
	struct predicted *head;

	/* Processes are numbered as they come. */
	if (process == x->heads) {
		if (array_grow((void **)&x->head, x->heads, sizeof *x->head) !=
		    0)
			return -1;
		x->head[x->heads++] = (struct predicted){.next = TRACE_NONE};
	}
	if (x->last != TRACE_NONE)
		x->head[x->last].next = process;
	x->last = process;
	head = &x->head[process];
	/* A shifted row has a comm that goes over a tab. */
	if (!head->seen || start == NULL || end >= line.p + line.n ||
	    *end != '\t') {
		head->seen = 1;
		head->size = 0;
		return 0;
	}
	return remember(head, start + 1, (size_t)(end - start));
}

void
predict_free(struct predictor *x)
{
	size_t i;

	for (i = 0; i < x->heads; i++)
		free(x->head[i].bytes);
	free(x->head);
	text_free(&x->time);
}
