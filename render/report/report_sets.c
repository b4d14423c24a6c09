#include "render/report/report_parts.h"

/* The models that were listed, in words. */

/* Longer lists are the same in the same order only. */
enum { SETS_COMPARED = 64 };

static int same_model(const struct trace_model *, const struct trace_model *);
static int same_set(const struct trace *, uint32_t, uint32_t);

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
