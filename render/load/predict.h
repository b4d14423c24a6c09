#ifndef RENDER_LOAD_PREDICT_H
#define RENDER_LOAD_PREDICT_H

#include "render/trace/trace.h"

/*
 * A log says the same thing over and over: processes follow one another in the
 * same order, and each row differs from the last one of its process in the
 * time and two numbers. So the next row is guessed, and only these are parsed;
 * where the guess is wrong, the row goes the long way.
 */
struct predictor {
	struct trace *trace;
	struct text time;       /* of the current sample, with its tab */
	struct predicted *head; /* by process */
	size_t heads;
	uint32_t last; /* process of the row before; TRACE_NONE at first */
};

/* Take rows off the front of *rest while the guesses are right. 0 or -1. */
int predict_rows(struct predictor *, struct span *rest, size_t *lines);
/*
 * This row goes the long way: its time, and then its process. Each returns 0,
 * or -1 when memory is short.
 */
int predict_sample(struct predictor *, struct span line, int64_t ts_ms);
int predict_learn(
    struct predictor *, uint32_t process, struct span line, struct span comm);
void predict_free(struct predictor *);

#endif
