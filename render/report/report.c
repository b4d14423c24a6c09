#include "render/report/report.h"
#include "render/human.h"
#include "render/report/words.h"

static void put_free(struct report *);

/* What happened, in one line: of one overlap, and of free memory. */
static void
put_verdict(struct report *r)
{
	const struct findings *f = r->findings;
	const struct finding_overlap *o;
	const size_t runners = report_ollamas(r);

	say(r, "**");
	if (r->trace->samples == 0)
		say(r, "Processes were not recorded");
	else if (f->runners == 0)
		say(r, "No model runner was seen");
	else if (runners == 0)
		say(r, "No model runner of Ollama was seen");
	else if (f->overlaps == 0)
		say(r, "%s",
		    counted(r, runners, "model runner",
			"model runners, never two at once"));
	else {
		o = report_worst_overlap(r);
		say(r, "%s%zu model runners were alive at the same time",
		    o->most > 2 ? "2 to " : "", o->most);
		if (o->to_ms > o->from_ms)
			say(r, " for %s", lasting(r, o->to_ms - o->from_ms));
		if (f->overlaps > 1)
			say(r, " (and in %s)",
			    counted(r, f->overlaps - 1, "other interval",
				"other intervals"));
	}
	put_free(r);
	say(r, ".**\n\n");
}

static void
put_free(struct report *r)
{
	const struct findings *f = r->findings;
	const struct finding_range *percent =
	    &f->all.metric[TRACE_FREE_PERCENT];
	const int meanwhile =
	    f->overlaps > 0 ? report_worst_overlap(r)->lowest_percent : -1;

	if (percent->known == 0) {
		say(r, "; free memory was not recorded");
		return;
	}
	if (percent->known == 1)
		say(r, "; free memory was at %d%%", (int)percent->low);
	else if (percent->low >= (uint64_t)f->low_percent)
		say(r, "; free memory stayed at %d%% or above",
		    (int)percent->low);
	else if (meanwhile >= 0 && meanwhile != (int)percent->low)
		say(r,
		    "; free memory was as low as %d%% meanwhile, and %d%% "
		    "at another time",
		    meanwhile, (int)percent->low);
	else
		say(r, "; free memory was as low as %d%%%s", (int)percent->low,
		    meanwhile >= 0 ? " meanwhile" : "");
	say(r, "%s", coverage(r, percent));
}

/* Who ate the memory, and what was left of it. */
static void
put_largest(struct report *r)
{
	const struct findings *f = r->findings;
	const struct finding_range *percent =
	    &f->all.metric[TRACE_FREE_PERCENT];
	const struct trace_process *p;
	struct finding_values v;
	size_t largest;

	if (report_largest(r, &largest, 1) == 1) {
		p = &r->trace->process[f->runner[largest].process];
		say(r, "- Largest runner: %s, ", runner(r, largest));
		if (f->story[f->runner[largest].story].listed_most >
		    p->peak_rss_kib * 1024)
			say(r, "%s listed, ",
			    listed(r, f->story[f->runner[largest].story]
					  .listed_most));
		say(r, "%s RSS at %s\n", size(r, p->peak_rss_kib * 1024),
		    at(r, r->trace->sample_ms[p->peak_sample]));
	}
	if (percent->known == 0)
		return;
	findings_range(
	    r->trace, percent->low_block, percent->low_block + 1, &v);
	say(r,
	    "- Lowest free memory: %d%% at %s, with wired %s, compressor "
	    "%s, swap used %s\n",
	    (int)percent->low, at(r, r->trace->block[percent->low_block].ts_ms),
	    range(r, &v.metric[TRACE_WIRED]),
	    range(r, &v.metric[TRACE_COMPRESSOR]),
	    range(r, &v.metric[TRACE_SWAP_USED]));
}

