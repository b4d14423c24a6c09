#include <stdlib.h>

#include "render/graph/parts.h"
#include "render/graph/selection.h"
#include "render/graph/strip.h"
#include "render/human.h"
#include "render/utf8.h"

enum {
	LABEL_COLUMNS = 34,
	SUFFIX = 13,
	LEAST_COLUMNS = 8, /* a shorter label says nothing */
	NAME_GAP = 10,
	BAR_GAP = 2,
	RUNNERS_ROOM = 60, /* bars beside those of the runners with a line */
	LISTINGS_ROOM = 50,
	STRIP_GAP = 16 /* heading of the strip, and room under it */
};
#define COLUMN_WIDTH 6.6 /* pixels, in a label */

double
strip_label_width(struct span s)
{
	return (double)utf8_width(s) * COLUMN_WIDTH;
}

/* Where there is no room for both, the name is worth more. */
void
strip_label(struct graph *g, int of_runner, uint32_t what, double room,
    struct text *out)
{
	const struct finding_runner *r =
	    of_runner ? &g->findings->runner[what] : NULL;
	const struct finding_listing *l =
	    of_runner ? NULL : &g->findings->listing[what];
	struct text *name = svg_scratch(g->svg), *suffix = svg_scratch(g->svg);
	/* A label, with the pid or the size after the name, fits the plot. */
	const double most = (g->plot_right - PLOT_LEFT) / COLUMN_WIDTH - SUFFIX;

	if (of_runner) {
		/* Not graph_name: a process may be more than one runner. */
		findings_name(name, g->trace, g->findings, r);
		text_add_f(suffix, "  %llu",
		    (unsigned long long)g->trace->process[r->process].pid);
	} else {
		text_add_span(name, g->trace->name.at[l->name]);
		if (g->trace->model[l->model].has_size) {
			text_add_string(suffix, "  ");
			human_listed(
			    suffix, g->trace->model[l->model].size_bytes);
		}
	}
	human_shorten(out, text_span(name),
	    most < LABEL_COLUMNS ? (size_t)most : LABEL_COLUMNS);
	text_add_span(out, text_span(suffix));
	if (strip_label_width(text_span(out)) <= room + 0.01)
		return;
	text_rewind(out);
	human_shorten(out, text_span(name), (size_t)(room / COLUMN_WIDTH));
}

/* What a bar takes of its lane, with its label or without. */
static double
left_of(const struct bar *b, int labelled)
{
	return labelled && b->label_left < b->at.left ? b->label_left
						      : b->at.left;
}

static double
right_of(const struct bar *b, int labelled)
{
	const double bar = b->at.right + BAR_GAP;
	const double label = b->label_right + NAME_GAP;

	return labelled && label > bar ? label : bar;
}

/* Bar k of those in a lane that one to come could meet; may be NULL. */
static struct bar *
neighbour(struct bars *bars, size_t k, int lane)
{
	struct bar *b = k < bars->firsts ? &bars->bar[k] : bars->last[lane];

	return b != NULL && b->lane == lane ? b : NULL;
}

static int
is_free(struct bars *bars, const struct bar *b, int lane, int labelled)
{
	size_t k;

	for (k = 0; k <= bars->firsts; k++) {
		const struct bar *n = neighbour(bars, k, lane);

		if (n != NULL && left_of(b, labelled) < right_of(n, labelled) &&
		    left_of(n, labelled) < right_of(b, labelled))
			return 0;
	}
	return 1;
}

/*
 * The label of a gets what room there is from its bar to what is at `left`: a
 * label over another bar would say that it is the name of that.
 */
static void
cut_label(struct bar *a, double left, double right)
{
	const double end = left - NAME_GAP - BAR_GAP;

	if (a->label_left >= right + BAR_GAP ||
	    left >= a->label_right + NAME_GAP)
		return;
	/* One that ends with the plot goes back; letters may be wider. */
	if (a->label_left < a->at.left)
		a->label_right -= NAME_GAP;
	a->label_left = a->at.left;
	if (left > a->at.left && end < a->label_right)
		a->label_right = end;
	if (a->label_right - a->label_left < LEAST_COLUMNS * COLUMN_WIDTH)
		a->label_right = a->label_left;
}

