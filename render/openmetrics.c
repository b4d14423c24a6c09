#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "render/openmetrics.h"
#include "render/utf8.h"

enum { OPENMETRICS_CHUNK = 64 * 1024 };

struct unit {
	const char *end; /* of a name in the table of -t tsv */
	const char *name;
	uint64_t per; /* of the table's units in one of these */
	int digits;
};

struct exposition {
	const struct trace *trace;
	const struct sink *sink;
	int newest;
	int failed; /* the sink did */
	struct text text;

	/* The current family. */
	struct text name; /* without _total */
	const struct unit *unit;
	const char *help;
	int counter;
	int begun; /* its head is written */

	/* The current series. */
	struct text labels; /* "{...}" or nothing */
	int64_t last_ms;    /* of its last value, or INT64_MIN */

	/* Rows of a process in order of time; TRACE_NONE: no more. */
	uint32_t *first; /* by process */
	uint32_t *next;  /* by row */
};

static const struct unit units[] = {
    {"_bytes", "_bytes", 1, 0},
    {"_percent", "_ratio", 100, 2},
    {"_us", "_seconds", 1000000, 6},
    {"_seconds", "_seconds", 1, 0},
    {"_tokens", "_tokens", 1, 0},
    {"", "", 1, 0},
};

static const char *const metric_help[TRACE_METRICS] = {
    [TRACE_WIRED] = "Memory that cannot be paged out.",
    [TRACE_COMPRESSOR] = "Memory that the compressor occupies.",
    [TRACE_FREE_PERCENT] =
	"Share of memory that memory_pressure reports as free.",
    [TRACE_SWAP_USED] = "Swap in use.",
    [TRACE_SWAP_TOTAL] = "Size of the swap.",
    [TRACE_SWAP_FREE] = "Free part of the swap.",
    [TRACE_MEMORY] = "Memory of the machine.",
    [TRACE_PAGE_SIZE] = "Size of a page.",
    [TRACE_COMPRESSED_TAGS] = "Memory tags that the compressor holds.",
    [TRACE_COMPRESSOR_POOL] = "Limit of the compressor.",
    [TRACE_MEMORY_USABLE] = "Memory that the kernel can use.",
    [TRACE_PRESSURE_LEVEL] = "Pressure level: 1 normal, 2 warn, 4 critical.",
    [TRACE_WIRED_LIMIT] =
	"Limit of the memory that the GPU may wire; 0 means the default.",
    [TRACE_COMPRESSOR_INPUT] = "Bytes compressed since the system started.",
    [TRACE_SOME_STALL] = "Time in which some tasks waited for memory.",
    [TRACE_FULL_STALL] = "Time in which all tasks waited for memory.",
};

static const char *
help_of(enum trace_metric i)
{
	if (metric_help[i] != NULL)
		return metric_help[i];
	if (trace_metric[i].kind == METRIC_COUNT)
		return "Counted by vm_stat since the system started.";
	if (trace_metric[i].kind == METRIC_PAGES)
		return "Pages that vm_stat reports, in bytes.";
	return "See the table in memgraph(1).";
}

static void
flush(struct exposition *e, size_t least)
{
	if (e->text.len <= least || e->text.failed || e->failed)
		return;
	e->failed = e->sink->put(e->sink->arg, text_span(&e->text)) != 0;
	text_rewind(&e->text);
}

/* Begin a family, by its name in the table. */
static void
family(struct exposition *e, const char *metric, int counter, const char *help)
{
	const size_t n = strlen(metric);
	size_t m;

	for (e->unit = units;; e->unit++) {
		m = strlen(e->unit->end);
		if (n > m && strcmp(metric + n - m, e->unit->end) == 0)
			break;
	}
	text_rewind(&e->name);
	text_add_f(
	    &e->name, "memtrace_%.*s%s", (int)(n - m), metric, e->unit->name);
	e->help = help;
	e->counter = counter;
	e->begun = 0;
}

/* In the text format the head of a counter also has _total. */
static void
put_head(struct exposition *e)
{
	const char *total = e->newest && e->counter ? "_total" : "";
	const int n = (int)e->name.len;
	const char *name = e->name.data;

	text_add_f(&e->text, "# TYPE %.*s%s %s\n", n, name, total,
	    e->counter ? "counter" : "gauge");
	if (e->unit->name[0] != '\0' && !e->newest)
		text_add_f(
		    &e->text, "# UNIT %.*s %s\n", n, name, e->unit->name + 1);
	text_add_f(&e->text, "# HELP %.*s%s %s\n", n, name, total, e->help);
	e->begun = 1;
}

