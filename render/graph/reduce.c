#include <string.h>

#include "render/graph/reduce.h"

void
reduce_start(struct reduce *r, int wide)
{
	memset(r, 0, sizeof *r);
	r->every = wide == 0;
	r->wide = wide == 0 ? 1 : wide;
}

size_t
reduce_end(struct reduce *r, struct point out[REDUCE_MOST])
{
	struct point a = r->low, b = r->high;
	size_t a_at = r->low_at, b_at = r->high_at, n = 0;

	if (!r->open)
		return 0;
	r->open = 0;
	if (a_at > b_at) {
		a = r->high;
		a_at = r->high_at;
		b = r->low;
		b_at = r->low_at;
	}
	out[n++] = r->first;
	if (a_at > 0 && a_at < r->count - 1)
		out[n++] = a;
	if (b_at > a_at && b_at < r->count - 1)
		out[n++] = b;
	if (r->count > 1)
		out[n++] = r->last;
	return n;
}

size_t
reduce_add(struct reduce *r, struct point p, struct point out[REDUCE_MOST])
{
	long column = (long)p.x / r->wide;
	size_t n = 0;

	if (r->every) {
		out[0] = p;
		return 1;
	}
	if (r->open && column != r->column)
		n = reduce_end(r, out);
	if (!r->open) {
		r->open = 1;
		r->column = column;
		r->first = r->low = r->high = p;
		r->low_at = r->high_at = r->count = 0;
	}
	if (p.y < r->low.y) {
		r->low = p;
		r->low_at = r->count;
	}
	if (p.y > r->high.y) {
		r->high = p;
		r->high_at = r->count;
	}
	r->last = p;
	r->count++;
	return n;
}