/* Give it the first lane that has room for it with its label, or for itself. */
static int
take_lane(struct bars *bars, struct bar *b)
{
	const int most = bars->of_runners ? RUNNER_LANES : LISTING_LANES;
	int labelled;

	for (labelled = 1; labelled >= 0; labelled--)
		for (b->lane = 0; b->lane < most; b->lane++) {
			if (b->lane == bars->lanes)
				bars->lanes++;
			if (is_free(bars, b, b->lane, labelled))
				return 0;
		}
	return -1;
}

/* `first`: it is one that those to come have to go around. */
static void
put(struct graph *g, struct bars *bars, uint32_t what, int first)
{
	const int of_runner = bars->of_runners;
	const struct finding_runner *r =
	    of_runner ? &g->findings->runner[what] : NULL;
	const struct finding_listing *l =
	    of_runner ? NULL : &g->findings->listing[what];
	const int64_t from_ms = of_runner ? r->from_ms : l->from_ms;
	const int64_t to_ms = of_runner ? r->to_ms : l->to_ms;
	struct text *label = svg_scratch(g->svg);
	struct bar *b = &bars->bar[bars->count], *n;
	double width;
	size_t k;

	strip_label(g, of_runner, what, g->plot_right, label);
	width = strip_label_width(text_span(label));
	*b = (struct bar){.what = what};
	b->at = graph_extent(g, from_ms, to_ms, &g->plot, LEAST_BAR);
	b->label_left = b->at.left;
	if (b->label_left + width > g->plot_right)
		b->label_left = g->plot_right - width;
	b->label_right = b->label_left + width;
	if (take_lane(bars, b) != 0) {
		bars->left_out++;
		return;
	}
	for (k = 0; k <= bars->firsts; k++) {
		n = neighbour(bars, k, b->lane);
		if (n == NULL)
			continue;
		cut_label(n, b->at.left, b->at.right);
		cut_label(b, n->at.left, n->at.right);
		cut_label(b, n->label_left, n->label_right);
	}
	bars->count++;
	if (first)
		bars->firsts++;
	else
		bars->last[b->lane] = b;
}

/*
 * In order of time, but the largest runners, as many as there are lanes, come
 * before the others with a colour, and these before those without. Of too many
 * without a line there are some all over the time.
 */
static int
place(struct graph *g, struct bars *bars, int of_runners)
{
	const struct findings *f = g->findings;
	const struct selection *c = g->selection;
	const size_t count = of_runners ? f->runners : f->listings;
	const size_t room =
	    graph_room(g, of_runners ? RUNNERS_ROOM : LISTINGS_ROOM);
	size_t largest = 0, i, other = 0;
	uint32_t rank, end = 0; /* of the ranks of the largest */
	int turn;

	bars->of_runners = of_runners;
	bars->bar = calloc(count + 1, sizeof *bars->bar);
	if (bars->bar == NULL)
		return -1;
	for (; end < c->named && largest < RUNNER_LANES; end++)
		largest +=
		    g->trace->process[c->process[end]].command->is.role ==
		    ROLE_RUNNER;
	for (turn = of_runners ? 0 : 2; turn < 3; turn++)
		for (i = 0; i < count; i++) {
			rank = of_runners ? c->rank[f->runner[i].process]
					  : TRACE_NONE;
			if ((rank >= end) + (rank >= c->named) != turn)
				continue;
			if (rank == TRACE_NONE &&
			    other++ % (count / room + 1) != 0)
				bars->left_out++;
			else
				put(g, bars, (uint32_t)i, turn < 2);
		}
	return 0;
}

struct strip *
strip_new(struct graph *g, double *height)
{
	struct strip *strip = calloc(1, sizeof *strip);

	*height = 0;
	if (strip == NULL || place(g, &strip->bars[RUNNERS], 1) != 0 ||
	    place(g, &strip->bars[LISTINGS], 0) != 0) {
		strip_free(strip);
		return NULL;
	}
	strip->lanes = strip->bars[RUNNERS].lanes + strip->bars[LISTINGS].lanes;
	if (strip->lanes > 0)
		*height = STRIP_GAP + LANE * strip->lanes;
	return strip;
}

void
strip_free(struct strip *strip)
{
	if (strip == NULL)
		return;
	free(strip->bars[RUNNERS].bar);
	free(strip->bars[LISTINGS].bar);
	free(strip);
}
