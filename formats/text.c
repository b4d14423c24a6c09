#include <sys/types.h>

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "formats/text.h"

#define TEXT_FIRST_SIZE 256

static int two_digits(const char *, int *);
static int clock_of(struct span *, struct tm *, int *);
static int zone_of(struct span, int64_t *);

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
	char *data;

	if (t->failed)
		return -1;
	if (n <= t->size - t->len)
		return 0;
	while (size - t->len < n) {
		if (size > SIZE_MAX / 2) {
			t->failed = 1;
			return -1;
		}
		size *= 2;
	}
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
	text_add_u64_right(t, value, 0);
}

void
text_add_u64_right(struct text *t, uint64_t value, int width)
{
	char digits[20], *p = digits + sizeof digits;

	do
		*--p = (char)('0' + value % 10);
	while ((value /= 10) != 0);
	for (; width > (int)(digits + sizeof digits - p); width--)
		text_add_char(t, ' ');
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
	int64_t s = ms / 1000 - (ms % 1000 < 0);
	time_t seconds = (time_t)s;
	struct tm tm;
	char date[40];
	size_t n;

	/* %Y prints no leading zeros before the year 1000 in every libc. */
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

struct span
span_of(const char *s)
{
	return (struct span){s, strlen(s)};
}

int
span_equal(struct span a, struct span b)
{
	return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

int
span_is(struct span s, const char *what)
{
	return span_equal(s, span_of(what));
}

int
span_starts(struct span s, const char *prefix)
{
	size_t n = strlen(prefix);

	return s.n >= n && (n == 0 || memcmp(s.p, prefix, n) == 0);
}

int
span_skip(struct span *s, const char *prefix)
{
	size_t n = strlen(prefix);

	if (!span_starts(*s, prefix))
		return 0;
	s->p += n;
	s->n -= n;
	return 1;
}

struct span
span_trim_end(struct span s)
{
	while (s.n > 0 && (s.p[s.n - 1] == ' ' || s.p[s.n - 1] == '\t' ||
			      s.p[s.n - 1] == '\r'))
		s.n--;
	return s;
}

struct span
span_trim(struct span s)
{
	while (s.n > 0 && (s.p[0] == ' ' || s.p[0] == '\t')) {
		s.p++;
		s.n--;
	}
	return span_trim_end(s);
}

int
span_until(struct span *rest, char c, struct span *field)
{
	const char *end;

	if (rest->n == 0)
		return 0;
	field->p = rest->p;
	end = memchr(rest->p, c, rest->n);
	field->n = end != NULL ? (size_t)(end - rest->p) : rest->n;
	rest->p += field->n + (end != NULL);
	rest->n -= field->n + (end != NULL);
	return 1;
}

int
span_line(struct span *rest, struct span *line)
{
	if (!span_until(rest, '\n', line))
		return 0;
	if (line->n > 0 && line->p[line->n - 1] == '\r')
		line->n--;
	return 1;
}

int
span_word(struct span *rest, struct span *word)
{
	const char *p = rest->p, *end;

	*word = *rest;
	if (rest->n == 0)
		return 0;
	end = p + rest->n;
	while (p < end && (*p == ' ' || *p == '\t'))
		p++;
	word->p = p;
	while (p < end && *p != ' ' && *p != '\t')
		p++;
	word->n = (size_t)(p - word->p);
	rest->p = p;
	rest->n = (size_t)(end - p);
	return word->n > 0;
}

int
span_u64(struct span s, uint64_t *value)
{
	/* Of so many digits every number fits. */
	const size_t safe = s.n < 19 ? s.n : 19;
	uint64_t v = 0;
	size_t i;

	if (s.n == 0)
		return -1;
	for (i = 0; i < s.n; i++) {
		unsigned digit = (unsigned char)s.p[i] - (unsigned)'0';

		if (digit > 9 || (i >= safe && v > (UINT64_MAX - digit) / 10))
			return -1;
		v = v * 10 + digit;
	}
	*value = v;
	return 0;
}

static int
two_digits(const char *p, int *value)
{
	if (p[0] < '0' || p[0] > '9' || p[1] < '0' || p[1] > '9')
		return -1;
	*value = (p[0] - '0') * 10 + (p[1] - '0');
	return 0;
}

/*
 * Read "2026-05-14T09:25:00" from the front of *s into tm and the decimals
 * after it into *ms, and step over them.
 */
static int
clock_of(struct span *s, struct tm *tm, int *ms)
{
	static const int days[] = {
	    31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	const char *p = s->p;
	int century, year, scale = 100;

	if (s->n < 19 || p[4] != '-' || p[7] != '-' ||
	    (p[10] != 'T' && p[10] != 't' && p[10] != ' ') || p[13] != ':' ||
	    p[16] != ':')
		return -1;
	if (two_digits(p, &century) != 0 || two_digits(p + 2, &year) != 0 ||
	    two_digits(p + 5, &tm->tm_mon) != 0 ||
	    two_digits(p + 8, &tm->tm_mday) != 0 ||
	    two_digits(p + 11, &tm->tm_hour) != 0 ||
	    two_digits(p + 14, &tm->tm_min) != 0 ||
	    two_digits(p + 17, &tm->tm_sec) != 0)
		return -1;
	if (tm->tm_mon < 1 || tm->tm_mon > 12 || tm->tm_mday < 1 ||
	    tm->tm_mday > days[tm->tm_mon - 1] || tm->tm_hour > 23 ||
	    tm->tm_min > 59 || tm->tm_sec > 60)
		return -1;
	year += century * 100;
	if (tm->tm_mon == 2 && tm->tm_mday == 29 &&
	    (year % 4 != 0 || (year % 100 == 0 && year % 400 != 0)))
		return -1;
	tm->tm_year = year - 1900;
	tm->tm_mon--;
	s->p += 19;
	s->n -= 19;

	*ms = 0;
	if (s->n == 0 || s->p[0] != '.')
		return 0;
	s->p++;
	s->n--;
	if (s->n == 0 || s->p[0] < '0' || s->p[0] > '9')
		return -1;
	for (; s->n > 0 && s->p[0] >= '0' && s->p[0] <= '9'; s->p++, s->n--) {
		*ms += (s->p[0] - '0') * scale;
		scale /= 10;
	}
	return 0;
}

/* The zone at the end of a time, in milliseconds east of Greenwich. */
static int
zone_of(struct span s, int64_t *east_ms)
{
	int hours, minutes;
	int64_t ms;

	*east_ms = 0;
	if (s.n == 0 || (s.n == 1 && (s.p[0] == 'Z' || s.p[0] == 'z')))
		return 0;
	if (s.n != 6 || (s.p[0] != '+' && s.p[0] != '-') || s.p[3] != ':' ||
	    two_digits(s.p + 1, &hours) != 0 ||
	    two_digits(s.p + 4, &minutes) != 0 || hours > 23 || minutes > 59)
		return -1;
	ms = (hours * 60 + minutes) * (int64_t)60000;
	*east_ms = s.p[0] == '+' ? ms : -ms;
	return 0;
}

int
span_time(struct span s, int64_t *ms)
{
	struct tm tm = {0};
	int64_t east_ms;
	int millis;

	if (clock_of(&s, &tm, &millis) != 0 || zone_of(s, &east_ms) != 0)
		return -1;
	/* Not in POSIX 2008, but in every libc this is built with. */
	*ms = (int64_t)timegm(&tm) * 1000 + millis - east_ms;
	return 0;
}

void
problem(const struct problems *problems, size_t line_offset, const char *reason)
{
	if (problems != NULL && problems->fn != NULL)
		problems->fn(
		    problems->arg, problems->line + line_offset, reason);
}
