#include <stdlib.h>

#include "render/array.h"
#include "render/report/words.h"

/* The heads of the columns with sizes, of which all but one are peaks. */
#define SIZE_HEADS                                                    \
	">listed", ">peak footprint", ">max. footprint", ">peak GPU", \
	    ">peak RSS"

/* A row of a table: one runner, or all runners of one model. */
struct sum {
	uint32_t first; /* runner */
	size_t runners;
	int64_t to_ms;              /* when the last one ended */
	int64_t alive_ms;           /* of all of them */
	uint64_t listed;            /* the most, in bytes; 0: not recorded */
	uint64_t most[TRACE_PEAKS]; /* KiB, or TRACE_UNKNOWN */
};

static const struct sum nothing = {
    .most = {TRACE_UNKNOWN, TRACE_UNKNOWN, TRACE_UNKNOWN, TRACE_UNKNOWN}};

static void
add_runner(const struct report *r, struct sum *s, size_t i)
{
	const struct finding_runner *f = &r->findings->runner[i];
	const struct trace_process *p = &r->trace->process[f->process];
	const int64_t to_ms = findings_to_ms(r->trace, f);
	const uint64_t listed_most =
	    findings_listed_size(r->trace, r->findings, f);
	unsigned k;

	if (s->runners++ == 0)
		s->first = (uint32_t)i;
	if (s->runners == 1 || to_ms > s->to_ms)
		s->to_ms = to_ms;
	s->alive_ms += to_ms - findings_from_ms(r->trace, f);
	if (listed_most > s->listed)
		s->listed = listed_most;
	for (k = 0; k < TRACE_PEAKS; k++) {
		const uint64_t kib =
		    trace_peak(r->trace, p, (enum trace_peak)k);

		if (s->most[k] == TRACE_UNKNOWN ||
		    (kib != TRACE_UNKNOWN && kib > s->most[k]))
			s->most[k] = kib;
	}
}

double
report_size_rank(const struct report *r, size_t i)
{
	struct sum s = nothing;
	double most;
	size_t k;

	/* Restarts are in the table of models. */
	if (r->findings->runner[i].brief)
		return -1;
	add_runner(r, &s, i);
	s.most[PEAK_GPU] = TRACE_UNKNOWN;
	most = s.most[PEAK_FOOTPRINT] == TRACE_UNKNOWN ? (double)s.listed / 1024
						       : 0;
	for (k = 0; k < TRACE_PEAKS; k++)
		if (s.most[k] != TRACE_UNKNOWN && (double)s.most[k] > most)
			most = (double)s.most[k];
	return most;
}

static void
fill_sizes(struct report *r, const struct sum *s, const char **cell)
{
	const struct findings *f = r->findings;
	size_t k;

	/* Ollama lists only its own. */
	*cell++ = s->listed > 0 ? listed(r, s->listed)
		  : f->runner[s->first].foreign && f->listed_sum > 0 ? ""
								     : NULL;
	for (k = 0; k < TRACE_PEAKS; k++)
		cell[k] = s->most[k] == TRACE_UNKNOWN
			      ? NULL
			      : size(r, s->most[k] * 1024);
}

static const char *const runner_head[] = {
    ">PID", "model", SIZE_HEADS, "peak at", "started", "ended", ">alive"};

static void
fill_runner(struct report *r, const void *chosen, size_t row, const char **cell)
{
	const size_t i = ((const size_t *)chosen)[row];
	const struct finding_runner *f = &r->findings->runner[i];
	const struct trace_process *p = &r->trace->process[f->process];
	const enum trace_peak peak = trace_higher_peak(r->trace, p);
	struct sum s = nothing;

	add_runner(r, &s, i);
	cell[0] = word(r, "%llu", (unsigned long long)p->pid);
	cell[1] = named(r, i);
	fill_sizes(r, &s, cell + 2);
	cell += 3 + TRACE_PEAKS;
	cell[0] =
	    at(r, r->trace->sample_ms[r->trace->rows.sample[p->peak[peak]]]);
	cell[1] = word(r, "%s%s",
	    f->started == EDGE_BEYOND ? "already running"
				      : at(r, findings_from_ms(r->trace, f)),
	    f->started == EDGE_PAUSE     ? " (after a gap)"
	    : f->started == EDGE_UNKNOWN ? " (first sample)"
					 : "");
	cell[2] = word(r, "%s%s",
	    f->ended == EDGE_BEYOND ? "still running"
				    : at(r, findings_to_ms(r->trace, f)),
	    f->ended == EDGE_PAUSE     ? " (before a gap)"
	    : f->ended == EDGE_UNKNOWN ? " (last sample)"
				       : "");
	cell[3] = lasting(r, s.alive_ms);
}

