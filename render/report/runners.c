#include <stdlib.h>

#include "render/array.h"
#include "render/report/words.h"

double
report_size_rank(const struct report *r, size_t i)
{
	const struct finding_runner *f = &r->findings->runner[i];
	const struct trace_process *p = &r->trace->process[f->process];
	const uint64_t rss = p->peak_rss_kib * 1024;
	const uint64_t max_kib = trace_wide_of(r->trace, p).footprint_max_kib;
	uint64_t most = r->findings->story[f->story].listed_most;

	/* Restarts are in the table of models. */
	if (f->restart != TRACE_NONE)
		return -1;
	if (p->peak_footprint_kib != TRACE_UNKNOWN)
		most = p->peak_footprint_kib * 1024;
	if (max_kib != TRACE_UNKNOWN && max_kib * 1024 > most)
		most = max_kib * 1024;
	return (double)(rss > most ? rss : most);
}

/* "30.05 GiB at 22:04:56"; NULL: not recorded. */
static const char *
peak(struct report *r, uint64_t kib, uint32_t sample)
{
	return kib == TRACE_UNKNOWN ? NULL
				    : word(r, "%s at %s", size(r, kib * 1024),
					  at(r, r->trace->sample_ms[sample]));
}

static const char *
known(struct report *r, uint64_t kib)
{
	return kib == TRACE_UNKNOWN ? NULL : size(r, kib * 1024);
}

static const char *const runner_head[] = {">PID", "model", "started", "ended",
    ">alive", ">listed", "peak footprint", ">max. footprint", ">peak GPU",
    "peak RSS"};

static void
fill_runner(struct report *r, const void *chosen, size_t row, const char **cell)
{
	const size_t i = ((const size_t *)chosen)[row];
	const struct finding_runner *f = &r->findings->runner[i];
	const struct trace_process *p = &r->trace->process[f->process];
	const struct trace_wide wide = trace_wide_of(r->trace, p);
	const uint64_t most = r->findings->story[f->story].listed_most;

	cell[0] = word(r, "%llu", (unsigned long long)p->pid);
	cell[1] = named(r, i);
	cell[2] = word(r, "%s%s",
	    f->started == EDGE_BEYOND ? "already running" : at(r, f->from_ms),
	    f->started == EDGE_PAUSE     ? " (after a gap)"
	    : f->started == EDGE_UNKNOWN ? " (first sample)"
					 : "");
	cell[3] = word(r, "%s%s",
	    f->ended == EDGE_BEYOND ? "still running" : at(r, f->to_ms),
	    f->ended == EDGE_PAUSE     ? " (before a gap)"
	    : f->ended == EDGE_UNKNOWN ? " (last sample)"
				       : "");
	cell[4] = lasting(r, f->to_ms - f->from_ms);
	cell[5] = most > 0 ? listed(r, most) : NULL;
	cell[6] = peak(r, p->peak_footprint_kib, p->peak_footprint_sample);
	cell[7] = known(r, wide.footprint_max_kib);
	cell[8] = known(r, wide.peak_gpu_kib);
	cell[9] = peak(r, p->peak_rss_kib, p->peak_sample);
}

/* All runners of one model, by its name as it is printed. */
struct model {
	uint32_t first; /* of the runners */
	size_t runners;
	int64_t to_ms;
	int64_t alive_ms; /* of all of them */
	uint64_t listed;  /* the most of any; bytes, 0: not recorded */
	uint64_t footprint_kib, footprint_max_kib, gpu_kib; /* the same, or */
	uint64_t rss_kib;                                   /* TRACE_UNKNOWN */
};

static void
raise_to(uint64_t *most, uint64_t value)
{
	if (value != TRACE_UNKNOWN && (*most == TRACE_UNKNOWN || value > *most))
		*most = value;
}

static void
add_runner(const struct report *r, struct model *m, size_t i)
{
	const struct finding_runner *f = &r->findings->runner[i];
	const struct trace_process *p = &r->trace->process[f->process];
	const struct trace_wide wide = trace_wide_of(r->trace, p);

	m->runners++;
	m->alive_ms += f->to_ms - f->from_ms;
	if (f->to_ms > m->to_ms)
		m->to_ms = f->to_ms;
	raise_to(&m->listed, r->findings->story[f->story].listed_most);
	raise_to(&m->footprint_kib, p->peak_footprint_kib);
	raise_to(&m->footprint_max_kib, wide.footprint_max_kib);
	raise_to(&m->gpu_kib, wide.peak_gpu_kib);
	raise_to(&m->rss_kib, p->peak_rss_kib);
}

