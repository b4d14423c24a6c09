#include "render/report/report.h"
#include "render/human.h"
#include "render/report/words.h"

/* The questions of the guide. */
static const struct question {
	const char *text;
	report_answer *answer;
} question[] = {
    {"1. New runner before the old one exited?", report_overlap_answer},
    {"2. Several models listed at once?", report_models_answer},
    {"3. Free memory close to zero with a runner alive?", report_free_answer},
    {"4. Wired memory rose sharply during a load?", report_wired_answer},
    {"5. Compressor rose after free memory was low?", report_compressor_answer},
    {"5. Swap grew or stayed high?", report_swap_answer},
};

static const char *const answer_head[] = {
    "question", "answer", "what was seen", "when (UTC)"};

static void
fill_answer(struct report *r, const void *arg, size_t row, const char **cell)
{
	const struct question *q = (const struct question *)arg + row;
	struct answer a = {"not recorded", "", ""};

	q->answer(r, &a);
	cell[0] = q->text;
	cell[1] = a.is[0] == 'y' ? word(r, "**%s**", a.is) : a.is;
	cell[2] = a.seen;
	cell[3] = a.when;
}

/* "macOS 26.1, Apple M4 Max, 64 GiB; 5 min, ...". */
static void
put_machine(struct report *r)
{
	const struct trace *t = r->trace;
	const struct machine *m = r->machine;

	if (m != NULL)
		machine_add(r->out, m, t->memory_bytes);
	else if (t->memory_bytes > 0)
		say(r, "%.4g GiB of memory",
		    (double)t->memory_bytes / (1024 * 1024 * 1024));
	else
		say(r, "Memory not recorded");
	if (r->findings->wired_limit > 0)
		say(r, ", GPU memory limited to %s",
		    size(r, r->findings->wired_limit));
	if (m != NULL && m->offset.len > 0)
		say(r, "; local time is UTC%.*s", (int)m->offset.len,
		    m->offset.data);
	say(r, "; %s with %s and %s.\n", lasting(r, r->to_ms - r->from_ms),
	    counted(r, t->samples, "process sample", "process samples"),
	    counted(r, t->blocks, "system sample", "system samples"));
}

void
report_put(
    struct report *r, const char *heading, report_part *part, const char *end)
{
	const size_t start = r->out->len;
	size_t len;

	say(r, "%s", heading);
	len = r->out->len;
	part(r);
	if (r->out->len == len)
		r->out->len = start;
	else
		say(r, "%s", end);
}

static void
put_answers(struct report *r)
{
	report_put(
	    r, "\n#### 1. Runners alive together\n", report_overlaps, "");
	report_put(r, "\n#### 2. Listed models\n\n", report_listed, "");
	report_put(r, "\n#### 3. Free memory and pressure\n", report_free, "");
	report_put(r, "\n#### 4. Wired memory\n", report_wired, "");
	report_put(r, "\n#### 5. Compressor and swap\n", report_after, "");
}

static void
put_every(struct report *r, const char *which, int64_t pause)
{
	if (pause < INT64_MAX)
		say(r, "- A %s sample was taken every %s.\n", which,
		    lasting(r, pause / 3));
}

static void
put_notes(struct report *r)
{
	const struct trace *t = r->trace;
	const struct findings *f = r->findings;
	const size_t unknown = f->level_blocks[PRESSURE_UNKNOWN];

	put_every(r, "process", f->log[0].pause_ms);
	put_every(r, "system", f->log[1].pause_ms);
	if (t->page_size > 0)
		say(r, "- A page has %zu bytes.\n", (size_t)t->page_size);
	if (f->derived_blocks > 0)
		say(r,
		    "- In %s memory_pressure is missing: there free %% is "
		    "computed from vm_stat and may be off by one point.\n",
		    share_of_blocks(r, f->derived_blocks));
	if (f->recorded_blocks < t->blocks)
		say(r, "- The kernel's own pressure level was %s%s%s.\n",
		    f->recorded_blocks == 0
			? "not recorded"
			: word(r, "recorded in %s",
			      share_of_blocks(r, f->recorded_blocks)),
		    f->recorded_blocks + unknown == t->blocks ? ""
		    : f->recorded_blocks == 0
			? "; it is estimated from vm_stat"
			: "; the rest is estimated from vm_stat",
		    f->recorded_blocks + unknown < t->blocks && unknown > 0
			? ", or unknown"
			: "");
	say(r, "- All times are times of samples. What happened between two "
	       "samples was not recorded.\n"
	       "- RSS is not all the memory of a process: it leaves out GPU "
	       "memory and compressed pages. Shared pages count in each "
	       "process, so do not add up RSS.\n");
	if (t->rows.footprint_kib != NULL)
		say(r, "- Footprint leaves out mapped files, such as the "
		       "weights of many GGUF models; these are in RSS. On a "
		       "Mac footprint includes GPU memory. Do not add up "
		       "footprint and RSS.\n");
	say(r, "- Free %% is more than unused memory: on a Mac it is roughly "
	       "all that is neither wired nor in the compressor, caches "
	       "included.\n");
}

/* The parts below the table are folded away. */
static const struct {
	const char *heading;
	report_part *part;
} folds[] = {
    {"\n<details><summary>Model runners</summary>\n", report_runners},
    {"\n<details><summary>The answers in detail</summary>\n", put_answers},
    {"\n<details><summary>Gaps and joins in the logs</summary>\n\n",
	report_sampling},
    {"\n<details><summary>How to read these numbers</summary>\n\n", put_notes},
};

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
	say(&r, "\n\n**");
	findings_headline(out, t, f);
	say(&r, ".**\n\n");
	put_machine(&r);
	say(&r, "\n");
	report_table(&r, answer_head,
	    sizeof answer_head / sizeof answer_head[0],
	    sizeof question / sizeof question[0], fill_answer, question);
	for (i = 0; i < sizeof folds / sizeof folds[0]; i++)
		report_put(
		    &r, folds[i].heading, folds[i].part, "\n</details>\n");
	for (i = 0; i < sizeof r.word / sizeof r.word[0]; i++)
		text_free(&r.word[i]);
	return out->failed ? -1 : 0;
}
