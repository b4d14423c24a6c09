#include "render/graph/label.h"
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

static void
count(struct finding_range *r, uint64_t bytes)
{
	if (r->known++ == 0 || bytes < r->low)
		r->low = bytes;
	if (bytes > r->high)
		r->high = bytes;
	r->last = bytes;
}

/* The lower edge of a layer is before its upper edge. */
static struct path *
upper_edge(struct stack *s, int layer)
{
	return &s->edge[layer + 1 + (layer == STACK_SWAP)];
}

/*
 * A block that has all counters: edges in GiB, and values. Free memory is at
 * the top. If counters overlap and add up to more than the memory, the layers
 * are cut off where it begins.
 */
static void
add_layers(struct stack *s, const struct trace *t, size_t block, double x)
{
	const double nobody = graph_gib(trace_value(t, block, TRACE_FREE));
	const double most = nobody < s->ceiling ? s->ceiling - nobody : 0;
	uint64_t value[STACK_SWAP] = {0}, left = t->memory_bytes;
	double sum = 0;
	int i;

	for (i = 0; i < STACK_SWAP; i++) {
		if (i != STACK_OTHER)
			value[i] = trace_value(t, block, layers[i].metric);
		left -= value[i] < left ? value[i] : left;
	}
	value[STACK_OTHER] = left;
	path_add(&s->edge[0], x, 0, 0);
	for (i = 0; i < STACK_SWAP; i++) {
		sum += graph_gib(value[i]);
		path_add(upper_edge(s, i), x,
		    i == STACK_FREE                 ? s->ceiling
		    : i < STACK_OTHER && sum < most ? sum
						    : most,
		    graph_mib(value[i]));
		count(&s->range[i], value[i]);
	}
}

static void
add_swap(struct stack *s, uint64_t used, double x)
{
	struct path *upper = upper_edge(s, STACK_SWAP);

	path_add(upper - 1, x, s->ceiling, 0);
	path_add(upper, x, s->ceiling + graph_gib(used), graph_mib(used));
	count(&s->range[STACK_SWAP], used);
}

/* Are all counters known that add up to the memory? Their sum in GiB, or -1. */
static double
whole(const struct trace *t, size_t block)
{
	double sum = 0;
	int i;

	for (i = 0; i < STACK_SWAP; i++) {
		if (i == STACK_OTHER)
			continue;
		if (!trace_has(t, block, layers[i].metric))
			return -1;
		sum += graph_gib(trace_value(t, block, layers[i].metric));
	}
	return sum;
}

int
stack_make(const struct graph *g, struct stack *s)
{
	const struct trace *t = g->trace;
	const long wide = t->blocks > g->plot_right - PLOT_LEFT ? 2 : 0;
	size_t block;
	int i;

	*s = (struct stack){.ceiling = graph_gib(t->memory_bytes)};
	for (i = 0; i < STACK_EDGES; i++)
		s->edge[i] = path_new(wide);
	for (block = 0; t->memory_bytes == 0 && block < t->blocks; block++)
		if (whole(t, block) > s->ceiling)
			s->ceiling = whole(t, block);
	for (block = 0; block < t->blocks; block++) {
		const double x = graph_x(g, t->block[block].ts_ms);
		const int is_whole = whole(t, block) >= 0;
		const int has_swap = trace_has(t, block, TRACE_SWAP_USED);
		const int paused =
		    findings_is_paused(g->trace, g->findings, 1, block);

		for (i = 0; i < STACK_EDGES; i++)
			if (paused || !(i > STACK_SWAP ? has_swap : is_whole))
				path_break(&s->edge[i]);
		if (is_whole)
			add_layers(s, t, block, x);
		if (has_swap)
			add_swap(s, trace_value(t, block, TRACE_SWAP_USED), x);
	}
	for (i = 0; i < STACK_EDGES; i++)
		path_end(&s->edge[i]);
	return s->ceiling > 0 && s->range[STACK_WIRED].known > 0;
}

void
stack_free(struct stack *s)
{
	int i;

	for (i = 0; i < STACK_EDGES; i++)
		path_free(&s->edge[i]);
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
draw_layer(struct graph *g, struct panel *p, struct svg_element *group,
    struct curve *curve, const struct stack *s, int i)
{
	const double middle =
	    (curve->path->last.height + curve->below->last.height) / 2;
	const char *ink = g->ink[layers[i].ink];
	struct text *bytes = svg_scratch(g->svg);
	struct svg_element *e = graph_curve(g, group, curve, "layer",
	    layers[i].id, system_title(g, layers[i].name, &s->range[i], 0));

	svg_set(g->svg, e, "fill", i == STACK_SWAP ? "url(#" HATCH ")" : ink);
	human_bytes(bytes, s->range[i].last);
	graph_label(p, scale_at(&p->y, middle), ink, layers[i].name,
	    text_span(bytes), svg_f(g->svg, "#%s", layers[i].id));
	/* A pale swatch needs an edge. */
	if (i == STACK_FREE)
		p->label[p->labels - 1].frame = g->ink[INK_FREE_LINE];
}

void
stack_draw(struct graph *g, struct panel *p, struct stack *s)
{
	struct curve curve[STACK_LAYERS];
	struct svg_element *group;
	int layer[STACK_LAYERS], count = 0, i;

	for (i = 0; i < STACK_LAYERS; i++) {
		/* Some pages are in no counter: too little for a layer. */
		if (s->range[i].known == 0 ||
		    (i == STACK_OTHER &&
			(g->trace->memory_bytes == 0 ||
			    s->range[i].high <= findings_little(g->trace))))
			continue;
		layer[count] = i;
		curve[count++] = (struct curve){.y = &p->y,
		    .path = upper_edge(s, i),
		    .below = upper_edge(s, i) - 1,
		    .aside = s->range[i].known == 1 ? LONELY : 1};
	}
	graph_fit(curve, (size_t)count, graph_room(g, STACK_ROOM));
	add_hatch(g, p->group);
	group = svg_add(g->svg, p->zoom, "g", "id", "stack", "data-y",
	    graph_data_y(g, &p->y, "GiB", curve[0].path->wide));
	for (i = 0; i < count; i++)
		draw_layer(g, p, group, &curve[i], s, layer[i]);
}
