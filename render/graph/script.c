#include "render/graph/script.h"

/* Made from render/graph/graph.js by the Makefile. */
static const unsigned char bytes[] = {
#include "graph_script.inc"
};

struct span
graph_script(void)
{
	return (struct span){(const char *)bytes, sizeof bytes};
}
