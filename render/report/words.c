#include <string.h>

#include "render/human.h"
#include "render/report/words.h"

#define GIB ((uint64_t)1024 * 1024 * 1024)

static struct span unit_of(struct span value);
static void values_before(struct report *r, const struct finding_values *v);

void
report_clock(struct report *r, int64_t ms)
{
	human_moment(r->out, ms, r->dated);
	if (r->tenths)
		human_tenth(r->out, ms);
}

void
report_time(struct report *r, int64_t ms)
{
	human_moment(r->out, ms, 1);
	if (r->tenths)
		human_tenth(r->out, ms);
	text_add_string(r->out, " UTC");
}

void
report_interval(struct report *r, int64_t from_ms, int64_t to_ms)
{
	report_clock(r, from_ms);
	if (from_ms == to_ms)
		return;
	text_add_string(r->out, " to ");
	report_clock(r, to_ms);
	text_add_string(r->out, " (");
	human_duration(r->out, to_ms - from_ms);
	text_add_char(r->out, ')');
}

/*
 * Within a code span nothing is markup, nor a mention or a link to an issue,
 * but a backtick ends it and a bar ends a table's cell. No model has those in
 * its name: they become an apostrophe and a broken bar.
 */
void
report_code(struct text *out, struct span name)
{
	struct text clean = {0};
	size_t i;

	human_shorten(&clean, name, REPORT_NAME);
	text_add_char(out, '`');
	for (i = 0; i < clean.len; i++)
		if (clean.data[i] == '`')
			text_add_char(out, '\'');
		else if (clean.data[i] == '|')
			text_add_string(out, "\xc2\xa6");
		else
			text_add_char(out, (unsigned char)clean.data[i] < 0x20
					       ? ' '
					       : clean.data[i]);
	if (clean.len == 0)
		text_add_string(out, "(no name)");
	text_add_char(out, '`');
	out->failed |= clean.failed;
	text_free(&clean);
}

void
report_runner(struct report *r, size_t runner)
{
	const struct finding_runner *f = &r->findings->runner[runner];
	struct text name = {0};

	text_add_string(r->out, "PID ");
	text_add_u64(r->out, r->trace->process[f->process].pid);
	text_add_string(r->out, " for ");
	findings_name(&name, r->trace, r->findings, f);
	report_code(r->out, text_span(&name));
	r->out->failed |= name.failed;
	text_free(&name);
}

void
report_bytes(struct text *out, uint64_t bytes)
{
	if (bytes == 0)
		text_add_string(out, "0 GiB");
	else
		human_bytes(out, bytes);
}

/* " GiB" of "19.35 GiB". */
static struct span
unit_of(struct span value)
{
	size_t i = value.n;

	while (i > 0 && value.p[i - 1] != ' ')
		i--;
	return i == 0 ? (struct span){"", 0}
		      : (struct span){value.p + i - 1, value.n - i + 1};
}

void
report_range(struct text *out, const struct finding_range *range)
{
	struct text low = {0}, high = {0};
	struct span l, h;

	if (range->known == 0) {
		text_add_string(out, "not recorded");
		return;
	}
	report_bytes(&low, range->low);
	report_bytes(&high, range->high);
	l = text_span(&low);
	h = text_span(&high);
	if (!span_equal(l, h)) {
		/* One unit is enough for both, and for a zero. */
		if (range->low == 0)
			l.n = 1;
		else if (span_equal(unit_of(l), unit_of(h)))
			l.n -= unit_of(l).n;
		text_add_span(out, l);
		text_add_string(out, " to ");
	}
	text_add_span(out, h);
	out->failed |= low.failed | high.failed;
	text_free(&low);
	text_free(&high);
}

void
report_percent(struct text *out, const struct finding_range *range)
{
	if (range->low != range->high) {
		text_add_u64(out, range->low);
		text_add_string(out, " to ");
	}
	text_add_u64(out, range->high);
	text_add_char(out, '%');
}

