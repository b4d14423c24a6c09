#include "render/report/words.h"

const char *
models(struct report *r, uint32_t set)
{
	const struct trace_set *s = &r->trace->set[set];
	const char *list = "";
	uint32_t i;

	for (i = 0; i < s->count && i < REPORT_ITEMS; i++) {
		const struct trace_model *m = trace_model_of(r->trace, s, i);

		list = word(r, "%s%s%s%s", list, i > 0 ? " and " : "",
		    code(r, r->trace->name.at[m->name]),
		    m->has_size ? word(r, " (%s)", listed(r, m->size_bytes))
				: "");
	}
	if (i < s->count)
		list =
		    word(r, "%s and %u more", list, (unsigned)(s->count - i));
	return s->count == 0 ? "no model" : list;
}

static double
several_rank(const struct report *r, size_t i)
{
	const struct finding_several *s = &r->findings->several[i];

	return (double)r->trace->set[s->set].count * 1e15 +
	       (double)(s->to_ms - s->from_ms);
}

static void
tell_several(struct report *r, size_t i)
{
	const struct finding_several *s = &r->findings->several[i];

	say(r, "- %s: %s%s\n", from_to(r, s->from_ms, s->to_ms),
	    models(r, s->set), s->changed ? ", as first listed" : "");
}

/* A model that the list lost while its runner lived on. */
static void
tell_lived_on(struct report *r, size_t i)
{
	const struct finding_runner *f = &r->findings->runner[i];

	if (f->unlisted_ms < INT64_MAX)
		say(r,
		    "- Runner %s lived on after its model was gone from "
		    "the list: from %s%s\n",
		    runner(r, i), from_to(r, f->unlisted_ms, f->to_ms),
		    still(f));
}

static void
tell_unlisted(struct report *r, size_t i)
{
	const struct finding_runner *f = &r->findings->runner[i];

	if (f->foreign || f->listing != TRACE_NONE || f->list_blocks < 2)
		return;
	say(r,
	    findings_nameless(&r->trace->process[f->process])
		? "- Runner %s: the %u model lists recorded while it ran do "
		  "not show which model it ran.\n"
		: "- Runner %s appears in none of the %u model lists recorded "
		  "while it ran.\n",
	    runner(r, i), f->list_blocks);
}

static void
tell_without_runner(struct report *r, size_t i)
{
	const struct finding_listing *l = &r->findings->listing[i];
	const struct trace *t = r->trace;
	const size_t sample = findings_sample_at(t, l->from_ms);

	/* Without a process sample then, no runner could be seen. */
	if (!l->has_runner && sample < t->samples &&
	    t->sample_ms[sample] <= l->to_ms)
		say(r,
		    "- %s was listed, but no runner of that name was "
		    "seen: %s.\n",
		    code(r, t->name.at[l->name]),
		    from_to(r, l->from_ms, l->to_ms));
}

/* The lists beside the runners, and beside the memory. */
static void
tell_beside(struct report *r)
{
	const struct findings *f = r->findings;
	const struct trace *t = r->trace;

	if (f->uneven_blocks > 0)
		say(r,
		    "- %s, %u listed at %s; runners and list differ in %zu of "
		    "%zu lists.\n",
		    counted(r, f->uneven_runners, "runner", "runners"),
		    (unsigned)t->set[t->block[f->uneven_block].set].count,
		    at(r, t->block[f->uneven_block].ts_ms), f->uneven_blocks,
		    f->compared_blocks);
	if (f->listed_sum > 0)
		say(r, "- Listed together: up to %s, at %s%s.\n",
		    listed(r, f->listed_sum),
		    at(r, t->block[f->listed_sum_block].ts_ms),
		    t->memory_bytes == 0 ? ""
					 : word(r, ", %.0f%% of memory",
					       100.0 * (double)f->listed_sum /
						   (double)t->memory_bytes));
}

void
report_models_question(struct report *r)
{
	const struct findings *f = r->findings;
	const size_t without = r->trace->blocks - f->list_blocks;
	size_t start;

	say(r,
	    "\n#### 2. Did ollama ps or /api/ps show several models loaded "
	    "at the same time? **%s**%s\n\n",
	    f->list_blocks == 0 ? "not recorded"
	    : f->severals > 0   ? "yes"
				: "no",
	    f->list_blocks > 0 && f->severals == 0 ? until(r, 1) : "");
	if (f->list_blocks == 0) {
		say(r, "No system sample has a list of models.\n");
		return;
	}
	report_top(r, f->severals, several_rank, tell_several);
	if (f->severals == 0)
		say(r, "%s in %s.\n",
		    f->listings > 0 ? "Never more than one model" : "No model",
		    f->list_blocks == 1
			? "the only list"
			: word(r, "any of %zu lists", f->list_blocks));
	if (without > 0)
		say(r, "%s%zu of %zu system samples %s no list.\n",
		    f->severals > 0 ? "\n" : "", without, r->trace->blocks,
		    without == 1 ? "has" : "have");
	start = report_open_list(r);
	tell_beside(r);
	report_each(r, f->runners, tell_lived_on);
	report_each(r, f->runners, tell_unlisted);
	report_each(r, f->listings, tell_without_runner);
	report_close_list(r, start);
}
