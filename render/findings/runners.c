#include <stdlib.h>
#include <string.h>

#include "render/findings/parts.h"

/* A server with its pid, to find a runner's parent. */
struct server {
	uint64_t pid;
	uint32_t process;
};

static int compare_runners(const void *, const void *);
static int compare_servers(const void *, const void *);
static int find_server(const struct trace *, const struct server *, size_t,
    uint64_t, uint32_t, uint32_t *);
static void find_orphan(const struct trace *, const struct server *, size_t,
    struct finding_runner *);
static int add_runners(const struct trace *, struct findings *);

static int
compare_runners(const void *a, const void *b)
{
	const struct finding_runner *x = a, *y = b;

	if (x->from_ms != y->from_ms)
		return x->from_ms < y->from_ms ? -1 : 1;
	return x->process < y->process ? -1 : x->process > y->process;
}

static int
compare_servers(const void *a, const void *b)
{
	const struct server *x = a, *y = b;

	if (x->pid != y->pid)
		return x->pid < y->pid ? -1 : 1;
	return x->process < y->process ? -1 : x->process > y->process;
}

/*
 * Sets *last to the last sample in which a server of that pid was seen that
 * was there by `sample`; 0 when there is none. What ps shows as "(ollama)" for
 * a while, when it cannot read it, is one of them.
 */
static int
find_server(const struct trace *t, const struct server *server, size_t count,
    uint64_t pid, uint32_t sample, uint32_t *last)
{
	size_t low = 0, high = count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const struct server *s = &server[middle];

		if (s->pid < pid ||
		    (s->pid == pid &&
			t->process[s->process].first_sample <= sample))
			low = middle + 1;
		else
			high = middle;
	}
	if (low == 0 || server[low - 1].pid != pid)
		return 0;
	*last = t->process[server[low - 1].process].last_sample;
	if (low > 1 && server[low - 2].pid == pid &&
	    t->process[server[low - 2].process].last_sample > *last)
		*last = t->process[server[low - 2].process].last_sample;
	return 1;
}

static void
find_orphan(const struct trace *t, const struct server *server, size_t count,
    struct finding_runner *r)
{
	const struct trace_process *p = &t->process[r->process];
	uint32_t last;

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
	if (find_server(t, server, count, p->ppid, p->last_sample, &last) &&
	    last >= p->first_sample && last < p->last_sample) {
		r->orphan = ORPHAN_SERVER_GONE;
		r->orphan_ms = t->sample_ms[last + 1];
	}
}

static int
add_runners(const struct trace *t, struct findings *f)
{
	size_t i, count = 0;

	for (i = 0; i < t->processes; i++)
		count += t->process[i].role == ROLE_RUNNER;
	f->runner = calloc(count + 1, sizeof *f->runner);
	if (f->runner == NULL)
		return -1;
	for (i = 0; i < t->processes; i++) {
		const struct trace_process *p = &t->process[i];
		struct finding_runner *r = &f->runner[f->runners];

		if (p->role != ROLE_RUNNER || p->rows == 0)
			continue;
		r->process = (uint32_t)i;
		r->named_by = r->listing = TRACE_NONE;
		r->from_ms = t->sample_ms[p->first_sample];
		r->to_ms = t->sample_ms[p->last_sample];
		r->started = p->first_sample > 0;
		r->ended = p->last_sample + 1 < t->samples;
		f->runners++;
	}
	qsort(f->runner, f->runners, sizeof *f->runner, compare_runners);
	return 0;
}

int
findings_runners(const struct trace *t, struct findings *f)
{
	struct server *server = NULL, *more;
	size_t i, count = 0;
	int rc = -1;

	if (add_runners(t, f) != 0)
		return -1;
	for (i = 0; i < t->processes; i++) {
		if ((t->process[i].role != ROLE_SERVER &&
			t->process[i].role != ROLE_PLACEHOLDER) ||
		    t->process[i].rows == 0)
			continue;
		more = findings_more(server, count, sizeof *server);
		if (more == NULL)
			goto out;
		server = more;
		server[count++] =
		    (struct server){t->process[i].pid, (uint32_t)i};
	}
	if (count > 0)
		qsort(server, count, sizeof *server, compare_servers);
	for (i = 0; i < f->runners; i++)
		find_orphan(t, server, count, &f->runner[i]);
	rc = 0;
out:
	free(server);
	return rc;
}
