#include <string.h>

#include "render/findings/headline.h"
#include "render/graph/parts.h"
#include "render/human.h"
#include "render/utf8.h"

enum {
	HEADLINE_COLUMN = 13, /* pixels of a letter, at most on average */
	SUBTITLE_COLUMN = 13, /* half pixels */
	NOTES_LINE = 15,
	RIGHT_MARGIN = 12
};

static size_t
columns(const struct graph *g)
{
	return (size_t)((g->options->width - PLOT_LEFT - RIGHT_MARGIN) /
			HEADLINE_COLUMN);
}

/*
 * Where to cut a headline that is too long for one line: between its halves, or
 * at the last blank that fits. Returns the length of the first part.
 */
static size_t
first_line(const struct graph *g)
{
	const struct span s = text_span(&g->headline);
	const size_t most = utf8_cut(s, columns(g));
	const char *half = memchr(s.p, ';', most);
	size_t n = most;

	if (most == s.n)
		return s.n;
	if (half != NULL && utf8_width((struct span){half,
				s.n - (size_t)(half - s.p)}) <= columns(g) + 2)
		return (size_t)(half - s.p) + 1;
	while (n > 0 && s.p[n] != ' ')
		n--;
	return n > 0 ? n : most;
}

int
graph_headlines(struct graph *g)
{
	if (g->options->title.n > 0)
		utf8_clean(&g->headline, g->options->title);
	else
		findings_headline(&g->headline, g->trace, g->findings);
	g->failed |= g->headline.failed;
	return g->failed || first_line(g) == g->headline.len ? 1 : 2;
}

static void
put_headline(struct graph *g)
{
	struct svg_element *group = svg_add(g->svg, g->root, "g", "id", "title",
	    "font-size", "20", "font-weight", "700");
	const size_t n = first_line(g);
	struct text *rest = svg_scratch(g->svg);
	size_t start = n;

	if (g->failed)
		return;
	graph_text(g, group, PLOT_LEFT, HEADLINE_Y, NULL,
	    (struct span){g->headline.data, n});
	if (g->at.headlines < 2)
		return;
	while (start < g->headline.len && g->headline.data[start] == ' ')
		start++;
	human_cut(rest,
	    (struct span){g->headline.data + start, g->headline.len - start},
	    columns(g));
	graph_text(g, group, PLOT_LEFT, HEADLINE_Y + HEADLINE_LINE, NULL,
	    text_span(rest));
}

static void
put_seams(struct text *line, const struct trace *t)
{
	size_t count[SEAM_UNCLEAR + 1] = {0}, i;

	for (i = 0; i < t->seams; i++)
		count[t->seam[i].kind]++;
	if (count[SEAM_SET_BACK] > 0) {
		text_add_string(line, " \xc2\xb7 clock set back");
		if (count[SEAM_SET_BACK] > 1)
			text_add_f(line, " %zu times", count[SEAM_SET_BACK]);
	}
	if (count[SEAM_JOINED] > 0)
		text_add_string(line, " \xc2\xb7 recordings joined");
	if (count[SEAM_UNCLEAR] > 0)
		text_add_string(line, " \xc2\xb7 times out of order");
}

void
graph_heading(struct graph *g)
{
	const struct trace *t = g->trace;
	const struct machine *machine = g->options->machine;
	struct text *line = svg_scratch(g->svg), *cut = svg_scratch(g->svg);
	struct svg_element *e;
	int64_t first, last;

	put_headline(g);
	if (machine == NULL)
		text_add_string(line, "ollama-memtrace \xc2\xb7 ");
	if (machine == NULL && t->memory_bytes != 0)
		text_add_f(line, "%.4g GiB machine \xc2\xb7 ",
		    graph_gib(t->memory_bytes));
	if (trace_span(t, &first, &last) == 0) {
		human_period(line, first, last);
		if (last > first) {
			text_add_string(line, " (");
			human_duration(line, last - first);
			text_add_string(line, ")");
		}
	}
	put_seams(line, t);
	if (machine != NULL) {
		text_add_string(line, " \xc2\xb7 ");
		machine_add(line, machine, t->memory_bytes);
	}
	human_cut(cut, text_span(line),
	    (size_t)((g->options->width - PLOT_LEFT - RIGHT_MARGIN) * 2 /
		     SUBTITLE_COLUMN));
	e = graph_text(g, g->root, PLOT_LEFT,
	    HEADLINE_Y + HEADLINE_LINE * (g->at.headlines - 1) + SUBTITLE_LINE,
	    NULL, text_span(cut));
	svg_set(g->svg, e, "id", "span", "fill", g->ink[INK_MUTED]);
}

void
graph_notes(struct graph *g)
{
	static const char *const note[] = {
	    "RSS leaves out GPU memory and compressed pages, and counts shared "
	    "pages in each process.",
	    "Free % counts caches as free. Listed sizes are Ollama's, in GB "
	    "(1000\xc2\xb3); measured ones are in GiB (1024\xc2\xb3).",
	};
	struct svg_element *group = svg_add(g->svg, g->root, "g", "id", "notes",
	    "fill", g->ink[INK_MUTED], "font-size", SMALL_FONT);
	size_t i;

	for (i = 0; i < sizeof note / sizeof note[0]; i++)
		graph_text(g, group, PLOT_LEFT,
		    g->at.foot + (double)i * NOTES_LINE, NULL,
		    span_of(note[i]));
}
