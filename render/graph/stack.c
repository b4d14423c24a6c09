#include <stdlib.h>

#include "render/graph/system.h"
#include "render/human.h"

enum { STACK_ROOM = 64000, LONELY = 12 };
#define HATCH "hatch-swap"

static const struct {
	const char *id;
	const char *name;
	enum trace_metric metric;
	enum ink ink;
} layers[STACK_LAYERS] = {
    [STACK_WIRED] = {"wired", "wired", TRACE_WIRED, INK_WIRED},
    [STACK_COMPRESSOR] = {"compressor", "compressor", TRACE_COMPRESSOR,
	INK_COMPRESSOR},
    [STACK_APPS] = {"apps", "apps", TRACE_ANONYMOUS, INK_APPS},
    [STACK_CACHE] = {"file-cache", "file cache", TRACE_FILE_BACKED, INK_CACHE},
    [STACK_OTHER] = {"other", "other", TRACE_METRICS, INK_FRAME},
    [STACK_FREE] = {"free", "free", TRACE_FREE, INK_FREE},
    [STACK_SWAP] = {"swap-used", "swap used", TRACE_SWAP_USED, INK_SWAP},
};

/* Are all counters known that add up to the memory? */
static int
is_whole(const struct trace *t, size_t block)
{
	int i;

	for (i = 0; i < STACK_SWAP; i++)
		if (i != STACK_OTHER && !trace_has(t, block, layers[i].metric))
			return 0;
	return 1;
}

static int
has_layer(const struct trace *t, size_t block, int layer)
{
	return layer == STACK_SWAP ? trace_has(t, block, TRACE_SWAP_USED)
				   : is_whole(t, block);
}

/* The sum of the layers up to this one, in GiB. */
static double
sum(const struct trace *t, size_t block, int layer)
{
	double gib = 0;
	int i;

	for (i = 0; i <= layer; i++)
		if (i != STACK_OTHER)
			gib +=
			    graph_gib(trace_value(t, block, layers[i].metric));
	return gib;
}

/* The memory that no counter explains. */
static uint64_t
left(const struct trace *t, size_t block)
{
	uint64_t bytes = t->memory_bytes, part;
	int i;

	for (i = 0; i < STACK_SWAP; i++)
		if (i != STACK_OTHER) {
			part = trace_value(t, block, layers[i].metric);
			bytes -= part < bytes ? part : bytes;
		}
	return bytes;
}

static uint64_t
value(const struct trace *t, size_t block, int layer)
{
	return layer == STACK_OTHER
		   ? left(t, block)
		   : trace_value(t, block, layers[layer].metric);
}

/*
 * The upper edge of a layer, in GiB. Free memory is at the top. If counters
 * overlap and add up to more than the memory, the layers are cut off where it
 * begins.
 */
static double
edge(const struct trace *t, const struct stack *s, size_t block, int layer)
{
	const double nobody = graph_gib(trace_value(t, block, TRACE_FREE));
	const double most = nobody < s->ceiling ? s->ceiling - nobody : 0;
	double gib;

	if (layer == STACK_SWAP)
		return s->ceiling +
		       graph_gib(trace_value(t, block, TRACE_SWAP_USED));
	if (layer == STACK_FREE)
		return s->ceiling;
	gib = sum(t, block, layer);
	return gib < most && layer != STACK_OTHER ? gib : most;
}

static double
lower_edge(
    const struct trace *t, const struct stack *s, size_t block, int layer)
{
	return layer == 0 ? 0 : edge(t, s, block, layer - 1);
}

static void
count(struct finding_range *r, uint64_t bytes, size_t block)
{
	if (r->known++ == 0) {
		r->low = r->high = r->first = bytes;
		r->low_block = block;
	}
	if (bytes < r->low) {
		r->low = bytes;
		r->low_block = block;
	}
	if (bytes > r->high)
		r->high = bytes;
	r->last = bytes;
}

int
stack_make(const struct trace *t, struct stack *s)
{
	size_t i;
	int k;

	*s = (struct stack){.ceiling = graph_gib(t->memory_bytes)};
	for (i = 0; t->memory_bytes == 0 && i < t->blocks; i++)
		if (is_whole(t, i) && sum(t, i, STACK_FREE) > s->ceiling)
			s->ceiling = sum(t, i, STACK_FREE);
	for (i = 0; i < t->blocks; i++)
		for (k = 0; k < STACK_LAYERS; k++)
			if (has_layer(t, i, k)) {
				count(&s->range[k], value(t, i, k), i);
				s->last[k] = i;
			}
	/* Some pages are in no counter; that is too little for a layer. */
	s->unexplained = t->memory_bytes > 0 &&
			 s->range[STACK_OTHER].high > findings_little(t);
	return s->ceiling > 0 && s->range[STACK_WIRED].known > 0;
}

static int
is_drawn(const struct stack *s, int layer)
{
	return s->range[layer].known > 0 &&
	       (layer != STACK_OTHER || s->unexplained);
}

