#include <sys/ioctl.h>

#include <string.h>
#include <time.h>
#include <unistd.h>

#include "render/human.h"
#include "render/load/load.h"
#include "render/status.h"
#include "render/utf8.h"

enum {
	STATUS_MODELS = 3,      /* models named at most */
	STATUS_NAME = 32,       /* columns of a name */
	STATUS_ROOM = 8,        /* columns: the minimum for the names */
	STATUS_SEEN_MS = 3000,  /* from then on, say that there is no process */
	STATUS_ENDED_MS = 15000 /* no sample in three intervals of systrace */
};

enum part {
	PART_TIME,
	PART_MODELS, /* or a message in their place */
	PART_RUNNERS,
	PART_FREE,
	PART_WIRED,
	PART_SWAP,
	PART_LEVEL,
	PARTS
};

struct status {
	const struct trace *trace;
	const struct findings *findings;
	const struct status_view *view;
	int64_t now_ms; /* the last sample, if the recording has ended */
	size_t runners;
	struct text part[PARTS];
};

static double
gib(uint64_t bytes)
{
	return (double)bytes / (1024 * 1024 * 1024);
}

static void
put_time(struct status *s, int ended)
{
	const int64_t all = s->now_ms - s->view->from_ms;
	const int seconds = all > 0 ? (int)(all / 1000 % 3600) : 0;
	const long long hours = all / 3600000;

	if (hours > 0)
		text_add_f(&s->part[PART_TIME], "%lld:", hours);
	text_add_f(&s->part[PART_TIME], "%02d:%02d%s", seconds / 60,
	    seconds % 60, ended ? " (ended)" : "");
}

/*
 * The size that Ollama now lists for a runner's model; else its footprint or
 * its RSS, whichever is larger.
 */
static void
add_size(struct status *s, const struct finding_runner *r, struct text *out)
{
	const struct trace *t = s->trace;
	const struct trace_rows *rows = &t->rows;
	const uint32_t list =
	    t->blocks > 0 ? t->block[t->blocks - 1].set : TRACE_NONE;
	uint64_t kib;
	uint32_t k;
	size_t i;

	for (k = 0; list != TRACE_NONE && k < t->set[list].count; k++) {
		const struct trace_model *m =
		    trace_model_of(t, &t->set[list], k);

		if (m->name == r->name && m->has_size) {
			human_listed(out, m->size_bytes);
			return;
		}
	}
	for (i = rows->count; i > 0 && rows->process[i - 1] != r->process; i--)
		continue;
	if (i == 0)
		return;
	kib = rows->rss_kib[i - 1];
	if (rows->footprint_kib != NULL &&
	    rows->footprint_kib[i - 1] != TRACE_UNKNOWN &&
	    rows->footprint_kib[i - 1] > kib)
		kib = rows->footprint_kib[i - 1];
	human_bytes(out, kib * 1024);
}

/* "gemma4:27b 27 + qwen3.8:35b 34 GB": a common unit is written once. */
static void
add_runner(struct status *s, const struct finding_runner *r)
{
	struct text *out = &s->part[PART_MODELS], name = {0}, size = {0};
	const char *unit;
	size_t n;

	if (s->runners++ >= STATUS_MODELS)
		return;
	findings_name(&name, s->trace, r);
	add_size(s, r, &size);
	text_add_char(&size, '\0');
	if (!name.failed && !size.failed) {
		unit = strchr(size.data, ' ');
		n = unit != NULL ? strlen(unit) : 0;
		if (n > 0 && out->len > n &&
		    memcmp(out->data + out->len - n, unit, n) == 0)
			out->len -= n;
		if (out->len > 0)
			text_add_string(out, " + ");
		human_cut(out, text_span(&name), STATUS_NAME);
		text_add_f(out, " %s", size.data);
	}
	out->failed |= name.failed | size.failed;
	text_free(&name);
	text_free(&size);
}

/* Does the last sample, or any, have a process of Ollama? */
static int
has_ollama(const struct trace *t, int any)
{
	size_t i;

	for (i = 0; i < t->processes; i++) {
		const struct trace_process *p = &t->process[i];
		const enum role role = p->command->is.role;

		if ((any || p->last_sample + 1 == t->samples) &&
		    !p->command->is.foreign && role != ROLE_OTHER &&
		    role != ROLE_PLACEHOLDER)
			return 1;
	}
	return 0;
}

/* What to say if there is no runner. */
static const char *
why_none(const struct status *s, int here)
{
	const struct trace *t = s->trace;

	if (!has_ollama(t, 1))
		return s->view->processes &&
			       s->now_ms - s->view->from_ms >= STATUS_SEEN_MS
			   ? "no Ollama process seen yet"
			   : "";
	if (!here || !has_ollama(t, 0))
		return "no Ollama process";
	if (t->blocks == 0)
		return "";
	return t->block[t->blocks - 1].set == TRACE_NONE
		   ? "Ollama does not answer"
		   : "no model loaded";
}

