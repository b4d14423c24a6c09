#include <stdlib.h>
#include <string.h>

#include "render/array.h"
#include "render/trace/trace.h"

/* The part of trace.h that distinguishes processes. */

/* A process that changes its title may change it back. */
enum { TITLES_MOST = 8 };

/* A process that is back after a longer absence is another one. */
#define ABSENCE_MS INT64_C(86400000)

static int
is_placeholder(const struct trace_command *c)
{
	return c->is.role == ROLE_PLACEHOLDER;
}

/*
 * The slot of the newest process with this pid, or the empty one where it
 * belongs. Placeholders are apart.
 */
static uint32_t *
find_slot(const struct trace *t, uint32_t pid, int placeholder)
{
	size_t at = (size_t)(pid * UINT64_C(0x9e3779b97f4a7c15) >> 32);

	for (;; at++) {
		uint32_t *slot = &t->newest[at & (t->slots - 1)];
		const struct trace_process *p = t->process;

		if (*slot == 0)
			return slot;
		p += *slot - 1;
		if (p->pid == pid && is_placeholder(p->command) == placeholder)
			return slot;
	}
}

/* Keep half of the slots empty. Returns 0, or -1 if out of memory. */
static int
reserve(struct trace *t)
{
	const struct trace_process *p;
	uint32_t i;

	if (t->processes < t->slots / 2)
		return 0;
	free(t->newest);
	t->slots = t->slots != 0 ? t->slots * 2 : 64;
	t->newest = calloc(t->slots, sizeof *t->newest);
	if (t->newest == NULL) {
		t->slots = 0;
		return -1;
	}
	for (i = 0, p = t->process; i < t->processes; i++, p++)
		*find_slot(t, p->pid, is_placeholder(p->command)) = i + 1;
	return 0;
}

/* The command with this text; NULL if out of memory. */
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

/*
 * Is the command equal to the other one, or its beginning? A recorder that was
 * killed may leave a row that is cut off anywhere.
 */
static int
is_start_of(struct span command, struct span other)
{
	return command.n <= other.n &&
	       span_equal(command, (struct span){other.p, command.n});
}

/*
 * The newest process with this pid and this command, or TRACE_NONE. Those with
 * a pid are in a chain; placeholders are in another one.
 */
static uint32_t
look_up(const struct trace *t, uint32_t pid, struct span command)
{
	uint32_t process;
	int k, placeholder;

	for (placeholder = 0; t->slots > 0 && placeholder < 2; placeholder++) {
		/* Index + 1, or 0: TRACE_NONE is the number before 0. */
		process = *find_slot(t, pid, placeholder) - 1;
		for (k = 0; process != TRACE_NONE && k < TITLES_MOST; k++) {
			if (is_start_of(
				command, t->process[process].command->text))
				return process;
			process = t->process[process].previous;
		}
	}
	return TRACE_NONE;
}

int
trace_is_back(const struct trace *t, uint32_t process)
{
	const struct trace_process *p = &t->process[process];

	return p->rows > 0 && llabs(t->sample_ms[t->samples - 1] -
				    t->sample_ms[p->last_sample]) > ABSENCE_MS;
}

/*
 * Another process with this pid; or the newest one, if it had only a row that
 * was cut off.
 */
static int
add_process(struct trace *t, uint32_t pid, uint32_t ppid, struct span command,
    uint32_t *process)
{
	const struct trace_command *c = find_text(t, command);
	uint32_t *newest, last, nth = 1;

	if (c == NULL || reserve(t) != 0 ||
	    ARRAY_GROW(t->process, t->processes) != 0)
		return -1;
	newest = find_slot(t, pid, is_placeholder(c));
	last = *newest - 1;
	if (last != TRACE_NONE) {
		struct trace_process *old = &t->process[last];

		nth = old->nth + 1;
		if (old->rows == 1 && !trace_is_back(t, last) &&
		    is_start_of(old->command->text, command)) {
			old->command = c;
			*process = last;
			return 0;
		}
	}
	*process = (uint32_t)t->processes++;
	t->process[*process] = (struct trace_process){.pid = pid,
	    .ppid = ppid,
	    .first_ppid = ppid,
	    .command = c,
	    .previous = last,
	    .nth = nth,
	    .peak = {TRACE_NONE, TRACE_NONE, TRACE_NONE, TRACE_NONE}};
	*newest = *process + 1;
	return 0;
}

int
trace_find_process(struct trace *t, uint32_t pid, uint32_t ppid,
    struct span command, uint32_t *process)
{
	struct trace_process *p;

	*process = look_up(t, pid, command);
	if ((*process == TRACE_NONE || trace_is_back(t, *process)) &&
	    add_process(t, pid, ppid, command, process) != 0)
		return -1;
	p = &t->process[*process];
	if (p->ppid != ppid && t->samples > 0)
		p->ppid_sample = (uint32_t)t->samples - 1;
	p->ppid = ppid;
	return 0;
}

int
trace_knows_process(const struct trace *t, uint32_t pid, struct span command)
{
	return look_up(t, pid, command) != TRACE_NONE;
}
