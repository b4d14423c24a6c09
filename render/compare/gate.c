#include <string.h>

#include "render/compare/gate.h"

/* What follows the word: ">50G", "<10%". Returns what is wrong, or NULL. */
static const char *
read_limit(struct span rest, const struct figure *f, double *limit)
{
	const int percent = f->unit == UNIT_PERCENT;
	const char *const units = percent ? "%" : "KMGT";
	const char *unit = NULL, *u;
	uint64_t number;

	if (!span_skip(&rest, f->worse == WORSE_LESS ? "<" : ">"))
		return f->worse == WORSE_LESS
			   ? "needs < and a limit, in quotes: 'free<10%'"
			   : "needs > and a limit, in quotes: 'wired>50G'";
	if (rest.n > 1 &&
	    span_u64((struct span){rest.p, rest.n - 1}, &number) == 0)
		unit = strchr(units, rest.p[rest.n - 1]);
	if (unit == NULL)
		return percent ? "the limit is a whole number and %"
			       : "the limit is a whole number and K, M, G or T";
	*limit = (double)number;
	for (u = units; u <= unit && !percent; u++)
		*limit *= 1024;
	return NULL;
}

const char *
gate_read(const char *text, struct condition *c)
{
	const struct span whole = span_of(text);
	struct span rest;
	int i;

	for (i = 0; i < FIGURES; i++) {
		rest = whole;
		if (figure[i].word == NULL || !span_skip(&rest, figure[i].word))
			continue;
		*c = (struct condition){
		    .text = text, .figure = (enum figure_id)i};
		if (figure[i].unit != UNIT_COUNT)
			return read_limit(rest, &figure[i], &c->limit);
		if (rest.n == 0)
			return NULL;
	}
	return "no such condition";
}

/* What to add if the kernel itself did not report the critical level. */
static const char *
source_of_critical(const struct findings *f)
{
	size_t count[2] = {0, 0}; /* estimated, recorded */
	size_t i;

	for (i = 0; i < f->pressures; i++)
		if (f->pressure[i].level == PRESSURE_CRITICAL)
			count[f->pressure[i].recorded != 0]++;
	return count[0] == 0   ? ""
	       : count[1] == 0 ? ", estimated from vm_stat"
			       : ", partly estimated from vm_stat";
}

/* The blocks from which this figure is known; another figure: all. */
static size_t
known_blocks(enum figure_id id, const struct trace *t, const struct findings *f)
{
	switch (id) {
	case FIGURE_SEVERALS:
		return f->list_blocks;
	case FIGURE_LOWS:
	case FIGURE_FREE:
		return f->all.metric[TRACE_FREE_PERCENT].known;
	case FIGURE_CRITICALS:
		return findings_known_levels(t, f);
	case FIGURE_WIRED:
		return f->all.metric[TRACE_WIRED].known;
	case FIGURE_SWAP_GROWTH:
		return f->swap.known;
	default:
		return SIZE_MAX;
	}
}

/* Does it pass because only a part was recorded? */
static void
add_part(struct text *out, const struct condition *c, const struct trace *t,
    const struct findings *f)
{
	const size_t known = known_blocks(c->figure, t, f);
	int64_t paused_ms = f->system_paused_ms, from_ms, to_ms;

	if (known > t->blocks || trace_span(t, &from_ms, &to_ms) != 0)
		return;
	if (f->log[1].late)
		paused_ms += t->block[0].ts_ms - from_ms;
	if (f->log[1].early)
		paused_ms += to_ms - t->block[t->blocks - 1].ts_ms;
	if (known == t->blocks && paused_ms == 0)
		return;
	text_add_f(out, "memgraph: --fail-if %s: passes", c->text);
	findings_add_coverage(out, t, known);
	findings_add_pause(out, paused_ms);
	text_add_char(out, '\n');
}

size_t
gate_judge(const struct condition *c, size_t conditions, const struct trace *t,
    const struct findings *findings, struct text *out)
{
	const struct condition *const end = c + conditions;
	double value[FIGURES];
	size_t lines = 0;

	figures_make(t, findings, value);
	for (; c < end; c++) {
		const struct figure *f = &figure[c->figure];
		const double v = value[c->figure];

		if (v == FIGURE_NO_RUNNER ||
		    (v >= 0 && (f->worse == WORSE_LESS ? v >= c->limit
						       : v <= c->limit))) {
			add_part(out, c, t, findings);
			continue;
		}
		lines++;
		text_add_f(
		    out, "memgraph: --fail-if %s: %s: ", c->text, f->name);
		figures_add(out, f->unit, v);
		if (v >= 0 && f->unit == UNIT_COUNT &&
		    f[1].unit != UNIT_COUNT) {
			text_add_f(out, ", %s: ", f[1].name);
			figures_add(out, f[1].unit, value[c->figure + 1]);
		}
		if (c->figure == FIGURE_CRITICALS)
			text_add_string(out, source_of_critical(findings));
		text_add_char(out, '\n');
	}
	return lines;
}
