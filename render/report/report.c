#include "render/report/report.h"
#include "render/human.h"
#include "render/report/words.h"

/* What happened, in one line. */
static void
put_verdict(struct report *r)
{
	say(r, "**");
	findings_headline(r->out, r->trace, r->findings);
	say(r, ".**\n\n");
}

/* "30.06 GiB footprint at 09:28:25 (at most 31.2 GiB since it started), ". */
static const char *
peak_footprint(struct report *r, const struct trace_process *p)
{
	const uint64_t most_kib = trace_wide_of(r->trace, p).footprint_max_kib;
	const char *most = "";

	if (p->peak_footprint_kib == TRACE_UNKNOWN)
		return "";
	if (most_kib != TRACE_UNKNOWN && most_kib > p->peak_footprint_kib)
		most = word(r, " (at most %s since it started)",
		    size(r, most_kib * 1024));
	return word(r, "%s footprint at %s%s, ",
	    size(r, p->peak_footprint_kib * 1024),
	    at(r, r->trace->sample_ms[p->peak_footprint_sample]), most);
}

/* The runner that took most of the memory, and what was left of it. */
static void
put_largest(struct report *r)
{
	const struct findings *f = r->findings;
	const struct finding_range *free = &f->all.metric[TRACE_FREE_PERCENT];
	struct finding_values v;
	size_t i;

	if (report_choose(r, f->runners, report_size_rank, &i, 1) == 1) {
		const struct trace_process *p =
		    &r->trace->process[f->runner[i].process];

		say(r, "- Largest runner: %s, %s%s%s RSS at %s\n", runner(r, i),
		    listed_more(r, i, p->peak_footprint_kib, p->peak_rss_kib),
		    peak_footprint(r, p), size(r, p->peak_rss_kib * 1024),
		    at(r, r->trace->sample_ms[p->peak_sample]));
	}
	if (free->known == 0)
		return;
	findings_range(r->trace, free->low_block, free->low_block + 1, &v);
	say(r,
	    "- Lowest free memory: %d%% at %s, with wired %s, compressor "
	    "%s, swap used %s\n",
	    (int)free->low, at(r, r->trace->block[free->low_block].ts_ms),
	    range(r, &v.metric[TRACE_WIRED]),
	    range(r, &v.metric[TRACE_COMPRESSOR]),
	    range(r, &v.metric[TRACE_SWAP_USED]));
}

/* The highest level; nothing when there is none. */
static void
put_level(struct report *r)
{
	const size_t *blocks = r->findings->level_blocks;

	if (blocks[PRESSURE_UNKNOWN] < r->trace->blocks)
		say(r, "- Pressure level, %s: %s\n", level_kind(r),
		    blocks[PRESSURE_CRITICAL] > 0 ? "up to critical"
		    : blocks[PRESSURE_WARN] > 0   ? "up to warn"
						  : "normal");
}

/* "360 process samples, one every 1 s". */
static const char *
sampled(struct report *r, size_t count, const char *what, int64_t pause)
{
	return word(r, "%zu %s sample%s%s", count, what, count == 1 ? "" : "s",
	    pause == INT64_MAX
		? ""
		: word(r, ", one every %s", lasting(r, pause / 3)));
}

static void
put_machine(struct report *r)
{
	const struct trace *t = r->trace;
	const struct machine *m = r->machine;

	say(r, "- Machine: ");
	if (m == NULL)
		say(r, "memory %s",
		    t->memory_bytes > 0 ? size(r, t->memory_bytes)
					: "not recorded");
	else
		machine_add(r->out, m, t->memory_bytes);
	if (m != NULL && m->offset.len > 0)
		say(r, "; local time is UTC%.*s", (int)m->offset.len,
		    m->offset.data);
	say(r, ", page size %s%s\n",
	    t->page_size > 0 ? word(r, "%zu bytes", (size_t)t->page_size)
			     : "not recorded",
	    r->findings->wired_limit > 0
		? word(r, ", GPU memory limited to %s",
		      size(r, r->findings->wired_limit))
		: "");
}

static void
put_span(struct report *r)
{
	const struct trace *t = r->trace;
	const struct findings *f = r->findings;

	put_machine(r);
	say(r, "- Recorded: %s; %s; %s\n", lasting(r, r->to_ms - r->from_ms),
	    sampled(r, t->samples, "process", f->process_pause_ms),
	    sampled(r, t->blocks, "system", f->system_pause_ms));
	if (f->derived_blocks > 0)
		say(r,
		    "- Free memory is recomputed from vm_stat in %zu of %zu "
		    "system samples, which lack memory_pressure; it may be "
		    "a point off.\n",
		    f->derived_blocks, t->blocks);
}

static double
gap_rank(const struct report *r, size_t i)
{
	const struct finding_gap *g = &r->findings->gap[i];

	return (double)(g->to_ms - g->from_ms);
}

static void
put_gap(struct report *r, size_t i)
{
	const struct finding_gap *g = &r->findings->gap[i];

	say(r, "- No %s sample: %s%s%s.\n", g->system ? "system" : "process",
	    from_to(r, g->from_ms, g->to_ms),
	    g->both     ? "; the other log has a gap there too: the "
			  "machine was too busy or asleep, or its clock "
			  "was set forward"
	    : g->system ? ""
			: " (or no process matched)",
	    g->ended == 0 && g->started == 0
		? ""
		: word(r, "; %s gone and %u new afterwards",
		      counted(r, g->ended, "runner was", "runners were"),
		      (unsigned)g->started));
}

