#include <math.h>
#include <stdlib.h>

#include "render/array.h"
#include "render/compare/compare.h"
#include "render/compare/figures.h"
#include "render/human.h"
#include "render/utf8.h"

enum { BEFORE, AFTER };
enum { NAME_WIDTH = 34, VALUE_WIDTH = 12, DIFFERENCE_WIDTH = 19 };
enum { MODEL = 512 }; /* columns: only long commands are cut */

struct compare {
	const struct run *run[2];
	double value[2][FIGURES];
	struct trace_strings model; /* of either run */
	struct of_model {
		double value[2][FIGURES_OF_RUNNER];
	} * of_model;
	/* Below these nothing is worse or better. */
	double little;    /* bytes */
	double little_ms; /* one and a half sampling intervals */
	struct text *out;
	struct text cell;
};

/* "Peak wired fell by 9.10 GiB". */
static void
add_wired(struct compare *c)
{
	const double before = c->value[BEFORE][FIGURE_WIRED];
	const double after = c->value[AFTER][FIGURE_WIRED];
	const double by = after - before;
	const int same = fabs(by) < c->little;

	text_add_string(c->out, "Peak wired ");
	if (before < 0 || after < 0)
		text_add_f(c->out, "was not recorded %s",
		    before >= 0  ? "after"
		    : after >= 0 ? "before"
				 : "in either run");
	else {
		text_add_string(c->out, same     ? "stayed at "
					: by > 0 ? "rose by "
						 : "fell by ");
		figures_add(c->out, UNIT_BYTES, same ? after : fabs(by));
	}
}

/* "45 s"; or "1 sample", if that is all that saw it. */
static void
add_overlapping(const struct compare *c, int which)
{
	const double count = c->value[which][FIGURE_OVERLAPS];
	const double ms = c->value[which][FIGURE_OVERLAP_TIME];

	if (count > 0 && ms == 0)
		human_count(c->out, (size_t)count, "sample", "samples");
	else
		figures_add(c->out, UNIT_TIME, ms);
}

/* "the runners no longer overlap (45 s before)". */
static void
add_overlaps(const struct compare *c)
{
	const double before = c->value[BEFORE][FIGURE_OVERLAPS];
	const double after = c->value[AFTER][FIGURE_OVERLAPS];

	text_add_string(
	    c->out, before < 0 || after < 0 ? "overlaps of runners: "
		    : after > 0             ? "the runners overlap for "
		    : before > 0            ? "the runners no longer overlap"
					    : "runners overlap in neither run");
	if (after != 0 || before < 0)
		add_overlapping(c, AFTER);
	if (before == 0 && after == 0)
		return;
	text_add_string(c->out, " (");
	add_overlapping(c, BEFORE);
	text_add_string(c->out, " before)");
}

/* When a run was recorded, and on what machine. */
static int
add_run(struct text *out, const char *name, const struct run *run)
{
	const struct findings *f = &run->findings;
	const size_t known = findings_known_levels(&run->trace, f);
	int64_t from_ms, to_ms;
	size_t start;

	if (trace_span(&run->trace, &from_ms, &to_ms) != 0)
		return -1;
	text_add_f(out, "- %s: ", name);
	human_period(out, from_ms, to_ms);
	text_add_f(out, "; pressure level %s, machine ",
	    known == 0                   ? "not recorded"
	    : f->recorded_blocks == 0    ? "estimated"
	    : f->recorded_blocks < known ? "partly estimated"
					 : "recorded");
	start = out->len;
	machine_add(out, &run->machine, run->trace.memory_bytes);
	text_add_string(out, out->len > start ? "\n" : "not recorded\n");
	return 0;
}

/* Write the cell and empty it. Names are aligned to the left. */
static void
put_cell(struct compare *c, size_t width)
{
	const size_t used = utf8_width(text_span(&c->cell));
	const int pad = used < width ? (int)(width - used) : 0;

	text_add_f(c->out, "| %*s", width == NAME_WIDTH ? 0 : pad, "");
	text_add_span(c->out, text_span(&c->cell));
	text_add_f(c->out, "%*s ", width == NAME_WIDTH ? pad : 0, "");
	text_rewind(&c->cell);
}

