#include <stdlib.h>
#include <string.h>

#include "render/load/predict.h"

/* "pid\tppid\tcomm\t" as a process's last row had it. */
struct predicted {
	char *bytes;
	size_t size;
	uint32_t place; /* in the last sample, if `sample` is that one's */
	size_t sample;
};

static unsigned eight_digits(const char *, uint64_t *);
static int take_number(const char **, const char *, uint64_t *);
static const char *row_of(const struct predictor *, uint32_t, const char *,
    const char *, uint64_t *, uint64_t *);
static int take_row(struct predictor *, struct span *, int *);
static int next_sample(struct predictor *, struct span, int64_t);
static int remember(struct predictor *, uint32_t, struct span, struct span);
static int add_place(struct predictor *, uint32_t);

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
row_of(const struct predictor *x, uint32_t which, const char *p,
    const char *end, uint64_t *rss_kib, uint64_t *vsz_kib)
{
	const struct trace_process *process = &x->trace->process[which];
	const struct predicted *head = &x->head[which];

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
take_row(struct predictor *x, struct span *rest, int *rc)
{
	const char *p = rest->p, *end = rest->p + rest->n;
	uint64_t rss_kib, vsz_kib;
	uint32_t which;
	int64_t ts_ms = 0;
	int another;

	if (x->time.len == 0 || rest->n < x->time.len)
		return 0;
	p += x->time.len;
	another = memcmp(rest->p, x->time.data, x->time.len) != 0;
	if (another) {
		/* Times of one log are of one length. */
		if (x->now_count == 0 || p[-1] != '\t' ||
		    span_time(
			(struct span){rest->p, x->time.len - 1}, &ts_ms) != 0 ||
		    ts_ms == x->trace->sample_ms[x->trace->samples - 1])
			return 0;
		which = x->now[0];
	} else if (x->cursor < x->last_count)
		which = x->last[x->cursor];
	else
		return 0;
	p = row_of(x, which, p, end, &rss_kib, &vsz_kib);
	if (p == NULL)
		return 0;
	*rc = another ? next_sample(x, *rest, ts_ms) : 0;
	rest->n = (size_t)(end - p) - 1;
	rest->p = p + 1;
	x->cursor++;
	if (*rc == 0)
		*rc = add_place(x, which);
	if (*rc == 0)
		*rc = trace_add_row(x->trace, which, rss_kib, vsz_kib);
	return 1;
}

int
predict_rows(struct predictor *x, struct span *rest, size_t *lines)
{
	int rc = 0;

	while (rc == 0 && take_row(x, rest, &rc))
		++*lines;
	return rc;
}

static int
next_sample(struct predictor *x, struct span line, int64_t ts_ms)
{
	const char *tab = memchr(line.p, '\t', line.n);
	uint32_t *swap = x->last;
	size_t room = x->last_room;

	if (tab == NULL)
		tab = line.p + line.n - 1;
	text_clear(&x->time);
	text_add(&x->time, line.p, (size_t)(tab - line.p) + 1);
	x->last = x->now;
	x->last_count = x->now_count;
	x->last_room = x->now_room;
	x->now = swap;
	x->now_room = room;
	x->now_count = 0;
	x->cursor = 0;
	x->sample++;
	if (x->time.failed)
		return -1;
	return trace_add_sample(x->trace, ts_ms);
}

/* This process has a row in the current sample. */
static int
add_place(struct predictor *x, uint32_t process)
{
	if (x->now_count == x->now_room) {
		size_t room = x->now_room * 2 + 64;
		uint32_t *now = realloc(x->now, room * sizeof *now);

		if (now == NULL)
			return -1;
		x->now = now;
		x->now_room = room;
	}
	x->head[process].place = (uint32_t)x->now_count;
	x->head[process].sample = x->sample;
	x->now[x->now_count++] = process;
	return 0;
}

/* Keep how the columns before the numbers looked, to expect them again. */
static int
remember(
    struct predictor *x, uint32_t process, struct span line, struct span comm)
{
	const char *start = memchr(line.p, '\t', line.n);
	const char *end = comm.p + comm.n;
	struct predicted *head;
	size_t size;

	if (process >= x->heads) {
		size_t heads = x->heads * 2 + 64;

		if (heads <= process)
			heads = (size_t)process + 1;
		head = realloc(x->head, heads * sizeof *head);
		if (head == NULL)
			return -1;
		memset(head + x->heads, 0, (heads - x->heads) * sizeof *head);
		x->head = head;
		x->heads = heads;
	}
	head = &x->head[process];
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

int
predict_sample(struct predictor *x, struct span line, int64_t ts_ms)
{
	const struct trace *t = x->trace;

	if (t->samples > 0 && x->time.len > 0 &&
	    t->sample_ms[t->samples - 1] == ts_ms)
		return 0;
	return next_sample(x, line, ts_ms);
}

int
predict_learn(
    struct predictor *x, uint32_t process, struct span line, struct span comm)
{
	const struct predicted *head;

	if (remember(x, process, line, comm) != 0)
		return -1;
	head = &x->head[process];
	/* Go on behind where it stood in the last sample. */
	if (head->sample + 1 == x->sample && head->place < x->last_count &&
	    x->last[head->place] == process)
		x->cursor = (size_t)head->place + 1;
	return add_place(x, process);
}

void
predict_free(struct predictor *x)
{
	size_t i;

	for (i = 0; i < x->heads; i++)
		free(x->head[i].bytes);
	free(x->head);
	free(x->last);
	free(x->now);
	text_free(&x->time);
}
