#include <stdlib.h>
#include <string.h>

#include "render/trace/parts.h"
#include "render/trace/trace.h"

/* The part of trace.h that tells processes apart. */

/* pid -> its newest process; placeholders have a key of their own. */
struct trace_index {
	size_t size; /* a power of two */
	size_t used;
	uint32_t slot[]; /* process + 1, or 0 */
};

/* A process that changes its title may change it back. */
enum { TITLES_MOST = 8 };

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
		    (p->command->is.role == ROLE_PLACEHOLDER) == placeholder)
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
		*find_slot(t, index, p->pid,
		    p->command->is.role == ROLE_PLACEHOLDER) = old->slot[i];
		index->used++;
	}
	free(old);
	t->index = index;
	return 0;
}

/* The command with that text; NULL when memory is short. */
static const struct trace_command *
find_text(struct trace *t, struct span text)
{
	uint32_t index;

	if (array_grow((void **)&t->command, t->commands,
		sizeof(struct trace_command *)) != 0 ||
	    strings_add(&t->text, text, &index) != 0)
		return NULL;
	if (index == t->commands) {
		struct trace_command *c = malloc(sizeof *c);

		if (c == NULL)
			return NULL;
		c->text = t->text.at[index];
		role_of(c->text, &c->is);
		t->command[t->commands++] = c;
	}
	return t->command[index];
}

static int
add_process(struct trace *t, uint64_t pid, uint64_t ppid,
    const struct trace_command *command, uint32_t *process)
{
	struct trace_process *p;

	if (array_grow(
		(void **)&t->process, t->processes, sizeof *t->process) != 0)
		return -1;
	p = &t->process[t->processes];
	memset(p, 0, sizeof *p);
	p->pid = pid;
	p->ppid = p->first_ppid = ppid;
	p->nth = 1;
	p->command = command;
	p->previous = TRACE_NONE;
	*process = (uint32_t)t->processes++;
	return 0;
}

/* The process with that command in a slot of the index, or TRACE_NONE. */
static uint32_t
find_command(const struct trace *t, uint32_t slot, struct span command)
{
	uint32_t process = slot == 0 ? TRACE_NONE : slot - 1;
	int i;

	for (i = 0; process != TRACE_NONE && i < TITLES_MOST; i++) {
		const struct trace_process *p = &t->process[process];

		if (span_equal(command, p->command->text))
			return process;
		process = p->previous;
	}
	return TRACE_NONE;
}

int
trace_find_process(struct trace *t, uint64_t pid, uint64_t ppid,
    struct span command, uint32_t *process)
{
	const struct trace_command *c;
	struct trace_process *p;
	uint32_t *slot;
	int i;

	if (index_reserve(t) != 0)
		return -1;
	for (i = 0; i < 2; i++) {
		*process =
		    find_command(t, *find_slot(t, t->index, pid, i), command);
		if (*process == TRACE_NONE)
			continue;
		p = &t->process[*process];
		if (p->ppid != ppid && t->samples > 0)
			p->ppid_sample = (uint32_t)t->samples - 1;
		p->ppid = ppid;
		return 0;
	}
	c = find_text(t, command);
	if (c == NULL || add_process(t, pid, ppid, c, process) != 0)
		return -1;
	slot = find_slot(t, t->index, pid, c->is.role == ROLE_PLACEHOLDER);
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
	int i;

	for (i = 0; t->index != NULL && i < 2; i++) {
		uint32_t slot = *find_slot(t, t->index, pid, i);

		if (slot != 0 &&
		    span_equal(command, t->process[slot - 1].command->text))
			return 1;
	}
	return 0;
}