/* The highest level that was estimated; nothing when there is none. */
static void
put_level(struct report *r)
{
	const size_t *blocks = r->findings->level_blocks;

	if (blocks[PRESSURE_UNKNOWN] < r->trace->blocks)
		say(r, "- Pressure level, estimated: %s\n",
		    blocks[PRESSURE_CRITICAL] > 0 ? "up to critical"
		    : blocks[PRESSURE_WARN] > 0   ? "up to warn"
						  : "normal");
}

static void
put_every(struct report *r, size_t count, const char *what, int64_t pause)
{
	say(r, "; %zu %s sample%s", count, what, count == 1 ? "" : "s");
	if (pause != INT64_MAX)
		say(r, ", one every %s", lasting(r, pause / 3));
}

static void
put_span(struct report *r)
{
	const struct trace *t = r->trace;

	say(r, "- Machine: memory %s, page size ",
	    t->memory_bytes > 0 ? size(r, t->memory_bytes) : "not recorded");
	if (t->page_size > 0)
		say(r, "%zu bytes\n", (size_t)t->page_size);
	else
		say(r, "not recorded\n");
	say(r, "- Recorded: %s", lasting(r, r->to_ms - r->from_ms));
	put_every(r, t->samples, "process", r->findings->process_pause_ms);
	put_every(r, t->blocks, "system", r->findings->system_pause_ms);
	say(r, "\n");
	if (r->findings->derived_blocks > 0)
		say(r,
		    "- Free memory is recomputed from vm_stat in %zu of %zu "
		    "system samples, which lack memory_pressure; it may be "
		    "a point off.\n",
		    r->findings->derived_blocks, t->blocks);
}

static double
gap_rank(const struct report *r, size_t i)
{
	const struct finding_gap *g = &r->findings->gap[i];

	return (double)(g->to_ms - g->from_ms);
}

static void
put_gaps(struct report *r)
{
	const struct findings *f = r->findings;
	size_t chosen[REPORT_ITEMS], shown, i;

	shown = report_choose(r, f->gaps, gap_rank, chosen, REPORT_ITEMS);
	for (i = 0; i < shown; i++) {
		const struct finding_gap *g = &f->gap[chosen[i]];

		say(r, "- No %s sample: %s%s", g->system ? "system" : "process",
		    from_to(r, g->from_ms, g->to_ms),
		    g->both     ? "; the other log has a gap there too: the "
				  "machine was too busy or asleep, or its clock "
				  "was set forward"
		    : g->system ? ""
				: " (or no process matched)");
		if (g->ended > 0 || g->started > 0)
			say(r, "; %s gone and %u new afterwards",
			    counted(r, g->ended, "runner was", "runners were"),
			    (unsigned)g->started);
		say(r, ".\n");
	}
	report_more(r, f->gaps, shown);
}

/* Where one log has samples and the other has none. */
static void
put_edges(struct report *r)
{
	const struct trace *t = r->trace;
	const struct findings *f = r->findings;

	if (f->starts_late)
		say(r,
		    "- System samples from %s on, but no process sample "
		    "before %s: no process matched, or that log begins "
		    "there.\n",
		    at(r, t->block[0].ts_ms), at(r, t->sample_ms[0]));
	if (f->ends_early)
		say(r,
		    "- System samples until %s, but no process sample after "
		    "%s: no process matched, or that log ends there.\n",
		    at(r, t->block[t->blocks - 1].ts_ms),
		    at(r, t->sample_ms[t->samples - 1]));
	if (f->system_starts_late)
		say(r,
		    "- Process samples from %s on, but no system sample "
		    "before %s.\n",
		    at(r, t->sample_ms[0]), at(r, t->block[0].ts_ms));
	if (f->system_ends_early)
		say(r,
		    "- Process samples until %s, but no system sample after "
		    "%s.\n",
		    at(r, t->sample_ms[t->samples - 1]),
		    at(r, t->block[t->blocks - 1].ts_ms));
}

static const char *
logs_of(int logs)
{
	return logs == 1   ? "the process log"
	       : logs == 2 ? "the system log"
			   : "both logs";
}

