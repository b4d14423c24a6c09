#include "render/graph/system.h"
#include "render/human.h"

/* Bars below the plot where free % is low. */
enum { BARS_ROOM = 50 };

/* `low` is NULL if the bar stands for several. */
static void
put_bar(struct graph *g, struct panel *p, double top, const struct extent *at,
    const struct finding_low *low)
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
 * A bar for each stretch of low memory. Stretches less than `apart` pixels from
 * each other are one bar. Returns how many; without a panel they are only
 * counted.
 */
static size_t
put_bars(struct graph *g, struct panel *p, double top, double apart)
{
	const struct findings *f = g->findings;
	size_t i = 0, count = 0;

	while (i < f->lows) {
		const struct finding_low *low = &f->low[i];
		struct extent at = {0, 0, 0, 0}, then;

		for (; i < f->lows; i++) {
			const struct finding_low *next = &f->low[i];

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
		count++;
	}
	return count;
}

void
low_stripe(struct graph *g, struct panel *p, double top)
{
	const struct findings *f = g->findings;
	struct text *times;
	double apart = 1;
	int64_t low_ms;

	while (put_bars(g, NULL, top, apart) > graph_room(g, BARS_ROOM))
		apart *= 2;
	put_bars(g, p, top, apart);
	low_ms = f->low[0].to_ms - f->low[0].from_ms;
	times = svg_scratch(g->svg);
	if (f->lows > 1)
		text_add_f(times, "%zu times", f->lows);
	else if (low_ms > 0) {
		text_add_string(times, "for ");
		human_duration(times, low_ms);
	}
	stripe_words(g, p, top, svg_f(g->svg, "free < %d %%", f->low_percent),
	    text_span(times));
}
