#include <errno.h>

#include "render/run.h"

int
run_find(struct run *r, const struct cli *o, size_t which, const char **file,
    const char **reason)
{
	int rc;

	*file = o->operand[which];
	rc = o->type == TYPE_COMPARE
		 ? inputs_run(&r->in, *file, reason)
		 : inputs_find(&r->in, o->operand, o->operands, reason);
	if (rc != 0)
		return -1;
	if (o->machine != NULL)
		r->in.machine = o->machine;
	*file = r->in.machine;
	if (*file == NULL || machine_read(*file, &r->machine) == 0)
		return 0;
	*reason = strerror(errno);
	return -1;
}

static int
load(struct run *r, int follow, struct load_problems *problems,
    const char **file)
{
	int rc = 0;

	*file = r->in.process;
	if (*file != NULL)
		rc = load_process_log(&r->trace, *file, problems);
	if (rc != 0 && follow && errno == ENOENT)
		rc = 0;
	if (rc != 0 || r->in.system == NULL)
		return rc;
	*file = r->in.system;
	rc = load_system_log(&r->trace, *file, problems);
	return rc != 0 && follow && errno == ENOENT ? 0 : rc;
}

int
run_read(struct run *r, const struct cli *o, struct load_problems *problems,
    const char **file)
{
	const int values = o->type == TYPE_TSV || o->type == TYPE_OPENMETRICS ||
			   o->type == TYPE_TEXTFILE;

	r->trace.keep_vsz = values;
	r->trace.only_ends = o->type == TYPE_STATUS || o->type == TYPE_TEXTFILE;
	if (load(r, o->follow, problems, file) != 0)
		return -1;
	*file = NULL;
	errno = ENOMEM;
	if (trace_finish(&r->trace) != 0)
		return -1;
	return values ? 0
		      : findings_make(
			    &r->trace, o->graph.low_percent, &r->findings);
}

int
run_is_usable(const struct run *r)
{
	const struct trace *t = &r->trace;
	size_t i;

	for (i = 0; i < t->blocks; i++)
		if (t->block[i].known != 0 || t->block[i].set != TRACE_NONE)
			return 1;
	return t->samples > 0;
}

void
run_forget(struct run *r)
{
	findings_free(&r->findings);
	trace_free(&r->trace);
	r->findings = (struct findings){0};
	r->trace = (struct trace){0};
}

void
run_free(struct run *r)
{
	run_forget(r);
	machine_free(&r->machine);
	inputs_free(&r->in);
}
