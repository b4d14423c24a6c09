#include <stdlib.h>
#include <string.h>

#include "render/chosen.h"
#include "render/lanes.h"
#include "render/names.h"

enum {
	LABEL_COLUMNS = 34,
	SUFFIX = 13,
	LABEL_GAP = 10,
	BAR_GAP = 2,
	STRIP_GAP = 16 /* heading of the strip, and room under it */
};
#define COLUMN_WIDTH 6.6 /* pixels, in a label */

/* Runners are placed in this many turns: see turns_of. */
enum { TURNS = 3 };

/* Where a bar and its label are, or would be. */
struct place {
	int lane;
	int labelled;
	struct extent at;
	double label_left, label_right;
};

/*
 * What is taken. Bars come in order of time, so it is enough to know where
 * each lane ends; those of the runners with a colour stand already, anywhere.
 */
struct taken {
	int most; /* lanes */
	struct {
		double bar, label;
	} end[RUNNER_LANES];
	struct place first[GRAPH_NAMED];
	size_t firsts;
};

static size_t name_columns(const struct graph *);
static int collide(const struct place *, const struct place *);
static int is_free(const struct taken *, const struct place *, int);
static int take_lane(struct bars *, const struct taken *, struct place *);
static struct place place_of(const struct graph *, int64_t, int64_t, double);
static void put(struct bars *, struct taken *, struct place, uint32_t, int);
static unsigned char *turns_of(const struct graph *);
static int place_runners(const struct graph *, struct bars *);
static int place_listings(const struct graph *, struct bars *);

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

static int
collide(const struct place *a, const struct place *b)
{
	if (a->at.left < b->at.right + BAR_GAP &&
	    b->at.left < a->at.right + BAR_GAP)
		return 1;
	return a->labelled && b->labelled &&
	       a->label_left < b->label_right + LABEL_GAP &&
	       b->label_left < a->label_right + LABEL_GAP;
}

static int
is_free(const struct taken *t, const struct place *p, int lane)
{
	size_t i;

	if (p->at.left < t->end[lane].bar ||
	    (p->labelled && p->label_left < t->end[lane].label))
		return 0;
	for (i = 0; i < t->firsts; i++)
		if (t->first[i].lane == lane && collide(&t->first[i], p))
			return 0;
	return 1;
}

/* A lane for the bar; -1 when all are taken. Labels come before density. */
static int
take_lane(struct bars *bars, const struct taken *t, struct place *p)
{
	int i;

	for (p->labelled = 1; p->labelled >= 0; p->labelled--)
		for (i = 0; i < t->most; i++) {
			if (i < bars->lanes && !is_free(t, p, i))
				continue;
			if (i == bars->lanes)
				bars->lanes++;
			return i;
		}
	return -1;
}

static struct place
place_of(
    const struct graph *g, int64_t from_ms, int64_t to_ms, double label_width)
{
	const double from = graph_x(g, from_ms), to = graph_x(g, to_ms);
	struct place p = {.at = {from, to, from, to}, .label_left = from};

	if (p.at.right < p.at.left + LEAST_BAR)
		p.at.right = p.at.left + LEAST_BAR;
	if (p.label_left + label_width > g->plot_right)
		p.label_left = g->plot_right - label_width;
	p.label_right = p.label_left + label_width;
	return p;
}

/* `first`: it is one that those to come have to go around. */
static void
put(struct bars *bars, struct taken *t, struct place p, uint32_t what,
    int first)
{
	p.lane = take_lane(bars, t, &p);
	if (p.lane < 0) {
		bars->left_out++;
		return;
	}
	bars->bar[bars->count++] = (struct bar){what, p.lane, p.labelled, p.at};
	if (first) {
		t->first[t->firsts++] = p;
		return;
	}
	t->end[p.lane].bar = p.at.right + BAR_GAP;
	if (p.labelled)
		t->end[p.lane].label = p.label_right + LABEL_GAP;
}

/*
 * By process, in which turn it gets its place: the largest runners, as many as
 * there are lanes, are sure of one; the others with a colour come next. NULL
 * when memory is short.
 */
static unsigned char *
turns_of(const struct graph *g)
{
	const struct chosen *c = g->chosen;
	unsigned char *turn = malloc(g->trace->processes + 1);
	size_t i, largest = 0;

	if (turn == NULL)
		return NULL;
	memset(turn, TURNS - 1, g->trace->processes + 1);
	for (i = 0; i < c->named; i++)
		if (g->trace->process[c->process[i]].role == ROLE_RUNNER)
			turn[c->process[i]] = largest++ >= RUNNER_LANES;
	return turn;
}

static int
place_runners(const struct graph *g, struct bars *bars)
{
	const struct findings *f = g->findings;
	struct taken taken = {.most = RUNNER_LANES};
	unsigned char *turn = turns_of(g);
	struct text label = {0};
	size_t i;
	int k, rc = -1;

	for (k = 0; turn != NULL && k < TURNS; k++)
		for (i = 0; i < f->runners; i++) {
			const struct finding_runner *r = &f->runner[i];

			if (turn[r->process] != k)
				continue;
			text_rewind(&label);
			lanes_runner_label(g, i, &label);
			put(bars, &taken,
			    place_of(g, r->from_ms, r->to_ms,
				lanes_label_width(text_span(&label))),
			    (uint32_t)i, k < TURNS - 1);
		}
	if (turn != NULL && !label.failed)
		rc = 0;
	free(turn);
	text_free(&label);
	return rc;
}

static int
place_listings(const struct graph *g, struct bars *bars)
{
	const struct findings *f = g->findings;
	struct taken taken = {.most = LISTING_LANES};
	struct text label = {0};
	size_t i;
	int failed;

	for (i = 0; i < f->listings; i++) {
		text_rewind(&label);
		lanes_listing_label(g, i, &label);
		put(bars, &taken,
		    place_of(g, f->listing[i].from_ms, f->listing[i].to_ms,
			lanes_label_width(text_span(&label))),
		    (uint32_t)i, 0);
	}
	failed = label.failed;
	text_free(&label);
	return failed ? -1 : 0;
}

struct lanes *
graph_lanes_new(const struct graph *g, double *height)
{
	const struct findings *f = g->findings;
	struct lanes *lanes = calloc(1, sizeof *lanes);
	int all;

	*height = 0;
	if (lanes == NULL)
		return NULL;
	lanes->runners.bar = calloc(f->runners + 1, sizeof *lanes->runners.bar);
	lanes->listings.bar =
	    calloc(f->listings + 1, sizeof *lanes->listings.bar);
	if (lanes->runners.bar == NULL || lanes->listings.bar == NULL ||
	    place_runners(g, &lanes->runners) != 0 ||
	    place_listings(g, &lanes->listings) != 0) {
		graph_lanes_free(lanes);
		return NULL;
	}
	all = lanes->runners.lanes + lanes->listings.lanes;
	if (all > 0)
		*height = STRIP_GAP + LANE * all;
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
