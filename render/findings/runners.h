#ifndef RENDER_FINDINGS_RUNNERS_H
#define RENDER_FINDINGS_RUNNERS_H

#include "render/trace/trace.h"

/* Findings about the processes that run models. */

enum finding_orphan {
	ORPHAN_NO,
	ORPHAN_REPARENTED, /* its parent changed, for instance to 1 */
	ORPHAN_SERVER_GONE,
	ORPHAN_PARENT_1 /* since it was first seen; may be from launchd */
};

/* How a runner begins or ends in the log. */
enum finding_edge {
	EDGE_UNKNOWN, /* at the end of this log only */
	EDGE_BEYOND,  /* at the end of the recording: it was still running */
	EDGE_PAUSE,   /* next to a pause of the sampling */
	EDGE_SEEN
};

/* More about a runner, unless a longer log has it in one or two samples. */
struct finding_story {
	/* As listed while it ran; none is set if the first is INT64_MAX. */
	int64_t listed_ms;     /* first; INT64_MIN: perhaps earlier */
	uint64_t listed_least; /* bytes; 0: not recorded */
	uint64_t listed_most;
	int has_vram;           /* maxima: */
	uint64_t vram_bytes;    /* the part of that in GPU memory */
	uint64_t first_context; /* tokens; 0: not recorded */
	uint64_t last_context;
	int64_t stopping_from_ms; /* its expiry was in the past; INT64_MAX */
	int64_t stopping_to_ms;
	/*
	 * Load and growth use the footprint, if nearly all of its rows have it
	 * and it is at least its RSS; else the RSS.
	 */
	int by_footprint;
	/* First time with 95 % of its load; its start if that is unknown. */
	int64_t plateau_ms;
	/* It kept growing after two minutes; 0: no. */
	uint64_t grew_from_kib;
	uint64_t grew_to_kib;
	int64_t grew_in_ms;
	int levelled_off;
	/*
	 * Its RSS fell, and its footprint fell less or is unknown, while the
	 * compressor or swap grew by this much.
	 */
	int pushed;
	uint64_t pushed_from_kib;
	uint64_t pushed_to_kib;
	uint64_t pushed_footprint_kib; /* at the end of it; TRACE_UNKNOWN */
	int64_t pushed_from_ms;
	int64_t pushed_to_ms;
	uint64_t pushed_compressor; /* UINT64_MAX: not recorded */
	uint64_t pushed_swap;
};

/* A log may have one for each of its rows, so it is small. */
struct finding_runner {
	uint32_t process;  /* of trace.process */
	uint32_t name;     /* of trace.name; TRACE_NONE: it was never listed */
	uint32_t listing;  /* its model's last while it ran; TRACE_NONE */
	uint32_t unlisted; /* the listing that it outlived; TRACE_NONE */
	uint32_t story;    /* in findings.story; 0: none */
	uint32_t first_sample;
	uint32_t last_sample;
	uint32_t orphan_sample; /* the first as an orphan */
	enum finding_edge started : 8;
	enum finding_edge ended : 8;
	enum finding_orphan orphan : 8;
	unsigned foreign : 1;  /* not Ollama's, so it makes no overlap */
	unsigned nameless : 1; /* its command does not name its model */
	unsigned inferred : 1; /* its name is from a list of models */
	unsigned brief : 1;    /* one of a finding_restart */
};
/* Times of its samples. */
int64_t findings_from_ms(const struct trace *, const struct finding_runner *);
int64_t findings_to_ms(const struct trace *, const struct finding_runner *);

/* Two or more runners in the same samples. */
struct finding_overlap {
	int64_t from_ms;
	int64_t to_ms;
	size_t first; /* of findings.overlap_runner, which are of .runner */
	size_t count; /* that took part */
	size_t most;  /* at the same time */
	int lowest_percent; /* lowest free % meanwhile; -1: not recorded */
};

/* Short runs of the same model, again and again. */
struct finding_restart {
	uint32_t runner; /* the first of them */
	size_t count;
	int64_t from_ms;
	int64_t to_ms;
	int64_t shortest_ms;
	int64_t longest_ms;
};

/* No samples between these two times. */
struct finding_gap {
	int system; /* which log */
	int both;   /* the other log has no samples in between either */
	int64_t from_ms;
	int64_t to_ms;
	uint32_t ended; /* runners last seen before it (process log) */
	uint32_t started;
};

#endif
