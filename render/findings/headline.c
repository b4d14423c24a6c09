#include "render/findings/headline.h"
#include "render/human.h"

/* What happened, in one sentence, for the report and the picture. */

int
findings_knows_overlaps(const struct trace *t, const struct findings *f)
{
	if (f->overlaps > 0)
		return 1;
	/* A single sample shows neither a start nor an exit. */
	return t->samples == 0
		   ? t->begun
		   : t->samples > 1 && !f->paused_over_change &&
			 (f->unnamed == 0 || f->unnamed + f->ollamas < 2);
}

static int
is_worse(const struct finding_overlap *a, const struct finding_overlap *b)
{
	const int x = a->lowest_percent >= 0 ? a->lowest_percent : 100;
	const int y = b->lowest_percent >= 0 ? b->lowest_percent : 100;

	return x != y ? x < y : a->to_ms - a->from_ms > b->to_ms - b->from_ms;
}

const struct finding_overlap *
findings_worst_overlap(const struct findings *f)
{
	const struct finding_overlap *worst = f->overlap;
	size_t i;

	if (f->overlaps == 0)
		return NULL;
	for (i = 1; i < f->overlaps; i++)
		if (is_worse(&f->overlap[i], worst))
			worst = &f->overlap[i];
	return worst;
}

void
findings_add_coverage(struct text *out, const struct trace *t, size_t blocks)
{
	if (blocks < t->blocks)
		text_add_f(out, ", recorded in %zu of %zu system samples",
		    blocks, t->blocks);
}

void
findings_add_pause(struct text *out, int64_t ms)
{
	if (ms == 0)
		return;
	text_add_string(out, ", with no system sample for ");
	human_duration(out, ms);
}

/* " until 10:01:29", when the other log goes on. */
static void
add_until(struct text *out, const struct trace *t, const struct findings *f,
    int system)
{
	const struct finding_log *l = &f->log[system];
	const int one = l->first_ms == l->last_ms;
	int64_t first_ms, last_ms;
	int dated;

	if ((!l->late && !l->early) || trace_span(t, &first_ms, &last_ms) != 0)
		return;
	dated = human_is_dated(first_ms, last_ms);
	text_add_string(out, one ? " at " : l->late ? " from " : " until ");
	human_moment(out, l->late ? l->first_ms : l->last_ms, dated);
	if (one || !l->late)
		return;
	text_add_string(out, l->early ? " to " : " on");
	if (l->early)
		human_moment(out, l->last_ms, dated);
}

/* "Up to 3 runners alive together for 18 s (and 2 more times)". */
static void
add_overlaps(struct text *out, const struct findings *f)
{
	const struct finding_overlap *o = findings_worst_overlap(f);

	text_add_f(out, "%s%zu runners alive together",
	    o->most > 2 ? "Up to " : "", o->most);
	if (o->to_ms > o->from_ms) {
		text_add_string(out, " for ");
		human_duration(out, o->to_ms - o->from_ms);
	}
	if (f->overlaps > 1) {
		text_add_string(out, " (and ");
		human_count(out, f->overlaps - 1, "more time)", "more times)");
	}
}

/* "3 runners, never two at once". */
static void
add_runners(struct text *out, const struct trace *t, const struct findings *f)
{
	const size_t runners = f->ollamas;
	const char *whose = runners < f->runners ? " of Ollama" : "";

	if (t->samples == 0)
		text_add_string(out, t->begun ? "No process matched"
				     : t->unread[0] > 0
					 ? "No process could be read"
					 : "No process was recorded");
	else if (runners == 0 && f->unnamed > 0)
		text_add_string(out, "No runner was recognised");
	else if (runners == 0)
		text_add_f(out, "No model runner%s was seen", whose);
	else if (f->overlaps > 0)
		add_overlaps(out, f);
	else {
		human_count(out, runners, "runner", "runners");
		text_add_string(out, whose);
		if (runners > 1 && f->paused_over_change)
			text_add_string(out, ", maybe together (unknown)");
		else if (runners > 1) {
			text_add_string(out, ", never two at once");
			add_until(out, t, f, 0);
		}
	}
}

/* With `critical`, memory was short whatever the percentage is. */
static void
add_free(struct text *out, const struct trace *t, const struct findings *f,
    int critical)
{
	const struct finding_range *v = &f->all.metric[TRACE_FREE_PERCENT];
	const struct finding_overlap *o = findings_worst_overlap(f);
	const int lowest = (int)v->low;
	int meanwhile, fell;

	if (v->known == 0) {
		text_add_string(out, "was not recorded");
		return;
	}
	if (v->known == 1)
		text_add_f(out, "was at %d %%", lowest);
	else if (lowest >= f->low_percent && !critical)
		text_add_f(out, "stayed at %d %%%s", lowest,
		    v->high > v->low ? " or above" : "");
	else {
		meanwhile = o != NULL ? o->lowest_percent : -1;
		fell =
		    (int)v->first > (meanwhile > lowest ? meanwhile : lowest);
		text_add_string(out, fell ? "fell to " : "was as low as ");
		if (meanwhile > lowest)
			text_add_f(out,
			    "%d %% meanwhile, %s%d %% at another time",
			    meanwhile, fell ? "to " : "", lowest);
		else
			text_add_f(out, "%d %%", lowest);
	}
	if (v->known > 1 && (lowest < f->low_percent || critical) &&
	    (f->log[1].late || f->log[1].early))
		text_add_string(out, ", recorded");
	add_until(out, t, f, 1);
	findings_add_coverage(out, t, v->known);
	/* What was low in a gap was not recorded. */
	if (v->known > 1 && lowest >= f->low_percent && !critical)
		findings_add_pause(out, f->system_paused_ms);
}

static void
add_swapped(struct text *out, uint64_t bytes)
{
	text_add_string(out, ", ");
	if (bytes >> 30 > 0)
		text_add_f(out, "%.1f GiB", (double)bytes / (1 << 30));
	else
		human_bytes(out, bytes);
	text_add_string(out, " swapped");
}

void
findings_headline(
    struct text *out, const struct trace *t, const struct findings *f)
{
	const uint64_t rise = f->swap.to - f->swap.from;
	const int swapped = rise > 0 && rise >= findings_little(t);
	/* Where the kernel itself reported the critical level. */
	size_t stretches = 0, i;
	int64_t ms = 0;

	for (i = 0; i < f->pressures; i++) {
		const struct finding_pressure *p = &f->pressure[i];

		if (p->recorded && p->level == PRESSURE_CRITICAL) {
			stretches++;
			ms += p->to_ms - p->from_ms;
		}
	}
	add_runners(out, t, f);
	text_add_string(out, "; free memory ");
	add_free(out, t, f, stretches > 0);
	if (swapped)
		add_swapped(out, rise);
	if (stretches == 0)
		return;
	text_add_string(out, ", pressure critical");
	/* Beside what was swapped this would be too long. */
	if (!swapped && ms > 0) {
		text_add_string(out, " for ");
		human_duration(out, ms);
	} else if (!swapped) {
		text_add_string(out, " in ");
		human_count(out, stretches, "sample", "samples");
	}
}