static const char *const model_head[] = {"model", ">runners", SIZE_HEADS,
    "first started", "last ended", ">alive in total"};

static void
fill_model(struct report *r, const void *models, size_t row, const char **cell)
{
	const struct sum *s = (const struct sum *)models + row;

	cell[0] = named(r, s->first);
	cell[1] = word(r, "%zu", s->runners);
	fill_sizes(r, s, cell + 2);
	cell += 3 + TRACE_PEAKS;
	cell[0] =
	    at(r, findings_from_ms(r->trace, &r->findings->runner[s->first]));
	cell[1] = at(r, s->to_ms);
	cell[2] = lasting(r, s->alive_ms);
}

/* The one with the most runners first. */
static int
compare_models(const void *a, const void *b)
{
	const struct sum *x = a, *y = b;

	return x->runners != y->runners ? (x->runners < y->runners ? 1 : -1)
	       : x->first < y->first    ? -1
					: 1;
}

/* One sum for each name; NULL when memory is short. */
static struct sum *
sum_models(struct report *r, size_t *count)
{
	const size_t runners = r->findings->runners;
	struct trace_strings names = {0};
	struct sum *models = calloc(runners, sizeof *models);
	uint32_t id;
	size_t i;

	*count = 0;
	for (i = 0; models != NULL && i < runners; i++) {
		if (strings_add(&names, span_of(named(r, i)), &id) != 0) {
			free(models);
			models = NULL;
			break;
		}
		if (id == *count)
			models[(*count)++] = nothing;
		add_runner(r, &models[id], i);
	}
	strings_free(&names);
	return models;
}

static void
put_models(struct report *r)
{
	size_t count;
	struct sum *models = sum_models(r, &count);

	if (models == NULL) {
		r->out->failed = 1;
		return;
	}
	array_sort(models, count, sizeof *models, compare_models);
	say(r, "\n");
	report_table(r, model_head, sizeof model_head / sizeof model_head[0],
	    count < REPORT_ROWS ? count : REPORT_ROWS, fill_model, models);
	if (count > REPORT_ROWS)
		say(r,
		    "\nThese are the %d of %zu models with the most runners.\n",
		    REPORT_ROWS, count);
	free(models);
}

static void
put_marks(struct report *r)
{
	const struct findings *f = r->findings;
	struct sum all = nothing;
	int inferred = 0, foreign = 0;
	size_t i;

	for (i = 0; i < f->runners; i++) {
		inferred |= f->runner[i].inferred;
		foreign |= f->runner[i].foreign;
		add_runner(r, &all, i);
	}
	if (all.most[PEAK_FOOTPRINT_MAX] != TRACE_UNKNOWN)
		say(r, "\nMax. footprint is the kernel's own maximum since the "
		       "process began; it includes peaks between two "
		       "samples.\n");
	if (inferred)
		say(r, "\n~ marks an inferred name: the command line has no "
		       "name, and this was the only listed model without a "
		       "runner of its own.\n");
	if (foreign)
		say(r, "\nIf a program stands before the model, the runner is "
		       "not Ollama's: it never counts as an overlap, and "
		       "Ollama does not list it.\n");
}

void
report_runners(struct report *r)
{
	const struct findings *f = r->findings;
	size_t chosen[REPORT_ROWS], shown, i, count = 0;

	if (f->runners == 0)
		return;
	for (i = 0; i < f->runners; i++)
		count += !f->runner[i].brief;
	if (count > REPORT_ROWS || count < f->runners)
		put_models(r);
	shown = report_choose(r, f->runners, report_size_rank, chosen,
	    count > REPORT_ROWS ? REPORT_ITEMS : REPORT_ROWS);
	if (count > shown)
		say(r, "\nThe %zu largest of %zu runners:\n", shown, count);
	if (shown > 0) {
		say(r, "\n");
		report_table(r, runner_head,
		    sizeof runner_head / sizeof runner_head[0], shown,
		    fill_runner, chosen);
	}
	put_marks(r);
	report_put(r, "\n", report_lives, "");
}