/* Begin a series: of a process or NULL, and of a model or "". */
static void
series(struct exposition *e, const struct trace_process *p, struct span model)
{
	struct text *out = &e->labels, clean = {0};
	size_t i;

	e->last_ms = INT64_MIN;
	text_rewind(out);
	if (p != NULL)
		text_add_f(out, "{pid=\"%" PRIu32 "\",role=\"%s\"", p->pid,
		    p->command->is.foreign ? "foreign"
					   : role_name(p->command->is.role));
	/* The end of a log does not show how often a pid was used. */
	if (p != NULL && p->nth > 1 && !e->newest)
		text_add_f(out, ",nth=\"%" PRIu32 "\"", p->nth);
	if (model.n > 0) {
		text_add_f(out, "%cmodel=\"", p != NULL ? ',' : '{');
		utf8_clean(&clean, model);
		for (i = 0; i < clean.len; i++) {
			const char c = clean.data[i];

			if (c == '\\' || c == '"')
				text_add_char(out, '\\');
			text_add_char(out, c == '\n' ? ' ' : c);
		}
		text_add_char(out, '"');
		out->failed |= clean.failed;
		text_free(&clean);
	}
	if (out->len > 0)
		text_add_char(out, '}');
}

/* A series has one value at a time. */
static void
put(struct exposition *e, int64_t ms, int negative, uint64_t value)
{
	struct text *out = &e->text;
	const struct unit *unit = e->unit;

	if (ms == e->last_ms || e->name.failed)
		return;
	e->last_ms = ms;
	if (!e->begun)
		put_head(e);
	text_add_span(out, text_span(&e->name));
	if (e->counter)
		text_add_string(out, "_total");
	text_add_span(out, text_span(&e->labels));
	text_add_f(out, " %s%" PRIu64, negative ? "-" : "", value / unit->per);
	if (unit->digits > 0)
		text_add_f(out, ".%0*" PRIu64, unit->digits, value % unit->per);
	if (!e->newest)
		text_add_f(out, " %s%lld.%03d", ms < 0 ? "-" : "",
		    llabs((long long)ms) / 1000, abs((int)(ms % 1000)));
	text_add_char(out, '\n');
	flush(e, OPENMETRICS_CHUNK);
}

/* Returns 0, or -1 when memory is short. */
static int
link_rows(struct exposition *e)
{
	const struct trace *t = e->trace;
	size_t i;

	e->first = malloc((t->processes + 1) * sizeof *e->first);
	e->next = malloc((t->rows.count + 1) * sizeof *e->next);
	if (e->first == NULL || e->next == NULL)
		return -1;
	for (i = 0; i < t->processes; i++)
		e->first[i] = TRACE_NONE;
	for (i = t->rows.count; i-- > 0;) {
		e->next[i] = e->first[t->rows.process[i]];
		e->first[t->rows.process[i]] = (uint32_t)i;
	}
	return 0;
}

/*
 * Is the row in the last sample? If no process runs, no sample is written, so
 * the last one may be old: at most three blocks may be newer.
 */
static int
is_newest(const struct trace *t, uint32_t row)
{
	const uint32_t sample = t->rows.sample[row];

	return sample + 1 == t->samples &&
	       (t->blocks <= 3 ||
		   t->sample_ms[sample] > t->block[t->blocks - 4].ts_ms);
}

