#include "render/graph/parts.h"
#include "render/human.h"

/*
 * The ribbon along the upper edge of the system panel: the kernel's pressure
 * level as it can be derived from vm_stat's counts. An estimate, and named so.
 */
enum { SPANS_ROOM = 70 };

/* Returns 1, or 0 for what is not known. Without a panel it is not drawn. */
static size_t
put(struct graph *g, struct panel *p, const struct extent *at,
    const struct finding_pressure *f)
{
	const char *level = findings_level_name(f->level);
	struct text *title = svg_scratch(g->svg);
	struct svg_element *e;

	if (f->level == PRESSURE_UNKNOWN || p == NULL)
		return f->level != PRESSURE_UNKNOWN;
	e = graph_rect(g, p->zoom, svg_f(g->svg, "pressure %s", level), at,
	    g->at.ribbon.top, RIBBON_HEIGHT);
	svg_set(g->svg, e, "fill",
	    g->ink[INK_NORMAL + (f->level) - PRESSURE_NORMAL]);
	text_add_f(title, "pressure, estimated: %s, ", level);
	human_period(title, f->from_ms, f->to_ms);
	svg_add_text(g->svg, e, "title", text_span(title));
	return 1;
}

/*
 * A span takes a pixel at least, or more where there are too many: from what is
 * wider before it, or else both are one, as the worse of the two. Returns how
 * many there are.
 */
static size_t
ribbon(struct graph *g, struct panel *p, double least)
{
	struct finding_pressure last = {.level = PRESSURE_UNKNOWN};
	struct extent at = {0, 0, 0, 0};
	size_t i, count = 0;

	for (i = 0; i < g->findings->pressures; i++) {
		const struct finding_pressure *f = &g->findings->pressure[i];
		struct extent e = graph_extent(g, f->from_ms - g->half_ms,
		    f->to_ms + g->half_ms, &g->plot, 0);
		const int narrow = at.right - at.left <= least + 0.01;

		if (i > 0 && e.left < at.right + least &&
		    (f->level == last.level || (narrow && e.to <= at.right))) {
			if (f->level > last.level)
				last.level = f->level;
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
		count += put(g, p, &at, &last);
		at = e;
		last = *f;
	}
	return count + put(g, p, &at, &last);
}

void
graph_pressure(struct graph *g, struct panel *p)
{
	double least = 1;

	if (g->at.ribbon.height <= 0)
		return;
	while (ribbon(g, NULL, least) > graph_room(g, SPANS_ROOM))
		least *= 2;
	ribbon(g, p, least);
	svg_set(g->svg,
	    graph_text(g, p->group, g->plot_right + LABEL_GAP,
		g->at.ribbon.top + RIBBON_HEIGHT, NULL,
		SPAN("pressure (estimated)")),
	    "fill", g->ink[INK_MUTED], "font-size", SMALL_FONT);
}
