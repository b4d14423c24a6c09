#include <stdlib.h>

#include "render/array.h"
#include "render/graph/path.h"
#include "render/graph/svg.h"

struct path
path_new(long wide)
{
	return (struct path){.wide = wide, .broken = 1};
}

void
path_free(struct path *p)
{
	free(p->at);
	p->at = NULL;
	p->kept = 0;
}

static void
keep(struct path *p, const struct point *at)
{
	if (ARRAY_GROW(p->at, p->kept) != 0)
		p->failed = 1;
	else
		p->at[p->kept++] = *at;
}

/* Keep the points that matter of the current column. */
void
path_end(struct path *p)
{
	const int low_first = p->low_at <= p->high_at;
	const size_t a = low_first ? p->low_at : p->high_at;
	const size_t b = low_first ? p->high_at : p->low_at;

	if (p->count == 0)
		return;
	keep(p, &p->first);
	if (a > 0 && a < p->count - 1)
		keep(p, low_first ? &p->low : &p->high);
	if (b > a && b < p->count - 1)
		keep(p, low_first ? &p->high : &p->low);
	if (p->count > 1)
		keep(p, &p->last);
	p->count = 0;
	p->end = 0;
}

/* It begins a column, or is its lowest or highest. */
void
path_turn(struct path *p, double x, double height, uint64_t value)
{
	const struct point at = {x, height, value, 0};

	if (x >= p->end) {
		path_end(p);
		if (p->wide > 0) {
			const long column = (long)x / p->wide;

			p->end = (double)((column + 1) * p->wide);
		}
		p->first = p->low = p->high = at;
		p->first.begins = p->broken;
		p->low_at = p->high_at = 0;
	}
	p->broken = 0;
	if (height < p->low.height) {
		p->low = at;
		p->low_at = p->count;
	}
	if (height > p->high.height) {
		p->high = at;
		p->high_at = p->count;
	}
	p->last = at;
	p->count++;
}

void
path_break(struct path *p)
{
	p->broken = 1;
}

void
path_widen(struct path *p, long wide)
{
	const struct path old = *p;
	size_t i;

	if (wide == p->wide)
		return;
	*p = path_new(wide);
	p->failed = old.failed;
	for (i = 0; i < old.kept; i++) {
		if (old.at[i].begins)
			path_break(p);
		path_add(p, old.at[i].x, old.at[i].height, old.at[i].value);
	}
	path_end(p);
	free(old.at);
}

/* A spot in hundredths of a pixel. */
struct spot {
	long x, y;
};

/* Over columns heights are in tenths. */
static struct spot
spot(double x, double y, int columns)
{
	return (struct spot){(long)(x * 100 + 0.5),
	    columns ? (long)(y * 10 + 0.5) * 10 : (long)(y * 100 + 0.5)};
}

static long
column_of(const struct path *p, size_t i)
{
	return (long)p->at[i].x / p->wide;
}

static struct spot
spot_in_line(const struct path *p, const struct scale *y, size_t i)
{
	const struct point *at = &p->at[i];
	const double x =
	    p->wide == 0 ? at->x
			 : ((double)column_of(p, i) + 0.5) * (double)p->wide;

	return spot(x, scale_at(y, at->height), p->wide > 0);
}

/* No blank before a minus. */
static void
add(struct text *d, long hundredths)
{
	const char last = d->data == NULL ? '\0' : d->data[d->len - 1];

	if (hundredths >= 0 && last >= '0' && last <= '9')
		text_add_char(d, ' ');
	svg_add_hundredths(d, hundredths);
}

static void
add_value(struct text *values, const struct point *at)
{
	if (values->len > 0)
		text_add_char(values, at->begins ? ',' : ' ');
	text_add_u64(values, at->value);
}

static void
add_step(struct text *d, char how, struct spot by)
{
	text_add_char(d, how);
	if (how != 'v')
		add(d, by.x);
	if (how != 'h')
		add(d, by.y);
}

/* Is point i drawn at the height of the one before it, with its value? */
static int
is_level(const struct path *p, const struct scale *y, size_t i)
{
	return p->wide > 0 && i < p->kept && !p->at[i].begins &&
	       p->at[i].value == p->at[i - 1].value &&
	       spot_in_line(p, y, i).y == spot_in_line(p, y, i - 1).y;
}

void
path_line(const struct path *p, const struct scale *y, struct text *d,
    struct text *values)
{
	struct spot pen = {0, 0};
	int moved = 1;
	size_t i;

	for (i = 0; i < p->kept; i++) {
		const struct spot to = spot_in_line(p, y, i);
		const struct spot by = {to.x - pen.x, to.y - pen.y};

		if (is_level(p, y, i) && (by.x == 0 || is_level(p, y, i + 1)))
			continue;
		/* Round caps draw a line of length zero: a dot. */
		if (p->at[i].begins && !moved)
			text_add_string(d, "h0");
		if (p->at[i].begins)
			add_step(d, 'M', to);
		else
			add_step(d,
			    by.y == 0 && by.x != 0   ? 'h'
			    : by.x == 0 && by.y != 0 ? 'v'
						     : 'l',
			    by);
		add_value(values, &p->at[i]);
		moved = !p->at[i].begins;
		pen = to;
	}
	if (!moved)
		text_add_string(d, "h0");
}

/* Like spot_in_line, but the points of a column are spread over it. */
static struct spot
spot_in_area(const struct path *p, const struct scale *y, size_t i)
{
	double x = p->at[i].x;
	size_t from = i, to = i;

	while (p->wide > 0 && from > 0 &&
	       column_of(p, from - 1) == column_of(p, i))
		from--;
	while (
	    p->wide > 0 && to < p->kept && column_of(p, to) == column_of(p, i))
		to++;
	if (p->wide > 0)
		x = ((double)column_of(p, i) +
			(2.0 * (double)(i - from) + 1) /
			    (2.0 * (double)(to - from))) *
		    (double)p->wide;
	return spot(x, scale_at(y, p->at[i].height), 1);
}

/* Draw to so many hundredths on the right of a spot. */
static void
draw_to(
    struct text *d, struct spot *pen, struct spot to, long aside, int begins)
{
	to.x += aside;
	add_step(d, begins ? 'M' : 'l',
	    begins ? to : (struct spot){to.x - pen->x, to.y - pen->y});
	*pen = to;
}

static size_t
stretch_end(const struct path *p, size_t i)
{
	do
		i++;
	while (i < p->kept && !p->at[i].begins);
	return i;
}

void
path_area(const struct path *upper, const struct path *lower,
    const struct scale *y, int aside, struct text *d, struct text *values)
{
	struct spot pen = {0, 0}, to;
	size_t i, k, end, from, stop;
	long wider;

	for (i = from = 0; i < upper->kept && from < lower->kept;
	     i = end, from = stop) {
		end = stretch_end(upper, i);
		stop = stretch_end(lower, from);
		wider = end == i + 1 ? aside * 100 : 0;
		for (k = i; k < end; k++) {
			to = spot_in_area(upper, y, k);
			if (k == i)
				draw_to(d, &pen, to, -wider, 1);
			if (k > i || wider > 0)
				draw_to(d, &pen, to, wider, 0);
			add_value(values, &upper->at[k]);
		}
		for (k = stop; k-- > from;) {
			to = spot_in_area(lower, y, k);
			draw_to(d, &pen, to, wider, 0);
		}
		if (wider > 0)
			draw_to(d, &pen, to, -wider, 0);
		text_add_char(d, 'z');
	}
}
