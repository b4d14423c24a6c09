#include <libxml/hash.h>
#include <libxml/parser.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "render/graph/svg.h"
#include "render/report/report.h"
#include "render/table.h"
#include "render/utf8.h"
#include "tests/fuzz/property.h"
#include "tests/fuzz/rendering.h"

static int rendering_usable(const struct trace *);
static int rendering_put_table(void *, struct span);
static void rendering_check_attribute(const char *, const char *);
static size_t rendering_check_elements(const xmlNode *, xmlHashTablePtr);
static void rendering_check_svg(struct span);
static void rendering_check_table(struct span);
static void rendering_check_report(struct span);

int
rendering_open(struct rendering *r)
{
	const char *folder = getenv("TMPDIR");
	int i;

	memset(r, 0, sizeof *r);
	r->options.width = GRAPH_WIDTH;
	r->options.low_percent = FINDINGS_LOW_PERCENT;
	r->options.title = SPAN("Ollama memory trace");
	for (i = 0; i < LOGS; i++) {
		snprintf(r->name[i], sizeof r->name[i],
		    "%s/memtrace-log.XXXXXX", folder != NULL ? folder : "/tmp");
		r->fd[i] = mkstemp(r->name[i]);
		if (r->fd[i] == -1)
			return -1;
	}
	return 0;
}

void
rendering_close(struct rendering *r)
{
	int i;

	for (i = 0; i < LOGS; i++) {
		close(r->fd[i]);
		unlink(r->name[i]);
	}
	text_free(&r->svg);
	text_free(&r->table);
	text_free(&r->report);
}

int
rendering_put(struct rendering *r, int log, struct span bytes)
{
	r->lines[log] = property_lines(bytes) + 1;
	if (pwrite(r->fd[log], bytes.p, bytes.n, 0) != (ssize_t)bytes.n)
		return -1;
	return ftruncate(r->fd[log], (off_t)bytes.n);
}

/* As memgraph has it. */
static int
rendering_usable(const struct trace *t)
{
	size_t i;

	for (i = 0; i < t->blocks; i++)
		if (t->block[i].known != 0 || t->block[i].set != TRACE_NONE)
			return 1;
	return t->samples > 0;
}

static int
rendering_put_table(void *out, struct span bytes)
{
	text_add_span(out, bytes);
	return 0;
}

int
rendering_make(struct rendering *r)
{
	const struct sink sink = {rendering_put_table, &r->table};
	struct trace trace = {.keep_vsz = 1};
	struct findings findings = {0};
	int rc = -1;

	memset(&r->problems, 0, sizeof r->problems);
	text_clear(&r->svg);
	text_clear(&r->table);
	text_clear(&r->report);
	if (load_process_log(&trace, r->name[PROCESS_LOG], &r->problems) == 0 &&
	    load_system_log(&trace, r->name[SYSTEM_LOG], &r->problems) == 0 &&
	    trace_finish(&trace) == 0)
		rc = rendering_usable(&trace);
	if (rc == 1 &&
	    (findings_make(&trace, r->options.low_percent, &findings) != 0 ||
		graph_write(&trace, &findings, &r->options, &r->svg) != 0 ||
		report_write(&trace, &findings, NULL, &r->report) != 0 ||
		table_write(&trace, &sink) != 0))
		rc = -1;
	findings_free(&findings);
	trace_free(&trace);
	return rc;
}

/* Where numbers stand, there are numbers. */
static void
rendering_check_attribute(const char *name, const char *value)
{
	static const char *const numbers[] = {"d", "x", "y", "x1", "x2", "y1",
	    "y2", "cx", "cy", "r", "width", "height", "points", "viewBox",
	    "transform"};
	size_t i;

	for (i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
		if (strcmp(name, numbers[i]) == 0)
			PROPERTY(value[0] != '\0' &&
				 strstr(value, "nan") == NULL &&
				 strstr(value, "inf") == NULL &&
				 strstr(value, "e+") == NULL);
}

/* Ids are there once. Returns how many elements there are. */
static size_t
rendering_check_elements(const xmlNode *node, xmlHashTablePtr ids)
{
	const xmlAttr *a;
	size_t count = 0;

	for (; node != NULL; node = node->next) {
		if (node->type != XML_ELEMENT_NODE)
			continue;
		count++;
		for (a = node->properties; a != NULL; a = a->next) {
			const xmlNode *text = a->children;
			const char *name = (const char *)a->name;
			const char *value =
			    text != NULL ? (const char *)text->content : "";

			PROPERTY(text == NULL || text->next == NULL);
			rendering_check_attribute(name, value);
			if (strcmp(name, "id") == 0)
				PROPERTY(xmlHashAddEntry(ids,
					     (const xmlChar *)value, ids) == 0);
		}
		count += rendering_check_elements(node->children, ids);
	}
	return count;
}

static void
rendering_check_svg(struct span svg)
{
	const int quiet =
	    XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING;
	xmlHashTablePtr ids = xmlHashCreate(64);
	xmlDocPtr doc = xmlReadMemory(svg.p, (int)svg.n, NULL, NULL, quiet);

	PROPERTY(doc != NULL && ids != NULL);
	PROPERTY(xmlStrEqual(
	    xmlDocGetRootElement(doc)->name, (const xmlChar *)"svg"));
	PROPERTY(rendering_check_elements(xmlDocGetRootElement(doc), ids) > 10);
	PROPERTY(xmlHashLookup(ids, (const xmlChar *)"processes") != NULL);
	PROPERTY(xmlHashLookup(ids, (const xmlChar *)"system") != NULL);
	xmlHashFree(ids, NULL);
	xmlFreeDoc(doc);
}

/* Five columns, times that do not fall, whole numbers. */
static void
rendering_check_table(struct span table)
{
	struct span line, field;
	int64_t last_ms = INT64_MIN, ms;
	uint64_t value;
	int column;

	PROPERTY(table.n > 0 && table.p[table.n - 1] == '\n');
	PROPERTY(span_skip(&table, TABLE_HEADER));
	while (span_line(&table, &line)) {
		for (column = 0; span_until(&line, '\t', &field); column++) {
			if (column == 0) {
				PROPERTY(span_time(field, &ms) == 0);
				PROPERTY(ms >= last_ms);
				last_ms = ms;
			}
		}
		PROPERTY(column == 5);
		span_skip(&field, "-"); /* a model that has expired */
		PROPERTY(span_u64(field, &value) == 0);
	}
}

/* Whatever the logs held, it is clean text. */
static void
rendering_check_report(struct span report)
{
	struct text clean = {0};
	struct span line;

	PROPERTY(report.n > 0 && report.p[report.n - 1] == '\n');
	while (span_until(&report, '\n', &line)) {
		text_clear(&clean);
		utf8_clean(&clean, line);
		PROPERTY(span_equal(text_span(&clean), line));
	}
	text_free(&clean);
}

void
rendering_check(const struct rendering *r)
{
	size_t i;

	for (i = 0; i < r->problems.runs; i++) {
		const struct load_problem *p = &r->problems.kept[i];
		int log = p->file == r->name[SYSTEM_LOG];

		PROPERTY(p->line >= 1 && p->line <= r->lines[log]);
		PROPERTY(p->reason[0] != '\0');
	}
	rendering_check_svg(text_span(&r->svg));
	rendering_check_table(text_span(&r->table));
	rendering_check_report(text_span(&r->report));
}
