#include <stdlib.h>

#include "render/graph/marks.h"
#include "render/graph/system.h"
#include "render/human.h"

/* Bars below the plot where free % is low, however short that is. */
enum { BARS_ROOM = 50 };

static void
put_bar(struct graph *g, struct panel *p, double top, const struct mark *mark)
{
	const struct finding_low *low = &g->findings->low[mark->first];
	struct text *title = svg_scratch(g->svg);
	struct svg_element *e =
	    graph_rect(g, p->zoom, "low-memory", &mark->at, top, STRIPE_HEIGHT);

	svg_set(g->svg, e, "fill", g->ink[INK_LOW]);
	text_add_f(title, "free memory below %d %%", g->findings->low_percent);
	if (mark->count > 1)
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

void
low_stripe(struct graph *g, struct panel *p, double top)
{
	const struct findings *f = g->findings;
	struct marks marks = {0};
	struct text *times;
	const int64_t low_ms = f->low[0].to_ms - f->low[0].from_ms;
	size_t i;

	for (i = 0; i < f->lows; i++)
		graph_mark(g, &marks, f->low[i].from_ms - g->half_ms,
		    f->low[i].to_ms + g->half_ms, 1, 0, i);
	graph_join(&marks, graph_room(g, BARS_ROOM));
	for (i = 0; i < marks.count; i++)
		put_bar(g, p, top, &marks.mark[i]);
	free(marks.mark);
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
