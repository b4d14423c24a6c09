#include "render/human.h"
#include "render/report/words.h"

const char *
models(struct report *r, uint32_t set)
{
	const struct trace_set *s = &r->trace->set[set];
	struct text list = {0};
	const char *word;
	uint32_t i;

	for (i = 0; i < s->count && i < REPORT_ITEMS; i++) {
		const struct trace_model *m = trace_model_of(r->trace, s, i);

		text_add_f(&list, "%s%s", i > 0 ? " and " : "",
		    code(r, r->trace->name.at[m->name]));
		if (!m->has_size)
			continue;
		text_add_string(&list, " (");
		human_listed(&list, m->size_bytes);
		text_add_char(&list, ')');
	}
	if (i < s->count)
		text_add_f(&list, " and %u more", (unsigned)(s->count - i));
	text_add_char(&list, '\0');
	r->out->failed |= list.failed;
	word = keep(r, s->count == 0 || list.failed ? "no model" : list.data);
	text_free(&list);
	return word;
}

void
report_sets(struct report *r, const struct finding_values *v)
{
	uint32_t last = TRACE_NONE, set;
	size_t i, shown = 0, changes = 0;

	for (i = v->first_block; i < v->end_block; i++) {
		set = r->trace->block[i].set;
		if (set == TRACE_NONE || set == last)
			continue;
		last = set;
		if (++changes > REPORT_ITEMS)
			continue;
		say(r, "%s%s", shown++ == 0 ? "ollama ps reported " : ", then ",
		    models(r, set));
	}
	if (changes == 0)
		say(r, "What ollama ps reported was not recorded");
	if (changes > shown)
		say(r, ", then %zu more lists", changes - shown);
	say(r, ".");
}

static double
several_rank(const struct report *r, size_t i)
{
	const struct finding_several *s = &r->findings->several[i];

	return (double)r->trace->set[s->set].count * 1e15 +
	       (double)(s->to_ms - s->from_ms);
}

/* Models that the list lost while their runners lived on. */
static void
tell_lived_on(struct report *r)
{
	const struct findings *f = r->findings;
	size_t i, count = 0;

	for (i = 0; i < f->runners; i++) {
		const struct finding_runner *one = &f->runner[i];

		if (one->unlisted_ms == INT64_MAX || count++ >= REPORT_ITEMS)
			continue;
		say(r,
		    "- Runner %s lived on after its model was gone from "
		    "the list: from %s%s\n",
		    runner(r, i), from_to(r, one->unlisted_ms, one->to_ms),
		    still(one));
	}
	report_more(r, count, REPORT_ITEMS);
}

static void
tell_unlisted(struct report *r)
{
	const struct findings *f = r->findings;
	size_t i, count = 0;

	for (i = 0; i < f->runners; i++) {
		const struct finding_runner *one = &f->runner[i];

		if (one->foreign || one->listing != TRACE_NONE ||
		    one->list_blocks < 2 || count++ >= REPORT_ITEMS)
			continue;
		say(r,
		    findings_nameless(&r->trace->process[one->process])
			? "- Runner %s: the %u model lists recorded while "
			  "it ran do not show which model it ran.\n"
			: "- Runner %s appears in none of the %u model "
			  "lists recorded while it ran.\n",
		    runner(r, i), one->list_blocks);
	}
	report_more(r, count, REPORT_ITEMS);
}

static void
tell_without_runner(struct report *r)
{
	const struct findings *f = r->findings;
	const struct trace *t = r->trace;
	size_t i, count = 0;

	for (i = 0; i < f->listings; i++) {
		const struct finding_listing *l = &f->listing[i];
		const size_t sample = findings_sample_at(t, l->from_ms);

		/* Without a process sample then nobody could be seen. */
		if (l->has_runner || sample == t->samples ||
		    t->sample_ms[sample] > l->to_ms || count++ >= REPORT_ITEMS)
			continue;
		say(r,
		    "- %s was listed, but no runner of that name was "
		    "seen: %s.\n",
		    code(r, t->name.at[l->name]),
		    from_to(r, l->from_ms, l->to_ms));
	}
	report_more(r, count, REPORT_ITEMS);
}

/* The lists beside the runners, and beside the memory. */
static void
tell_beside(struct report *r)
{
	const struct findings *f = r->findings;
	const struct trace *t = r->trace;

	if (f->uneven_blocks > 0)
		say(r,
		    "- %zu %s, %u listed at %s; runners and list differ in "
		    "%zu of %zu lists.\n",
		    f->uneven_runners,
		    f->uneven_runners == 1 ? "runner" : "runners",
		    (unsigned)t->set[t->block[f->uneven_block].set].count,
		    at(r, t->block[f->uneven_block].ts_ms), f->uneven_blocks,
		    f->list_blocks);
	if (f->listed_sum == 0)
		return;
	say(r, "- Listed together: up to %s, at %s", listed(r, f->listed_sum),
	    at(r, t->block[f->listed_sum_block].ts_ms));
	if (t->memory_bytes > 0)
		say(r, ", %.0f%% of memory",
		    100.0 * (double)f->listed_sum / (double)t->memory_bytes);
	say(r, ".\n");
}

void
report_models_question(struct report *r)
{
	const struct findings *f = r->findings;
	const size_t without = r->trace->blocks - f->list_blocks;
	size_t chosen[REPORT_ITEMS], shown, i, start;

	say(r,
	    "\n#### 2. Did ollama ps or /api/ps show several models loaded "
	    "at the same time? **%s**\n\n",
	    f->list_blocks == 0 ? "not recorded"
	    : f->severals > 0   ? "yes"
				: "no");
	if (f->list_blocks == 0) {
		say(r, "No system sample has a list of models.\n");
		return;
	}
	shown =
	    report_choose(r, f->severals, several_rank, chosen, REPORT_ITEMS);
	for (i = 0; i < shown; i++) {
		const struct finding_several *s = &f->several[chosen[i]];

		say(r, "- %s: %s\n", from_to(r, s->from_ms, s->to_ms),
		    models(r, s->set));
	}
	report_more(r, f->severals, shown);
	if (f->severals == 0)
		say(r, "%s in %s.\n",
		    f->listings > 0 ? "Never more than one model" : "No model",
		    any_of(r, f->list_blocks, "list", "lists"));
	if (without > 0)
		say(r, "%s%zu of %zu system samples %s no list.\n",
		    f->severals > 0 ? "\n" : "", without, r->trace->blocks,
		    without == 1 ? "has" : "have");
	start = r->out->len;
	say(r, "\n");
	tell_beside(r);
	tell_lived_on(r);
	tell_unlisted(r);
	tell_without_runner(r);
	if (r->out->len == start + 1)
		r->out->len = start;
}
