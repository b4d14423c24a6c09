#include <stdlib.h>
#include <string.h>

#include "render/trace.h"

/* pid -> its newest process; placeholders have a key of their own. */
struct trace_index {
	size_t size; /* a power of two */
	size_t used;
	uint32_t slot[]; /* process + 1, or 0 */
};

static int grow(void **, size_t *, size_t, size_t);
static int grow_rows(struct trace *);
static uint32_t *find_slot(
    const struct trace *, struct trace_index *, uint64_t, int);
static int index_reserve(struct trace *);
static int add_process(struct trace *, uint64_t, uint64_t, struct span,
    const struct role_of *, uint32_t *);
static struct span moved(struct span, const char *, char *);

void
trace_free(struct trace *t)
{
	size_t i;

	for (i = 0; i < t->processes; i++)
		free(t->process[i].command);
	for (i = 0; i < t->models; i++)
		free(t->model[i].name);
	free(t->process);
	free(t->sample_ms);
	free(t->rows.sample);
	free(t->rows.process);
	free(t->rows.rss_kib);
	free(t->rows.vsz_kib);
	free(t->block);
	free(t->set);
	free(t->model);
	free(t->index);
	memset(t, 0, sizeof *t);
}

/* Room for one more element; indices are 32 bits wide. */
static int
grow(void **array, size_t *room, size_t count, size_t element)
{
	size_t wanted = *room != 0 ? *room * 2 : 64;
	void *p;

	if (count < *room)
		return 0;
	if (count >= TRACE_NONE - 1 || wanted > SIZE_MAX / element)
		return -1;
	p = realloc(*array, wanted * element);
	if (p == NULL)
		return -1;
	*array = p;
	*room = wanted;
	return 0;
}

static int
grow_rows(struct trace *t)
{
	struct trace_rows *r = &t->rows;
	size_t room;

	if (r->count < r->room)
		return 0;
	room = r->room;
	if (grow((void **)&r->sample, &room, r->count, sizeof *r->sample) != 0)
		return -1;
	room = r->room;
	if (grow((void **)&r->process, &room, r->count, sizeof *r->process) !=
	    0)
		return -1;
	room = r->room;
	if (t->keep_vsz && grow((void **)&r->vsz_kib, &room, r->count,
			       sizeof *r->vsz_kib) != 0)
		return -1;
	return grow(
	    (void **)&r->rss_kib, &r->room, r->count, sizeof *r->rss_kib);
}

int
trace_add_sample(struct trace *t, int64_t ts_ms)
{
	if (t->samples > 0) {
		int64_t last = t->sample_ms[t->samples - 1];

		if (ts_ms == last)
			return 0;
		if (ts_ms < last) {
			if (t->process_steps_back == 0 ||
			    ts_ms < t->back_from_ms)
				t->back_from_ms = ts_ms;
			if (t->process_steps_back == 0 || last > t->back_to_ms)
				t->back_to_ms = last;
			t->process_steps_back++;
		}
	}
	if (grow((void **)&t->sample_ms, &t->sample_room, t->samples,
		sizeof *t->sample_ms) != 0)
		return -1;
	t->sample_ms[t->samples++] = ts_ms;
	return 0;
}

/*
 * The slot of the process, or the empty one where it would go. The upper half
 * of the product, scaled: its lower bits are no better than those of the pid.
 */
static uint32_t *
find_slot(const struct trace *t, struct trace_index *index, uint64_t pid,
    int placeholder)
{
	uint64_t hash = (pid * UINT64_C(0x9e3779b97f4a7c15)) >> 32;
	size_t i = (size_t)(hash * index->size >> 32);

	for (;; i++) {
		uint32_t *slot = &index->slot[i & (index->size - 1)];
		const struct trace_process *p;

		if (*slot == 0)
			return slot;
		p = &t->process[*slot - 1];
		if (p->pid == pid &&
		    (p->role == ROLE_PLACEHOLDER) == placeholder)
			return slot;
	}
}

static int
index_reserve(struct trace *t)
{
	struct trace_index *old = t->index, *index;
	size_t size = old != NULL ? old->size * 2 : 256, i;

	if (old != NULL && old->used < old->size / 2)
		return 0;
	if (size > TRACE_NONE / 2)
		return -1;
	index = calloc(1, sizeof *index + size * sizeof index->slot[0]);
	if (index == NULL)
		return -1;
	index->size = size;
	for (i = 0; old != NULL && i < old->size; i++) {
		const struct trace_process *p;

		if (old->slot[i] == 0)
			continue;
		p = &t->process[old->slot[i] - 1];
		*find_slot(t, index, p->pid, p->role == ROLE_PLACEHOLDER) =
		    old->slot[i];
		index->used++;
	}
	free(old);
	t->index = index;
	return 0;
}

static struct span
moved(struct span s, const char *from, char *to)
{
	return (struct span){s.n > 0 ? to + (s.p - from) : to, s.n};
}

