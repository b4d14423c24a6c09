#ifndef RENDER_FINDINGS_RUNNERS_H
#define RENDER_FINDINGS_RUNNERS_H

#include "render/trace/trace.h"

/* What is found of the processes that run models. */

enum finding_orphan {
	ORPHAN_NO,
	ORPHAN_REPARENTED, /* its parent became another one, such as 1 */
	ORPHAN_SERVER_GONE,
	ORPHAN_PARENT_1 /* ever since it was seen: or launchd started it */
};

/* How a runner's life begins, or ends, in the log. */
enum finding_edge {
	EDGE_UNKNOWN, /* at its end, while the system log goes on */
	EDGE_BEYOND,  /* at the end of the recording: it lived longer */
	EDGE_PAUSE,   /* next to a pause of the sampling */
	EDGE_SEEN
};

/* More of a runner that was there in three samples at least. */
struct finding_story {
	/* As listed while it ran; nothing but the first holds at INT64_MAX. */
	int64_t listed_ms;     /* first */
	uint64_t listed_least; /* bytes; 0: not recorded */
	uint64_t listed_most;
	int has_vram;           /* at the most: */
	uint64_t vram_bytes;    /* how much of that is GPU memory */
	uint64_t first_context; /* tokens; 0: not recorded */
	uint64_t last_context;
	int64_t stopping_from_ms; /* its expiry was in the past; INT64_MAX */
	int64_t stopping_to_ms;
	/* Its load and growth go by footprint, which nearly all of its rows
	 * have, and which is its RSS at least; else by RSS. */
	int by_footprint;
	int64_t plateau_ms; /* first with 95 % of its load; INT64_MAX */
	/* It kept growing after its load; 0: it did not. */
	uint64_t grew_from_kib;
	uint64_t grew_to_kib;
	int64_t grew_in_ms;
	int levelled_off;
	/* Its RSS fell, and its footprint less or by an unknown amount, while
	 * the compressor or swap grew by so much. */
	int pushed;
	uint64_t pushed_from_kib;
	uint64_t pushed_to_kib;
	uint64_t pushed_footprint_kib; /* at the end of it; TRACE_UNKNOWN */
	int64_t pushed_from_ms;
	int64_t pushed_to_ms;
	uint64_t pushed_compressor; /* UINT64_MAX: not recorded */
	uint64_t pushed_swap;
};

struct finding_runner {
	uint32_t process; /* of trace.process */
	/* The listing its name is inferred from; TRACE_NONE: as recorded. */
	uint32_t named_by;
	uint32_t listing; /* its model's last one while it ran, or TRACE_NONE */
	uint32_t list_blocks; /* blocks with a list while it ran */
	uint32_t name;    /* of trace.name; TRACE_NONE: it was never listed */
	uint32_t story;   /* of findings.story; 0: it has none */
	uint32_t restart; /* of findings.restart, or TRACE_NONE */
	uint32_t first_sample;
	uint32_t last_sample;
	enum finding_edge started : 8;
	enum finding_edge ended : 8;
	enum finding_orphan orphan : 8;
	unsigned foreign : 8; /* not Ollama's: it makes no overlap */
	/* Its model left the list then and the runner stayed; INT64_MAX. */
	int64_t unlisted_ms;
	int64_t from_ms;
	int64_t to_ms;
	int64_t orphan_ms;
};
/* Is the runner's command without the name of its model? */
int findings_nameless(const struct trace_process *);

/* Two or more runners in the same samples. */
struct finding_overlap {
	int64_t from_ms;
	int64_t to_ms;
	size_t first; /* of findings.overlap_runner, which are of .runner */
	size_t count; /* that took part */
	size_t most;  /* at the same time */
	int lowest_percent; /* of free memory meanwhile; -1: not recorded */
};

/* Short runs of one model, again and again. */
struct finding_restart {
	uint32_t runner; /* the first of them */
	size_t count;
	int64_t from_ms;
	int64_t to_ms;
	int64_t shortest_ms;
	int64_t longest_ms;
};

/* Nothing was sampled between these two times. */
struct finding_gap {
	int system; /* which log */
	int both;   /* the other log has nothing in between either */
	int64_t from_ms;
	int64_t to_ms;
	uint32_t ended; /* runners seen last before it, process log only */
	uint32_t started;
};

#endif
