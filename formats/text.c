#include <sys/types.h>

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "formats/text.h"

#define TEXT_FIRST_SIZE 256

void
text_free(struct text *t)
{
	free(t->data);
	*t = (struct text){0};
}

void
text_clear(struct text *t)
{
	t->len = 0;
	t->failed = 0;
}

void
text_rewind(struct text *t)
{
	t->len = 0;
}

int
text_reserve(struct text *t, size_t n)
{
	size_t size = t->size != 0 ? t->size : TEXT_FIRST_SIZE;
	char *data = NULL;

	if (t->failed)
		return -1;
	if (n <= t->size - t->len)
		return 0;
	while (size - t->len < n && size <= SIZE_MAX / 2)
		size *= 2;
	if (size - t->len >= n)
		data = realloc(t->data, size);
	if (data == NULL) {
		t->failed = 1;
		return -1;
	}
	t->data = data;
	t->size = size;
	return 0;
}

void
text_add(struct text *t, const void *bytes, size_t n)
{
	if (n == 0 || text_reserve(t, n) != 0)
		return;
	memcpy(t->data + t->len, bytes, n);
	t->len += n;
}

void
text_add_char(struct text *t, char c)
{
	text_add(t, &c, 1);
}

void
text_add_string(struct text *t, const char *s)
{
	text_add(t, s, strlen(s));
}

void
text_add_span(struct text *t, struct span s)
{
	text_add(t, s.p, s.n);
}

void
text_add_u64(struct text *t, uint64_t value)
{
	char digits[20], *p = digits + sizeof digits;

	do
		*--p = (char)('0' + value % 10);
	while ((value /= 10) != 0);
	text_add(t, p, (size_t)(digits + sizeof digits - p));
}

void
text_add_f(struct text *t, const char *fmt, ...)
{
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	if (n < 0) {
		t->failed = 1;
		return;
	}
	if (text_reserve(t, (size_t)n + 1) != 0)
		return;
	va_start(ap, fmt);
	vsnprintf(t->data + t->len, (size_t)n + 1, fmt, ap);
	va_end(ap);
	t->len += (size_t)n;
}

struct span
text_span(const struct text *t)
{
	return (struct span){t->data, t->len};
}

void
text_add_time(struct text *t, int64_t ms, int millis)
{
	struct tm tm;
	char date[40];
	time_t seconds;
	int64_t s;
	size_t n;

	if (ms > SPAN_TIME_LAST)
		ms = SPAN_TIME_LAST;
	s = ms / 1000 - (ms % 1000 < 0);
	seconds = (time_t)s;

	/* In some libcs %Y prints no leading zeros before the year 1000. */
	if (gmtime_r(&seconds, &tm) == NULL) {
		t->failed = 1;
		return;
	}
	n = (size_t)snprintf(date, sizeof date, "%04d-%02d-%02dT%02d:%02d:%02d",
	    tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday, tm.tm_hour, tm.tm_min,
	    tm.tm_sec);
	text_add(t, date, n);
	if (millis)
		text_add_f(t, ".%03d", (int)(ms - s * 1000));
	text_add_char(t, 'Z');
}

void
problem(const struct problems *problems, size_t line_offset, const char *reason)
{
	if (problems != NULL && problems->fn != NULL)
		problems->fn(
		    problems->arg, problems->line + line_offset, reason);
}