static int
add_process(struct trace *t, uint64_t pid, uint64_t ppid, struct span command,
    const struct role_of *role, uint32_t *process)
{
	struct trace_process *p;
	char *copy;

	if (grow((void **)&t->process, &t->process_room, t->processes,
		sizeof *t->process) != 0)
		return -1;
	copy = malloc(command.n + 1);
	if (copy == NULL)
		return -1;
	if (command.n > 0)
		memcpy(copy, command.p, command.n);
	copy[command.n] = '\0';
	p = &t->process[t->processes];
	memset(p, 0, sizeof *p);
	p->pid = pid;
	p->ppid = p->first_ppid = ppid;
	p->nth = 1;
	p->role = role->role;
	p->command = copy;
	p->command_size = command.n;
	p->model = moved(role->model, command.p, copy);
	p->program = moved(role->program, command.p, copy);
	p->task = moved(role->task, command.p, copy);
	p->previous = TRACE_NONE;
	*process = (uint32_t)t->processes++;
	return 0;
}

int
trace_find_process(struct trace *t, uint64_t pid, uint64_t ppid,
    struct span command, uint32_t *process)
{
	struct role_of role;
	uint32_t *slot;

	if (index_reserve(t) != 0)
		return -1;
	role_of(command, &role);
	slot = find_slot(t, t->index, pid, role.role == ROLE_PLACEHOLDER);
	if (*slot != 0) {
		struct trace_process *p = &t->process[*slot - 1];

		if (span_equal(
			command, (struct span){p->command, p->command_size})) {
			*process = *slot - 1;
			if (p->ppid != ppid && t->samples > 0)
				p->ppid_ms = t->sample_ms[t->samples - 1];
			p->ppid = ppid;
			return 0;
		}
	}
	if (add_process(t, pid, ppid, command, &role, process) != 0)
		return -1;
	if (*slot != 0) {
		t->process[*process].previous = *slot - 1;
		t->process[*process].nth = t->process[*slot - 1].nth + 1;
	} else
		t->index->used++;
	*slot = *process + 1;
	return 0;
}

int
trace_knows_process(const struct trace *t, uint64_t pid, struct span command)
{
	const struct trace_process *p;
	struct role_of role;
	uint32_t *slot;

	if (t->index == NULL)
		return 0;
	role_of(command, &role);
	slot = find_slot(t, t->index, pid, role.role == ROLE_PLACEHOLDER);
	if (*slot == 0)
		return 0;
	p = &t->process[*slot - 1];
	return span_equal(command, (struct span){p->command, p->command_size});
}

int
trace_add_row(
    struct trace *t, uint32_t process, uint64_t rss_kib, uint64_t vsz_kib)
{
	struct trace_rows *r = &t->rows;

	if (grow_rows(t) != 0)
		return -1;
	r->sample[r->count] = (uint32_t)(t->samples - 1);
	r->process[r->count] = process;
	r->rss_kib[r->count] = rss_kib;
	if (t->keep_vsz)
		r->vsz_kib[r->count] = vsz_kib;
	trace_count_row(t, r->count++);
	return 0;
}

int
trace_add_block(struct trace *t, const struct trace_block *block)
{
	if (t->blocks > 0 && block->ts_ms < t->block[t->blocks - 1].ts_ms)
		t->system_steps_back++;
	if (grow((void **)&t->block, &t->block_room, t->blocks,
		sizeof *t->block) != 0)
		return -1;
	t->block[t->blocks++] = *block;
	return 0;
}

int
trace_add_model(struct trace *t, struct span name, struct span digest,
    const struct trace_model *numbers)
{
	struct trace_model *m;
	char *copy;

	if (grow((void **)&t->model, &t->model_room, t->models,
		sizeof *t->model) != 0)
		return -1;
	copy = malloc(name.n + 1);
	if (copy == NULL)
		return -1;
	if (name.n > 0)
		memcpy(copy, name.p, name.n);
	copy[name.n] = '\0';
	m = &t->model[t->models++];
	*m = *numbers;
	m->name = copy;
	m->name_size = name.n;
	memset(m->digest, 0, sizeof m->digest);
	if (digest.n > 0)
		memcpy(m->digest, digest.p, digest.n < 12 ? digest.n : 12);
	return 0;
}

int
trace_add_set(struct trace *t, int rounded, uint32_t *set)
{
	struct trace_set *s;
	uint32_t first = 0;

	if (grow((void **)&t->set, &t->set_room, t->sets, sizeof *t->set) != 0)
		return -1;
	if (t->sets > 0)
		first = t->set[t->sets - 1].first + t->set[t->sets - 1].count;
	s = &t->set[t->sets];
	s->first = first;
	s->count = (uint32_t)(t->models - first);
	s->rounded = rounded;
	*set = (uint32_t)t->sets++;
	return 0;
}

int
trace_span(const struct trace *t, int64_t *first_ms, int64_t *last_ms)
{
	int64_t first = INT64_MAX, last = INT64_MIN;

	if (t->samples > 0) {
		first = t->sample_ms[0];
		last = t->sample_ms[t->samples - 1];
	}
	if (t->blocks > 0) {
		if (t->block[0].ts_ms < first)
			first = t->block[0].ts_ms;
		if (t->block[t->blocks - 1].ts_ms > last)
			last = t->block[t->blocks - 1].ts_ms;
	}
	if (first > last)
		return -1;
	*first_ms = first;
	*last_ms = last;
	return 0;
}
