#ifndef RENDER_FINDINGS_FINDINGS_H
#define RENDER_FINDINGS_FINDINGS_H

#include "render/findings/runners.h"
#include "render/findings/system.h"

/*
 * The conclusions from a trace, and from nothing else. What happens is known
 * only at samples, so all times are sample times: "from" is the first sample
 * that saw it, "to" the last. Arrays are sorted by time and built in O(n log n)
 * for any log.
 */
enum {
	FINDINGS_LOW_PERCENT = 30,      /* the guide's rule */
	FINDINGS_NEAR_ZERO_PERCENT = 10 /* below this */
};

/* clang-format off */
/* Each part fills its members. The order matters: a part uses earlier ones. */
#define FINDINGS_EACH_PART(X) \
	X(runners) X(overlaps) X(listings) X(models) X(gaps) \
	X(listed) X(memory) X(restarts) X(pressure) X(lows) X(loads)
/* The arrays that findings_free() frees. */
#define FINDINGS_EACH_ARRAY(X) \
	X(runner) X(story) X(runner_of) X(pids.at) X(end) X(overlap_runner) \
	X(overlap) X(listing) X(several) X(pressure) X(low) X(load) X(gap) \
	X(restart) X(lists)
/* clang-format on */

struct findings {
	int low_percent;
	struct finding_runner *runner;
	struct finding_story *story; /* first: runners without a model */
	size_t runners;
	size_t ollamas;      /* of the runners: Ollama's */
	size_t unnamed;      /* processes that may be runners: "(ollama)" */
	uint32_t *runner_of; /* by process; TRACE_NONE: not a runner */
	struct findings_pids {
		struct findings_pid *at;
		size_t count;
	} pids;        /* private: if a row has only a short name */
	uint32_t *end; /* private: the runners by the time of their end */
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
	/*
	 * Blocks near zero, how many of them are close to a process sample, and
	 * the largest runner in the lowest of these, or TRACE_NONE.
	 */
	size_t near_zero_blocks, near_zero_sampled_blocks;
	uint32_t near_zero_runner;
	size_t near_zero_row, near_zero_block; /* the lowest with a runner */
	size_t starts;        /* of runners; those of one load count once */
	size_t starts_paused; /* that happened during a pause of the sampling */
	struct finding_load *load; /* by runner, of those that started */
	size_t loads;
	struct finding_gap *gap;
	size_t gaps;
	int64_t system_paused_ms;  /* the gaps of the system log together */
	int paused_over_change;    /* one of them has an end and a start */
	struct finding_values all; /* of all blocks */
	struct finding_restart *restart;
	size_t restarts;
	uint64_t listed_sum; /* the largest total size of one list, in bytes */
	size_t listed_sum_block;
	/*
	 * Blocks with a list and a known number of runners; those of them whose
	 * numbers differ, and the one that differs most.
	 */
	size_t compared_blocks, uneven_blocks, uneven_block, uneven_runners;
	/* Wired memory before the first load and after the last runner. */
	int left_known;
	uint64_t left_before, left_after;
	int64_t left_ms;
	size_t derived_blocks;    /* with free % computed from vm_stat */
	struct finding_rise swap; /* of all blocks */
	size_t list_blocks;       /* with a list of models */
	size_t partial_lists;     /* of these, the ones that lack rows */
	uint32_t *lists;          /* by block: how many before it have one */
	size_t level_blocks[PRESSURE_LEVELS];
	size_t low_blocks[PRESSURE_LEVELS];  /* of these, the low ones */
	size_t high_blocks[PRESSURE_LEVELS]; /* and the others */
	/*
	 * Blocks with the kernel's own level; those of them that could be
	 * estimated and whose estimate differs, and the first of these.
	 */
	size_t recorded_blocks, both_blocks, differ_blocks, differ_block;
	enum pressure differ_recorded, differ_estimate;
	uint64_t wired_limit;      /* last set, of GPU memory; or 0 */
	struct finding_log log[2]; /* of processes, of the system */
};

/* Returns 0, or -1 if out of memory. Free it in both cases. */
int findings_make(const struct trace *, int low_percent, struct findings *);
void findings_free(struct findings *);
/* The name of the runner's model, "~name" if it is inferred. */
void findings_name(
    struct text *out, const struct trace *, const struct finding_runner *);
/* A little of the machine's memory: 1 %, in bytes. */
uint64_t findings_little(const struct trace *);

#endif
