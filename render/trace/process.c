#include <stdlib.h>
#include <string.h>

#include "render/trace/parts.h"
#include "render/trace/trace.h"

/* The part of trace.h that distinguishes processes. */

/* A process that changes its title may change it back. */
enum { TITLES_MOST = 8 };

/* Placeholders are separate from other processes of their pid. */
static uint64_t
hash_process(const void *of, size_t i)
{
	const struct trace_process *p = &((const struct trace *)of)->process[i];

	return intern_bytes(
	    p->command->is.role == ROLE_PLACEHOLDER, &p->pid, sizeof p->pid);
}

static int
same_process(const void *of, size_t a, size_t b)
{
	const struct trace_process *p = ((const struct trace *)of)->process;

	return p[a].pid == p[b].pid &&
	       (p[a].command->is.role == ROLE_PLACEHOLDER) ==
		   (p[b].command->is.role == ROLE_PLACEHOLDER);
}

/* The newest process with the pid and the kind of the next one. */
static uint32_t *
newest(struct trace *t)
{
	return intern_slot(
	    &t->newest, t, hash_process, same_process, t->processes);
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

/* The newest process with this pid and this command, or TRACE_NONE. */
static int
look_up(struct trace *t, uint32_t pid, struct span command, int titles,
    uint32_t *process)
{
	static const struct trace_command kind[] = {
	    {.is = {.role = ROLE_OTHER}}, {.is = {.role = ROLE_PLACEHOLDER}}};
	const uint32_t *slot;
	int i, k;

	if (ARRAY_GROW(t->process, t->processes) != 0)
		return -1;
	for (i = 0; i < 2; i++) {
		t->process[t->processes] =
		    (struct trace_process){.pid = pid, .command = &kind[i]};
		slot = newest(t);
		if (slot == NULL)
			return -1;
		*process = *slot == 0 ? TRACE_NONE : *slot - 1;
		for (k = 0; *process != TRACE_NONE && k < titles; k++) {
			if (is_start_of(
				command, t->process[*process].command->text))
				return 0;
			*process = t->process[*process].previous;
		}
	}
	*process = TRACE_NONE;
	return 0;
}

/*
 * Another process with this pid; or the newest one, if it had only a row that
 * was cut off.
 */
static int
add_process(struct trace *t, uint32_t pid, uint32_t ppid, struct span command,
    uint32_t *process)
{
	struct trace_process *p = &t->process[t->processes], *old;
	uint32_t *slot;

	*p = (struct trace_process){.pid = pid,
	    .ppid = ppid,
	    .first_ppid = ppid,
	    .command = find_text(t, command),
	    .previous = TRACE_NONE,
	    .nth = 1};
	if (p->command == NULL || (slot = newest(t)) == NULL)
		return -1;
	if (*slot != 0) {
		old = &t->process[*slot - 1];
		p->previous = *slot - 1;
		p->nth = old->nth + 1;
		if (old->rows == 1 &&
		    is_start_of(old->command->text, command)) {
			old->command = p->command;
			*process = *slot - 1;
			return 0;
		}
	}
	t->newest.used += *slot == 0;
	*process = (uint32_t)t->processes++;
	*slot = *process + 1;
	return 0;
}

int
trace_find_process(struct trace *t, uint32_t pid, uint32_t ppid,
    struct span command, uint32_t *process)
{
	struct trace_process *p;

	if (look_up(t, pid, command, TITLES_MOST, process) != 0 ||
	    (*process == TRACE_NONE &&
		add_process(t, pid, ppid, command, process) != 0))
		return -1;
	p = &t->process[*process];
	if (p->ppid != ppid && t->samples > 0)
		p->ppid_sample = (uint32_t)t->samples - 1;
	p->ppid = ppid;
	return 0;
}

int
trace_knows_process(struct trace *t, uint32_t pid, struct span command)
{
	uint32_t process;

	return look_up(t, pid, command, 1, &process) == 0 &&
	       process != TRACE_NONE;
}
