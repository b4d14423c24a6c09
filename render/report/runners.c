#include "render/human.h"
#include "render/report/words.h"
#include "render/utf8.h"

enum { COLUMNS = 7 };

/* A table as text: cells are padded, so that it is one in a terminal too. */
struct table_text {
	struct text cell[COLUMNS * (REPORT_RUNNERS + 1)];
	size_t rows;
};

static void put_orphans(struct report *);

/* By the larger of RSS and the listed size; restarts have one line for all. */
static double
runner_rank(const struct report *r, size_t i)
{
	const struct finding_runner *f = &r->findings->runner[i];
	const uint64_t most = r->findings->story[f->story].listed_most;
	const double rss =
	    (double)r->trace->process[f->process].peak_rss_kib * 1024;

	if (f->restart != TRACE_NONE)
		return -1;
	return rss > (double)most ? rss : (double)most;
}

size_t
report_largest(const struct report *r, size_t *chosen, size_t most)
{
	return report_choose(
	    r, r->findings->runners, runner_rank, chosen, most);
}

size_t
report_ollamas(const struct report *r)
{
	size_t i, count = 0;

	for (i = 0; i < r->findings->runners; i++)
		count += !r->findings->runner[i].foreign;
	return count;
}

static void
fill_row(struct report *r, struct table_text *table, size_t i)
{
	const struct finding_runner *f = &r->findings->runner[i];
	const struct trace_process *p = &r->trace->process[f->process];
	struct text *cell = &table->cell[table->rows++ * COLUMNS];

	text_add_u64(&cell[0], p->pid);
	text_add_string(&cell[1], named(r, i));
	text_add_f(&cell[2], "%s%s",
	    f->started == EDGE_BEYOND ? "already running" : at(r, f->from_ms),
	    f->started == EDGE_PAUSE     ? " (after a gap)"
	    : f->started == EDGE_UNKNOWN ? " (first sample)"
					 : "");
	text_add_f(&cell[3], "%s%s",
	    f->ended == EDGE_BEYOND ? "still running" : at(r, f->to_ms),
	    f->ended == EDGE_PAUSE     ? " (before a gap)"
	    : f->ended == EDGE_UNKNOWN ? " (last sample)"
				       : "");
	human_duration(&cell[4], f->to_ms - f->from_ms);
	text_add_string(&cell[5], size(r, p->peak_rss_kib * 1024));
	text_add_string(&cell[6], at(r, r->trace->sample_ms[p->peak_sample]));
}

static void
put_table(struct report *r, struct table_text *table)
{
	static const int right[COLUMNS] = {1, 0, 0, 0, 1, 1, 0};
	size_t width[COLUMNS] = {0}, row, k, w;

	for (row = 0; row < table->rows; row++)
		for (k = 0; k < COLUMNS; k++) {
			w = utf8_width(
			    text_span(&table->cell[row * COLUMNS + k]));
			if (w > width[k])
				width[k] = w;
		}
	for (row = 0; row < table->rows; row++) {
		for (k = 0; k < COLUMNS; k++) {
			struct span cell =
			    text_span(&table->cell[row * COLUMNS + k]);

			w = width[k] - utf8_width(cell);
			say(r, k == 0 ? "| " : " | ");
			if (!right[k])
				text_add_span(r->out, cell);
			say(r, "%*s", (int)w, "");
			if (right[k])
				text_add_span(r->out, cell);
		}
		say(r, " |\n");
		for (k = 0; row == 0 && k < COLUMNS; k++) {
			text_add_string(r->out, k == 0 ? "|" : "");
			text_add_char(r->out, right[k] ? '-' : ':');
			for (w = 0; w < width[k]; w++)
				text_add_char(r->out, '-');
			text_add_char(r->out, right[k] ? ':' : '-');
			text_add_string(r->out, k + 1 < COLUMNS ? "|" : "|\n");
		}
	}
}

void
report_runners(struct report *r)
{
	static const char *const heads[COLUMNS] = {
	    "PID", "model", "started", "ended", "alive", "peak RSS", "at"};
	size_t count = 0;
	struct table_text table = {.rows = 1};
	size_t chosen[REPORT_RUNNERS], shown, i;
	int inferred = 0, foreign = 0;

	for (i = 0; i < r->findings->runners; i++)
		count += r->findings->runner[i].restart == TRACE_NONE;
	if (r->findings->runners == 0)
		return;
	say(r, "\n#### Model runners\n");
	for (i = 0; i < COLUMNS; i++)
		text_add_string(&table.cell[i], heads[i]);
	shown = report_largest(r, chosen, REPORT_RUNNERS);
	while (shown > 0 && count < shown)
		shown--;
	for (i = 0; i < shown; i++) {
		const struct finding_runner *f =
		    &r->findings->runner[chosen[i]];

		fill_row(r, &table, chosen[i]);
		inferred |= f->named_by != TRACE_NONE;
		foreign |= f->foreign;
	}
	if (shown > 0) {
		say(r, "\n");
		put_table(r, &table);
	}
	for (i = 0; i < sizeof table.cell / sizeof table.cell[0]; i++) {
		r->out->failed |= table.cell[i].failed;
		text_free(&table.cell[i]);
	}
	if (count > shown)
		say(r, "\nThe %zu largest, of %zu.\n", shown, count);
	if (inferred)
		say(r, "\n~ marks an inferred name: the command line does not "
		       "give it, and it was the only listed model without a "
		       "runner of its own.\n");
	if (foreign)
		say(r, "\nA model with a program before it is not Ollama's: it "
		       "counts as no overlap, and Ollama does not list it.\n");
	report_lives(r);
	put_orphans(r);
}

static void
put_orphans(struct report *r)
{
	size_t i, count = 0;

	for (i = 0; i < r->findings->runners; i++) {
		const struct finding_runner *f = &r->findings->runner[i];
		const struct trace_process *p = &r->trace->process[f->process];

		if (f->foreign || f->orphan == ORPHAN_NO ||
		    count++ >= REPORT_ITEMS)
			continue;
		if (count == 1)
			say(r, "\n");
		switch (f->orphan) {
		case ORPHAN_NO:
			break;
		case ORPHAN_REPARENTED:
			say(r,
			    "- Orphan: %s lost its parent (PID %llu, then "
			    "%llu) and lived on: %s%s\n",
			    runner(r, i), (unsigned long long)p->first_ppid,
			    (unsigned long long)p->ppid,
			    from_to(r, f->orphan_ms, f->to_ms), still(f));
			break;
		case ORPHAN_SERVER_GONE:
			say(r,
			    "- Orphan: %s outlived its server (PID %llu) "
			    "and lived on: %s%s\n",
			    runner(r, i), (unsigned long long)p->ppid,
			    from_to(r, f->orphan_ms, f->to_ms), still(f));
			break;
		case ORPHAN_PARENT_1:
			say(r,
			    "- %s had parent PID 1 from the start: its "
			    "server had already exited, or it never had "
			    "one.\n",
			    runner(r, i));
			break;
		}
	}
	report_more(r, count, REPORT_ITEMS);
}
