#include <string.h>

#include "render/graph/theme.h"

/*
 * Light and dark. Text, the colours of models, and text in a colour have a
 * contrast of 4.5:1 to the paper, lines 3:1 (tests/check_theme.c). Areas with a
 * frame or a line at their edge may be pale.
 */
static const char *const inks[INKS][2] = {
    [INK_PAPER] = {"#ffffff", "#0d1117"},
    [INK_PLOT] = {"#f9fafb", "#12171e"},
    [INK_FRAME] = {"#c8ced6", "#3a424d"},
    [INK_GRID] = {"#e5e8ec", "#252c35"},
    [INK_TEXT] = {"#1c2128", "#f0f3f6"},
    [INK_MUTED] = {"#57606a", "#9ba5b0"},
    [INK_OTHER] = {"#868e99", "#6e7884"},
    [INK_LOW] = {"#8a6100", "#946c00"},
    [INK_WIRED] = {"#c2410c", "#e8703a"},
    [INK_COMPRESSOR] = {"#7c3aed", "#a78bfa"},
    [INK_APPS] = {"#64748b", "#66778d"},
    [INK_CACHE] = {"#a9b4c2", "#3f4b5b"},
    [INK_FREE] = {"#e3f3e8", "#12261b"},
    [INK_FREE_LINE] = {"#2f7d4f", "#4fae78"},
    [INK_FREE_PERCENT] = {"#39424d", "#c3ccd6"},
    [INK_SWAP] = {"#4c1d95", "#c9b8ff"},
    [INK_NORMAL] = {"#8fcaa6", "#2f6b4b"},
    [INK_WARN] = {"#eba51a", "#d29922"},
    [INK_CRITICAL] = {"#c21c2c", "#ff5d5d"},
    [INK_MODEL] = {"#1769aa", "#58a6ff"},
    {"#0a7466", "#35c7b0"},
    {"#a8327e", "#f08bc8"},
    {"#6b6100", "#d0c53a"},
    {"#3f48b5", "#9aa2ff"},
    {"#4b7010", "#93c947"},
    {"#00748a", "#4fd0e8"},
    {"#7a4a2b", "#d3a384"},
};

const char *
theme_ink(enum graph_theme theme, enum ink ink)
{
	return inks[ink][theme == GRAPH_DARK];
}

void
theme_style(struct text *out)
{
	int i;

	text_add_f(out,
	    "@media (prefers-color-scheme:dark){"
	    ".memgraph{background:%s!important;fill:%s}",
	    inks[INK_PAPER][1], inks[INK_TEXT][1]);
	for (i = 0; i < INKS; i++)
		text_add_f(out,
		    ".memgraph [fill=\"%s\"]{fill:%s}"
		    ".memgraph [stroke=\"%s\"]{stroke:%s}",
		    inks[i][0], inks[i][1], inks[i][0], inks[i][1]);
	text_add_char(out, '}');
}
