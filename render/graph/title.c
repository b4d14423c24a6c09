#include "render/graph/parts.h"
#include "render/human.h"

enum {
	TITLE_Y = 36,
	SUBTITLE_Y = 60,
	TITLE_COLUMN = 13, /* pixels, about: fonts differ */
	COUNTS_ROOM = 900, /* least width for the numbers of samples */
	BACK_ROOM = 160    /* more, where the clock was set back */
};

static void put_back(struct text *, const struct trace *, size_t);

/*
 * One clock is in both logs, so what one log has seen is not added to what the
 * other has. That no time came twice says that it may be the order alone.
 */
static void
put_back(struct text *line, const struct trace *t, size_t back)
{
	if (back == 0)
		return;
	text_add_string(line, "  \xc2\xb7  ");
	if (t->process_doubt.count + t->system_doubt.count == 0) {
		text_add_string(line, "times out of order");
		return;
	}
	text_add_string(line, "clock set back ");
	human_count(line, back, "time", "times");
}

/* Times of the title: what was recorded, when, on how large a machine. */
void
graph_title(struct graph *g)
{
	const struct trace *t = g->trace;
	const size_t back = t->process_steps_back > t->system_steps_back
				? t->process_steps_back
				: t->system_steps_back;
	struct text line = {0};
	struct svg_element *e;
	int64_t first, last;

	human_cut(&line, g->options->title,
	    (size_t)((g->legend_right - PLOT_LEFT) / TITLE_COLUMN));
	e = graph_text(g, g->root, PLOT_LEFT, TITLE_Y, NULL, text_span(&line));
	g->failed |= line.failed;
	text_rewind(&line);
	svg_set(g->svg, e, "id", "title");
	svg_set(g->svg, e, "font-size", "21");
	svg_set(g->svg, e, "font-weight", "600");
	if (trace_span(t, &first, &last) == 0) {
		human_period(&line, first, last);
		text_add_string(&line, " (");
		human_duration(&line, last - first);
		text_add_string(&line, ")");
	}
	if (g->options->width >= COUNTS_ROOM + (back > 0 ? BACK_ROOM : 0)) {
		text_add_string(&line, "  \xc2\xb7  ");
		human_count(
		    &line, t->samples, "process sample", "process samples");
		text_add_string(&line, ", ");
		human_count(
		    &line, t->blocks, "system sample", "system samples");
	}
	put_back(&line, t, back);
	if (t->memory_bytes != 0) {
		text_add_string(&line, "  \xc2\xb7  ");
		text_add_f(&line, "%.4g GiB of memory",
		    (double)t->memory_bytes / (1024 * 1024 * 1024));
	}
	e = graph_text(
	    g, g->root, PLOT_LEFT, SUBTITLE_Y, NULL, text_span(&line));
	svg_set(g->svg, e, "id", "span");
	svg_set(g->svg, e, "fill", g->theme->muted);
	g->failed |= line.failed;
	text_free(&line);
}
