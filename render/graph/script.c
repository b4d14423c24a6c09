#include "render/graph/parts.h"

/*
 * The script, and the elements that only it shows. Each has a class; graph.js
 * takes them in this order. None is displayed before the script runs.
 */

/* Made from graph.js by the Makefile. */
static const unsigned char script[] = {
#include "graph_script.inc"
};

enum {
	BUTTON_HEIGHT = 18,
	BUTTON_TOP = 3,
	BUTTON_TEXT = 16, /* its baseline */
	HELP_WIDTH = 344,
	HELP_KEY = 12, /* from the edge */
	HELP_WHAT = 152,
	LINE = 16,
	DOT = 5,
	RIM = 8
};

static const char style[] =
    ".live{width:100%;height:auto;touch-action:pan-y}"
    ".live>#tools{display:inline}"
    ".quiet :focus,.live :focus:not(:focus-visible){outline:0}"
    ".live [role=button]{cursor:pointer}"
    ".live .plot,.live .zoom{cursor:crosshair}"
    "#tools :is(.again,.lines,.coarse),.less #tools .hint{display:none}"
    ".less #tools .again,.help #tools .lines{display:inline}"
    ".far{--v:non-scaling-stroke}"
    ".series,.seam,.overlap{vector-effect:var(--v)}"
    ".far :is(#time-axis,.grid,.name){visibility:hidden}"
    "#tools .scales text{stroke-width:0}"
    "#tools .scales .over{stroke-width:3px;paint-order:stroke;"
    "stroke-linejoin:round}"
    "@media(pointer:coarse){#tools .fine{display:none}"
    ".live:not(.less) #tools .coarse{display:inline}}"
    "@media print{.live{max-height:100vh}.live>#tools{display:none}}"
    "@media(forced-colors:active){.live text{forced-color-adjust:none}}";

static void
add_frame(struct graph *g, struct svg_element *parent, double x, double y,
    double width, double height)
{
	svg_set(g->svg, graph_box(g, parent, x, y, width, height), "rx", "4",
	    "fill", g->ink[INK_PAPER], "stroke", g->ink[INK_MUTED]);
}

/* From the upper right corner of the picture, as all in the bar. */
static void
add_button(struct graph *g, struct svg_element *bar, const char *name,
    const char *label, double x, double width, const char *words)
{
	struct svg_element *e = svg_add(g->svg, bar, "g", "class", name, "role",
	    "button", "tabindex", "0", "aria-label", label);

	add_frame(g, e, x, BUTTON_TOP, width, BUTTON_HEIGHT);
	graph_text(g, e, x + width / 2, BUTTON_TEXT, "middle", span_of(words));
}

static void
add_hint(struct graph *g, struct svg_element *bar, const char *name,
    const char *words)
{
	svg_set(g->svg,
	    graph_text(g, bar, -40, BUTTON_TEXT, "end", span_of(words)),
	    "class", name, "fill", g->ink[INK_MUTED]);
}

static void
add_help(struct graph *g, struct svg_element *bar)
{
	static const char *const line[][2] = {
	    {"drag", "zoom in on that time"},
	    {"Ctrl or \xe2\x8c\x98 + wheel, + \xe2\x88\x92", "zoom"},
	    {"Shift + drag, \xe2\x87\xa7\xe2\x86\x90 \xe2\x87\xa7\xe2\x86\x92",
		"move in time"},
	    {"\xe2\x86\x90 \xe2\x86\x92", "from sample to sample"},
	    {"click a name, \xe2\x8f\x8e", "show it alone, on its own scale"},
	    {"Shift + click, \xe2\x87\xa7\xe2\x8f\x8e", "hide it"},
	    {"double click, 0, Esc", "the whole recording, and all of it"},
	    {"finger", "tap, drag, pinch"},
	};
	enum { LINES = sizeof line / sizeof line[0] };
	const double x = -HELP_WIDTH - HELP_KEY, y = BUTTON_TOP + 2 + LINE;
	struct svg_element *e = svg_add(g->svg, bar, "g", "class", "lines");
	int i;

	add_frame(g, e, x, y + 4, HELP_WIDTH, (LINES + 1) * LINE);
	for (i = 0; i < LINES; i++) {
		graph_text(g, e, x + HELP_KEY, y + (i + 1.5) * LINE, NULL,
		    span_of(line[i][0]));
		graph_text(g, e, x + HELP_WHAT, y + (i + 1.5) * LINE, NULL,
		    span_of(line[i][1]));
	}
}

