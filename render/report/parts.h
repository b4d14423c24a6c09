#ifndef RENDER_REPORT_PARTS_H
#define RENDER_REPORT_PARTS_H

/* What the report consists of, in its order; report.c puts it together. */

struct report;

/* A row of the table of answers. */
struct answer {
	const char *is;   /* "yes...", "no..."; at first "not recorded" */
	const char *seen; /* the number that decides it, or why it is unknown */
	const char *when;
};
typedef void report_answer(struct report *, struct answer *);
report_answer report_overlap_answer, report_models_answer, report_free_answer,
    report_wired_answer, report_compressor_answer, report_swap_answer;

/* Below their headings; they say nothing if there is nothing to say. */
typedef void report_part(struct report *);
report_part report_runners, report_lives, report_overlaps, report_listed,
    report_free, report_wired, report_after, report_sampling;

#endif
