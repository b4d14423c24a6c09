#include <string.h>

#include "render/array.h"
#include "render/graph/path.h"
#include "render/graph/svg.h"

void
path_start(struct path *p, int wide)
{
	text_clear(&p->d);
	text_clear(&p->values);
	*p = (struct path){.d = p->d, .values = p->values, .wide = wide};
}

void
path_free(struct path *p)
{
	text_free(&p->d);
	text_free(&p->values);
}

void
path_collect(struct path *p, int wide)
{
	*p = (struct path){.at = p->at, .wide = wide, .collects = 1};
}

int
path_parts(const struct path *p)
{
	return p->wide == 0 ? 100 : 10;
}

/* No blank before a minus. */
static void
add(struct path *p, long hundredths)
{
	const char last = p->d.len > 0 ? p->d.data[p->d.len - 1] : '\0';

	if (hundredths >= 0 && last >= '0' && last <= '9')
		text_add_char(&p->d, ' ');
	svg_add_hundredths(&p->d, hundredths);
}

/* Each step has its value. */
static void
step(struct path *p, char how, long x, long y, uint64_t value)
{
	const int begins = how == 'M';

	text_add_char(&p->d, how);
	if (how != 'v')
		add(p, begins ? x : x - p->x);
	if (how != 'h')
		add(p, begins ? y : y - p->y);
	if (p->values.len > 0)
		text_add_char(&p->values, begins ? ',' : ' ');
	text_add_u64(&p->values, value);
	p->x = x;
	p->y = y;
	p->value = value;
	p->moved = !begins;
}

static void
level_out(struct path *p)
{
	if (p->level)
		step(p, 'h', p->level_x, p->y, p->value);
	p->level = 0;
}

static void
draw_step(struct path *p, long x, long y, uint64_t value)
{
	if (p->points > 0 && p->wide > 0 && y == p->y && value == p->value) {
		p->level |= x > p->x;
		p->level_x = x;
		return;
	}
	level_out(p);
	step(p,
	    p->points == 0           ? 'M'
	    : y == p->y && x != p->x ? 'h'
	    : x == p->x && y != p->y ? 'v'
				     : 'l',
	    x, y, value);
}

static void
collect(struct path *p, struct point at)
{
	if (ARRAY_GROW(p->at, p->kept) != 0) {
		p->failed = 1;
		return;
	}
	at.begins = p->points == 0;
	p->at[p->kept++] = at;
}

/* The place of the first, second ... of so many points in its column. */
static void
draw(struct path *p, struct point at, int nth, int of)
{
	if (p->collects && p->wide > 0)
		at.x = (p->column + (2 * nth + 1) / (2.0 * of)) * p->wide;
	if (p->collects)
		collect(p, at);
	else if (p->wide == 0)
		draw_step(p, (long)(at.x * 100 + 0.5), (long)(at.y * 100 + 0.5),
		    at.value);
	else
		draw_step(p, p->column * p->wide * 100 + p->wide * 50,
		    (long)(at.y * 10 + 0.5) * 10, at.value);
	p->points++;
}

/* Write the points to keep of the current column. */
static void
end_column(struct path *p)
{
	const int low_first = p->low_at <= p->high_at;
	const size_t a = low_first ? p->low_at : p->high_at;
	const size_t b = low_first ? p->high_at : p->low_at;
	struct point kept[4];
	int i, n = 0;

	if (p->count == 0)
		return;
	kept[n++] = p->first;
	if (a > 0 && a < p->count - 1)
		kept[n++] = low_first ? p->low : p->high;
	if (b > a && b < p->count - 1)
		kept[n++] = low_first ? p->high : p->low;
	if (p->count > 1)
		kept[n++] = p->last;
	for (i = 0; i < n; i++)
		draw(p, kept[i], i, n);
	p->count = 0;
}

void
path_value(struct path *p, double x, double y, uint64_t value)
{
	const struct point at = {x, y, value, 0};
	const long column = p->wide == 0 ? 0 : (long)x / p->wide;

	if (p->broken && (p->wide == 0 || column != p->column))
		path_end(p);
	p->broken = 0;
	if (p->wide == 0) {
		draw(p, at, 0, 1);
		return;
	}
	if (column != p->column)
		end_column(p);
	if (p->count == 0) {
		p->column = column;
		p->first = p->low = p->high = at;
		p->low_at = p->high_at = 0;
	}
	if (y < p->low.y) {
		p->low = at;
		p->low_at = p->count;
	}
	if (y > p->high.y) {
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
path_end(struct path *p)
{
	end_column(p);
	level_out(p);
	/* A single place is a dot: round caps draw a line of length zero. */
	if (p->points > 0 && !p->moved && !p->collects)
		text_add_string(&p->d, "h0");
	p->points = 0;
	p->moved = 0;
}