/* A row. The cell may already hold the beginning of its name. */
static void
put_row(struct compare *c, const struct figure *f, double before, double after)
{
	const int known = before >= 0 && after >= 0;
	const double little = f->unit == UNIT_TIME    ? c->little_ms
			      : f->unit >= UNIT_BYTES ? c->little
						      : 0;
	double by = after - before;

	/* A time is shown in tenths of a second. */
	if (f->unit == UNIT_TIME && fabs(by) < 100)
		by = 0;
	text_add_string(&c->cell, f->name);
	put_cell(c, NAME_WIDTH);
	figures_add(&c->cell, f->unit, before);
	put_cell(c, VALUE_WIDTH);
	figures_add(&c->cell, f->unit, after);
	put_cell(c, VALUE_WIDTH);
	if (known && by != 0) {
		text_add_char(&c->cell, by > 0 ? '+' : '-');
		if (f->unit == UNIT_PERCENT)
			text_add_f(&c->cell, "%.3g points", fabs(by));
		else
			figures_add(&c->cell, f->unit, fabs(by));
		if (fabs(by) >= little)
			text_add_string(&c->cell,
			    (by > 0) == (f->worse == WORSE_MORE) ? ", worse"
								 : ", better");
	} else
		text_add_string(&c->cell, known ? "none" : "unknown");
	put_cell(c, DIFFERENCE_WIDTH);
	text_add_string(c->out, "|\n");
}

static void
put_table(struct compare *c)
{
	static const char *const heads[] = {"", "before", "after"};
	size_t i, k;

	for (k = 0; k < 3; k++) {
		text_add_string(&c->cell, heads[k]);
		put_cell(c, k == 0 ? NAME_WIDTH : VALUE_WIDTH);
	}
	text_add_string(&c->cell, "difference");
	put_cell(c, DIFFERENCE_WIDTH);
	text_add_string(c->out, "|\n|:---|---:|---:|---:|\n");
	for (i = 0; i < c->model.count; i++)
		for (k = 0; k < FIGURES_OF_RUNNER; k++) {
			const double before = c->of_model[i].value[BEFORE][k];
			const double after = c->of_model[i].value[AFTER][k];

			if (before < 0 && after < 0)
				continue;
			human_code(&c->cell, c->model.at[i], MODEL);
			text_add_char(&c->cell, ' ');
			put_row(c, &figure_of_runner[k], before, after);
		}
	for (k = 0; k < FIGURES; k++)
		put_row(c, &figure[k], c->value[BEFORE][k], c->value[AFTER][k]);
}

/* The model's values, or NULL; an inferred name is that name. */
static struct of_model *
find_model(struct compare *c, struct span name)
{
	const size_t models = c->model.count;
	uint32_t found;
	int k;

	span_skip(&name, "~");
	if (ARRAY_GROW(c->of_model, models) != 0 ||
	    strings_add(&c->model, name, &found) != 0)
		return NULL;
	for (k = 0; found == models && k < 2 * FIGURES_OF_RUNNER; k++)
		c->of_model[found].value[k % 2][k / 2] =
		    c->run[k % 2]->trace.samples > 0 ||
			    c->run[k % 2]->trace.begun
			? FIGURE_NO_RUNNER
			: FIGURE_UNKNOWN;
	return &c->of_model[found];
}

/* A time between samples may be off by an interval, and by some jitter. */
static void
raise_little_ms(struct compare *c, int64_t pause_ms)
{
	if (pause_ms != INT64_MAX && (double)pause_ms / 2 > c->little_ms)
		c->little_ms = (double)pause_ms / 2;
}

/* The figures of a run. Of several runners of a model the largest counts. */
static int
take_run(struct compare *c, int which)
{
	const struct trace *t = &c->run[which]->trace;
	const struct findings *f = &c->run[which]->findings;
	const double little = (double)findings_little(t);
	double value[FIGURES_OF_RUNNER];
	struct of_model *m;
	size_t i, k;

	figures_make(t, f, c->value[which]);
	c->little = little > c->little ? little : c->little;
	raise_little_ms(c, f->log[0].pause_ms);
	raise_little_ms(c, f->log[1].pause_ms);
	for (i = 0; i < f->runners; i++) {
		text_rewind(&c->cell);
		findings_name(&c->cell, t, &f->runner[i]);
		m = find_model(c, text_span(&c->cell));
		if (m == NULL)
			return -1;
		figures_make_of_runner(t, f, &f->runner[i], value);
		for (k = 0; k < FIGURES_OF_RUNNER; k++)
			if (value[k] > m->value[which][k])
				m->value[which][k] = value[k];
	}
	text_rewind(&c->cell);
	return 0;
}

int
compare_write(
    const struct run *before, const struct run *after, struct text *out)
{
	struct compare c = {.run = {before, after}, .out = out};
	int rc = take_run(&c, BEFORE) != 0 || take_run(&c, AFTER) != 0;

	text_add_string(out, "**");
	add_wired(&c);
	text_add_string(out, "; ");
	add_overlaps(&c);
	text_add_string(out, ".**\n\n");
	rc |= add_run(out, "Before", before) | add_run(out, "After", after);
	text_add_char(out, '\n');
	put_table(&c);
	rc |= c.cell.failed | out->failed;
	text_free(&c.cell);
	strings_free(&c.model);
	free(c.of_model);
	return rc != 0 ? -1 : 0;
}
