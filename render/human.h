#ifndef RENDER_HUMAN_H
#define RENDER_HUMAN_H

#include "render/trace/trace.h"

/* Values and processes as people read them. */

/*
 * The name of a process: a runner's model, or what other processes do. A model
 * known only by its blob is "sha256-" and 12 digits.
 */
void human_process(struct text *out, const struct trace_process *);
/*
 * At most `columns` wide, and clean (utf8.h): what is too long loses its end.
 * East Asian wide characters count as two.
 */
void human_cut(struct text *out, struct span, size_t columns);
/*
 * A name as Markdown's code, cut like that: "`gemma4:27b-mlx`". There nothing
 * is markup, nor a mention or a link to an issue, but a backtick would end it
 * and a bar would end a table's cell: they become an apostrophe and a broken
 * bar.
 */
void human_code(struct text *out, struct span name, size_t columns);
/* "19.35 GiB", "193 MiB", "0.5 MiB", "16 KiB", "9 bytes", "0". */
void human_bytes(struct text *out, uint64_t bytes);
/* A listed model's size as Ollama prints it: "34 GB", "4.7 GB". */
void human_listed(struct text *out, uint64_t bytes);
/* "10 min 12 s", "1 h 5 min", "3 d 4 h", "0.5 s". */
void human_duration(struct text *out, int64_t ms);
/* "2026-05-14", "09:25:00". */
void human_date(struct text *out, int64_t ms);
void human_clock(struct text *out, int64_t ms);
/* Does the period include midnight, so that times need a date? */
int human_is_dated(int64_t from_ms, int64_t to_ms);
/* "09:25:00", or with a date "2026-05-14 09:25:00". */
void human_moment(struct text *out, int64_t ms, int dated);
/* ".4", the fraction of a second. */
void human_tenth(struct text *out, int64_t ms);
/* "2026-05-14 09:25:00 – 09:35:12 UTC": the date once if it is the same. */
void human_period(struct text *out, int64_t from_ms, int64_t to_ms);
/* "1 sample", "2 samples". */
void human_count(
    struct text *out, size_t count, const char *one, const char *many);

#endif