void
report_coverage(struct report *r, const struct finding_range *range)
{
	if (range->known < r->trace->blocks)
		text_add_f(r->out, ", recorded in %zu of %zu system samples",
		    range->known, r->trace->blocks);
}

static void
values_before(struct report *r, const struct finding_values *v)
{
	if (!v->before) {
		text_add_string(r->out, "During the same interval, ");
		return;
	}
	text_add_string(r->out,
	    "No system sample fell into this interval. In the one "
	    "before it, at ");
	report_clock(r, r->trace->block[v->first_block].ts_ms);
	text_add_string(r->out, ", ");
}

void
report_values(struct report *r, const struct finding_values *v)
{
	const struct finding_range *percent = &v->metric[TRACE_FREE_PERCENT];
	const struct finding_range *swap = &v->metric[TRACE_SWAP_USED];

	if (v->first_block == v->end_block) {
		text_add_string(r->out, "During the same interval, no system "
					"sample was recorded.");
		return;
	}
	values_before(r, v);
	if (percent->known > 0) {
		text_add_string(r->out, "memory_pressure reported ");
		report_percent(r->out, percent);
		text_add_string(r->out, " free memory, ");
	} else
		text_add_string(
		    r->out, "the free memory percentage was not recorded, ");
	text_add_string(r->out, "wired memory was ");
	report_range(r->out, &v->metric[TRACE_WIRED]);
	text_add_string(r->out, ", compressor was ");
	report_range(r->out, &v->metric[TRACE_COMPRESSOR]);
	text_add_string(r->out, ", and swap used was ");
	if (swap->known == 0 || swap->low == swap->high) {
		report_range(r->out, swap);
		text_add_char(r->out, '.');
		return;
	}
	report_bytes(r->out, swap->first);
	text_add_string(r->out, " at first, ");
	report_bytes(r->out, swap->last);
	text_add_string(r->out, " at last");
	if (swap->high > swap->last && swap->high > swap->first) {
		text_add_string(r->out, ", ");
		report_bytes(r->out, swap->high);
		text_add_string(r->out, " at most");
	}
	text_add_char(r->out, '.');
}

void
report_all(struct text *out, size_t count, const char *one, const char *many)
{
	if (count == 1)
		text_add_f(out, "the only %s", one);
	else
		text_add_f(out, "any of %zu %s", count, many);
}

void
report_still(struct report *r, const struct finding_runner *runner)
{
	if (runner->ended >= EDGE_PAUSE)
		text_add_string(r->out, ".\n");
	else if (runner->ended == EDGE_UNKNOWN)
		text_add_string(r->out, ", the last process sample.\n");
	else
		text_add_string(r->out, ", and was still running.\n");
}

void
report_more(struct report *r, size_t count, size_t shown)
{
	if (count > shown)
		text_add_f(r->out, "- and %zu more\n", count - shown);
}

size_t
report_choose(const struct report *r, size_t count,
    double (*rank)(const struct report *, size_t), size_t *chosen, size_t most)
{
	size_t kept = 0, i, k, worst;

	for (i = 0; i < count && most > 0; i++) {
		if (kept < most) {
			chosen[kept++] = i;
			continue;
		}
		worst = 0;
		for (k = 1; k < kept; k++)
			if (rank(r, chosen[k]) <= rank(r, chosen[worst]))
				worst = k;
		if (rank(r, i) <= rank(r, chosen[worst]))
			continue;
		memmove(chosen + worst, chosen + worst + 1,
		    (kept - worst - 1) * sizeof *chosen);
		chosen[kept - 1] = i;
	}
	return kept;
}

/* A 20th of the machine's memory. */
uint64_t
report_much(const struct report *r)
{
	return r->trace->memory_bytes > 0 ? r->trace->memory_bytes / 20
					  : 2 * GIB;
}

/* A 100th. */
uint64_t
report_little(const struct report *r)
{
	return r->trace->memory_bytes > 0 ? r->trace->memory_bytes / 100
					  : GIB / 2;
}
