#ifndef RENDER_LOAD_PREDICT_H
#define RENDER_LOAD_PREDICT_H

#include "render/trace/trace.h"

/*
 * A log says the same thing over and over: the time of a sample in each of
 * its rows, and of a process the same columns in every sample, in the same
 * order. So a row is first compared with what is expected at its place, and
 * only its two numbers are parsed; a row that differs goes the long way.
 */
struct predictor {
	struct trace *trace;
	struct text time;       /* of the current sample, with its tab */
	size_t sample;          /* counts samples as they come */
	struct predicted *head; /* by process */
	size_t heads;
	uint32_t *last; /* processes of the last sample, in order */
	size_t last_count;
	size_t last_room;
	uint32_t *now; /* of this one */
	size_t now_count;
	size_t now_room;
	size_t cursor; /* where in `last` the next row is expected */
};

/* Each that returns an int: 0, or -1 when memory is short. */

/*
 * Add to the trace what is expected at the front of *rest, row by row, and
 * step over it, counting *lines.
 */
int predict_rows(struct predictor *, struct span *rest, size_t *lines);
/* The row of this line went the long way: does it begin a sample? */
int predict_sample(struct predictor *, struct span line, int64_t ts_ms);
/* And this is its process, to be expected there again. */
int predict_learn(
    struct predictor *, uint32_t process, struct span line, struct span comm);
void predict_free(struct predictor *);

#endif
