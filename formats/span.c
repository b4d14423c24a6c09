#include <sys/types.h>

#include <string.h>
#include <time.h>

#include "formats/span.h"

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
	/* Most blanks in a log align the numbers of vm_stat: skip them fast. */
	while (span_skip(&s, "        "))
		continue;
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
	uint64_t v = 0;
	size_t i;

	if (s.n == 0)
		return -1;
	for (i = 0; i < s.n; i++) {
		unsigned digit = (unsigned char)s.p[i] - (unsigned)'0';

		/* Every number of 19 digits fits. */
		if (digit > 9 || (i >= 19 && v > (UINT64_MAX - digit) / 10))
			return -1;
		v = v * 10 + digit;
	}
	*value = v;
	return 0;
}

static int
span_two_digits(const char *p, int *value)
{
	if (p[0] < '0' || p[0] > '9' || p[1] < '0' || p[1] > '9')
		return -1;
	*value = (p[0] - '0') * 10 + (p[1] - '0');
	return 0;
}

/*
 * Read "2026-05-14T09:25:00" from the front of *s into tm and the decimals
 * after it into *ms, and skip them.
 */
static int
span_clock(struct span *s, struct tm *tm, int *ms)
{
	static const int days[] = {
	    31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	const char *p = s->p;
	int century, year, scale = 100;

	if (s->n < 19 || p[4] != '-' || p[7] != '-' ||
	    (p[10] != 'T' && p[10] != 't' && p[10] != ' ') || p[13] != ':' ||
	    p[16] != ':')
		return -1;
	if (span_two_digits(p, &century) != 0 ||
	    span_two_digits(p + 2, &year) != 0 ||
	    span_two_digits(p + 5, &tm->tm_mon) != 0 ||
	    span_two_digits(p + 8, &tm->tm_mday) != 0 ||
	    span_two_digits(p + 11, &tm->tm_hour) != 0 ||
	    span_two_digits(p + 14, &tm->tm_min) != 0 ||
	    span_two_digits(p + 17, &tm->tm_sec) != 0)
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
	if (!span_skip(s, "."))
		return 0;
	if (s->n == 0 || s->p[0] < '0' || s->p[0] > '9')
		return -1;
	for (; s->n > 0 && s->p[0] >= '0' && s->p[0] <= '9'; s->p++, s->n--) {
		*ms += (s->p[0] - '0') * scale;
		scale /= 10;
	}
	return 0;
}

/* The time zone at the end of a time, in milliseconds east of Greenwich. */
static int
span_zone(struct span s, int64_t *east_ms)
{
	int hours, minutes;
	int64_t ms;

	*east_ms = 0;
	if (s.n == 0 || (s.n == 1 && (s.p[0] == 'Z' || s.p[0] == 'z')))
		return 0;
	/* +02:00, or +0200 as date's %z prints it. */
	if ((s.n != 5 && (s.n != 6 || s.p[3] != ':')) ||
	    (s.p[0] != '+' && s.p[0] != '-') ||
	    span_two_digits(s.p + 1, &hours) != 0 ||
	    span_two_digits(s.p + s.n - 2, &minutes) != 0 || hours > 23 ||
	    minutes > 59)
		return -1;
	ms = (hours * 60 + minutes) * (int64_t)60000;
	*east_ms = s.p[0] == '+' ? ms : -ms;
	return 0;
}

int
span_time(struct span s, int64_t *ms)
{
	struct tm tm = {0};
	int64_t east_ms, utc_ms;
	int millis;

	if (span_clock(&s, &tm, &millis) != 0 || span_zone(s, &east_ms) != 0)
		return -1;
	/* Not in POSIX 2008, but in every libc that we build with. */
	utc_ms = (int64_t)timegm(&tm) * 1000 + millis - east_ms;
	if (utc_ms > SPAN_TIME_LAST)
		return -1;
	*ms = utc_ms;
	return 0;
}
