#include "render/graph/layout.h"

/*
 * The first colours are those of Okabe and Ito, which stay apart for
 * colour-blind eyes; the second half of the processes is dashed besides.
 */
static const struct theme themes[] = {
    [GRAPH_LIGHT] =
	{
	    .background = "#ffffff",
	    .plot = "#fbfcfd",
	    .frame = "#c9ced6",
	    .grid = "#e7eaee",
	    .text = "#1d2330",
	    .muted = "#626b7a",
	    .other = "#b4bac4",
	    .low = "#d11b2a",
	    .pressure = {NULL, "#9bd0b1", "#f0a81c", "#c1121f"},
	    .process = {"#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00",
		"#56b4e9", "#332288", "#882255", "#117733", "#6b4c2a",
		"#999933", "#505a69"},
	},
    [GRAPH_DARK] =
	{
	    .background = "#15181e",
	    .plot = "#1a1e25",
	    .frame = "#3d4550",
	    .grid = "#282e37",
	    .text = "#e6e9ee",
	    .muted = "#9aa3b1",
	    .other = "#5b6470",
	    .low = "#ff5a5f",
	    .pressure = {NULL, "#2f6b4b", "#d9961a", "#ff4d57"},
	    .process = {"#4fa8e8", "#f28e3c", "#2cc295", "#e39ac4", "#f2c14e",
		"#8fd3ff", "#a79bff", "#e06c9f", "#5fc472", "#c9a27e",
		"#cfcf62", "#b3bdcb"},
	},
};

const struct theme *
theme_of(enum graph_theme theme)
{
	return &themes[theme];
}
