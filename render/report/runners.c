#include "render/human.h"
#include "render/report/words.h"

enum { COLUMNS = 7 };

/* A table as text: cells are padded, so that it is one in a terminal too. */
struct table_text {
	struct text cell[COLUMNS * (REPORT_RUNNERS + 1)];
	size_t rows;
};

static double runner_rank(const struct report *, size_t);
static void fill_row(struct report *, struct table_text *, size_t);
static void put_table(struct report *, struct table_text *);
static void put_orphans(struct report *);

static double
runner_rank(const struct report *r, size_t i)
{
	return (double)r->trace->process[r->findings->runner[i].process]
	    .peak_rss_kib;
}

size_t
report_largest(const struct report *r, size_t *chosen, size_t most)
{
	return report_choose(
	    r, r->findings->runners, runner_rank, chosen, most);
}

static void
fill_row(struct report *r, struct table_text *table, size_t runner)
{
	const struct finding_runner *f = &r->findings->runner[runner];
	const struct trace_process *p = &r->trace->process[f->process];
	struct text *cell = &table->cell[table->rows++ * COLUMNS];
	struct text name = {0}, *out = r->out;

	text_add_u64(&cell[0], p->pid);
	findings_name(&name, r->trace, r->findings, f);
	report_code(&cell[1], text_span(&name));
	r->out = &cell[2];
	if (f->started == EDGE_BEYOND)
		text_add_string(r->out, "already running");
	else {
		report_clock(r, f->from_ms);
		if (f->started < EDGE_SEEN)
			text_add_string(r->out, f->started == EDGE_PAUSE
						    ? " (after a gap)"
						    : " (first sample)");
	}
	r->out = &cell[3];
	if (f->ended == EDGE_BEYOND)
		text_add_string(r->out, "still running");
	else {
		report_clock(r, f->to_ms);
		if (f->ended < EDGE_SEEN)
			text_add_string(r->out, f->ended == EDGE_PAUSE
						    ? " (before a gap)"
						    : " (last sample)");
	}
	human_duration(&cell[4], f->to_ms - f->from_ms);
	report_bytes(&cell[5], p->peak_rss_kib * 1024);
	r->out = &cell[6];
	report_clock(r, r->trace->sample_ms[p->peak_sample]);
	r->out = out;
	out->failed |= name.failed;
	text_free(&name);
}

static void
put_table(struct report *r, struct table_text *table)
{
	static const int right[COLUMNS] = {1, 0, 0, 0, 1, 1, 0};
	size_t width[COLUMNS] = {0}, row, k, w;

	for (row = 0; row < table->rows; row++)
		for (k = 0; k < COLUMNS; k++) {
			w = human_width(
			    text_span(&table->cell[row * COLUMNS + k]));
			if (w > width[k])
				width[k] = w;
		}
	for (row = 0; row < table->rows; row++) {
		for (k = 0; k < COLUMNS; k++) {
			struct span cell =
			    text_span(&table->cell[row * COLUMNS + k]);

			w = width[k] - human_width(cell);
			text_add_string(r->out, k == 0 ? "| " : " | ");
			if (!right[k])
				text_add_span(r->out, cell);
			text_add_f(r->out, "%*s", (int)w, "");
			if (right[k])
				text_add_span(r->out, cell);
		}
		text_add_string(r->out, " |\n");
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
	const size_t count = r->findings->runners;
	struct table_text table = {.rows = 1};
	size_t chosen[REPORT_RUNNERS], shown, i;
	int inferred = 0;

	if (count == 0)
		return;
	text_add_string(r->out, "\n#### Model runners\n\n");
	for (i = 0; i < COLUMNS; i++)
		text_add_string(&table.cell[i], heads[i]);
	shown = report_largest(r, chosen, REPORT_RUNNERS);
	for (i = 0; i < shown; i++) {
		fill_row(r, &table, chosen[i]);
		inferred |=
		    r->findings->runner[chosen[i]].named_by != TRACE_NONE;
	}
	put_table(r, &table);
	for (i = 0; i < sizeof table.cell / sizeof table.cell[0]; i++) {
		r->out->failed |= table.cell[i].failed;
		text_free(&table.cell[i]);
	}
	if (count > shown)
		text_add_f(r->out,
		    "\nThe %zu with the highest peaks, of %zu.\n", shown,
		    count);
	if (inferred)
		text_add_string(r->out,
		    "\n~ marks a name that is not in the command line: the only "
		    "listed model that no other runner accounts for.\n");
	put_orphans(r);
}

static void
put_orphans(struct report *r)
{
	size_t i, count = 0;

	for (i = 0; i < r->findings->runners; i++) {
		const struct finding_runner *f = &r->findings->runner[i];
		const struct trace_process *p = &r->trace->process[f->process];

		if (f->orphan == ORPHAN_NO || count++ >= REPORT_ITEMS)
			continue;
		text_add_string(r->out, count == 1 ? "\n- " : "- ");
		if (f->orphan != ORPHAN_PARENT_1)
			text_add_string(r->out, "Orphan: ");
		report_runner(r, i);
		text_add_char(r->out, ' ');
		switch (f->orphan) {
		case ORPHAN_NO:
			break;
		case ORPHAN_REPARENTED:
			text_add_f(r->out,
			    "lost its parent (PID %zu, then %zu) ",
			    (size_t)p->first_ppid, (size_t)p->ppid);
			break;
		case ORPHAN_SERVER_GONE:
			text_add_f(r->out, "outlived its server (PID %zu) ",
			    (size_t)p->ppid);
			break;
		case ORPHAN_PARENT_1:
			text_add_string(r->out,
			    "had parent 1 all along: its server was gone "
			    "before, or it never had one.\n");
			continue;
		}
		text_add_string(r->out, "and lived on: ");
		report_interval(r, f->orphan_ms, f->to_ms);
		report_still(r, f);
	}
	report_more(r, count, REPORT_ITEMS);
}
