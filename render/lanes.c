#include <stdlib.h>

#include "render/lanes.h"
#include "render/names.h"

enum {
	LABEL_COLUMNS = 34,
	SUFFIX = 13,
	LABEL_GAP = 10,
	STRIP_GAP = 16 /* heading of the strip, and room under it */
};
#define COLUMN_WIDTH 6.6 /* pixels, in a label */

/* Where the bars and the labels of a lane end. */
struct lane_end {
	double bar;
	double label;
};

static size_t name_columns(const struct graph *);
static int take_lane(
    struct bars *, struct lane_end *, int, struct bar *, double, double);
static void place(const struct graph *, struct bars *, struct lane_end *, int,
    uint32_t, int64_t, int64_t,
    void (*)(const struct graph *, size_t, struct text *));

/* A label, with the pid or the size behind the name, is within the plot. */
static size_t
name_columns(const struct graph *g)
{
	double fit = (g->plot_right - PLOT_LEFT) / COLUMN_WIDTH - SUFFIX;

	return fit < LABEL_COLUMNS ? (size_t)fit : LABEL_COLUMNS;
}

void
lanes_runner_label(const struct graph *g, size_t i, struct text *out)
{
	const struct finding_runner *r = &g->findings->runner[i];
	struct text name = {0};

	/* Not graph_name, which looks for the runner: there may be many. */
	findings_name(&name, g->trace, g->findings, r);
	name_shorten(out, text_span(&name), name_columns(g));
	text_add_f(out, "  %llu",
	    (unsigned long long)g->trace->process[r->process].pid);
	out->failed |= name.failed;
	text_free(&name);
}

void
lanes_listing_label(const struct graph *g, size_t i, struct text *out)
{
	const struct finding_listing *l = &g->findings->listing[i];
	const struct trace_model *m = &g->trace->model[l->model];

	name_shorten(
	    out, (struct span){m->name, m->name_size}, name_columns(g));
	if (m->has_size) {
		text_add_string(out, "  ");
		name_bytes(out, m->size_bytes);
	}
}

double
lanes_label_width(struct span s)
{
	return (double)name_width(s) * COLUMN_WIDTH;
}

/* A lane for the bar; -1 when all are taken. Labels come before density. */
static int
take_lane(struct bars *bars, struct lane_end *end, int most, struct bar *b,
    double label_left, double label_right)
{
	int i;

	for (i = 0; i < most; i++) {
		if (i < bars->lanes &&
		    (label_left < end[i].label || b->left < end[i].bar))
			continue;
		b->labelled = 1;
		end[i] =
		    (struct lane_end){b->right + 2, label_right + LABEL_GAP};
		if (i == bars->lanes)
			bars->lanes++;
		return i;
	}
	for (i = 0; i < most; i++)
		if (b->left >= end[i].bar) {
			end[i].bar = b->right + 2;
			return i;
		}
	return -1;
}

static void
place(const struct graph *g, struct bars *bars, struct lane_end *end, int most,
    uint32_t what, int64_t from_ms, int64_t to_ms,
    void (*label)(const struct graph *, size_t, struct text *))
{
	struct bar *b = &bars->bar[bars->count];
	struct text t = {0};
	double label_left, label_width;

	*b = (struct bar){.what = what,
	    .left = graph_x(g, from_ms),
	    .right = graph_x(g, to_ms)};
	if (b->right < b->left + 2)
		b->right = b->left + 2;
	label(g, what, &t);
	label_width = lanes_label_width(text_span(&t));
	label_left = b->left;
	if (label_left + label_width > g->plot_right)
		label_left = g->plot_right - label_width;
	b->lane =
	    take_lane(bars, end, most, b, label_left, label_left + label_width);
	if (b->lane >= 0)
		bars->count++;
	else
		bars->left_out++;
	text_free(&t);
}

struct lanes *
graph_lanes_new(const struct graph *g, double *height)
{
	const struct findings *f = g->findings;
	struct lane_end runner_end[RUNNER_LANES] = {{0, 0}};
	struct lane_end listing_end[LISTING_LANES] = {{0, 0}};
	struct lanes *lanes = calloc(1, sizeof *lanes);
	size_t i;

	*height = 0;
	if (lanes == NULL)
		return NULL;
	lanes->runners.bar = calloc(f->runners + 1, sizeof *lanes->runners.bar);
	lanes->listings.bar =
	    calloc(f->listings + 1, sizeof *lanes->listings.bar);
	if (lanes->runners.bar == NULL || lanes->listings.bar == NULL) {
		graph_lanes_free(lanes);
		return NULL;
	}
	for (i = 0; i < f->runners; i++)
		place(g, &lanes->runners, runner_end, RUNNER_LANES, (uint32_t)i,
		    f->runner[i].from_ms, f->runner[i].to_ms,
		    lanes_runner_label);
	for (i = 0; i < f->listings; i++)
		place(g, &lanes->listings, listing_end, LISTING_LANES,
		    (uint32_t)i, f->listing[i].from_ms, f->listing[i].to_ms,
		    lanes_listing_label);
	if (lanes->runners.lanes + lanes->listings.lanes > 0)
		*height = STRIP_GAP +
			  LANE * (lanes->runners.lanes + lanes->listings.lanes);
	return lanes;
}

void
graph_lanes_free(struct lanes *lanes)
{
	if (lanes == NULL)
		return;
	free(lanes->runners.bar);
	free(lanes->listings.bar);
	free(lanes);
}