static int
add_model(struct report *r, struct trace_strings *names, struct model **models,
    size_t *count, size_t i)
{
	uint32_t id;

	if (strings_add(names, span_of(named(r, i)), &id) != 0)
		return -1;
	if (id == *count) {
		if (ARRAY_GROW(*models, *count) != 0)
			return -1;
		(*models)[(*count)++] = (struct model){.first = (uint32_t)i,
		    .to_ms = INT64_MIN,
		    .footprint_kib = TRACE_UNKNOWN,
		    .footprint_max_kib = TRACE_UNKNOWN,
		    .gpu_kib = TRACE_UNKNOWN,
		    .rss_kib = TRACE_UNKNOWN};
	}
	add_runner(r, &(*models)[id], i);
	return 0;
}

static const char *const model_head[] = {"model", ">runners", "first started",
    "last ended", ">alive in all", ">listed", ">peak footprint",
    ">max. footprint", ">peak GPU", ">peak RSS"};

static void
fill_model(struct report *r, const void *models, size_t row, const char **cell)
{
	const struct model *m = (const struct model *)models + row;

	cell[0] = named(r, m->first);
	cell[1] = word(r, "%zu", m->runners);
	cell[2] = at(r, r->findings->runner[m->first].from_ms);
	cell[3] = at(r, m->to_ms);
	cell[4] = lasting(r, m->alive_ms);
	cell[5] = m->listed > 0 ? listed(r, m->listed) : NULL;
	cell[6] = known(r, m->footprint_kib);
	cell[7] = known(r, m->footprint_max_kib);
	cell[8] = known(r, m->gpu_kib);
	cell[9] = known(r, m->rss_kib);
}

/* The one with the most runners first. */
static int
compare_models(const void *a, const void *b)
{
	const struct model *x = a, *y = b;

	return x->runners != y->runners
		   ? (x->runners < y->runners ? 1 : -1)
		   : (x->first > y->first) - (x->first < y->first);
}

static void
put_models(struct report *r)
{
	struct trace_strings names = {0};
	struct model *models = NULL;
	size_t count = 0, i;

	for (i = 0; i < r->findings->runners; i++)
		if (add_model(r, &names, &models, &count, i) != 0) {
			r->out->failed = 1;
			break;
		}
	array_sort(models, count, sizeof *models, compare_models);
	say(r, "\n");
	report_table(r, model_head, sizeof model_head / sizeof model_head[0],
	    count < REPORT_ROWS ? count : REPORT_ROWS, fill_model, models);
	if (count > REPORT_ROWS)
		say(r, "\nThese have the most runners, of %zu models.\n",
		    count);
	strings_free(&names);
	free(models);
}

static void
put_marks(struct report *r)
{
	const struct findings *f = r->findings;
	int inferred = 0, foreign = 0, wide = 0;
	size_t i;

	for (i = 0; i < f->runners; i++) {
		const struct trace_process *p =
		    &r->trace->process[f->runner[i].process];

		inferred |= f->runner[i].named_by != TRACE_NONE;
		foreign |= f->runner[i].foreign;
		wide |= trace_wide_of(r->trace, p).footprint_max_kib !=
			TRACE_UNKNOWN;
	}
	if (wide)
		say(r, "\nMax. footprint is the kernel's own maximum since the "
		       "process began; it includes peaks between two "
		       "samples.\n");
	if (inferred)
		say(r, "\n~ marks an inferred name: the command line does not "
		       "give it, and it was the only listed model without a "
		       "runner of its own.\n");
	if (foreign)
		say(r, "\nA runner with a program before its model is not "
		       "Ollama's: it counts as no overlap, and Ollama does "
		       "not list it.\n");
}

void
report_runners(struct report *r)
{
	const struct findings *f = r->findings;
	size_t chosen[REPORT_ROWS], shown, i, count = 0;

	if (f->runners == 0)
		return;
	for (i = 0; i < f->runners; i++)
		count += f->runner[i].restart == TRACE_NONE;
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
	report_lives(r);
}
