#ifndef FORMATS_OLLAMA_PS_H
#define FORMATS_OLLAMA_PS_H

#include "formats/api_ps.h"
#include "formats/text.h"

/*
 * The table of `ollama ps`: NAME ID SIZE PROCESSOR [CONTEXT] [RUNNER] UNTIL.
 * The client makes it from /api/ps and rounds the sizes.
 */
enum {
	OLLAMA_PS_CONTEXT = 1 << 4, /* clients since 0.9.7 have this column */
	OLLAMA_PS_RUNNER = 1 << 5   /* clients since 0.40 */
};

/* The cells that memgraph needs, without padding; "" if missing. */
struct ollama_ps_row {
	struct span name;
	struct span id;
	struct span size;
	struct span context;
	int gpu_percent; /* of its size; -1: unknown */
	int stopping;    /* UNTIL says so */
};

struct ollama_ps {
	struct ollama_ps_row *row; /* in the buffer */
	size_t rows;
	int partial; /* other rows could not be read */
	struct text buffer;
};

/*
 * Append the table of these models at now_ms (UTC). `columns` is a set of the
 * bits above.
 */
void ollama_ps_write(struct text *out, const struct api_model *, size_t models,
    unsigned columns, int64_t now_ms);
/* Is this the table's header? Columns other than NAME may be missing. */
int ollama_ps_starts(struct span line);
/*
 * Which columns does the header of this table have? Returns 0, or -1 and leaves
 * *columns alone if its form is unknown.
 */
int ollama_ps_columns(struct span table, unsigned *columns);
/*
 * Read a table, beginning with its header. Any blanks or tabs may separate the
 * cells, which point into the section. A line without a NAME, or without a SIZE
 * if the header has one, is a problem. Returns 0, 1 if all lines are problems,
 * or -1 if out of memory. Free it in all cases.
 */
int ollama_ps_read(
    struct span section, struct ollama_ps *, const struct problems *);
void ollama_ps_free(struct ollama_ps *);
/*
 * Convert a SIZE cell ("6.7 GB", decimal units) to bytes, as exact as it was
 * printed. Returns 0, or -1.
 */
int ollama_ps_size(struct span cell, uint64_t *bytes);

#endif
