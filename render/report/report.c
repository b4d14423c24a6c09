#include "render/report/report.h"
#include "render/human.h"
#include "render/report/words.h"

static int has_tenths(const struct trace *);
static void put_heading(struct report *);
static void put_verdict(struct report *);
static void put_largest(struct report *);
static void put_level(struct report *);
static void put_every(struct report *, size_t, const char *, int64_t);
static void put_span(struct report *);
static void put_edges(struct report *);
static const char *logs_of(int);
static void put_seam(struct report *, const struct trace_seam *);
static void put_seams(struct report *);
static void put_sampling(struct report *);
static double gap_rank(const struct report *, size_t);
static void put_gaps(struct report *);

static void
put_heading(struct report *r)
{
	text_add_string(r->out, "### Ollama memory trace, ");
	human_period(r->out, r->from_ms, r->to_ms);
	text_add_string(r->out, "\n\n");
}

/* What happened, in one line. */
static void
put_verdict(struct report *r)
{
	const struct findings *f = r->findings;
	const struct finding_range *percent =
	    &f->all.metric[TRACE_FREE_PERCENT];
	size_t i, most = 0;
	int64_t longest = 0;
	int meanwhile = 0; /* the lowest percentage was then */

	for (i = 0; i < f->overlaps; i++) {
		const struct finding_overlap *o = &f->overlap[i];

		if (o->most > most)
			most = o->most;
		if (o->to_ms - o->from_ms > longest)
			longest = o->to_ms - o->from_ms;
		meanwhile |= percent->low_ms >= o->from_ms &&
			     percent->low_ms <= o->to_ms;
	}
	text_add_string(r->out, "**");
	if (r->trace->samples == 0)
		text_add_string(r->out, "Processes were not recorded");
	else if (f->runners == 0)
		text_add_string(r->out, "No model runner was seen");
	else if (f->overlaps == 0)
		human_count(r->out, f->runners, "model runner",
		    "model runners, none seen beside another");
	else {
		text_add_f(r->out,
		    "%s%zu model runners were alive at the same time",
		    most > 2 ? "Up to " : "", most);
		if (longest > 0) {
			text_add_string(r->out, f->overlaps > 1
						    ? ", at the longest for "
						    : ", for ");
			human_duration(r->out, longest);
		}
	}
	if (percent->known == 0)
		text_add_string(r->out, "; free memory was not recorded");
	else if (percent->known == 1)
		text_add_f(
		    r->out, "; free memory was at %d%%", (int)percent->low);
	else if (percent->low < (uint64_t)f->low_percent)
		text_add_f(r->out, "; %sfree memory fell to %d%%",
		    meanwhile ? "meanwhile " : "", (int)percent->low);
	else
		text_add_f(r->out, "; free memory stayed at %d%% or above",
		    (int)percent->low);
	if (percent->known > 0)
		report_coverage(r, percent);
	text_add_string(r->out, ".**\n\n");
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
	size_t largest, i;

	if (report_largest(r, &largest, 1) == 1) {
		p = &r->trace->process[f->runner[largest].process];
		text_add_string(r->out, "- Largest runner: ");
		report_runner(r, largest);
		text_add_string(r->out, ", ");
		report_bytes(r->out, p->peak_rss_kib * 1024);
		text_add_string(r->out, " RSS at ");
		report_clock(r, r->trace->sample_ms[p->peak_sample]);
		text_add_char(r->out, '\n');
	}
	if (percent->known == 0)
		return;
	i = findings_block_at(r->trace, percent->low_ms);
	findings_range(r->trace, i, i + 1, &v);
	text_add_f(r->out, "- Lowest free memory: %d%% at ", (int)percent->low);
	report_clock(r, percent->low_ms);
	text_add_string(r->out, ", with wired ");
	report_range(r->out, &v.metric[TRACE_WIRED]);
	text_add_string(r->out, ", compressor ");
	report_range(r->out, &v.metric[TRACE_COMPRESSOR]);
	text_add_string(r->out, ", swap used ");
	report_range(r->out, &v.metric[TRACE_SWAP_USED]);
	text_add_char(r->out, '\n');
}

/* The highest level that was estimated; nothing when there is none. */
static void
put_level(struct report *r)
{
	const size_t *blocks = r->findings->level_blocks;

	if (blocks[PRESSURE_UNKNOWN] == r->trace->blocks)
		return;
	text_add_string(r->out, "- Pressure level, estimated: ");
	if (blocks[PRESSURE_CRITICAL] > 0)
		text_add_string(r->out, "up to critical\n");
	else if (blocks[PRESSURE_WARN] > 0)
		text_add_string(r->out, "up to warn\n");
	else
		text_add_string(r->out, "normal\n");
}

static void
put_every(struct report *r, size_t count, const char *what, int64_t pause)
{
	text_add_f(
	    r->out, "%zu %s sample%s", count, what, count == 1 ? "" : "s");
	if (pause == INT64_MAX)
		return;
	text_add_string(r->out, ", one every ");
	human_duration(r->out, pause / 3);
}

