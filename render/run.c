#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "render/compare/compare.h"
#include "render/openmetrics.h"
#include "render/redact.h"
#include "render/report/report.h"
#include "render/run.h"
#include "render/status.h"

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

int
run_read(struct run *r, const struct cli *o, struct load_problems *problems,
    const char **file)
{
	const int values = o->type == TYPE_TSV || o->type == TYPE_OPENMETRICS ||
			   o->type == TYPE_TEXTFILE;

	r->trace.keep_vsz = values;
	r->trace.only_ends = o->type == TYPE_STATUS || o->type == TYPE_TEXTFILE;
	if (load_logs(&r->trace, &r->in, o->follow, problems, file) != 0)
		return -1;
	*file = NULL;
	errno = ENOMEM;
	if (trace_finish(&r->trace) != 0)
		return -1;
	return values ? 0
		      : findings_make(
			    &r->trace, o->graph.low_percent, &r->findings);
}

static int
write_redacted(const char *log, const struct sink *sink, struct text *note)
{
	const char *home = getenv("HOME");
	struct text list = {0};
	const int rc =
	    redact_log(log, span_of(home != NULL ? home : ""), sink, &list);

	text_add_f(note,
	    list.len > 0 ? "replaced in %s: " : "nothing replaced in %s", log);
	text_add_span(note, text_span(&list));
	text_free(&list);
	return rc;
}

int
run_write(const struct run *r, const struct cli *o, const struct sink *sink,
    struct text *note)
{
	const struct machine *machine =
	    r->in.machine != NULL ? &r->machine : NULL;
	struct graph_options graph = o->graph;
	struct text text = {0};
	int rc = -1;

	switch (o->type) {
	case TYPE_TSV:
		return table_write(&r->trace, sink);
	case TYPE_OPENMETRICS:
	case TYPE_TEXTFILE:
		return openmetrics_write(
		    &r->trace, o->type == TYPE_TEXTFILE, sink);
	case TYPE_REDACTED:
		return write_redacted(r->in.process, sink, note);
	case TYPE_STATUS:
		rc = status_now(&r->in, &r->trace, &r->findings, &text);
		break;
	case TYPE_REPORT:
		rc = report_write(&r->trace, &r->findings, machine, &text);
		break;
	case TYPE_COMPARE:
		rc = compare_write(&r[0], &r[1], &text);
		break;
	case TYPE_SVG:
		graph.machine = machine;
		rc = graph_write(&r->trace, &r->findings, &graph, &text);
	}
	if (rc == 0)
		rc = sink->put(sink->arg, text_span(&text));
	text_free(&text);
	return rc;
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