static void
put_processes(struct exposition *e)
{
	const struct trace *t = e->trace;
	const struct trace_rows *rows = &t->rows;
	const struct column {
		const char *name, *help;
		const uint64_t *kib;
	} columns[] =
	    {
		{"rss_bytes", "Resident memory of a process.", rows->rss_kib},
		{"vsz_bytes", "Virtual memory of a process.", rows->vsz_kib},
		{"footprint_bytes", "Memory footprint of a process.",
		    rows->footprint_kib},
		{"footprint_max_bytes",
		    "Highest footprint of a process, as the kernel recorded it.",
		    rows->footprint_max_kib},
		{"gpu_bytes", "GPU memory of a process.", rows->gpu_kib},
	    },
	  *c;
	size_t p;
	uint32_t i;

	for (c = columns; c < columns + sizeof columns / sizeof *c; c++) {
		family(e, c->name, 0, c->help);
		for (p = 0; p < t->processes && c->kib != NULL; p++) {
			const struct role_of *is = &t->process[p].command->is;

			series(e, &t->process[p],
			    is->role == ROLE_RUNNER ? is->model : SPAN(""));
			for (i = e->first[p]; i != TRACE_NONE; i = e->next[i])
				if (c->kib[i] != TRACE_UNKNOWN &&
				    (!e->newest || is_newest(t, i)))
					put(e, t->sample_ms[rows->sample[i]], 0,
					    c->kib[i] * 1024);
		}
	}
}

static void
put_metrics(struct exposition *e, size_t first)
{
	const struct trace *t = e->trace;
	enum trace_metric i;
	size_t b;

	for (i = 0; i < TRACE_METRICS; i++) {
		const enum metric_kind kind = trace_metric[i].kind;

		family(e, trace_metric[i].name,
		    kind == METRIC_COUNT || kind == METRIC_TOTAL, help_of(i));
		series(e, NULL, SPAN(""));
		for (b = first; b < t->blocks; b++)
			if (trace_has(t, b, i) &&
			    !(i == TRACE_FREE_PERCENT && t->block[b].derived))
				put(e, t->block[b].ts_ms, 0,
				    trace_value(t, b, i));
	}
}

enum listed { LISTED_SIZE, LISTED_VRAM, LISTED_CONTEXT, LISTED_UNTIL, LISTED };

static void
put_model(struct exposition *e, uint32_t name, int what, size_t first)
{
	const struct trace *t = e->trace;
	int64_t left;
	size_t b;
	uint32_t i;

	series(e, NULL, t->name.at[name]);
	for (b = first; b < t->blocks; b++) {
		const struct trace_block *x = &t->block[b];
		const uint32_t count =
		    x->set != TRACE_NONE ? t->set[x->set].count : 0;

		for (i = 0; i < count; i++) {
			const struct trace_model *m =
			    trace_model_of(t, &t->set[x->set], i);

			if (m->name != name)
				continue;
			if (what == LISTED_SIZE && m->has_size)
				put(e, x->ts_ms, 0, m->size_bytes);
			if (what == LISTED_VRAM && m->has_vram)
				put(e, x->ts_ms, 0, m->vram_bytes);
			if (what == LISTED_CONTEXT && m->has_context)
				put(e, x->ts_ms, 0, m->context_length);
			if (what != LISTED_UNTIL || x->until == TRACE_NONE ||
			    t->until[x->until + i] == INT64_MIN)
				continue;
			left = t->until[x->until + i] - x->ts_ms;
			put(e, x->ts_ms, left <= -1000,
			    (uint64_t)llabs(left / 1000));
		}
	}
}

int
openmetrics_write(const struct trace *t, int newest, const struct sink *sink)
{
	static const char *const listed[LISTED][2] = {
	    {"model_size_bytes", "Size of a model that Ollama lists."},
	    {"model_vram_bytes",
		"Part of a listed model that is in GPU memory."},
	    {"model_context_tokens", "Context length of a listed model."},
	    {"model_until_seconds", "Time until a listed model expires."}};
	struct exposition e = {.trace = t, .sink = sink, .newest = newest};
	const size_t first = newest && t->blocks > 0 ? t->blocks - 1 : 0;
	uint32_t name;
	int what, rc = link_rows(&e);

	if (rc == 0) {
		put_processes(&e);
		put_metrics(&e, first);
		for (what = 0; what < LISTED; what++) {
			family(&e, listed[what][0], 0, listed[what][1]);
			for (name = 0; name < t->name.count; name++)
				put_model(&e, name, what, first);
		}
		if (!newest)
			text_add_string(&e.text, "# EOF\n");
		flush(&e, 0);
		if (e.failed || e.text.failed || e.name.failed ||
		    e.labels.failed)
			rc = -1;
	}
	text_free(&e.text);
	text_free(&e.name);
	text_free(&e.labels);
	free(e.first);
	free(e.next);
	return rc;
}