/* One edge of a layer: the points of each stretch. */
static void
trace_edge(struct graph *g, const struct panel *p, const struct stack *s,
    int layer, int lower, struct path *path)
{
	const struct trace *t = g->trace;
	const int64_t pause = g->findings->system_pause_ms;
	const int wide = path->wide;
	size_t i;

	path_collect(path, wide);
	for (i = 0; i < t->blocks; i++) {
		if (i > 0 && t->block[i].ts_ms - t->block[i - 1].ts_ms > pause)
			path_break(path);
		if (!has_layer(t, i, layer)) {
			path_break(path);
			continue;
		}
		path_value(path, graph_x(g, t->block[i].ts_ms),
		    scale_at(&p->y, lower ? lower_edge(t, s, i, layer)
					  : edge(t, s, i, layer)),
		    graph_mib(value(t, i, layer)));
	}
	path_end(path);
	g->failed |= path->failed;
}

/* What is drawn of a layer. */
struct area {
	struct text d, values;
};

/* Draw all areas; returns their number of bytes. */
static size_t
trace_areas(struct graph *g, const struct panel *p, const struct stack *s,
    int wide, struct area area[STACK_LAYERS])
{
	struct path upper = {.wide = wide}, lower = {.wide = wide};
	size_t bytes = 0;
	int i;

	for (i = 0; i < STACK_LAYERS; i++) {
		text_clear(&area[i].d);
		text_clear(&area[i].values);
		if (!is_drawn(s, i))
			continue;
		trace_edge(g, p, s, i, 0, &upper);
		trace_edge(g, p, s, i, 1, &lower);
		path_area(&area[i].d, &upper, &lower,
		    s->range[i].known == 1 ? LONELY : 1);
		path_values(&area[i].values, &upper);
		bytes += area[i].d.len + area[i].values.len;
	}
	free(upper.at);
	free(lower.at);
	return bytes;
}

/* Hatch what does not fit. */
static void
add_hatch(struct graph *g, struct svg_element *parent)
{
	struct svg_element *e = svg_add(g->svg, parent, "pattern", "id", HATCH,
	    "width", "7", "height", "7", "patternUnits", "userSpaceOnUse",
	    "patternTransform", "rotate(45)");

	svg_add(g->svg, e, "rect", "width", "7", "height", "7", "fill",
	    g->ink[INK_SWAP], "fill-opacity", "0.18");
	svg_add(g->svg, e, "rect", "width", "3", "height", "7", "fill",
	    g->ink[INK_SWAP]);
}

static void
add_title(struct graph *g, struct svg_element *e, const struct finding_range *r,
    const char *name)
{
	struct text *title = svg_scratch(g->svg);

	text_add_f(title, "%s: lowest ", name);
	human_bytes(title, r->low);
	text_add_string(title, ", highest ");
	human_bytes(title, r->high);
	text_add_string(title, ", at last ");
	human_bytes(title, r->last);
	svg_add_text(g->svg, e, "title", text_span(title));
}

void
stack_draw(struct graph *g, struct panel *p, const struct stack *s)
{
	struct area area[STACK_LAYERS] = {0};
	struct svg_element *group, *e;
	int wide = g->trace->blocks > g->plot_right - PLOT_LEFT ? 2 : 0;
	int i;

	while (trace_areas(g, p, s, wide, area) > graph_room(g, STACK_ROOM))
		wide = wide == 0 ? 2 : 2 * wide;
	add_hatch(g, p->group);
	group = svg_add(g->svg, p->zoom, "g", "id", "stack", "data-y",
	    svg_f(g->svg, "%.2f %.2f %.9g GiB %d", p->y.low, p->y.high, p->y.to,
		wide));
	for (i = 0; i < STACK_LAYERS; i++) {
		if (is_drawn(s, i)) {
			e = svg_add(g->svg, group, "path", "id", layers[i].id,
			    "class", "layer");
			svg_set_span(g->svg, e, "d", text_span(&area[i].d));
			svg_set_span(
			    g->svg, e, "data-v", text_span(&area[i].values));
			svg_set(g->svg, e, "fill",
			    i == STACK_SWAP ? "url(#" HATCH ")"
					    : g->ink[layers[i].ink]);
			add_title(g, e, &s->range[i], layers[i].name);
		}
		g->failed |= area[i].d.failed || area[i].values.failed;
		text_free(&area[i].d);
		text_free(&area[i].values);
	}
}

size_t
stack_labels(struct graph *g, const struct panel *p, const struct stack *s,
    struct label *label)
{
	size_t count = 0;
	int i;

	for (i = 0; i < STACK_LAYERS; i++) {
		const size_t block = s->last[i];
		struct text *bytes = svg_scratch(g->svg);
		double middle;

		if (!is_drawn(s, i))
			continue;
		human_bytes(bytes, s->range[i].last);
		middle = (edge(g->trace, s, block, i) +
			     lower_edge(g->trace, s, block, i)) /
			 2;
		system_label(&label[count++], scale_at(&p->y, middle),
		    g->ink[layers[i].ink], layers[i].name, text_span(bytes),
		    layers[i].id);
		/* A pale swatch needs an edge. */
		if (i == STACK_FREE)
			label[count - 1].frame = g->ink[INK_FREE_LINE];
	}
	return count;
}
