#ifndef RENDER_FINDINGS_FINDINGS_H
#define RENDER_FINDINGS_FINDINGS_H

#include "render/findings/runners.h"
#include "render/findings/system.h"

/*
 * What can be concluded from a trace: a function of the trace alone. Things
 * are known at samples only, so a time is that of a sample: "from" is the first
 * that saw it, "to" the last. Arrays are sorted by time and built in
 * O(n log n), whatever the logs hold.
 */
enum {
	FINDINGS_LOW_PERCENT = 30,      /* the guide's rule */
	FINDINGS_NEAR_ZERO_PERCENT = 10 /* below this */
};

/* clang-format off */
/* Each fills its members, in this order: a part builds on those before it. */
#define FINDINGS_EACH_PART(X) \
	X(paging) X(runners) X(overlaps) X(listings) X(models) X(gaps) \
	X(listed) X(memory) X(restarts) X(pressure) X(lows) X(loads)
/* The members that findings_free() frees. */
#define FINDINGS_EACH_ARRAY(X) \
	X(runner) X(story) X(runner_of) X(pid) X(end) X(overlap_runner) \
	X(overlap) X(listing) X(several) X(pressure) X(low) X(load) X(gap) \
	X(restart)
/* clang-format on */

struct findings {
	int low_percent;
	struct finding_runner *runner;
	struct finding_story *story; /* the first is empty: of those without */
	size_t runners;
	uint32_t *runner_of;      /* by process; TRACE_NONE: no runner */
	struct findings_pid *pid; /* private */
	size_t pids;
	struct finding_end *end; /* private: by runner, in this order */
	uint32_t *overlap_runner;
	size_t overlap_runners;
	struct finding_overlap *overlap;
	size_t overlaps;
	struct finding_listing *listing;
	size_t listings;
	struct finding_several *several;
	size_t severals;
	struct finding_pressure *pressure; /* covers every block */
	size_t pressures;
	struct finding_low *low;
	size_t lows;
	/* Blocks near zero, how many of them are near a process sample, and the
	 * largest runner in the lowest that has one, or TRACE_NONE. */
	size_t near_zero_blocks, near_zero_sampled_blocks;
	uint32_t near_zero_runner;
	size_t near_zero_row;
	size_t near_zero_block; /* the lowest with a runner */
	size_t starts;          /* of runners; several in one sample are one */
	size_t starts_paused;   /* that fell into a pause of the sampling */
	struct finding_load *load; /* by runner, of those that started */
	size_t loads;
	struct finding_gap *gap;
	size_t gaps;
	struct finding_values all; /* of all blocks */
	struct finding_restart *restart;
	size_t restarts;
	uint64_t listed_sum; /* the most bytes that one list has together */
	size_t listed_sum_block;
	/* Blocks with a list and a known number of runners, those of them whose
	 * list has more or fewer models, and the one that differs most. */
	size_t compared_blocks, uneven_blocks, uneven_block, uneven_runners;
	/* Wired memory before the first load, and after the last runner. */
	int left_known;
	uint64_t left_before, left_after;
	int64_t left_ms;
	struct finding_flow flow[FINDING_FLOWS];
	size_t derived_blocks;    /* with free % recomputed from vm_stat */
	struct finding_rise swap; /* of all blocks */
	size_t list_blocks;       /* with a list of models */
	size_t level_blocks[PRESSURE_LEVELS];
	size_t low_blocks[PRESSURE_LEVELS];  /* of these, the low ones */
	size_t high_blocks[PRESSURE_LEVELS]; /* and the others */
	/* Blocks with the kernel's own level; of those that could be estimated,
	 * too, the ones where the estimate differs, and the first of these. */
	size_t recorded_blocks, both_blocks, differ_blocks, differ_block;
	enum pressure differ_recorded, differ_estimate;
	uint64_t compressed;     /* the most bytes that the compressor holds */
	size_t compressed_block; /* the first that has it, if that is not 0 */
	uint64_t wired_limit; /* of GPU memory, the last that was set; or 0 */
	/*
	 * The system log has samples before the first process sample, and after
	 * the last, by more than a pause: no process matched then, or its log
	 * is shorter.
	 */
	int starts_late, ends_early;
	/* The same of the system log, beside the process log. */
	int system_starts_late, system_ends_early;
	int64_t process_pause_ms, system_pause_ms; /* trace_pause() */
	/* As far as this apart, samples still belong together. */
	int64_t process_near_ms, system_near_ms;
};

/* Returns 0, or -1 when memory is short; free it either way. */
int findings_make(const struct trace *, int low_percent, struct findings *);
void findings_free(struct findings *);
/* The runner's model for people, "~name" when it is inferred. */
void findings_name(struct text *out, const struct trace *,
    const struct findings *, const struct finding_runner *);
/* What counts as little of the machine's memory: 1 %, in bytes. */
uint64_t findings_little(const struct trace *);
/* The runner of that row, with its full command or not, or TRACE_NONE. */
uint32_t findings_runner_at(
    const struct trace *, const struct findings *, size_t row);

#endif
