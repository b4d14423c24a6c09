#include <string.h>

#include "render/report/words.h"
#include "render/utf8.h"

enum {
	LISTED = 5,
	FOOTPRINT,
	FOOTPRINT_AT,
	FOOTPRINT_MAX,
	GPU,
	RSS,
	RSS_AT,
	COLUMNS
};

static const char *const heads[COLUMNS] = {"PID", "model", "started", "ended",
    "alive", "listed", "peak footprint", "at", "max. footprint", "peak GPU",
    "peak RSS", "at"};
static const char none[] = "not recorded";
static const int right[COLUMNS] = {1, 0, 0, 0, 1, 1, 1, 0, 1, 1, 1, 0};

double
report_size_rank(const struct report *r, size_t i)
{
	const struct finding_runner *f = &r->findings->runner[i];
	const struct trace_process *p = &r->trace->process[f->process];
	const uint64_t rss = p->peak_rss_kib * 1024;
	const uint64_t max_kib = trace_wide_of(r->trace, p).footprint_max_kib;
	uint64_t most = r->findings->story[f->story].listed_most;

	if (p->peak_footprint_kib != TRACE_UNKNOWN)
		most = p->peak_footprint_kib * 1024;
	if (max_kib != TRACE_UNKNOWN && max_kib * 1024 > most)
		most = max_kib * 1024;
	return (double)(rss > most ? rss : most);
}

/* Restarts have one line for all of them. */
double
report_row_rank(const struct report *r, size_t i)
{
	return r->findings->runner[i].restart != TRACE_NONE
		   ? -1
		   : report_size_rank(r, i);
}

static void
put_orphan(struct report *r, size_t i)
{
	const struct finding_runner *f = &r->findings->runner[i];
	const struct trace_process *p = &r->trace->process[f->process];
	const unsigned long long ppid = p->ppid;
	const char *lost;

	if (f->foreign || f->orphan == ORPHAN_NO)
		return;
	if (f->orphan == ORPHAN_PARENT_1) {
		say(r,
		    "- %s had parent PID 1 from the start: its server had "
		    "already exited, or it never had one.\n",
		    runner(r, i));
		return;
	}
	lost = f->orphan == ORPHAN_REPARENTED
		   ? word(r, "lost its parent (PID %llu, then %llu)",
			 (unsigned long long)p->first_ppid, ppid)
		   : word(r, "outlived its server (PID %llu)", ppid);
	say(r, "- Orphan: %s %s and lived on: %s%s\n", runner(r, i), lost,
	    from_to(r, f->orphan_ms, f->to_ms), still(f));
}

/* NULL: not recorded. */
static const char *
known(struct report *r, uint64_t kib)
{
	return kib == TRACE_UNKNOWN ? NULL : size(r, kib * 1024);
}

static void
fill_row(struct report *r, size_t i, const char *cell[COLUMNS])
{
	const struct finding_runner *f = &r->findings->runner[i];
	const struct trace_process *p = &r->trace->process[f->process];
	const struct trace_wide wide = trace_wide_of(r->trace, p);
	const uint64_t most = r->findings->story[f->story].listed_most;

	cell[0] = word(r, "%llu", (unsigned long long)p->pid);
	cell[1] = named(r, i);
	cell[2] = word(r, "%s%s",
	    f->started == EDGE_BEYOND ? "already running" : at(r, f->from_ms),
	    f->started == EDGE_PAUSE     ? " (after a gap)"
	    : f->started == EDGE_UNKNOWN ? " (first sample)"
					 : "");
	cell[3] = word(r, "%s%s",
	    f->ended == EDGE_BEYOND ? "still running" : at(r, f->to_ms),
	    f->ended == EDGE_PAUSE     ? " (before a gap)"
	    : f->ended == EDGE_UNKNOWN ? " (last sample)"
				       : "");
	cell[4] = lasting(r, f->to_ms - f->from_ms);
	cell[LISTED] = most > 0 ? listed(r, most) : NULL;
	cell[FOOTPRINT] = known(r, p->peak_footprint_kib);
	cell[FOOTPRINT_AT] =
	    cell[FOOTPRINT] == NULL
		? NULL
		: at(r, r->trace->sample_ms[p->peak_footprint_sample]);
	cell[FOOTPRINT_MAX] = known(r, wide.footprint_max_kib);
	cell[GPU] = known(r, wide.peak_gpu_kib);
	cell[RSS] = known(r, p->peak_rss_kib);
	cell[RSS_AT] = at(r, r->trace->sample_ms[p->peak_sample]);
}

