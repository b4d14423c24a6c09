#include <stdlib.h>
#include <string.h>

#include "render/findings/parts.h"

/* A process and its pid, and when it was there: samples, both included. */
struct findings_pid {
	uint32_t pid;
	uint32_t process;
	uint32_t first;
	uint32_t last;
};
struct pids {
	struct findings_pid *at;
	size_t count;
};

static int
compare_runners(const void *a, const void *b)
{
	const struct finding_runner *x = a, *y = b;

	return x->from_ms != y->from_ms
		   ? FINDINGS_ORDER(x->from_ms, y->from_ms)
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
index_pids(const struct trace *t, struct pids *p, unsigned roles)
{
	size_t i;

	for (i = 0; i < t->processes; i++)
		p->count += t->process[i].rows > 0 &&
			    (roles >> t->process[i].command->is.role & 1);
	p->at = malloc((p->count + 1) * sizeof *p->at);
	if (p->at == NULL)
		return -1;
	p->count = 0;
	for (i = 0; i < t->processes; i++)
		if (t->process[i].rows > 0 &&
		    (roles >> t->process[i].command->is.role & 1))
			p->at[p->count++] =
			    (struct findings_pid){t->process[i].pid,
				(uint32_t)i, t->process[i].first_sample,
				t->process[i].last_sample};
	array_sort(p->at, p->count, sizeof *p->at, compare_pids);
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
find_pid(const struct pids *p, uint32_t pid, uint32_t sample)
{
	const struct findings_pid sought = {.pid = pid, .first = sample};
	const size_t i =
	    array_find(p->at, p->count, sizeof *p->at, is_there_by, &sought);

	return i == 0 || p->at[i - 1].pid != pid ? NULL : &p->at[i - 1];
}

/* "(ollama)": alive, but ps could not read its arguments; not "<defunct>". */
static int
is_short_name(const struct trace_process *p)
{
	return p->command->is.role == ROLE_PLACEHOLDER &&
	       p->command->is.program.p[p->command->is.program.n - 1] != '>';
}

/* Is there no pause between this sample and the next one? */
static int
near_samples(const struct trace *t, const struct findings *f, uint32_t sample)
{
	return sample + 1 < t->samples &&
	       t->sample_ms[sample + 1] - t->sample_ms[sample] <=
		   f->process_near_ms;
}

/*
 * A process that is just starting or ending may have only its short name: the
 * runner was then there in the samples just before and after the others.
 */
static void
add_short_name(const struct trace *t, const struct findings *f,
    const struct pids *runners, size_t row, int before)
{
	const struct trace_process *p = &t->process[t->rows.process[row]];
	const uint32_t sample = t->rows.sample[row];
	struct findings_pid *r;

	if (!is_short_name(p) || (!before && sample == 0) ||
	    !near_samples(t, f, before ? sample : sample - 1))
		return;
	r = find_pid(runners, p->pid, before ? sample + 1 : sample);
	if (r != NULL && before && r->first == sample + 1)
		r->first = sample;
	if (r != NULL && !before && r->last == sample - 1)
		r->last = sample;
}

static void
find_orphan(
    const struct trace *t, const struct pids *servers, struct finding_runner *r)
{
	const struct trace_process *p = &t->process[r->process];
	const struct findings_pid *server;

	if (p->ppid != p->first_ppid) {
		r->orphan = ORPHAN_REPARENTED;
		r->orphan_ms = t->sample_ms[p->ppid_sample];
		return;
	}
	if (p->ppid == 1) {
		r->orphan = ORPHAN_PARENT_1;
		r->orphan_ms = r->from_ms;
		return;
	}
	server = find_pid(servers, p->ppid, p->last_sample);
	if (server != NULL && server->last >= p->first_sample &&
	    server->last < p->last_sample) {
		r->orphan = ORPHAN_SERVER_GONE;
		r->orphan_ms = t->sample_ms[server->last + 1];
	}
}

static void
find_edges(
    const struct trace *t, const struct findings *f, struct finding_runner *r)
{
	r->from_ms = t->sample_ms[r->first_sample];
	r->to_ms = t->sample_ms[r->last_sample];
	if (r->first_sample == 0)
		r->started = f->starts_late ? EDGE_UNKNOWN : EDGE_BEYOND;
	else
		r->started = near_samples(t, f, r->first_sample - 1)
				 ? EDGE_SEEN
				 : EDGE_PAUSE;
	if (r->last_sample + 1 == t->samples)
		r->ended = f->ends_early ? EDGE_UNKNOWN : EDGE_BEYOND;
	else
		r->ended =
		    near_samples(t, f, r->last_sample) ? EDGE_SEEN : EDGE_PAUSE;
}

/* A runner's child with its command line is its fork, not a second runner. */
static int
add_runners(
    const struct trace *t, const struct pids *runners, struct findings *f)
{
	uint32_t stories = 0;
	size_t i;

	f->runner = calloc(runners->count + 1, sizeof *f->runner);
	f->runner_of = malloc((t->processes + 1) * sizeof *f->runner_of);
	if (f->runner == NULL || f->runner_of == NULL)
		return -1;
	for (i = 0; i < runners->count; i++) {
		const struct findings_pid *p = &runners->at[i], *parent;
		struct finding_runner *r = &f->runner[f->runners];

		parent = find_pid(
		    runners, t->process[p->process].first_ppid, p->first);
		if (parent != NULL && parent != p && parent->last >= p->first)
			continue;
		r->process = p->process;
		r->foreign = t->process[p->process].command->is.foreign != 0;
		r->named_by = r->listing = TRACE_NONE;
		r->name = r->restart = TRACE_NONE;
		r->unlisted_ms = INT64_MAX;
		r->first_sample = p->first;
		r->last_sample = p->last;
		find_edges(t, f, r);
		f->runners++;
	}
	array_sort(f->runner, f->runners, sizeof *f->runner, compare_runners);
	for (i = 0; i < f->runners; i++)
		if (t->samples < 3 ||
		    f->runner[i].last_sample - f->runner[i].first_sample > 1)
			f->runner[i].story = ++stories;
	f->story = malloc((stories + 1) * sizeof *f->story);
	if (f->story == NULL)
		return -1;
	for (i = 0; i <= stories; i++)
		f->story[i] = (struct finding_story){.listed_ms = INT64_MAX,
		    .stopping_from_ms = INT64_MAX,
		    .plateau_ms = INT64_MAX};
	for (i = 0; i < t->processes; i++)
		f->runner_of[i] = TRACE_NONE;
	for (i = 0; i < f->runners; i++)
		f->runner_of[f->runner[i].process] = (uint32_t)i;
	return 0;
}

uint32_t
findings_runner_at(const struct trace *t, const struct findings *f, size_t row)
{
	const struct trace_process *p = &t->process[t->rows.process[row]];
	const uint32_t runner = f->runner_of[t->rows.process[row]];
	const uint32_t sample = t->rows.sample[row];
	const struct pids pids = {f->pid, f->pids};
	const struct findings_pid *at;

	if (runner != TRACE_NONE || !is_short_name(p))
		return runner;
	at = find_pid(&pids, p->pid, sample);
	return at != NULL && at->last >= sample ? f->runner_of[at->process]
						: TRACE_NONE;
}

int
findings_runners(const struct trace *t, struct findings *f)
{
	struct pids runners = {0}, servers = {0};
	size_t i;
	int rc = -1, short_names = 0;

	if (index_pids(t, &runners, 1U << ROLE_RUNNER) != 0 ||
	    index_pids(
		t, &servers, 1U << ROLE_SERVER | 1U << ROLE_PLACEHOLDER) != 0)
		goto out;
	/*
	 * A process that ps shows as "(ollama)" for a while is the same server.
	 */
	for (i = 1; i < servers.count; i++)
		if (servers.at[i].pid == servers.at[i - 1].pid &&
		    servers.at[i].last < servers.at[i - 1].last)
			servers.at[i].last = servers.at[i - 1].last;
	for (i = 0; i < t->processes; i++)
		short_names |= is_short_name(&t->process[i]);
	for (i = t->rows.count; short_names && i > 0; i--)
		add_short_name(t, f, &runners, i - 1, 1);
	for (i = 0; short_names && i < t->rows.count; i++)
		add_short_name(t, f, &runners, i, 0);
	if (add_runners(t, &runners, f) != 0)
		goto out;
	for (i = 0; i < f->runners; i++)
		find_orphan(t, &servers, &f->runner[i]);
	rc = 0;
out:
	/* Only rows with a short name are searched by pid. */
	if (short_names) {
		f->pid = runners.at;
		f->pids = runners.count;
	} else
		free(runners.at);
	free(servers.at);
	return rc;
}
