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
	    models(r, s->set), s->changed ? ", sizes as first listed" : "");
}

/* The list lost a model, but its runner lived on. */
static void
tell_lived_on(struct report *r, size_t i)
{
	const struct finding_runner *f = &r->findings->runner[i];

	if (f->unlisted != TRACE_NONE)
		say(r,
		    "- Runner %s lived on after Ollama stopped listing its "
		    "model: %s%s\n",
		    runner(r, i),
		    from_to(r, r->findings->listing[f->unlisted].gone_ms,
			findings_to_ms(r->trace, f)),
		    still(f));
}

static void
tell_unlisted(struct report *r, size_t i)
{
	const struct finding_runner *f = &r->findings->runner[i];
	const uint32_t lists = findings_lists(r->trace, r->findings, f);

	if (f->foreign || f->listing != TRACE_NONE || lists < 2 ||
	    r->findings->partial_lists > 0)
		return;
	say(r,
	    f->nameless
		? "- Runner %s: the %u model lists recorded while it ran do "
		  "not show which model it ran.\n"
		: "- Runner %s appears in none of the %u model lists recorded "
		  "while it ran.\n",
	    runner(r, i), lists);
}

static void
tell_without_runner(struct report *r, size_t i)
{
	const struct finding_listing *l = &r->findings->listing[i];
	const struct trace *t = r->trace;
	const size_t sample = findings_sample_at(t, l->from_ms);

	/* Only a process sample at that time could show a runner. */
	if (!l->has_runner && sample < t->samples &&
	    t->sample_ms[sample] <= l->to_ms)
		say(r,
		    "- Ollama listed %s, but no runner of that name was seen: "
		    "%s.\n",
		    code(r, t->name.at[l->name]),
		    from_to(r, l->from_ms, l->to_ms));
}

/* How the lists compare with the runners and with the memory. */
static void
tell_beside(struct report *r)
{
	const struct findings *f = r->findings;
	const struct trace *t = r->trace;
	const size_t without = t->blocks - f->list_blocks;

	if (without > 0)
		say(r, "- %s %s no list of models.\n",
		    share_of_blocks(r, without), without == 1 ? "has" : "have");
	if (f->uneven_blocks > 0)
		say(r,
		    "- The numbers of runners and of listed models differ in "
		    "%s, most at %s: %s, %u listed.\n",
		    share(r, f->uneven_blocks, f->compared_blocks,
			"list compared", "lists compared"),
		    at(r, t->block[f->uneven_block].ts_ms),
		    counted(r, f->uneven_runners, "runner", "runners"),
		    (unsigned)t->set[t->block[f->uneven_block].set].count);
	if (f->listed_sum > 0)
		say(r, "- The listed sizes add up to %s at most%s, at %s.\n",
		    listed(r, f->listed_sum),
		    t->memory_bytes == 0 ? ""
					 : word(r, " (%.0f %% of memory)",
					       100.0 * (double)f->listed_sum /
						   (double)t->memory_bytes),
		    at(r, t->block[f->listed_sum_block].ts_ms));
}

void
report_models_answer(struct report *r, struct answer *a)
{
	const struct findings *f = r->findings;
	size_t top;

	if (f->list_blocks == 0) {
		a->seen = "no system sample has a list of models";
	} else if (report_choose(r, f->severals, several_rank, &top, 1) == 0) {
		if (f->partial_lists == 0)
			a->is = no(r, 1);
		a->seen = word(r, "%s in %s%s%s",
		    f->listings > 0 ? "at most one model" : "no model",
		    f->list_blocks == 1 ? "the only list"
					: word(r, "%zu lists", f->list_blocks),
		    f->partial_lists > 0
			? ", some with rows that could not be read"
			: "",
		    but_gaps(r));
	} else {
		const struct finding_several *s = &f->several[top];

		a->is = "yes";
		a->seen = word(r, "%u models%s%s",
		    (unsigned)r->trace->set[s->set].count,
		    for_time(r, s->from_ms, s->to_ms),
		    f->severals > 1
			? word(r, ", the worst of %zu intervals", f->severals)
			: "");
		a->when = span_of_time(r, s->from_ms, s->to_ms);
	}
}

void
report_listed(struct report *r)
{
	const struct findings *f = r->findings;

	if (f->list_blocks == 0)
		return;
	report_top(r, f->severals, several_rank, tell_several);
	tell_beside(r);
	report_each(r, f->runners, tell_lived_on);
	report_each(r, f->runners, tell_unlisted);
	report_each(r, f->listings, tell_without_runner);
}
