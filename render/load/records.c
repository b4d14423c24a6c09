#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "render/load/records.h"

enum { CHUNK = 256 * 1024, END_SIZE = CHUNK, COUNT_STRIDE = 128 };

size_t
records_line(struct span window, size_t looked)
{
	const char *end = memchr(window.p + looked, '\n', window.n - looked);

	return end == NULL ? 0 : (size_t)(end - window.p) + 1;
}

/*
 * A mark is five equal signs at the start of a line. '=' is rare in a log, so
 * search for that.
 */
size_t
records_block(struct span window, size_t looked)
{
	const size_t from = looked > RECORDS_MARK ? looked - RECORDS_MARK : 1;
	const char *end = window.p + window.n, *p = window.p + from;

	for (; p < end && (p = memchr(p, '=', (size_t)(end - p))) != NULL; p++)
		if (p[-1] == '\n' && end - p >= RECORDS_MARK &&
		    memcmp(p, "=====", RECORDS_MARK) == 0)
			return (size_t)(p - window.p);
	return 0;
}

/*
 * Error messages need line numbers. Strides of a fixed length let the compiler
 * vectorise the count.
 */
static size_t
count_lines(const char *p, size_t n)
{
	size_t lines = 0, i = 0, k;

	for (; i + COUNT_STRIDE <= n; i += COUNT_STRIDE) {
		unsigned char in_stride = 0;

		for (k = 0; k < COUNT_STRIDE; k++)
			in_stride =
			    (unsigned char)(in_stride + (p[i + k] == '\n'));
		lines += in_stride;
	}
	for (; i < n; i++)
		lines += p[i] == '\n';
	return lines;
}

void
records_close(struct records *r)
{
	if (r->fd != -1)
		close(r->fd);
	free(r->data);
}

/* Read more after what is in the window. Returns 0, or -1 with errno. */
static int
fill(struct records *r)
{
	ssize_t n;

	if (r->start > 0)
		memmove(r->data, r->data + r->start, r->end - r->start);
	r->end -= r->start;
	r->start = 0;
	if (r->size - r->end < CHUNK) {
		size_t size = r->size * 2 + CHUNK;
		char *data = realloc(r->data, size);

		if (data == NULL)
			return -1;
		r->data = data;
		r->size = size;
	}
	do
		n = read(r->fd, r->data + r->end, CHUNK);
	while (n == -1 && errno == EINTR);
	if (n == -1)
		return -1;
	r->end += (size_t)n;
	r->at_end = n == 0;
	return 0;
}

struct span
records_ahead(struct records *r)
{
	if (r->taken > 0)
		r->line += count_lines(r->data + r->start, r->taken);
	r->line += r->left_out;
	r->start += r->taken;
	r->taken = r->left_out = 0;
	return r->data == NULL
		   ? SPAN("")
		   : (struct span){r->data + r->start, r->end - r->start};
}

void
records_skip(struct records *r, size_t n)
{
	r->start += n;
}

enum records_result
records_next(struct records *r, struct span *record)
{
	struct span window = records_ahead(r);
	size_t looked = 0;
	int large = 0;

	while ((r->taken = r->find(window, looked)) == 0 && !r->at_end) {
		looked = window.n;
		if (window.n >= r->limit + RECORDS_MARK) {
			/* The remaining bytes may begin the next record. */
			large = 1;
			looked = window.n - RECORDS_MARK;
			r->left_out += count_lines(window.p, looked);
			r->start += looked;
			looked = 0;
		}
		if (fill(r) != 0)
			return RECORDS_ERROR;
		window = (struct span){r->data + r->start, r->end - r->start};
	}
	if (r->taken == 0)
		r->taken = window.n;
	*record = (struct span){window.p, r->taken};
	if (r->line == 1)
		span_skip(record, RECORDS_BOM);
	if (large || r->taken > r->limit)
		return RECORDS_TOO_LARGE;
	return r->taken > 0 ? RECORDS_ONE : RECORDS_END;
}

int
records_open(struct records *r, const char *file, records_end *find,
    size_t limit, int only_end)
{
	struct span torn;
	off_t size;

	*r = (struct records){.find = find, .limit = limit, .line = 1};
	do
		r->fd = open(file, O_RDONLY | O_CLOEXEC);
	while (r->fd == -1 && errno == EINTR);
	if (r->fd == -1)
		return -1;
	if (!only_end || (size = lseek(r->fd, 0, SEEK_END)) == -1)
		return 0;
	if (size <= END_SIZE)
		return lseek(r->fd, 0, SEEK_SET) == 0 ? 0 : -1;
	return lseek(r->fd, -END_SIZE, SEEK_END) == -1 ||
		       records_next(r, &torn) == RECORDS_ERROR
		   ? -1
		   : 0;
}