static void
put_processes(struct status *s)
{
	const struct trace *t = s->trace;
	const struct findings *f = s->findings;
	const int64_t last =
	    t->samples > 0 ? t->sample_ms[t->samples - 1] : INT64_MIN;
	const int here =
	    t->samples > 0 && s->now_ms - last <= f->log[0].near_ms;
	struct text *out = &s->part[PART_MODELS];
	size_t i;

	for (i = 0; here && i < f->runners; i++)
		if (f->runner[i].last_sample + 1 == t->samples &&
		    !f->runner[i].foreign)
			add_runner(s, &f->runner[i]);
	if (s->runners > STATUS_MODELS)
		text_add_f(out, " + %zu more", s->runners - STATUS_MODELS);
	if (s->runners > 1)
		text_add_f(&s->part[PART_RUNNERS], "%zu runners!", s->runners);
	else if (s->runners == 0)
		text_add_string(out, why_none(s, here));
}

static void
put_system(struct status *s)
{
	const struct trace *t = s->trace;
	const struct findings *f = s->findings;
	const size_t last = t->blocks - 1;
	uint64_t swap;

	if (t->blocks == 0)
		return;
	swap = trace_value(t, last, TRACE_SWAP_USED);
	if (trace_has(t, last, TRACE_FREE_PERCENT))
		text_add_f(&s->part[PART_FREE], "free %d %%",
		    (int)trace_value(t, last, TRACE_FREE_PERCENT));
	if (trace_has(t, last, TRACE_WIRED))
		text_add_f(&s->part[PART_WIRED], "wired %.1f%s",
		    gib(trace_value(t, last, TRACE_WIRED)),
		    swap == 0 ? " GiB" : "");
	if (swap > 0)
		text_add_f(&s->part[PART_SWAP], "swap %.1f GiB", gib(swap));
	if (f->pressure[f->pressures - 1].level > PRESSURE_NORMAL)
		text_add_string(&s->part[PART_LEVEL],
		    findings_level_name(f->pressure[f->pressures - 1].level));
}

static size_t
width_of(const struct status *s)
{
	size_t i, width = 0;

	for (i = 0; i < PARTS; i++)
		if (s->part[i].len > 0)
			width += utf8_width(text_span(&s->part[i])) + 2;
	return width - 2;
}

/* Leave out or cut what does not fit, names first. */
static void
fit(struct status *s, size_t columns)
{
	static const enum part order[] = {PART_WIRED, PART_SWAP, PART_FREE};
	const size_t parts = s->runners == 0 ? 3 : 2;
	struct text *models = &s->part[PART_MODELS], cut = {0};
	size_t i, room;

	for (i = 0; i < parts && width_of(s) > columns; i++)
		text_clear(&s->part[order[i]]);
	if (width_of(s) <= columns || models->len == 0)
		return;
	room = utf8_width(text_span(models));
	room = room + columns > width_of(s) ? room + columns - width_of(s) : 0;
	if (room >= STATUS_ROOM)
		human_cut(&cut, text_span(models), room);
	models->failed |= cut.failed;
	models->len = 0;
	text_add_span(models, text_span(&cut));
	text_free(&cut);
}

int
status_write(const struct trace *t, const struct findings *f,
    const struct status_view *view, struct text *out)
{
	struct status s = {
	    .trace = t, .findings = f, .view = view, .now_ms = view->now_ms};
	int64_t ended_ms = f->log[1].pause_ms, first, last;
	const size_t start = out->len;
	int ended;
	size_t i;

	if (ended_ms == INT64_MAX || ended_ms < STATUS_ENDED_MS)
		ended_ms = STATUS_ENDED_MS;
	if (trace_span(t, &first, &last) != 0)
		last = view->from_ms;
	ended = s.now_ms - last > ended_ms;
	/* The clock may have been set back. */
	if (ended || s.now_ms < last)
		s.now_ms = last;
	put_time(&s, ended);
	put_processes(&s);
	put_system(&s);
	if (view->columns > 0)
		fit(&s, view->columns);
	for (i = 0; i < PARTS; i++) {
		out->failed |= s.part[i].failed;
		if (out->len > start && s.part[i].len > 0)
			text_add_string(out, "  ");
		text_add_span(out, text_span(&s.part[i]));
		text_free(&s.part[i]);
	}
	if (view->columns > 0 && !out->failed)
		out->len = start + utf8_cut((struct span){out->data + start,
						out->len - start},
				       view->columns);
	text_add_char(out, '\n');
	return out->failed ? -1 : 0;
}

int
status_now(const struct inputs *in, const struct trace *t,
    const struct findings *f, struct text *out)
{
	struct status_view view = {.from_ms = INT64_MAX};
	struct winsize size = {0};
	struct timespec now;
	int64_t ms;

	if (in->process != NULL) {
		view.processes = 1;
		view.from_ms = load_first_ms(in->process);
	}
	if (in->system != NULL) {
		ms = load_first_ms(in->system);
		if (ms < view.from_ms)
			view.from_ms = ms;
	}
	clock_gettime(CLOCK_REALTIME, &now);
	view.now_ms = (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
	/* A line that reaches the last column would begin another one. */
	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 1)
		view.columns = size.ws_col - 1;
	return status_write(t, f, &view, out);
}
