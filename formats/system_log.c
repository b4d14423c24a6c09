#include <errno.h>
#include <string.h>

#include "formats/system_log.h"

#define MARK "====="

/* Where the table or the JSON is in a block; if repeated, the last one. */
struct system_piece {
	struct span text; /* .p is NULL: it is missing */
	size_t line;      /* of its first line, counted from the mark */
};

/* State while a block is divided into sections. */
struct system_scan {
	struct system_reader *reader;
	struct problems problems;
	struct system_block *block;
	struct system_piece table, json;
	const struct vm_stat_label *next; /* of the current section */
	int current;     /* enum system_section; SYSTEM_SECTIONS: none */
	unsigned same;   /* the last JSON text equals the reader's */
	unsigned broken; /* a JSON text was never closed */
	size_t vm_stat;  /* the line of its title */
};

void
system_log_add_mark(struct text *out, struct span ts)
{
	text_add_string(out, MARK " ");
	text_add_span(out, ts);
	text_add_string(out, " " MARK "\n");
}

static int
system_log_mark(struct span line, int64_t *ts_ms)
{
	struct span ts;

	line = span_trim_end(line);
	if (!span_skip(&line, MARK " ") || !span_until(&line, ' ', &ts) ||
	    !span_is(line, MARK))
		return -1;
	return span_time(ts, ts_ms);
}

int
system_log_is_mark(struct span line)
{
	int64_t ts_ms;

	return system_log_mark(line, &ts_ms) == 0;
}

/*
 * Which section begins with this line? -1: none. The first letter decides most
 * lines.
 */
static int
system_log_starts(struct span line, int current)
{
	const char c = line.p[0];

	if (c == 'M' && vm_stat_starts(line))
		return SYSTEM_VM_STAT;
	/* "Stats:" may begin an output without its headline. */
	if ((c == 'T' || (c == 'S' && current != SYSTEM_MEMORY_PRESSURE)) &&
	    memory_pressure_starts(line))
		return SYSTEM_MEMORY_PRESSURE;
	if ((c == 't' || c == 'v') && swapusage_starts(line))
		return SYSTEM_SWAPUSAGE;
	return c == 'N' && ollama_ps_starts(line) ? SYSTEM_OLLAMA_PS : -1;
}

/* End the current section, if any, at `at`. */
static void
system_log_end(struct system_scan *scan, const char *at)
{
	if (scan->current == SYSTEM_OLLAMA_PS)
		scan->table.text.n = (size_t)(at - scan->table.text.p);
	scan->current = SYSTEM_SECTIONS;
}

/* Begin a section at `at`; if repeated, the last one counts. */
static void
system_log_begin(
    struct system_scan *scan, int section, const char *at, size_t number)
{
	struct system_block *block = scan->block;

	system_log_end(scan, at);
	scan->current = section;
	scan->next = NULL;
	if (section == SYSTEM_OLLAMA_PS)
		scan->table = (struct system_piece){{at, 0}, number};
	else
		block->have |= 1u << section;
	if (section == SYSTEM_VM_STAT) {
		block->vm_stat = (struct vm_stat){0};
		scan->vm_stat = number;
	} else if (section == SYSTEM_MEMORY_PRESSURE)
		block->memory_pressure =
		    (struct memory_pressure){.free_percent = -1};
}

/* The number of line ends. */
static size_t
system_log_lines(struct span s)
{
	struct span line;
	size_t n = 0;

	while (span_until(&s, '\n', &line))
		n += line.p + line.n < s.p;
	return n;
}

/* Does `rest` begin with the JSON text that the reader has already parsed? */
static int
system_log_is_same(const struct system_reader *reader, struct span rest)
{
	const struct text *json = &reader->json;

	return json->len > 0 && json->len <= rest.n &&
	       memcmp(json->data, rest.p, json->len) == 0 &&
	       (json->data[json->len - 1] == '\n' || json->len == rest.n);
}

/* Skip the JSON text at the front of *rest or, if it has no end, its line. */
static void
system_log_json(struct system_scan *scan, struct span *rest, size_t *number)
{
	struct span line, json = {rest->p, 0};
	unsigned same;

	system_log_end(scan, rest->p);
	/* Search only once, or a hostile block would cost quadratic time. */
	same = !scan->broken && system_log_is_same(scan->reader, *rest);
	if (same)
		json.n = scan->reader->json.len;
	else if (!scan->broken)
		json.n = api_ps_extent(*rest);
	if (json.n == 0) {
		if (!scan->broken)
			problem(&scan->problems, *number,
			    "/api/ps: the JSON text has no end in this block");
		scan->broken = 1;
		span_line(rest, &line);
		++*number;
		return;
	}
	scan->json = (struct system_piece){json, *number};
	scan->same = same;
	rest->p += json.n;
	rest->n -= json.n;
	if (rest->n > 1)
		*number += system_log_lines(json);
}

/* Read the line, if it is one of sysctl's. */
static int
system_log_sysctl(struct system_scan *scan, struct span line, size_t number)
{
	const char *reason;
	int result = sysctl_read(line, &scan->block->sysctl, &reason);

	if (result == -1)
		problem(&scan->problems, number, reason);
	return result != 0;
}

