#include "render/graph/label.h"
#include "render/graph/marks.h"
#include "render/graph/parts.h"
#include "render/human.h"

/* Show and label what was not recorded. */
enum { STRIPES_ROOM = 40, SEAMS_MOST = 30 };
#define STRIPE_OPACITY "0.13"

/* A time without samples; if its end is unknown, it ends with the recording. */
struct stripe {
	int64_t from_ms, to_ms;
	struct extent at;
};

/* Gap number i of a log, or 0 if there is none. Both ends follow the gaps. */
static int
find_stripe(const struct graph *g, int system, size_t i, struct stripe *s)
{
	const struct findings *f = g->findings;
	const struct finding_log *l = &f->log[system];

	*s = (struct stripe){.from_ms = g->from_ms, .to_ms = g->to_ms};
	if (i < f->gaps) {
		if (f->gap[i].system != system)
			return 0;
		s->from_ms = f->gap[i].from_ms;
		s->to_ms = f->gap[i].to_ms;
	} else if (!(i == f->gaps ? l->late : l->early))
		return 0;
	else if (i == f->gaps)
		s->to_ms = l->first_ms;
	else
		s->from_ms = l->last_ms;
	s->at = graph_extent(g, s->from_ms, s->to_ms, 1);
	return 1;
}

/* "no process samples 14:02:10 to 14:03:15", or two lines of that. */
static struct span
words_of(struct graph *g, int system, const struct stripe *s, char between)
{
	struct text *out = svg_scratch(g->svg);

	text_add_f(
	    out, "no %s samples%c", system ? "system" : "process", between);
	if (s->from_ms > g->from_ms) {
		text_add_string(out, s->to_ms < g->to_ms ? "" : "after ");
		human_moment(out, s->from_ms, g->dated);
	}
	if (s->to_ms < g->to_ms) {
		text_add_string(
		    out, s->from_ms > g->from_ms ? " to " : "before ");
		human_moment(out, s->to_ms, g->dated);
	}
	return text_span(out);
}

/* Where the clock was set back, or recordings were joined. */
static void
put_seams(struct graph *g, const struct panel *p)
{
	struct svg_element *e;
	struct extent at;
	double last = 0;
	size_t i;
	int drawn = 0;

	for (i = 0; i < g->trace->seams && drawn < SEAMS_MOST; i++) {
		const struct trace_seam *s = &g->trace->seam[i];
		const double x = graph_x(g, s->at_ms);
		struct text *title = svg_scratch(g->svg);

		if (x < last + 1)
			continue;
		last = x;
		drawn++;
		e = svg_add(g->svg, p->zoom, "path", "class", "seam", "d",
		    svg_f(g->svg, "M%.2f %.0fv%.0f", x, p->top, p->height),
		    "stroke", g->ink[INK_MUTED], "stroke-dasharray", "6 3");
		text_add_string(title, s->kind == SEAM_JOINED
					   ? "another recording begins"
					   : "the clock was set back");
		if (s->back_ms > 0) {
			text_add_string(title, "; from here on ");
			human_duration(title, s->shift_ms);
			text_add_string(title, " is added to the times");
		}
		svg_add_text(g->svg, e, "title", text_span(title));
		/* In one panel only. */
		if (p->top > g->at.lines.top)
			continue;
		at = graph_extent(g, s->at_ms, s->at_ms, 0);
		e = graph_words(g, p->group, &at, p->top + 12,
		    s->kind == SEAM_JOINED ? SPAN("another recording")
					   : SPAN("clock set back"));
		svg_set(g->svg, e, "fill", g->ink[INK_MUTED]);
	}
}

void
graph_gaps(struct graph *g, struct panel *p, int system)
{
	struct stripe s, longest = {.from_ms = 0, .to_ms = 0};
	struct svg_element *e;
	double end = 0, least;
	size_t i;

	for (i = 0; i < g->findings->gaps + 2; i++)
		if (find_stripe(g, system, i, &s) &&
		    s.to_ms - s.from_ms > longest.to_ms - longest.from_ms)
			longest = s;
	least =
	    (g->plot_right - PLOT_LEFT) / (double)graph_room(g, STRIPES_ROOM);
	for (i = 0; i < g->findings->gaps + 2; i++) {
		if (!find_stripe(g, system, i, &s))
			continue;
		/* If there are many short ones, only some are drawn. */
		if (s.from_ms != longest.from_ms && s.at.left < end + least &&
		    s.at.right < end + least)
			continue;
		end = s.at.right;
		e = graph_rect(g, p->zoom, "gap", &s.at, p->top, p->height);
		svg_set(g->svg, e, "fill", g->ink[INK_MUTED], "fill-opacity",
		    STRIPE_OPACITY);
		svg_add_text(g->svg, e, "title", words_of(g, system, &s, ' '));
	}
	if (longest.to_ms > longest.from_ms)
		svg_set(g->svg,
		    graph_words(g, p->group, &longest.at,
			p->top + p->height / 2 - 3,
			words_of(g, system, &longest, '\n')),
		    "fill", g->ink[INK_MUTED]);
	put_seams(g, p);
}