static void
put_row(struct report *r, const char *const cell[COLUMNS],
    const size_t width[COLUMNS])
{
	int k, pad;

	for (k = 0; k < COLUMNS; k++) {
		const char *text = cell[k] != NULL ? cell[k] : none;

		if (width[k] == 0)
			continue;
		pad = (int)(width[k] - utf8_width(span_of(text)));
		say(r, "| %*s%s%*s ", right[k] ? pad : 0, "", text,
		    right[k] ? 0 : pad, "");
	}
	say(r, "|\n");
}

/* A column that no runner has is 0 wide; those of wide logs go together. */
static void
find_widths(
    struct report *r, const size_t *chosen, size_t rows, size_t width[COLUMNS])
{
	const char *cell[COLUMNS];
	size_t most[COLUMNS], i, k, w;

	for (k = 0; k < COLUMNS; k++) {
		width[k] = 0;
		most[k] = strlen(heads[k]);
	}
	for (i = 0; i < rows; i++) {
		fill_row(r, chosen[i], cell);
		for (k = 0; k < COLUMNS; k++) {
			w = utf8_width(span_of(cell[k] ? cell[k] : none));
			most[k] = w > most[k] ? w : most[k];
			width[k] |= cell[k] != NULL;
		}
	}
	width[LISTED] &= width[FOOTPRINT];
	for (k = 0; k < COLUMNS; k++)
		width[k] *= most[k];
}

/* Cells are padded, so that it is a table in a terminal, too. */
static void
put_table(struct report *r, const size_t *chosen, size_t rows)
{
	const char *cell[COLUMNS];
	size_t width[COLUMNS], i, k, w;

	find_widths(r, chosen, rows, width);
	put_row(r, heads, width);
	for (k = 0; k < COLUMNS; k++) {
		if (width[k] == 0)
			continue;
		say(r, right[k] ? "|-" : "|:");
		for (w = 0; w < width[k]; w++)
			say(r, "-");
		say(r, right[k] ? ":" : "-");
	}
	say(r, "|\n");
	for (i = 0; i < rows; i++) {
		fill_row(r, chosen[i], cell);
		put_row(r, cell, width);
	}
}

void
report_runners(struct report *r)
{
	const struct findings *f = r->findings;
	const struct trace_process *p;
	size_t chosen[REPORT_RUNNERS], shown, start, i, count = 0;
	int inferred = 0, foreign = 0, wide = 0;

	if (f->runners == 0)
		return;
	for (i = 0; i < f->runners; i++)
		count += f->runner[i].restart == TRACE_NONE;
	say(r, "\n#### Model runners\n");
	shown = report_choose(
	    r, f->runners, report_row_rank, chosen, REPORT_RUNNERS);
	for (i = 0; i < shown; i++) {
		inferred |= f->runner[chosen[i]].named_by != TRACE_NONE;
		foreign |= f->runner[chosen[i]].foreign;
		p = &r->trace->process[f->runner[chosen[i]].process];
		wide |= trace_wide_of(r->trace, p).footprint_max_kib !=
			TRACE_UNKNOWN;
	}
	if (shown > 0) {
		say(r, "\n");
		put_table(r, chosen, shown);
	}
	if (count > shown)
		say(r, "\nThe %zu largest, of %zu.\n", shown, count);
	if (wide)
		say(r, "\nMax. footprint is the kernel's own maximum since the "
		       "process began; peaks between two samples are in it.\n");
	if (inferred)
		say(r, "\n~ marks an inferred name: the command line does not "
		       "give it, and it was the only listed model without a "
		       "runner of its own.\n");
	if (foreign)
		say(r, "\nA model with a program before it is not Ollama's: it "
		       "counts as no overlap, and Ollama does not list it.\n");
	report_lives(r);
	start = report_open_list(r);
	report_each(r, f->runners, put_orphan);
	report_close_list(r, start);
}
