#include "render/graph/parts.h"
#include "render/human.h"

enum {
	TITLE_Y = 36,
	SUBTITLE_Y = 60,
	TITLE_COLUMN = 13, /* pixels, about: fonts differ */
	COUNTS_ROOM = 900, /* least width for the numbers of samples */
	SEAMS_ROOM = 160   /* more, where the clock was set back */
};

static void
put_seams(struct text *line, const struct trace *t)
{
	size_t count[SEAM_UNCLEAR + 1] = {0}, i;

	for (i = 0; i < t->seams; i++)
		count[t->seam[i].kind]++;
	if (count[SEAM_SET_BACK] > 0) {
		text_add_string(line, "  \xc2\xb7  clock set back ");
		human_count(line, count[SEAM_SET_BACK], "time", "times");
	}
	if (count[SEAM_JOINED] > 0)
		text_add_string(line, "  \xc2\xb7  recordings joined");
	if (count[SEAM_UNCLEAR] > 0)
		text_add_string(line, "  \xc2\xb7  times out of order");
}

/* What was recorded, when, on how large a machine. */
void
graph_title(struct graph *g)
{
	const struct trace *t = g->trace;
	struct text *title = svg_scratch(g->svg), *line = svg_scratch(g->svg);
	struct svg_element *e;
	int64_t first, last;

	human_cut(title, g->options->title,
	    (size_t)((g->legend_right - PLOT_LEFT) / TITLE_COLUMN));
	e = graph_text(g, g->root, PLOT_LEFT, TITLE_Y, NULL, text_span(title));
	svg_set(
	    g->svg, e, "id", "title", "font-size", "21", "font-weight", "600");
	if (trace_span(t, &first, &last) == 0) {
		human_period(line, first, last);
		text_add_string(line, " (");
		human_duration(line, last - first);
		text_add_string(line, ")");
	}
	if (g->options->width >=
	    COUNTS_ROOM + (t->seams > 0 ? SEAMS_ROOM : 0)) {
		text_add_string(line, "  \xc2\xb7  ");
		human_count(
		    line, t->samples, "process sample", "process samples");
		text_add_string(line, ", ");
		human_count(line, t->blocks, "system sample", "system samples");
	}
	put_seams(line, t);
	if (t->memory_bytes != 0)
		text_add_f(line, "  \xc2\xb7  %.4g GiB of memory",
		    graph_gib(t->memory_bytes));
	e = graph_text(
	    g, g->root, PLOT_LEFT, SUBTITLE_Y, NULL, text_span(line));
	svg_set(g->svg, e, "id", "span", "fill", g->theme->muted);
}
