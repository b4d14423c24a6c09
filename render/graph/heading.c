#include <string.h>

#include "render/findings/headline.h"
#include "render/graph/parts.h"
#include "render/human.h"
#include "render/utf8.h"

enum {
	HEADLINE_COLUMN = 13, /* pixels of a letter, at most on average */
	SUBTITLE_COLUMN = 13, /* half pixels */
	HEADLINES_MOST = 4,   /* as many as the findings ever need */
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
 * The next line of a headline: up to the end of its first half if the rest fits
 * on another line, else as many words as fit.
 */
static struct span
take_line(const struct graph *g, struct span *rest)
{
	const struct span s = *rest;
	const size_t most = utf8_cut(s, columns(g));
	const char *half = memchr(s.p, ';', most);
	size_t n = most, next;

	if (most < s.n && half != NULL &&
	    utf8_width((struct span){half, s.n - (size_t)(half - s.p)}) <=
		columns(g) + 2)
		n = (size_t)(half - s.p) + 1;
	else if (most < s.n)
		while (n > 0 && s.p[n] != ' ')
			n--;
	n = n > 0 ? n : most;
	for (next = n; next < s.n && s.p[next] == ' ';)
		next++;
	*rest = (struct span){s.p + next, s.n - next};
	return (struct span){s.p, n};
}

int
graph_headlines(struct graph *g)
{
	struct span rest;
	int lines = 0;

	if (g->options->title.n > 0)
		utf8_clean(&g->headline, g->options->title);
	else
		findings_headline(&g->headline, g->trace, g->findings);
	g->failed |= g->headline.failed;
	rest = text_span(&g->headline);
	while (!g->failed && rest.n > 0 && lines < HEADLINES_MOST) {
		take_line(g, &rest);
		lines++;
	}
	return lines;
}

static void
put_headline(struct graph *g)
{
	struct svg_element *group = svg_add(g->svg, g->root, "g", "id", "title",
	    "font-size", "20", "font-weight", "700");
	struct span rest = text_span(&g->headline), line;
	struct text *last = svg_scratch(g->svg);
	int i;

	for (i = 0; i < g->at.headlines; i++) {
		if (i == HEADLINES_MOST - 1) {
			human_cut(last, rest, columns(g));
			line = text_span(last);
		} else
			line = take_line(g, &rest);
		graph_text(g, group, PLOT_LEFT, HEADLINE_Y + i * HEADLINE_LINE,
		    NULL, line);
	}
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