/* Where one log has samples and the other has none. */
static void
put_edges(struct report *r)
{
	const struct trace *t = r->trace;
	const struct findings *f = r->findings;
	const char *processes, *system;

	if (t->samples == 0 || t->blocks == 0)
		return;
	processes = at(r, t->sample_ms[0]);
	system = at(r, t->block[0].ts_ms);
	if (f->starts_late)
		say(r,
		    "- System samples from %s on, but no process sample "
		    "before %s: no process matched, or that log begins "
		    "there.\n",
		    system, processes);
	if (f->system_starts_late)
		say(r,
		    "- Process samples from %s on, but no system sample "
		    "before %s.\n",
		    processes, system);
	processes = at(r, t->sample_ms[t->samples - 1]);
	system = at(r, t->block[t->blocks - 1].ts_ms);
	if (f->ends_early)
		say(r,
		    "- System samples until %s, but no process sample after "
		    "%s: no process matched, or that log ends there.\n",
		    system, processes);
	if (f->system_ends_early)
		say(r,
		    "- Process samples until %s, but no system sample after "
		    "%s.\n",
		    processes, system);
}

/* What happened there, and what it did to the times that follow. */
static void
put_seam(struct report *r, size_t i)
{
	static const char *const of[] = {
	    "no log", "the process log", "the system log", "both logs"};
	const struct trace_seam *s = &r->trace->seam[i];
	const char *when = at(r, s->at_ms), *logs = of[s->logs];

	say(r, "- %s%s%s.\n",
	    s->kind == SEAM_JOINED
		? word(r, "At %s another recording begins in %s%s", when, logs,
		      s->back_ms > 0 ? ", one that was made before or meanwhile"
				     : "")
		: word(r, "The clock was set back by %s at %s",
		      lasting(r, s->back_ms), when),
	    s->kind == SEAM_UNCLEAR
		? word(
		      r, ", or recordings were joined out of order in %s", logs)
		: "",
	    s->back_ms > 0 ? word(r,
				 ". Times from there on are shifted: each is "
				 "the log's time plus %s",
				 lasting(r, s->shift_ms))
			   : "");
}

static void
put_repeats(struct report *r)
{
	const struct trace *t = r->trace;
	int k;

	for (k = 0; k < 2; k++)
		if (t->repeats[k] > 0)
			say(r,
			    "- The %s log holds the same recording more "
			    "than once; it is counted once.\n",
			    k == 0 ? "process" : "system");
}

static void
put_sampling(struct report *r)
{
	const struct trace *t = r->trace;
	const struct findings *f = r->findings;
	/* A single sample of each never has the other's time. */
	const int64_t near_ms = 60000;
	const int apart =
	    t->samples > 0 && t->blocks > 0 &&
	    (t->sample_ms[t->samples - 1] + near_ms < t->block[0].ts_ms ||
		t->block[t->blocks - 1].ts_ms + near_ms < t->sample_ms[0]);
	const size_t before = r->out->len;
	size_t start;

	say(r, "\n#### Sampling\n\n");
	start = r->out->len;
	if (apart)
		say(r, "- The two logs do not overlap in time: do they belong "
		       "together?\n");
	else
		put_edges(r);
	put_repeats(r);
	report_each(r, t->seams, put_seam);
	report_top(r, f->gaps, gap_rank, put_gap);
	if (r->out->len == start)
		r->out->len = before;
}

static void
put_caveats(struct report *r)
{
	const struct findings *f = r->findings;

	say(r,
	    "\n#### What these numbers do not mean\n\n"
	    "- RSS is not footprint: GPU memory and compressed pages are "
	    "missing from it, and shared pages count in each process. Do not "
	    "add it up.\n");
	if (r->trace->rows.footprint_kib != NULL)
		say(r,
		    "- Footprint leaves out what is mapped from files, such as "
		    "the weights of many a GGUF model: these are in RSS. On a "
		    "Mac it holds GPU memory. Do not add the columns up.\n");
	say(r,
	    "- Free %% is not free memory: it is roughly what is neither wired "
	    "nor in the compressor, caches included.\n"
	    "- Times are sample times; anything between two samples goes "
	    "unseen.%s\n",
	    f->recorded_blocks == 0
		? " The pressure level is an estimate; the kernel's own was "
		  "not recorded."
	    : f->recorded_blocks < r->trace->blocks
		? " Where the kernel's own pressure level was not recorded, it "
		  "is an estimate."
		: "");
}

int
report_write(const struct trace *t, const struct findings *f,
    const struct machine *machine, struct text *out)
{
	struct report r = {
	    .trace = t, .findings = f, .machine = machine, .out = out};
	size_t i;

	if (trace_span(t, &r.from_ms, &r.to_ms) != 0)
		return -1;
	r.dated = human_is_dated(r.from_ms, r.to_ms);
	r.tenths = trace_has_fractions(t);
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
	put_caveats(&r);
	for (i = 0; i < sizeof r.word / sizeof r.word[0]; i++)
		text_free(&r.word[i]);
	return out->failed ? -1 : 0;
}
