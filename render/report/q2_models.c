#include "render/human.h"
#include "render/report/words.h"

/* Longer lists are the same in the same order only. */
enum { SETS_COMPARED = 64 };

static int same_model(const struct trace_model *m, const struct trace_model *n);
static int same_set(const struct trace *t, uint32_t a, uint32_t b);
static double several_rank(const struct report *r, size_t i);
static void tell_lived_on(struct report *r);
static void tell_unlisted(struct report *r);
static void tell_without_runner(struct report *r);

static int
same_model(const struct trace_model *m, const struct trace_model *n)
{
	return m->has_size == n->has_size &&
	       (!m->has_size || m->size_bytes == n->size_bytes) &&
	       span_equal((struct span){m->name, m->name_size},
		   (struct span){n->name, n->name_size});
}

/* Do two sets name the same models with the same sizes, in whatever order? */
static int
same_set(const struct trace *t, uint32_t a, uint32_t b)
{
	const struct trace_set *x, *y;
	uint32_t i, k;

	if (a == b || a == TRACE_NONE || b == TRACE_NONE)
		return a == b;
	x = &t->set[a];
	y = &t->set[b];
	if (x->count != y->count || x->rounded != y->rounded)
		return 0;
	/* No server lists so many models that the order is worth a sort. */
	for (i = 0; i < x->count; i++) {
		const struct trace_model *m = &t->model[x->first + i];

		if (same_model(m, &t->model[y->first + i]))
			continue;
		if (x->count > SETS_COMPARED)
			return 0;
		for (k = 0; k < y->count; k++)
			if (same_model(m, &t->model[y->first + k]))
				break;
		if (k == y->count)
			return 0;
	}
	return 1;
}

void
report_set(struct report *r, uint32_t set)
{
	const struct trace_set *s = &r->trace->set[set];
	uint32_t i;

	if (s->count == 0)
		text_add_string(r->out, "no model");
	for (i = 0; i < s->count && i < REPORT_ITEMS; i++) {
		const struct trace_model *m = &r->trace->model[s->first + i];

		if (i > 0)
			text_add_string(r->out, " and ");
		report_code(r->out, (struct span){m->name, m->name_size});
		if (!m->has_size)
			continue;
		text_add_string(r->out, " (");
		if (s->rounded && m->size_bytes < 999500000000)
			text_add_f(
			    r->out, "%.3g GB", (double)m->size_bytes / 1e9);
		else if (s->rounded)
			text_add_f(
			    r->out, "%.3g TB", (double)m->size_bytes / 1e12);
		else
			report_bytes(r->out, m->size_bytes);
		text_add_char(r->out, ')');
	}
	if (i < s->count)
		text_add_f(r->out, " and %u more", (unsigned)(s->count - i));
}

void
report_sets(struct report *r, const struct finding_values *v)
{
	uint32_t last = TRACE_NONE, set;
	size_t i, shown = 0, changes = 0;

	for (i = v->first_block; i < v->end_block; i++) {
		set = r->trace->block[i].set;
		if (set == TRACE_NONE || same_set(r->trace, set, last))
			continue;
		last = set;
		changes++;
		if (changes > REPORT_ITEMS)
			continue;
		text_add_string(
		    r->out, shown++ == 0 ? "ollama ps reported " : ", then ");
		report_set(r, set);
	}
	if (changes == 0)
		text_add_string(r->out, "What ollama ps reported was not "
					"recorded");
	if (changes > shown)
		text_add_f(r->out, ", then %zu more lists", changes - shown);
	text_add_char(r->out, '.');
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
	const int64_t least =
	    f->system_pause_ms == INT64_MAX ? 0 : f->system_pause_ms / 3;
	size_t i, count = 0;

	for (i = 0; i < f->runners; i++) {
		const struct finding_runner *runner = &f->runner[i];
		int64_t gone;

		if (runner->listing == TRACE_NONE)
			continue;
		gone = f->listing[runner->listing].gone_ms;
		if (gone == INT64_MAX || runner->to_ms - gone < least ||
		    runner->to_ms < gone || count++ >= REPORT_ITEMS)
			continue;
		text_add_string(
		    r->out, count == 1 ? "\n- Runner " : "- Runner ");
		report_runner(r, i);
		text_add_string(r->out,
		    " lived on after its model was gone from the list: from ");
		report_interval(r, gone, runner->to_ms);
		report_still(r, runner);
	}
	report_more(r, count, REPORT_ITEMS);
}

static void
tell_unlisted(struct report *r)
{
	const struct findings *f = r->findings;
	size_t i, count = 0;

	for (i = 0; i < f->runners; i++) {
		const struct finding_runner *runner = &f->runner[i];

		if (runner->listing != TRACE_NONE || runner->list_blocks < 2 ||
		    count++ >= REPORT_ITEMS)
			continue;
		text_add_string(
		    r->out, count == 1 ? "\n- Runner " : "- Runner ");
		report_runner(r, i);
		text_add_f(r->out,
		    findings_nameless(&r->trace->process[runner->process])
			? ": which model it ran cannot be told from the %zu "
			  "lists in its life.\n"
			: " was in none of the %zu lists in its life.\n",
		    runner->list_blocks);
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
		const struct trace_model *m = &t->model[l->model];
		const size_t sample = findings_sample_at(t, l->from_ms);

		/* Without a process sample then nobody could be seen. */
		if (l->has_runner || sample == t->samples ||
		    t->sample_ms[sample] > l->to_ms || count++ >= REPORT_ITEMS)
			continue;
		text_add_string(r->out, count == 1 ? "\n- " : "- ");
		report_code(r->out, (struct span){m->name, m->name_size});
		text_add_string(r->out, " was listed, but no runner of that "
					"name was seen: ");
		report_interval(r, l->from_ms, l->to_ms);
		text_add_string(r->out, ".\n");
	}
	report_more(r, count, REPORT_ITEMS);
}

void
report_models_question(struct report *r)
{
	const struct findings *f = r->findings;
	const size_t without = r->trace->blocks - f->list_blocks;
	size_t chosen[REPORT_ITEMS], shown, i;

	text_add_string(r->out,
	    "\n#### 2. Did ollama ps or /api/ps show several "
	    "models loaded at the same time? ");
	if (f->list_blocks == 0) {
		text_add_string(r->out, "**not recorded**\n\nNo system sample "
					"has a list of models.\n");
		return;
	}
	text_add_string(r->out, f->severals > 0 ? "**yes**\n\n" : "**no**\n\n");
	shown =
	    report_choose(r, f->severals, several_rank, chosen, REPORT_ITEMS);
	for (i = 0; i < shown; i++) {
		const struct finding_several *s = &f->several[chosen[i]];

		text_add_string(r->out, "- ");
		report_interval(r, s->from_ms, s->to_ms);
		text_add_string(r->out, ": ");
		report_set(r, s->set);
		text_add_char(r->out, '\n');
	}
	report_more(r, f->severals, shown);
	if (f->severals == 0) {
		text_add_string(r->out, f->listings > 0
					    ? "Never more than one model in "
					    : "No model in ");
		report_all(r->out, f->list_blocks, "list", "lists");
		text_add_string(r->out, ".\n");
	}
	if (without > 0)
		text_add_f(r->out, "%s%zu of %zu system samples %s no list.\n",
		    f->severals > 0 ? "\n" : "", without, r->trace->blocks,
		    without == 1 ? "has" : "have");
	tell_lived_on(r);
	tell_unlisted(r);
	tell_without_runner(r);
}
