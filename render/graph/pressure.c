#include "render/graph/label.h"
#include "render/graph/marks.h"
#include "render/graph/system.h"
#include "render/human.h"

/*
 * The ribbon under the plot: the kernel's own pressure level where it was
 * recorded, else an estimate from vm_stat's counts, and called so.
 */
enum { SPANS_ROOM = 50, WORDS_GAP = 5 };

/* Returns 1, or 0 if unknown. */
static size_t
put(struct graph *g, struct panel *p, double top, const struct extent *at,
    const struct finding_pressure *f)
{
	const char *level = findings_level_name(f->level);
	struct text *title = svg_scratch(g->svg);
	struct svg_element *e;

	if (f->level == PRESSURE_UNKNOWN || p == NULL)
		return f->level != PRESSURE_UNKNOWN;
	e = graph_rect(g, p->zoom, svg_f(g->svg, "pressure %s", level), at, top,
	    STRIPE_HEIGHT);
	svg_set(g->svg, e, "fill",
	    g->ink[INK_NORMAL + (f->level - PRESSURE_NORMAL)]);
	text_add_f(
	    title, "pressure%s: %s, ", f->recorded ? "" : ", estimated", level);
	human_period(title, f->from_ms, f->to_ms);
	svg_add_text(g->svg, e, "title", text_span(title));
	return 1;
}

/*
 * A span is at least so many pixels wide. It takes them from the span before
 * it; if that is narrow, too, both become one with the worse level. Returns the
 * number of spans. Without a panel nothing is drawn.
 */
static size_t
ribbon(struct graph *g, struct panel *p, double top, double least)
{
	struct finding_pressure last = {.level = PRESSURE_UNKNOWN};
	struct extent at = {0, 0, 0, 0};
	size_t i, count = 0;

	for (i = 0; i < g->findings->pressures; i++) {
		const struct finding_pressure *f = &g->findings->pressure[i];
		struct extent e = graph_extent(
		    g, f->from_ms - g->half_ms, f->to_ms + g->half_ms, 0);
		const int narrow = at.right - at.left <= least + 0.01;

		if (i > 0 && e.left < at.right + least &&
		    (f->level == last.level || (narrow && e.to <= at.right))) {
			if (f->level > last.level)
				last.level = f->level;
			last.recorded &= f->recorded;
			if (e.to > at.right)
				at.right = e.to;
			at.to = e.to;
			last.to_ms = f->to_ms;
			continue;
		}
		if (e.left < at.right && !narrow)
			at.to = at.right = e.left;
		else if (e.left < at.right)
			e.left = at.right;
		if (e.right < e.left + least)
			e.right = e.left + least;
		count += put(g, p, top, &at, &last);
		at = e;
		last = *f;
	}
	return count + put(g, p, top, &at, &last);
}

/* The worst level, as text beside its longest span: how long, or how often. */
static void
put_worst(struct graph *g, struct panel *p, double top)
{
	const struct findings *f = g->findings;
	const struct finding_pressure *longest = NULL, *at;
	struct text *words = svg_scratch(g->svg);
	struct svg_element *e;
	struct extent place;
	double x, width;
	size_t i, times = 0;

	for (i = 0; i < f->pressures; i++) {
		at = &f->pressure[i];
		if (longest == NULL || at->level > longest->level) {
			longest = at;
			times = 0;
		}
		if (at->level != longest->level)
			continue;
		times++;
		if (at->to_ms - at->from_ms > longest->to_ms - longest->from_ms)
			longest = at;
	}
	if (longest == NULL || longest->level <= PRESSURE_NORMAL)
		return;
	place = graph_extent(
	    g, longest->from_ms - g->half_ms, longest->to_ms + g->half_ms, 1);
	text_add_string(words, findings_level_name(longest->level));
	if (times > 1)
		text_add_f(words, " %zu\xc3\x97", times);
	else if (longest->to_ms > longest->from_ms) {
		text_add_char(words, ' ');
		human_duration(words, longest->to_ms - longest->from_ms);
	}
	width = graph_text_width(text_span(words));
	x = place.right + WORDS_GAP;
	if (x + width > g->plot_right)
		x = place.left - WORDS_GAP - width;
	if (x < PLOT_LEFT)
		x = (place.left + place.right - width) / 2;
	e = graph_text(g, p->group, x + width / 2, top + STRIPE_HEIGHT - 1,
	    "middle", text_span(words));
	svg_set(g->svg, e, "font-size", SMALL_FONT, "font-weight", "600");
	graph_at(g, e, x + width / 2, x + width / 2);
}

size_t
pressure_blocks(const struct findings *f)
{
	return f->level_blocks[PRESSURE_NORMAL] +
	       f->level_blocks[PRESSURE_WARN] +
	       f->level_blocks[PRESSURE_CRITICAL];
}

void
pressure_stripe(struct graph *g, struct panel *p, double top)
{
	const struct findings *f = g->findings;
	double least = 1;

	while (ribbon(g, NULL, top, least) > graph_room(g, SPANS_ROOM))
		least *= 2;
	ribbon(g, p, top, least);
	put_worst(g, p, top);
	stripe_words(g, p, top, "pressure",
	    f->recorded_blocks == 0                   ? SPAN("(estimated)")
	    : f->recorded_blocks < pressure_blocks(f) ? SPAN("(part estimated)")
						      : SPAN(""));
}