/* Read one line of a section that consists of independent lines. */
static void
system_log_line(struct system_scan *scan, struct span line, size_t number)
{
	struct system_block *block = scan->block;
	const char *reason = NULL;

	if (scan->current == SYSTEM_VM_STAT)
		reason = vm_stat_line(line, &scan->next, &block->vm_stat);
	else if (scan->current == SYSTEM_MEMORY_PRESSURE)
		reason = memory_pressure_line(
		    line, &scan->next, &block->memory_pressure);
	else if (scan->current == SYSTEM_SWAPUSAGE) {
		reason = swapusage_read(line, &block->swapusage);
		if (reason != NULL)
			block->have &= ~(1u << SYSTEM_SWAPUSAGE);
	}
	if (reason != NULL)
		problem(&scan->problems, number, reason);
}

/*
 * Read the memory sections, and find the table and the JSON. Everything else is
 * skipped. An incomplete last line may be cut anywhere, so it is not read,
 * except for the mark and JSON, whose ends can be seen.
 */
static void
system_log_scan(struct system_scan *scan, struct span block)
{
	struct span rest = block, here, line;
	size_t number;
	int next;

	for (number = 0; here = rest, span_line(&rest, &line); number++) {
		if (rest.n == 0 && rest.p[-1] != '\n' && number > 0 &&
		    line.p[0] != '{') {
			if (!scan->broken)
				problem(&scan->problems, number,
				    "the last line has no line end, so it may "
				    "be cut off");
			/* Its section may lack what was cut off. */
			system_log_end(scan, here.p);
			return;
		}
		/*
		 * Most lines are like this, and these begin or end no section.
		 */
		if (line.n > 0 && line.p[0] == 'P') {
			system_log_line(scan, line, number);
			continue;
		}
		if (line.n == 0 || line.p[0] == '[' ||
		    system_log_sysctl(scan, line, number)) {
			/*
			 * Neither this line nor what follows it is a row of the
			 * table.
			 */
			if (scan->current == SYSTEM_OLLAMA_PS)
				system_log_end(scan, here.p);
			continue;
		}
		if (line.p[0] == '{') {
			rest = here;
			system_log_json(scan, &rest, &number);
			number--;
			continue;
		}
		if ((next = system_log_starts(line, scan->current)) >= 0) {
			system_log_begin(scan, next, here.p, number);
		}
		system_log_line(scan, line, number);
		if (next == SYSTEM_SWAPUSAGE)
			system_log_end(scan, rest.p);
	}
	system_log_end(scan, rest.p);
	if (!scan->broken && scan->block->have & 1u << SYSTEM_VM_STAT &&
	    scan->block->vm_stat.known == 0)
		problem(&scan->problems, scan->vm_stat,
		    "vm_stat: no counter can be read");
}

/* Returns 0, or -1 if out of memory. */
static int
system_log_api(const struct system_scan *scan)
{
	struct system_reader *reader = scan->reader;

	if (scan->json.text.p == NULL)
		return 0;
	if (!scan->same) {
		api_ps_free(&reader->api);
		text_clear(&reader->json);
		if (api_ps_read(scan->json.text, &reader->api) != 0) {
			if (errno == ENOMEM)
				return -1;
			problem(&scan->problems, scan->json.line,
			    "/api/ps: the answer cannot be read as JSON");
			return 0;
		}
		text_add_span(&reader->json, scan->json.text);
		if (reader->json.failed)
			text_clear(&reader->json);
	}
	/* An error is not an empty list. */
	if (!reader->api.has_list) {
		problem(&scan->problems, scan->json.line,
		    "/api/ps: the answer has no list of models");
		return 0;
	}
	scan->block->api_ps = &reader->api;
	scan->block->have |= 1u << SYSTEM_API_PS;
	return 0;
}

/* Likewise. */
static int
system_log_table(const struct system_scan *scan)
{
	struct problems problems = scan->problems;
	int result;

	if (scan->table.text.p == NULL || scan->block->api_ps != NULL)
		return 0;
	problems.line += scan->table.line;
	result =
	    ollama_ps_read(scan->table.text, &scan->reader->table, &problems);
	/* Rows that cannot be read are not "no model". */
	if (result != 0)
		return result < 0 ? -1 : 0;
	scan->block->ollama_ps = &scan->reader->table;
	scan->block->have |= 1u << SYSTEM_OLLAMA_PS;
	return 0;
}

int
system_log_read(struct system_reader *reader, struct span block,
    struct system_block *result, const struct problems *problems)
{
	struct system_scan scan = {.reader = reader,
	    .problems = *problems,
	    .block = result,
	    .current = SYSTEM_SECTIONS};
	struct span rest = block, line;

	result->have = 0;
	result->sysctl = (struct sysctl_values){0};
	result->api_ps = NULL;
	result->ollama_ps = NULL;
	errno = EINVAL;
	if (!span_line(&rest, &line) ||
	    system_log_mark(line, &result->ts_ms) != 0) {
		problem(problems, 0,
		    "expected a line like ===== 2026-05-14T09:25:00Z =====");
		return -1;
	}
	system_log_scan(&scan, block);
	if (result->sysctl.known != 0)
		result->have |= 1u << SYSTEM_SYSCTL;
	errno = ENOMEM;
	return system_log_api(&scan) != 0 || system_log_table(&scan) != 0 ? -1
									  : 0;
}

void
system_reader_free(struct system_reader *reader)
{
	api_ps_free(&reader->api);
	ollama_ps_free(&reader->table);
	text_free(&reader->json);
}
