#include "render/graph/system.h"
#include "render/human.h"

/* Where free % is low: bars under the plot, with words beside the widest. */
enum { BARS_ROOM = 50 };

/* `low` is NULL where it is more than one. */
static void
put_bar(struct graph *g, struct panel *p, double top, const struct extent *at,
    const struct low_memory *low)
{
	struct text *title = svg_scratch(g->svg);
	struct svg_element *e =
	    graph_rect(g, p->zoom, "low-memory", at, top, STRIPE_HEIGHT);

	svg_set(g->svg, e, "fill", g->ink[INK_LOW]);
	text_add_f(title, "free memory below %d %%", g->findings->low_percent);
	if (low == NULL)
		text_add_string(title, ", more than once");
	else {
		text_add_f(title, ": %d", low->lowest_percent);
		if (low->highest_percent != low->lowest_percent)
			text_add_f(title, " to %d", low->highest_percent);
		text_add_string(title, " %, ");
		human_period(title, low->from_ms, low->to_ms);
	}
	svg_add_text(g->svg, e, "title", text_span(title));
}

/*
 * A bar per stretch of low memory; those that are less than `apart` pixels from
 * each other are one. Returns how many; without a panel they are only counted.
 * The widest goes to *widest.
 */
static size_t
put_bars(struct graph *g, struct panel *p, double top, double apart,
    struct extent *widest)
{
	const struct findings *f = g->findings;
	struct extent at, then;
	size_t i = 0, count = 0;

	*widest = (struct extent){0, 0, 0, 0};
	while (i < f->lows) {
		const struct low_memory *low = &f->low[i].low;

		at = (struct extent){0, 0, 0, 0};
		for (; i < f->lows; i++) {
			const struct low_memory *next = &f->low[i].low;

			then = graph_extent(g, next->from_ms - g->half_ms,
			    next->to_ms + g->half_ms, &g->plot, 1);
			if (at.right <= 0)
				at = then;
			else if (graph_join(&at, &then, apart))
				low = NULL;
			else
				break;
		}
		if (p != NULL)
			put_bar(g, p, top, &at, low);
		if (at.right - at.left > widest->right - widest->left)
			*widest = at;
		count++;
	}
	return count;
}

void
low_stripe(struct graph *g, struct panel *p, double top)
{
	const struct findings *f = g->findings;
	struct text *words = svg_scratch(g->svg);
	struct extent widest;
	double apart = 1;
	int64_t low_ms = 0;
	size_t i;

	while (
	    put_bars(g, NULL, top, apart, &widest) > graph_room(g, BARS_ROOM))
		apart *= 2;
	put_bars(g, p, top, apart, &widest);
	for (i = 0; i < f->lows; i++)
		low_ms += f->low[i].low.to_ms - f->low[i].low.from_ms;
	text_add_f(words, "free < %d %%%s", f->low_percent,
	    f->lows > 1 || low_ms > 0 ? ":" : "");
	stripe_words(g, p, top, &widest, words, f->lows, low_ms);
}