static void
put_span(struct report *r)
{
	const struct trace *t = r->trace;

	text_add_string(r->out, "- Machine: memory ");
	if (t->memory_bytes > 0)
		human_bytes(r->out, t->memory_bytes);
	else
		text_add_string(r->out, "not recorded");
	text_add_string(r->out, ", page size ");
	if (t->page_size > 0)
		text_add_f(r->out, "%zu bytes", (size_t)t->page_size);
	else
		text_add_string(r->out, "not recorded");
	text_add_string(r->out, "\n- Recorded: ");
	human_duration(r->out, r->to_ms - r->from_ms);
	text_add_string(r->out, "; ");
	put_every(r, t->samples, "process", r->findings->process_pause_ms);
	text_add_string(r->out, "; ");
	put_every(r, t->blocks, "system", r->findings->system_pause_ms);
	text_add_string(r->out, "\n");
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

		text_add_f(r->out,
		    "- No %s sample: ", g->system ? "system" : "process");
		report_interval(r, g->from_ms, g->to_ms);
		if (g->both)
			text_add_string(r->out,
			    "; the other log has a gap there too: the "
			    "machine was too busy or asleep, or its "
			    "clock was set forward");
		else if (!g->system)
			text_add_string(r->out, "; or no process matched");
		if (g->ended > 0 || g->started > 0)
			text_add_f(r->out,
			    "; runners gone after it: %u, new: %u",
			    (unsigned)g->ended, (unsigned)g->started);
		text_add_string(r->out, ".\n");
	}
	report_more(r, f->gaps, shown);
}

/* Where the system log has samples and the process log has none. */
static void
put_edges(struct report *r)
{
	const struct trace *t = r->trace;

	if (r->findings->starts_late) {
		text_add_string(r->out, "- System samples from ");
		report_clock(r, t->block[0].ts_ms);
		text_add_string(r->out, " on, but no process sample before ");
		report_clock(r, t->sample_ms[0]);
		text_add_string(r->out, ": no process matched, or that log "
					"begins there.\n");
	}
	if (r->findings->ends_early) {
		text_add_string(r->out, "- System samples until ");
		report_clock(r, t->block[t->blocks - 1].ts_ms);
		text_add_string(r->out, ", but no process sample after ");
		report_clock(r, t->sample_ms[t->samples - 1]);
		text_add_string(r->out, ": no process matched, or that log "
					"ends there.\n");
	}
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
	text_add_string(r->out, "- ");
	if (s->kind != SEAM_JOINED) {
		text_add_string(r->out, "The clock was set back by ");
		human_duration(r->out, s->back_ms);
		text_add_string(r->out, " at ");
		report_clock(r, s->at_ms);
		if (s->kind == SEAM_UNCLEAR)
			text_add_f(r->out,
			    ", or recordings were joined out of order in %s",
			    logs_of(s->logs));
	} else {
		text_add_string(r->out, "At ");
		report_clock(r, s->at_ms);
		text_add_f(r->out, " another recording begins in %s",
		    logs_of(s->logs));
		if (s->back_ms > 0)
			text_add_string(
			    r->out, ", one that was made before or meanwhile");
	}
	if (s->back_ms > 0) {
		text_add_string(r->out, ". Times from there on are shifted: "
					"they are those of the logs plus ");
		human_duration(r->out, s->shift_ms);
	}
	text_add_string(r->out, ".\n");
}

static void
put_seams(struct report *r)
{
	const struct trace *t = r->trace;
	size_t i;
	int k;

	for (k = 0; k < 2; k++)
		if (t->repeats[k] > 0)
			text_add_f(r->out,
			    "- The %s log holds the same recording more than "
			    "once; it is counted once.\n",
			    k == 0 ? "process" : "system");
	for (i = 0; i < t->seams && i < REPORT_ITEMS; i++)
		put_seam(r, &t->seam[i]);
	report_more(r, t->seams, i);
}

static void
put_sampling(struct report *r)
{
	const struct trace *t = r->trace;
	const int apart = t->samples > 0 && t->blocks > 0 &&
			  (t->sample_ms[t->samples - 1] < t->block[0].ts_ms ||
			      t->block[t->blocks - 1].ts_ms < t->sample_ms[0]);
	const size_t seams = t->seams + t->repeats[0] + t->repeats[1];

	if (!apart && seams == 0 && r->findings->gaps == 0 &&
	    !r->findings->starts_late && !r->findings->ends_early)
		return;
	text_add_string(r->out, "\n#### Sampling\n\n");
	if (apart)
		text_add_string(r->out,
		    "- The two logs do not overlap in time: do they belong "
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
	    "- Times are those of samples; between two samples nothing was "
	    "seen. The pressure level is an estimate, the kernel's own was not "
	    "recorded.\n";
	struct report r = {.trace = t, .findings = f, .out = out};

	if (trace_span(t, &r.from_ms, &r.to_ms) != 0)
		return -1;
	r.dated = human_is_dated(r.from_ms, r.to_ms);
	r.tenths = has_tenths(t);
	put_heading(&r);
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
	text_add_string(out, caveats);
	return out->failed ? -1 : 0;
}
