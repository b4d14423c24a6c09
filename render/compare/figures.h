#ifndef RENDER_COMPARE_FIGURES_H
#define RENDER_COMPARE_FIGURES_H

#include "render/findings/headline.h"

/*
 * The figures of a run. A row here adds a figure to the comparison and, with a
 * word, to the conditions of --fail-if: its name, its unit, whether more or
 * less is worse, the word or NULL, and its value from trace t and findings f. A
 * count as a condition holds if it is not 0, and its line also has the next
 * figure if that is a time or a share.
 */
/* clang-format off */
#define FIGURES_EACH(X) \
	X(OVERLAPS, "overlaps of runners", COUNT, MORE, "overlap", \
	    overlaps(t, f)) \
	X(OVERLAP_TIME, "time in overlaps", TIME, MORE, NULL, \
	    overlap_ms(t, f)) \
	X(SEVERALS, "times several models were listed", COUNT, MORE, \
	    "several", if_known(f->list_blocks, (double)f->severals)) \
	X(ORPHANS, "orphaned runners", COUNT, MORE, "orphan", orphans(t, f)) \
	X(LOWS, "times free memory was low", COUNT, MORE, "low", \
	    if_known(free->known, (double)f->lows)) \
	X(FREE, "lowest free memory", PERCENT, LESS, "free", \
	    if_known(free->known, (double)free->low)) \
	X(WARNS, "samples at pressure level warn", COUNT, MORE, NULL, \
	    samples_in(t, f, PRESSURE_WARN)) \
	X(WARN_TIME, "time at pressure level warn", TIME, MORE, NULL, \
	    ms_in(t, f, PRESSURE_WARN)) \
	X(CRITICALS, "samples at pressure level critical", COUNT, MORE, "critical", \
	    samples_in(t, f, PRESSURE_CRITICAL)) \
	X(CRITICAL_TIME, "time at pressure level critical", TIME, MORE, NULL, \
	    ms_in(t, f, PRESSURE_CRITICAL)) \
	X(WIRED, "peak wired", BYTES, MORE, "wired", \
	    if_known(wired->known, (double)wired->high)) \
	X(COMPRESSOR, "peak compressor", BYTES, MORE, NULL, \
	    if_known(held->known, (double)held->high)) \
	X(SWAP_GROWTH, "swap growth", BYTES, MORE, "swap-growth", \
	    if_known(f->swap.known > 1, (double)(f->swap.to - f->swap.from))) \
	X(SWAPPED_OUT, "swapped out", BYTES, MORE, NULL, \
	    if_known(out.known, out.bytes)) \
	X(SWAPPED_OUT_RATE, "highest swap-out rate", RATE, MORE, NULL, \
	    if_known(out.known, out.rate)) \
	X(LEFT, "wired left behind", BYTES, MORE, NULL, \
	    if_known((size_t)f->left_known, \
		worst((double)f->left_after - (double)f->left_before, 0))) \
	X(FOOTPRINT, "largest footprint", BYTES, MORE, "footprint", \
	    largest_footprint(t, f)) \
	X(LATE, "samples late or missed", PERCENT, MORE, "late", \
	    worst(late(t, f, 0), late(t, f, 1)))

/* The figures of a model, from its runner r, process p and story s. */
#define FIGURES_EACH_OF_RUNNER(X) \
	X(PEAK_FOOTPRINT, "peak footprint", BYTES, MORE, NULL, \
	    footprint(t, p)) \
	X(PEAK_RSS, "peak RSS", BYTES, MORE, NULL, \
	    (double)trace_peak(t, p, PEAK_RSS) * 1024) \
	X(LISTED, "listed size", LISTED, MORE, NULL, \
	    if_known(findings_listed_size(t, f, r) > 0, \
		(double)findings_listed_size(t, f, r))) \
	X(LOAD_TIME, "time to load", TIME, MORE, NULL, \
	    if_known( \
		s->plateau_ms != INT64_MAX && s->plateau_ms > findings_from_ms(t, r), \
		(double)(s->plateau_ms - findings_from_ms(t, r))))
/* clang-format on */

#define FIGURES_ENUM(id, name, unit, worse, word, value) FIGURE_##id,
enum figure_id { FIGURES_EACH(FIGURES_ENUM) FIGURES };
enum figure_of_runner {
	FIGURES_EACH_OF_RUNNER(FIGURES_ENUM) FIGURES_OF_RUNNER
};

enum figure_unit {
	UNIT_COUNT,
	UNIT_TIME, /* ms */
	UNIT_PERCENT,
	UNIT_BYTES,
	UNIT_RATE,  /* bytes a second */
	UNIT_LISTED /* bytes, as Ollama writes them */
};

struct figure {
	const char *name;
	enum figure_unit unit;
	enum { WORSE_MORE, WORSE_LESS } worse;
	const char *word; /* of a condition, or NULL */
};

extern const struct figure figure[FIGURES];
extern const struct figure figure_of_runner[FIGURES_OF_RUNNER];

/* In place of a value: below 0. */
#define FIGURE_UNKNOWN   (-1.0)
#define FIGURE_NO_RUNNER (-2.0)

void figures_make(
    const struct trace *, const struct findings *, double value[FIGURES]);
void figures_make_of_runner(const struct trace *, const struct findings *,
    const struct finding_runner *, double value[FIGURES_OF_RUNNER]);
/* Append "54.82 GiB", "45 s", "3 %", "not recorded", "no runner". */
void figures_add(struct text *out, enum figure_unit, double value);

#endif
