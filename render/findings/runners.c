#include <stdlib.h>

#include "render/findings/parts.h"

/* A process and its pid, and when it was there: samples, both included. */
struct findings_pid {
	uint32_t pid;
	uint32_t process;
	uint32_t first;
	uint32_t last;
};

static const struct finding_story no_story = {.listed_ms = INT64_MAX,
    .stopping_from_ms = INT64_MAX,
    .plateau_ms = INT64_MAX};

static int
compare_runners(const void *a, const void *b)
{
	const struct finding_runner *x = a, *y = b;

	return x->first_sample != y->first_sample
		   ? FINDINGS_ORDER(x->first_sample, y->first_sample)
		   : FINDINGS_ORDER(x->process, y->process);
}

static int
compare_pids(const void *a, const void *b)
{
	const struct findings_pid *x = a, *y = b;

	return x->pid != y->pid       ? FINDINGS_ORDER(x->pid, y->pid)
	       : x->first != y->first ? FINDINGS_ORDER(x->first, y->first)
				      : FINDINGS_ORDER(x->process, y->process);
}

/* The processes that have one of these roles, by pid and then by time. */
static int
index_pids(const struct trace *t, struct findings_pids *pids, unsigned roles)
{
	size_t i;

	for (i = 0; i < t->processes; i++) {
		const struct trace_process *p = &t->process[i];

		if (p->rows == 0 || (roles >> p->command->is.role & 1) == 0)
			continue;
		if (ARRAY_GROW(pids->at, pids->count) != 0)
			return -1;
		pids->at[pids->count++] = (struct findings_pid){
		    p->pid, (uint32_t)i, p->first_sample, p->last_sample};
	}
	array_sort(pids->at, pids->count, sizeof *pids->at, compare_pids);
	return 0;
}

static int
is_there_by(const void *element, const void *key)
{
	const struct findings_pid *p = element, *sought = key;

	return p->pid < sought->pid ||
	       (p->pid == sought->pid && p->first <= sought->first);
}

/* The newest process with this pid that was there by `sample`, or NULL. */
static struct findings_pid *
find_pid(const struct findings_pids *pids, uint32_t pid, uint32_t sample)
{
	const struct findings_pid sought = {.pid = pid, .first = sample};
	const size_t i = array_find(
	    pids->at, pids->count, sizeof *pids->at, is_there_by, &sought);

	/* There is none in NULL, which clang-tidy cannot know. */
	return pids->at == NULL || i == 0 || pids->at[i - 1].pid != pid
		   ? NULL
		   : &pids->at[i - 1];
}

/* "(ollama)": alive, but ps could not read its arguments; not "<defunct>". */
static int
is_short_name(const struct trace_process *p)
{
	return p->command->is.role == ROLE_PLACEHOLDER &&
	       p->command->is.program.p[p->command->is.program.n - 1] != '>';
}

/*
 * A process that is just starting or ending may have only its short name: the
 * runner was then there in the samples just before and after the others.
 */
static void
add_short_name(
    const struct trace *t, const struct findings *f, size_t row, int before)
{
	const struct trace_process *p = &t->process[t->rows.process[row]];
	const uint32_t sample = t->rows.sample[row];
	struct findings_pid *r;

	if (!is_short_name(p) ||
	    findings_is_paused(t, f, 0, before ? sample + 1 : sample))
		return;
	r = find_pid(&f->pids, p->pid, before ? sample + 1 : sample);
	if (r != NULL && before && r->first == sample + 1)
		r->first = sample;
	if (r != NULL && !before && r->last == sample - 1)
		r->last = sample;
}

static void
find_orphan(const struct trace *t, const struct findings_pids *servers,
    struct finding_runner *r)
{
	const struct trace_process *p = &t->process[r->process];
	const struct findings_pid *server =
	    find_pid(servers, p->ppid, p->last_sample);

	if (p->ppid != p->first_ppid) {
		r->orphan = ORPHAN_REPARENTED;
		r->orphan_sample = p->ppid_sample;
	} else if (p->ppid == 1) {
		r->orphan = ORPHAN_PARENT_1;
		r->orphan_sample = r->first_sample;
	} else if (server != NULL && server->last >= p->first_sample &&
		   server->last < p->last_sample) {
		r->orphan = ORPHAN_SERVER_GONE;
		r->orphan_sample = server->last + 1;
	}
}

/* Of a runner whose first or last sample is `outer` of the log, or is not. */
static enum finding_edge
edge_of(int outer, int unsure, int paused)
{
	return outer    ? unsure ? EDGE_UNKNOWN : EDGE_BEYOND
	       : paused ? EDGE_PAUSE
			: EDGE_SEEN;
}

