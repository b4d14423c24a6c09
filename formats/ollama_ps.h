#ifndef FORMATS_OLLAMA_PS_H
#define FORMATS_OLLAMA_PS_H

#include "formats/api_ps.h"
#include "formats/text.h"

/*
 * The table of `ollama ps`. It is what the client makes of /api/ps, rounded
 * for people; CONTEXT is a column of clients since 0.9.7.
 */
struct ollama_ps_row {
	struct span name; /* cells without their padding; "" when missing */
	struct span id;
	struct span size;
	struct span processor;
	struct span context;
	struct span until;
};

enum { OLLAMA_PS_ROWS = 64 }; /* of one table, when reading */

struct ollama_ps {
	struct ollama_ps_row row[OLLAMA_PS_ROWS];
	size_t rows;
	size_t dropped;  /* more than that */
	int has_context; /* the header names the column */
};

/* Append the table for these models as of now_ms (UTC). */
void ollama_ps_write(struct text *out, const struct api_model *, size_t models,
    int with_context, int64_t now_ms);
/* Is this line the table's header? */
int ollama_ps_starts(struct span line);
/*
 * Read a table from its header on, padded with blanks or separated by tabs.
 * Cells are found by the columns of the header; a line that does not fill at
 * least NAME, ID and a SIZE that can be read is passed over. The cells point
 * into the section.
 */
void ollama_ps_read(struct span section, struct ollama_ps *);
/*
 * A SIZE cell ("6.7 GB", decimal units) in bytes, as exact as it was printed.
 * Returns 0, or -1.
 */
int ollama_ps_size(struct span cell, uint64_t *bytes);

#endif
