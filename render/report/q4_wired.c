#include "render/human.h"
#include "render/report/words.h"

#define GIB ((uint64_t)1024 * 1024 * 1024)

static double load_rank(const struct report *r, size_t i);
static void tell_load(struct report *r, const struct finding_load *l);

static double
load_rank(const struct report *r, size_t i)
{
	const struct finding_load *l = &r->findings->load[i];

	return l->known ? (double)l->highest_bytes - (double)l->before_bytes
			: -1e20;
}

static void
tell_load(struct report *r, const struct finding_load *l)
{
	const double gib =
	    ((double)l->highest_bytes - (double)l->before_bytes) / (double)GIB;

	if (!l->known)
		return;
	text_add_string(r->out, "- ");
	report_runner(r, l->runner);
	text_add_string(r->out, ", started ");
	report_clock(r, r->findings->runner[l->runner].from_ms);
	text_add_string(r->out, ": wired ");
	report_bytes(r->out, l->before_bytes);
	text_add_string(r->out, " before, ");
	report_bytes(r->out, l->highest_bytes);
	text_add_string(r->out, " at most, ");
	report_bytes(r->out, l->after_bytes);
	text_add_string(r->out, " after");
	if (gib >= 0.01 && l->rise_ms > 0) {
		text_add_f(r->out, "; +%.2f GiB, most of it within ", gib);
		human_duration(r->out, l->rise_ms);
		text_add_f(r->out, " (%.2f GiB/s)",
		    gib * 0.95 / ((double)l->rise_ms / 1000));
	}
	text_add_string(r->out, ".\n");
}

void
report_wired_question(struct report *r)
{
	const struct findings *f = r->findings;
	size_t chosen[REPORT_ITEMS], shown, i, known = 0;
	int sharp = 0;

	for (i = 0; i < f->loads; i++) {
		const struct finding_load *l = &f->load[i];

		known += l->known != 0;
		sharp |= l->known && l->highest_bytes > l->before_bytes &&
			 l->highest_bytes - l->before_bytes >= report_much(r);
	}
	text_add_string(r->out,
	    "\n#### 4. Did wired memory rise sharply during "
	    "a model load? ");
	if (r->trace->samples == 0 || f->all.metric[TRACE_WIRED].known == 0)
		text_add_string(r->out, r->trace->samples == 0
					    ? "**not recorded**\n\nThe process "
					      "log has no sample.\n"
					    : "**not recorded**\n\nNo system "
					      "sample has vm_stat.\n");
	else if (f->loads == 0 && r->trace->samples == 1)
		text_add_string(r->out,
		    "**not recorded**\n\nIn a single process sample no "
		    "runner is seen to start.\n");
	else if (f->loads == 0 && f->starts_late && f->runners > 0)
		text_add_string(r->out,
		    "**not recorded**\n\nWhat ran in the first process "
		    "sample had started before it (see Sampling).\n");
	else if (f->loads == 0)
		text_add_string(r->out, "**no**\n\nNo runner started while "
					"recording.\n");
	else if (known == 0)
		text_add_string(r->out,
		    "**not recorded**\n\nNo system sample stands "
		    "near the start of a runner.\n");
	else {
		text_add_string(r->out, sharp ? "**yes**\n\n" : "**no**\n\n");
		text_add_string(r->out, "Sharply: by ");
		report_bytes(r->out, report_much(r));
		text_add_string(r->out,
		    r->trace->memory_bytes > 0 ? ", 5% of the memory," : "");
		text_add_string(r->out,
		    " or more in the two minutes after a start, or until the "
		    "next one.\n\n");
		shown =
		    report_choose(r, f->loads, load_rank, chosen, REPORT_ITEMS);
		for (i = 0; i < shown; i++)
			tell_load(r, &f->load[chosen[i]]);
		report_more(r, known, shown);
		if (known < f->loads)
			text_add_f(r->out,
			    "- not recorded for %zu of %zu starts\n",
			    f->loads - known, f->loads);
	}
}