static void
add_runner(
    const struct trace *t, struct findings *f, const struct findings_pid *p)
{
	const struct trace_process *process = &t->process[p->process];
	const struct span model = process->command->is.model;
	const int foreign = process->command->is.foreign != 0;
	const struct findings_pid *parent =
	    find_pid(&f->pids, process->first_ppid, p->first);

	/* Its child with its command line is its fork, not a second runner. */
	if (parent != NULL && parent != p && parent->last >= p->first &&
	    t->process[parent->process].command == process->command)
		return;
	f->ollamas += !foreign;
	f->runner[f->runners++] = (struct finding_runner){
	    .process = p->process,
	    .name = TRACE_NONE,
	    .listing = TRACE_NONE,
	    .unlisted = TRACE_NONE,
	    .first_sample = p->first,
	    .last_sample = p->last,
	    .started = edge_of(p->first == 0, f->log[0].maybe_late,
		findings_is_paused(t, f, 0, p->first)),
	    .ended = edge_of(p->last + 1 == t->samples, f->log[0].maybe_early,
		findings_is_paused(t, f, 0, p->last + 1)),
	    .foreign = foreign,
	    .nameless =
		!foreign && (model.n == 0 || span_starts(model, "sha256-")),
	};
}

/* In the order of the processes, which is nearly that of time. */
static int
add_runners(const struct trace *t, struct findings *f)
{
	uint32_t stories = 0;
	size_t i;

	f->runner = malloc((f->pids.count + 1) * sizeof *f->runner);
	f->runner_of = malloc((t->processes + 1) * sizeof *f->runner_of);
	if (f->runner == NULL || f->runner_of == NULL)
		return -1;
	for (i = 0; i < t->processes; i++)
		f->runner_of[i] = TRACE_NONE;
	for (i = 0; i < f->pids.count; i++)
		f->runner_of[f->pids.at[i].process] = (uint32_t)i;
	for (i = 0; i < t->processes; i++)
		if (f->runner_of[i] != TRACE_NONE) {
			add_runner(t, f, &f->pids.at[f->runner_of[i]]);
			f->runner_of[i] = TRACE_NONE;
		}
	array_sort(f->runner, f->runners, sizeof *f->runner, compare_runners);
	for (i = 0; i < f->runners; i++) {
		struct finding_runner *r = &f->runner[i];

		f->runner_of[r->process] = (uint32_t)i;
		if (t->samples < 3 || r->last_sample - r->first_sample > 1)
			r->story = ++stories;
	}
	f->story = malloc((stories + 1) * sizeof *f->story);
	if (f->story == NULL)
		return -1;
	for (i = 0; i <= stories; i++)
		f->story[i] = no_story;
	return 0;
}

static struct span
name_of(const struct trace *t, const struct findings_pid *p)
{
	return t->process[p->process].command->is.program;
}

/*
 * The processes with only a short name for more than a moment, because they are
 * another user's. A kernel thread like "[mlx5_health]" is none.
 */
static size_t
count_unnamed(const struct trace *t, const struct findings_pids *runners,
    const struct findings_pids *servers)
{
	const struct findings_pid *p = servers->at;
	size_t i, count = 0;

	for (i = 0; i < servers->count; i++, p++)
		count += (span_starts(name_of(t, p), "(ollama") ||
			     span_starts(name_of(t, p), "(llama-")) &&
			 t->process[p->process].rows > 2 &&
			 (i == 0 || p[-1].pid != p->pid) &&
			 (i + 1 == servers->count || p[1].pid != p->pid) &&
			 find_pid(runners, p->pid, UINT32_MAX) == NULL;
	return count;
}

uint32_t
findings_runner_at(const struct trace *t, const struct findings *f, size_t row)
{
	const struct trace_process *p = &t->process[t->rows.process[row]];
	const uint32_t runner = f->runner_of[t->rows.process[row]];
	const uint32_t sample = t->rows.sample[row];
	const struct findings_pid *at;

	if (runner != TRACE_NONE || !is_short_name(p))
		return runner;
	at = find_pid(&f->pids, p->pid, sample);
	return at != NULL && at->last >= sample ? f->runner_of[at->process]
						: TRACE_NONE;
}

int
findings_runners(const struct trace *t, struct findings *f)
{
	struct findings_pids servers = {0};
	size_t i;
	int rc = -1, short_names = 0;

	if (index_pids(t, &f->pids, 1U << ROLE_RUNNER) != 0 ||
	    index_pids(
		t, &servers, 1U << ROLE_SERVER | 1U << ROLE_PLACEHOLDER) != 0)
		goto out;
	/* A process that is shown as "(ollama)" for a while is one server. */
	for (i = 1; i < servers.count; i++)
		if (servers.at[i].pid == servers.at[i - 1].pid &&
		    servers.at[i].last < servers.at[i - 1].last)
			servers.at[i].last = servers.at[i - 1].last;
	for (i = 0; i < t->processes; i++)
		short_names |= is_short_name(&t->process[i]);
	for (i = t->rows.count; short_names && i > 0; i--)
		add_short_name(t, f, i - 1, 1);
	for (i = 0; short_names && i < t->rows.count; i++)
		add_short_name(t, f, i, 0);
	f->unnamed = count_unnamed(t, &f->pids, &servers);
	if (add_runners(t, f) != 0)
		goto out;
	for (i = 0; i < f->runners; i++)
		find_orphan(t, &servers, &f->runner[i]);
	rc = 0;
out:
	/* Only rows with a short name are searched by pid. */
	if (!short_names) {
		free(f->pids.at);
		f->pids = (struct findings_pids){0};
	}
	free(servers.at);
	return rc;
}
