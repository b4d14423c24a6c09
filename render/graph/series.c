#include <string.h>

#include "render/graph/series.h"
#include "render/graph/svg.h"

void
series_start(struct series *s, int wide)
{
	memset(s, 0, sizeof *s);
	reduce_start(&s->reduce, wide);
}

void
series_free(struct series *s)
{
	text_free(&s->path);
}

/* A number for a path: no blank before a minus, no zero before the point. */
static void
add_tenths(struct text *t, long tenths)
{
	unsigned long u = (unsigned long)(tenths < 0 ? -tenths : tenths);
	char last = t->len > 0 ? t->data[t->len - 1] : '\0';

	if (tenths < 0)
		text_add_char(t, '-');
	else if (last >= '0' && last <= '9')
		text_add_char(t, ' ');
	if (u >= 10 || u == 0)
		text_add_u64(t, u / 10);
	if (u % 10 != 0) {
		text_add_char(t, '.');
		text_add_char(t, (char)('0' + u % 10));
	}
}

static void
level_out(struct series *s)
{
	if (!s->level)
		return;
	text_add_char(&s->path, 'h');
	add_tenths(&s->path, s->level_x - s->x);
	s->x = s->level_x;
	s->level = 0;
	s->drawn = 1;
}

static void
draw_every(struct series *s, struct point p)
{
	text_add_char(&s->path, s->points == 1 ? 'M' : 'L');
	svg_add_number(&s->path, p.x);
	text_add_char(&s->path, ' ');
	svg_add_number(&s->path, p.y);
	s->drawn = s->points > 1;
}

static void
draw_step(struct series *s, struct point p)
{
	const long wide = s->reduce.wide;
	long x = (long)p.x / wide * wide * 10 + wide * 5;
	long y = (long)(p.y * 10 + 0.5);

	if (s->points == 1) {
		text_add_char(&s->path, 'M');
		add_tenths(&s->path, x);
		add_tenths(&s->path, y);
		s->x = x;
		s->y = y;
		return;
	}
	if (y == s->y) {
		if (x > s->x) {
			s->level_x = x;
			s->level = 1;
		}
		return;
	}
	level_out(s);
	if (x == s->x)
		text_add_char(&s->path, 'v');
	else {
		text_add_char(&s->path, 'l');
		add_tenths(&s->path, x - s->x);
	}
	add_tenths(&s->path, y - s->y);
	s->x = x;
	s->y = y;
	s->drawn = 1;
}

static void
draw(struct series *s, const struct point *p, size_t n)
{
	for (; n > 0; n--, p++) {
		s->points++;
		if (s->reduce.every)
			draw_every(s, *p);
		else
			draw_step(s, *p);
	}
}

void
series_point(struct series *s, double x, double y)
{
	struct point out[REDUCE_MOST];

	if (s->ending &&
	    (s->reduce.every || (long)x / s->reduce.wide != s->reduce.column))
		series_end(s);
	s->ending = 0;
	s->open = 1;
	draw(s, out, reduce_add(&s->reduce, (struct point){x, y}, out));
}

void
series_break(struct series *s)
{
	s->ending = 1;
}

void
series_end(struct series *s)
{
	struct point out[REDUCE_MOST];

	if (!s->open)
		return;
	draw(s, out, reduce_end(&s->reduce, out));
	level_out(s);
	/* One place alone is a dot: round caps make one of no length at all. */
	if (!s->drawn)
		text_add_string(&s->path, "h0");
	s->open = 0;
	s->points = 0;
	s->drawn = 0;
}
