#include "render/graph/path.h"
#include "render/graph/svg.h"

/* The pen of an area's data, in hundredths. */
struct pen {
	struct text *d;
	long x, y;
};

/* Move to a point, or this many pixels sideways. */
static void
pen_to(struct pen *pen, const struct point *at, int aside, int begins)
{
	const long to_x = (long)((at->x + aside) * 100 + 0.5);
	const long to_y = (long)(at->y * 10 + 0.5) * 10;
	const long dx = begins ? to_x : to_x - pen->x;
	const long dy = begins ? to_y : to_y - pen->y;

	text_add_char(pen->d, begins ? 'M' : 'l');
	svg_add_hundredths(pen->d, dx);
	if (dy >= 0)
		text_add_char(pen->d, ' ');
	svg_add_hundredths(pen->d, dy);
	pen->x = to_x;
	pen->y = to_y;
}

/* The points of a stretch, up to the next one. */
static size_t
stretch_end(const struct path *path, size_t i)
{
	do
		i++;
	while (i < path->kept && !path->at[i].begins);
	return i;
}

void
path_area(struct text *d, const struct path *upper, const struct path *lower,
    int aside)
{
	struct pen pen = {.d = d};
	size_t i = 0, k, from, to = 0;

	while (i < upper->kept && to < lower->kept) {
		const size_t end = stretch_end(upper, i);
		const int alone = end == i + 1 ? aside : 0;

		from = to;
		to = stretch_end(lower, from);
		pen_to(&pen, &upper->at[i], -alone, 1);
		for (i += alone == 0; i < end; i++)
			pen_to(&pen, &upper->at[i], alone, 0);
		for (k = to; k-- > from;)
			pen_to(&pen, &lower->at[k], alone, 0);
		if (alone > 0)
			pen_to(&pen, &lower->at[from], -alone, 0);
		text_add_char(d, 'z');
	}
}

void
path_values(struct text *out, const struct path *p)
{
	size_t i;

	for (i = 0; i < p->kept; i++) {
		if (i > 0)
			text_add_char(out, p->at[i].begins ? ',' : ' ');
		text_add_u64(out, p->at[i].value);
	}
}
