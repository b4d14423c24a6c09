#ifndef RENDER_REPORT_WORDS_H
#define RENDER_REPORT_WORDS_H

#include "render/findings/headline.h"
#include "render/machine.h"
#include "render/report/parts.h"

/* What the files of the report share. */
struct report {
	const struct trace *trace;
	const struct findings *findings;
	const struct machine *machine; /* or NULL */
	struct text *out;
	int64_t from_ms; /* of both logs */
	int64_t to_ms;
	int dated;  /* the trace includes midnight: times need a date */
	int tenths; /* some times have fractions of a second */
	struct text word[64];
	size_t words;
};

enum {
	REPORT_ROWS = 10, /* of a table */
	REPORT_ITEMS = 5, /* of a list */
	REPORT_NAME = 512 /* columns: only long commands are cut */
};

/* printf of a sentence. */
#define say(r, ...) text_add_f((r)->out, __VA_ARGS__)
/* printf of a part of one. A word is good until 64 more are made. */
const char *word(struct report *, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
const char *at(struct report *, int64_t ms);     /* "09:28:25" */
const char *at_utc(struct report *, int64_t ms); /* "2026-05-14 09:28:25 UTC" */
const char *lasting(struct report *, int64_t ms);
/* "09:28:25 to 09:29:10 (45 s)", or "09:28:25". */
const char *from_to(struct report *, int64_t from_ms, int64_t to_ms);
/* " for 45 s", "" if they are equal; "09:28:25 – 09:29:10", or one of them. */
const char *for_time(struct report *, int64_t from_ms, int64_t to_ms);
const char *span_of_time(struct report *, int64_t from_ms, int64_t to_ms);
const char *size(struct report *, uint64_t bytes);
const char *listed(struct report *, uint64_t bytes); /* "34 GB" */
/* "5.1 to 33.5 GiB", "not recorded". */
const char *range(struct report *, const struct finding_range *);
/* "was 1.00 GiB", "went from 0 GiB to 1.00 GiB (2.00 GiB at most)". */
const char *course(struct report *, const struct finding_range *);
const char *percents(struct report *, uint64_t low, uint64_t high);
const char *counted(
    struct report *, size_t count, const char *one, const char *many);
/* A name as a code span that ends where it should. */
const char *code(struct report *, struct span name);
/* "`gemma4:27b-mlx`", "PID 64901 for `gemma4:27b-mlx`". */
const char *named(struct report *, size_t i);
const char *runner(struct report *, size_t i);
/* "36 GB listed, 30.00 GiB footprint, 1.15 GiB RSS": what a row has. */
const char *sizes(struct report *, size_t i, size_t row);
/* " of footprint", " of RSS"; "" when no footprint was recorded at all. */
const char *of_measure(const struct report *, int footprint);
/* "`a` (27 GB) and `b`"; "no model". */
const char *models(struct report *, uint32_t set);
/* "3 of 10 starts"; "no start", "the only start", "all 10 starts". */
const char *share(struct report *, size_t part, size_t all, const char *one,
    const char *many);
const char *share_of_blocks(struct report *, size_t part);
/* ", recorded in 18 of 30 system samples", unless in all of them. */
const char *coverage(struct report *, const struct finding_range *);
/* "no", or "no until 10:00:15" when one log ends before the other. */
const char *no(struct report *, int system);
/* ", with no system sample for 1 min", of all gaps; a "no" leaves them out. */
const char *but_gaps(struct report *);
/* "2 processes have only a short name, such as (ollama)". */
const char *unnamed(struct report *);
/* Why no process sample is known. */
const char *no_sample(const struct report *);
/* Ends a sentence about a runner: ".", or that it was still running. */
const char *still(const struct finding_runner *);

/* Says something about item i of a list, or nothing. */
typedef void report_item(struct report *, size_t i);
/* The rank of item i in a list; below 0: leave it out. */
typedef double report_rank(const struct report *, size_t i);
/*
 * Choose at most `most` of `count` items, those with the highest ranks, and
 * leave them in `chosen` in their own order. Returns how many.
 */
size_t report_choose(const struct report *, size_t count, report_rank *rank,
    size_t *chosen, size_t most);
/* The REPORT_ITEMS with the highest ranks, or the first ones that say
 * something, and "- and N more". */
void report_top(struct report *, size_t count, report_rank *, report_item *);
void report_each(struct report *, size_t count, report_item *);
/* A part between its heading and its end, or nothing if it says nothing. */
void report_put(
    struct report *, const char *heading, report_part *, const char *end);

/* What counts as much of the machine's memory, in bytes. */
uint64_t report_much(const struct report *);
/*
 * How large a runner was: its RSS or footprint (or, if that was not recorded,
 * its listed size), whichever is more. Restarts are left out.
 */
report_rank report_size_rank;
/* The least free memory first, then the longest. */
report_rank report_low_rank;

/*
 * A table; `fill` is called twice for each row and sets all of its cells, which
 * are NULL where nothing was recorded. A column with nothing else is left out.
 * If a head begins with >, its column is aligned to the right.
 */
typedef void report_fill(
    struct report *, const void *arg, size_t row, const char **cell);
void report_table(struct report *, const char *const *head, size_t columns,
    size_t rows, report_fill *fill, const void *arg);

#endif
