#include <stdlib.h>
#include <string.h>

#include "render/graph/selection.h"
#include "render/graph/strip.h"
#include "render/human.h"
#include "render/utf8.h"

enum {
	LABEL_COLUMNS = 34,
	SUFFIX = 13,
	LEAST_COLUMNS = 8, /* a shorter label says nothing */
	LABEL_GAP = 10,
	BAR_GAP = 2,
	RUNNERS_ROOM = 60, /* bars beside those of the runners with a line */
	LISTINGS_ROOM = 50,
	STRIP_GAP = 16 /* heading of the strip, and room under it */
};
#define COLUMN_WIDTH 6.6 /* pixels, in a label */

enum { TURNS = 4, FIRST_TURNS = 2 }; /* of placing runners: see turns_of */

/*
 * How a bar gets a lane. A label over another bar would say that it is the name
 * of that, so one that comes to be there is cut.
 */
enum way { WITH_LABEL, WITHOUT_LABEL, UNDER_LABELS, WAYS };

/* Where a bar and its label are, or would be. */
struct place {
	size_t bar; /* index of bars.bar */
	int lane;
	int labelled;
	struct extent at;
	double label_left, label_right;
};

/*
 * What is taken. Bars come in order of time, so it is enough to know where
 * each lane ends, and which label is its last; those of the runners with a
 * colour stand already, anywhere.
 */
struct taken {
	int most; /* lanes */
	double end[RUNNER_LANES];
	struct place last[RUNNER_LANES];
	struct place first[GRAPH_NAMED];
	size_t firsts;
};

/* A label, with the pid or the size behind the name, is within the plot. */
static size_t
name_columns(const struct graph *g)
{
	double fit = (g->plot_right - PLOT_LEFT) / COLUMN_WIDTH - SUFFIX;

	return fit < LABEL_COLUMNS ? (size_t)fit : LABEL_COLUMNS;
}

/* Where there is no room for both, the name is worth more. */
static void
put_name(struct text *out, const struct graph *g, struct span name,
    struct span suffix, double room)
{
	const size_t start = out->len;

	human_shorten(out, name, name_columns(g));
	text_add_span(out, suffix);
	/* Neither name nor suffix: there may be no buffer yet. */
	if (out->failed || out->len == start ||
	    strip_label_width(
		(struct span){out->data + start, out->len - start}) <= room)
		return;
	out->len = start;
	human_shorten(out, name, (size_t)(room / COLUMN_WIDTH));
}

void
strip_runner_label(
    const struct graph *g, size_t i, double room, struct text *out)
{
	const struct finding_runner *r = &g->findings->runner[i];
	struct text name = {0}, pid = {0};

	/* Not graph_name, which looks for the runner: there may be many. */
	findings_name(&name, g->trace, g->findings, r);
	text_add_f(&pid, "  %llu",
	    (unsigned long long)g->trace->process[r->process].pid);
	put_name(out, g, text_span(&name), text_span(&pid), room);
	out->failed |= name.failed | pid.failed;
	text_free(&name);
	text_free(&pid);
}

void
strip_listing_label(
    const struct graph *g, size_t i, double room, struct text *out)
{
	const struct finding_listing *l = &g->findings->listing[i];
	const struct trace_model *m = &g->trace->model[l->model];
	struct text size = {0};

	if (m->has_size) {
		text_add_string(&size, "  ");
		human_listed(&size, m->size_bytes);
	}
	put_name(out, g, g->trace->name.at[l->name], text_span(&size), room);
	out->failed |= size.failed;
	text_free(&size);
}

double
strip_label_width(struct span s)
{
	return (double)utf8_width(s) * COLUMN_WIDTH;
}

/* Would the label of a be over the bar b? */
static int
is_under(const struct place *b, const struct place *a)
{
	return a->labelled && a->label_left < b->at.right + BAR_GAP &&
	       b->at.left < a->label_right + LABEL_GAP;
}

static int
collide(const struct place *a, const struct place *b, enum way way)
{
	if (a->at.left < b->at.right + BAR_GAP &&
	    b->at.left < a->at.right + BAR_GAP)
		return 1;
	if (way == UNDER_LABELS || is_under(b, a) || is_under(a, b))
		return way != UNDER_LABELS;
	return a->labelled && b->labelled &&
	       a->label_left < b->label_right + LABEL_GAP &&
	       b->label_left < a->label_right + LABEL_GAP;
}

static int
is_free(const struct taken *t, const struct place *p, int lane, enum way way)
{
	const double left = p->labelled ? p->label_left : p->at.left;
	size_t i;

	if (left < t->end[lane] ||
	    (t->last[lane].labelled && collide(&t->last[lane], p, way)))
		return 0;
	for (i = 0; i < t->firsts; i++)
		if (t->first[i].lane == lane && collide(&t->first[i], p, way))
			return 0;
	return 1;
}

/* A lane for the bar; -1 when all are taken. Labels come before density. */
static int
take_lane(struct bars *bars, const struct taken *t, struct place *p)
{
	enum way way;
	int i;

	for (way = WITH_LABEL; way < WAYS; way++) {
		p->labelled = way == WITH_LABEL;
		for (i = 0; i < t->most; i++) {
			if (i < bars->lanes && !is_free(t, p, i, way))
				continue;
			if (i == bars->lanes)
				bars->lanes++;
			return i;
		}
	}
	return -1;
}