static void
add_bar(struct graph *g, struct svg_element *tools)
{
	struct svg_element *bar = svg_add(
	    g->svg, tools, "g", "class", "bar", "font-size", SMALL_FONT);

	add_button(g, bar, "again", "Show the whole recording, and all of it",
	    -146, 108, "whole recording");
	add_button(g, bar, "help",
	    "Help. Arrows go from sample to sample, plus and minus zoom, 0 "
	    "shows all again; Shift and Return hide what Return shows alone",
	    -34, 22, "?");
	add_hint(
	    g, bar, "hint fine", "drag to zoom \xc2\xb7 click a name \xc2\xb7");
	add_hint(g, bar, "hint coarse",
	    "pinch to zoom \xc2\xb7 tap a name \xc2\xb7");
	add_help(g, bar);
}

/* What the pointer and the keys move: the cursor, and what it is at. */
static void
add_cursor(struct graph *g, struct svg_element *tools)
{
	const double top = g->at.bars.top, height = g->at.axis - top;
	const double width = g->plot_right - PLOT_LEFT;
	struct svg_element *e = svg_add(g->svg, tools, "g", "pointer-events",
	    "none", "font-size", SMALL_FONT);

	svg_set(g->svg, graph_box(g, e, PLOT_LEFT, top, width, height), "class",
	    "stage", "fill", "none", "tabindex", "0", "role", "slider",
	    "aria-label", "Moment of the recording", "aria-valuemin",
	    svg_f(g->svg, "%lld", (long long)g->from_ms), "aria-valuemax",
	    svg_f(g->svg, "%lld", (long long)g->to_ms));
	svg_add(g->svg, e, "g", "class", "scales", "stroke", g->ink[INK_GRID],
	    "fill", g->ink[INK_MUTED]);
	svg_add(g->svg, e, "path", "class", "hair", "stroke", g->ink[INK_TEXT],
	    "stroke-opacity", "0.55");
	svg_add(g->svg, e, "path", "class", "rim", "stroke", g->ink[INK_PAPER],
	    "stroke-width", px(g, RIM), "stroke-linecap", "round");
	svg_add(g->svg, e, "path", "class", "dots", "stroke", g->ink[INK_TEXT],
	    "stroke-width", px(g, DOT), "stroke-linecap", "round");
	svg_add(g->svg, e, "rect", "class", "chosen", "y", px(g, top), "height",
	    px(g, height), "fill-opacity", "0.12");
	svg_add(g->svg, e, "g", "class", "box", "role", "status", "aria-label",
	    "Values at the cursor", "aria-live", "polite");
}

void
graph_script(struct graph *g)
{
	struct svg_element *tools, *e;

	/* The time axis, and between which heights the cursor goes. */
	svg_set(g->svg, g->root, "data-x",
	    svg_f(g->svg, "%d %.0f %lld %lld %.2f %.2f", PLOT_LEFT,
		g->plot_right, (long long)g->from_ms, (long long)g->to_ms,
		g->at.bars.top, g->at.axis));
	if (g->options->without_script)
		return;
	tools = svg_add(g->svg, g->root, "g", "id", "tools", "display", "none");
	e = svg_add_text(g->svg, tools, "style", span_of(style));
	svg_text(g->svg, e,
	    span_of(svg_f(g->svg, "@media screen{.live{max-width:%dpx}}",
		g->options->width * 3 / 2)));
	svg_add(g->svg, tools, "style", "class", "view");
	add_cursor(g, tools);
	add_bar(g, tools);
	svg_add_script(g->svg, svg_add(g->svg, g->root, "script"),
	    (struct span){(const char *)script, sizeof script});
}