/* What happened there, and what it did to the times that follow. */
static void
put_seam(struct report *r, const struct trace_seam *s)
{
	if (s->kind != SEAM_JOINED)
		say(r, "- The clock was set back by %s at %s",
		    lasting(r, s->back_ms), at(r, s->at_ms));
	else
		say(r, "- At %s another recording begins in %s%s",
		    at(r, s->at_ms), logs_of(s->logs),
		    s->back_ms > 0 ? ", one that was made before or meanwhile"
				   : "");
	if (s->kind == SEAM_UNCLEAR)
		say(r, ", or recordings were joined out of order in %s",
		    logs_of(s->logs));
	if (s->back_ms > 0)
		say(r,
		    ". Times from there on are shifted: they are those of "
		    "the logs plus %s",
		    lasting(r, s->shift_ms));
	say(r, ".\n");
}

static void
put_seams(struct report *r)
{
	const struct trace *t = r->trace;
	size_t i;
	int k;

	for (k = 0; k < 2; k++)
		if (t->repeats[k] > 0)
			say(r,
			    "- The %s log holds the same recording more "
			    "than once; it is counted once.\n",
			    k == 0 ? "process" : "system");
	for (i = 0; i < t->seams && i < REPORT_ITEMS; i++)
		put_seam(r, &t->seam[i]);
	report_more(r, t->seams, i);
}

static void
put_sampling(struct report *r)
{
	const struct trace *t = r->trace;
	const struct findings *f = r->findings;
	const int apart = t->samples > 0 && t->blocks > 0 &&
			  (t->sample_ms[t->samples - 1] < t->block[0].ts_ms ||
			      t->block[t->blocks - 1].ts_ms < t->sample_ms[0]);
	const size_t seams = t->seams + t->repeats[0] + t->repeats[1];

	if (!apart && seams == 0 && f->gaps == 0 && !f->starts_late &&
	    !f->ends_early && !f->system_starts_late && !f->system_ends_early)
		return;
	say(r, "\n#### Sampling\n\n");
	if (apart)
		say(r, "- The two logs do not overlap in time: do they belong "
		       "together?\n");
	else
		put_edges(r);
	put_seams(r);
	put_gaps(r);
}

/* Are there times between the seconds? */
static int
has_tenths(const struct trace *t)
{
	size_t i;

	for (i = 0; i < t->samples; i++)
		if (t->sample_ms[i] % 1000 != 0)
			return 1;
	for (i = 0; i < t->blocks; i++)
		if (t->block[i].ts_ms % 1000 != 0)
			return 1;
	return 0;
}

int
report_write(const struct trace *t, const struct findings *f, struct text *out)
{
	static const char caveats[] =
	    "\n#### What these numbers do not mean\n\n"
	    "- RSS is not footprint: GPU memory and compressed pages are "
	    "missing from it, and shared pages count in each process. Do not "
	    "add it up.\n"
	    "- Free % is not free memory: it is roughly what is neither wired "
	    "nor in the compressor, caches included.\n"
	    "- Times are sample times; anything between two samples goes "
	    "unseen. The pressure level is an estimate; the kernel's own was "
	    "not recorded.\n";
	struct report r = {.trace = t, .findings = f, .out = out};
	size_t i;

	if (trace_span(t, &r.from_ms, &r.to_ms) != 0)
		return -1;
	r.dated = human_is_dated(r.from_ms, r.to_ms);
	r.tenths = has_tenths(t);
	say(&r, "### Ollama memory trace, ");
	human_period(out, r.from_ms, r.to_ms);
	say(&r, "\n\n");
	put_verdict(&r);
	put_largest(&r);
	put_level(&r);
	put_span(&r);
	report_runners(&r);
	report_runners_question(&r);
	report_models_question(&r);
	report_free_question(&r);
	report_wired_question(&r);
	report_after_question(&r);
	put_sampling(&r);
	say(&r, "%s", caveats);
	for (i = 0; i < sizeof r.word / sizeof r.word[0]; i++)
		text_free(&r.word[i]);
	return out->failed ? -1 : 0;
}