/* The label of a gets what room there is from its bar to the bar b, if any. */
static void
cut_label(struct bars *bars, struct place *a, const struct place *b)
{
	if (a->lane != b->lane || !is_under(b, a))
		return;
	if (b->at.left > a->at.left)
		a->label_right = b->at.left - LABEL_GAP - BAR_GAP;
	a->label_left = a->at.left;
	a->labelled =
	    a->label_right - a->label_left >= LEAST_COLUMNS * COLUMN_WIDTH;
	bars->bar[a->bar].room = a->labelled * (a->label_right - a->label_left);
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
	size_t i;

	p.lane = take_lane(bars, t, &p);
	if (p.lane < 0) {
		bars->left_out++;
		return;
	}
	p.bar = bars->count++;
	bars->bar[p.bar] = (struct bar){what, p.lane, 0, p.at};
	for (i = 0; i < t->firsts; i++)
		cut_label(bars, &t->first[i], &p);
	cut_label(bars, &t->last[p.lane], &p);
	p.labelled = 1; /* what was cut may have made room */
	p.labelled = is_free(t, &p, p.lane, WITH_LABEL);
	bars->bar[p.bar].room = p.labelled ? LABEL_WHOLE : 0;
	if (first) {
		t->first[t->firsts++] = p;
		return;
	}
	t->end[p.lane] = p.at.right + BAR_GAP;
	if (p.labelled)
		t->last[p.lane] = p;
}

/*
 * By process, in which turn it gets its place: the largest runners, as many as
 * there are lanes, are sure of one; the others with a colour come next, then
 * those with a line. NULL when memory is short.
 */
static unsigned char *
turns_of(const struct graph *g)
{
	const struct selection *c = g->selection;
	unsigned char *turn = malloc(g->trace->processes + 1);
	size_t i, largest = 0;

	if (turn == NULL)
		return NULL;
	memset(turn, TURNS - 1, g->trace->processes + 1);
	for (i = 0; i < c->count; i++)
		if (g->trace->process[c->process[i]].command->is.role ==
		    ROLE_RUNNER)
			turn[c->process[i]] = i >= c->named
						  ? FIRST_TURNS
						  : largest++ >= RUNNER_LANES;
	return turn;
}

static int
place_runners(const struct graph *g, struct bars *bars)
{
	const struct findings *f = g->findings;
	struct taken taken = {.most = RUNNER_LANES};
	unsigned char *turn = turns_of(g);
	struct text label = {0};
	/* Of too many, some all over the time. */
	const size_t each = f->runners / graph_room(g, RUNNERS_ROOM) + 1;
	size_t i, other = 0;
	int k, rc = -1;

	for (k = 0; turn != NULL && k < TURNS; k++)
		for (i = 0; i < f->runners; i++) {
			const struct finding_runner *r = &f->runner[i];

			if (turn[r->process] != k)
				continue;
			if (k == TURNS - 1 && other++ % each != 0) {
				bars->left_out++;
				continue;
			}
			text_rewind(&label);
			strip_runner_label(g, i, LABEL_WHOLE, &label);
			put(bars, &taken,
			    place_of(g, r->from_ms, r->to_ms,
				strip_label_width(text_span(&label))),
			    (uint32_t)i, k < FIRST_TURNS);
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
	const size_t each = f->listings / graph_room(g, LISTINGS_ROOM) + 1;
	size_t i;
	int rc;

	for (i = 0; i < f->listings; i++) {
		if (i % each != 0) {
			bars->left_out++;
			continue;
		}
		text_rewind(&label);
		strip_listing_label(g, i, LABEL_WHOLE, &label);
		put(bars, &taken,
		    place_of(g, f->listing[i].from_ms, f->listing[i].to_ms,
			strip_label_width(text_span(&label))),
		    (uint32_t)i, 0);
	}
	rc = label.failed ? -1 : 0;
	text_free(&label);
	return rc;
}

struct strip *
strip_new(const struct graph *g, double *height)
{
	const struct findings *f = g->findings;
	struct strip *strip = calloc(1, sizeof *strip);
	int all;

	*height = 0;
	if (strip == NULL)
		return NULL;
	strip->runners.bar = calloc(f->runners + 1, sizeof *strip->runners.bar);
	strip->listings.bar =
	    calloc(f->listings + 1, sizeof *strip->listings.bar);
	if (strip->runners.bar == NULL || strip->listings.bar == NULL ||
	    place_runners(g, &strip->runners) != 0 ||
	    place_listings(g, &strip->listings) != 0) {
		strip_free(strip);
		return NULL;
	}
	all = strip->runners.lanes + strip->listings.lanes;
	if (all > 0)
		*height = STRIP_GAP + LANE * all;
	return strip;
}

void
strip_free(struct strip *strip)
{
	if (strip == NULL)
		return;
	free(strip->runners.bar);
	free(strip->listings.bar);
	free(strip);
}
