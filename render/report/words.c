#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "render/human.h"
#include "render/report/words.h"

#define GIB ((uint64_t)1024 * 1024 * 1024)

void
say(struct report *r, const char *fmt, ...)
{
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	if (n < 0 || text_reserve(r->out, (size_t)n + 1) != 0)
		return;
	va_start(ap, fmt);
	vsnprintf(r->out->data + r->out->len, (size_t)n + 1, fmt, ap);
	va_end(ap);
	r->out->len += (size_t)n;
}

static struct text *
begin(struct report *r)
{
	struct text *word =
	    &r->word[r->words++ % (sizeof r->word / sizeof r->word[0])];

	text_clear(word);
	return word;
}

static const char *
done(struct report *r, struct text *word)
{
	text_add_char(word, '\0');
	r->out->failed |= word->failed;
	return word->failed ? "" : word->data;
}

static void
add_clock(struct report *r, struct text *word, int64_t ms, int dated)
{
	human_moment(word, ms, dated);
	if (r->tenths)
		human_tenth(word, ms);
}

const char *
at(struct report *r, int64_t ms)
{
	struct text *word = begin(r);

	add_clock(r, word, ms, r->dated);
	return done(r, word);
}

const char *
at_utc(struct report *r, int64_t ms)
{
	struct text *word = begin(r);

	add_clock(r, word, ms, 1);
	text_add_string(word, " UTC");
	return done(r, word);
}

const char *
lasting(struct report *r, int64_t ms)
{
	struct text *word = begin(r);

	human_duration(word, ms);
	return done(r, word);
}

const char *
from_to(struct report *r, int64_t from_ms, int64_t to_ms)
{
	struct text *word = begin(r);

	add_clock(r, word, from_ms, r->dated);
	if (from_ms != to_ms) {
		text_add_string(word, " to ");
		add_clock(r, word, to_ms, r->dated);
		text_add_string(word, " (");
		human_duration(word, to_ms - from_ms);
		text_add_char(word, ')');
	}
	return done(r, word);
}

/*
 * Within a code span nothing is markup, nor a mention or a link to an issue,
 * but a backtick ends it and a bar ends a table's cell. No model has those in
 * its name: they become an apostrophe and a broken bar.
 */
static void
add_code(struct text *out, struct span name)
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

const char *
code(struct report *r, struct span name)
{
	struct text *word = begin(r);

	add_code(word, name);
	return done(r, word);
}

const char *
named(struct report *r, size_t i)
{
	struct text *word = begin(r), name = {0};

	findings_name(&name, r->trace, r->findings, &r->findings->runner[i]);
	add_code(word, text_span(&name));
	word->failed |= name.failed;
	text_free(&name);
	return done(r, word);
}

const char *
runner(struct report *r, size_t i)
{
	const uint32_t process = r->findings->runner[i].process;
	const char *name = named(r, i);
	struct text *word = begin(r);

	text_add_f(word, "PID %llu for %s",
	    (unsigned long long)r->trace->process[process].pid, name);
	return done(r, word);
}

const char *
size(struct report *r, uint64_t bytes)
{
	struct text *word = begin(r);

	if (bytes == 0)
		text_add_string(word, "0 GiB");
	else
		human_bytes(word, bytes);
	return done(r, word);
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

const char *
listed(struct report *r, uint64_t bytes)
{
	struct text *word = begin(r);

	human_listed(word, bytes);
	return done(r, word);
}

/* One unit is enough for both ends, and for a zero. */
const char *
range(struct report *r, const struct finding_range *v)
{
	struct text *word = begin(r);
	struct span low, high;

	if (v->known == 0) {
		text_add_string(word, "not recorded");
		return done(r, word);
	}
	low = span_of(size(r, v->low));
	high = span_of(size(r, v->high));
	if (!span_equal(low, high)) {
		if (v->low == 0)
			low.n = 1;
		else if (span_equal(unit_of(low), unit_of(high)))
			low.n -= unit_of(low).n;
		text_add_span(word, low);
		text_add_string(word, " to ");
	}
	text_add_span(word, high);
	return done(r, word);
}

const char *
percents(struct report *r, const struct finding_range *v)
{
	struct text *word = begin(r);

	if (v->low != v->high)
		text_add_f(word, "%d to ", (int)v->low);
	text_add_f(word, "%d%%", (int)v->high);
	return done(r, word);
}

const char *
counted(struct report *r, size_t count, const char *one, const char *many)
{
	struct text *word = begin(r);

	human_count(word, count, one, many);
	return done(r, word);
}

const char *
any_of(struct report *r, size_t count, const char *one, const char *many)
{
	struct text *word = begin(r);

	if (count == 1)
		text_add_f(word, "the only %s", one);
	else
		text_add_f(word, "any of %zu %s", count, many);
	return done(r, word);
}

const char *
coverage(struct report *r, const struct finding_range *v)
{
	struct text *word = begin(r);

	if (v->known < r->trace->blocks)
		text_add_f(word, ", recorded in %zu of %zu system samples",
		    v->known, r->trace->blocks);
	return done(r, word);
}

const char *
keep(struct report *r, const char *s)
{
	struct text *word = begin(r);

	text_add_string(word, s);
	return done(r, word);
}

const char *
until(struct report *r)
{
	const struct trace *t = r->trace;
	struct text *word = begin(r);

	if (r->findings->system_starts_late)
		text_add_f(word, " from %s on", at(r, t->block[0].ts_ms));
	if (r->findings->system_ends_early)
		text_add_f(
		    word, " until %s", at(r, t->block[t->blocks - 1].ts_ms));
	return done(r, word);
}

const char *
still(const struct finding_runner *f)
{
	return f->ended >= EDGE_PAUSE     ? "."
	       : f->ended == EDGE_UNKNOWN ? ", the last process sample."
					  : ", and was still running.";
}

void
report_values(struct report *r, const struct finding_values *v)
{
	const struct finding_range *percent = &v->metric[TRACE_FREE_PERCENT];
	const struct finding_range *swap = &v->metric[TRACE_SWAP_USED];

	if (v->first_block == v->end_block) {
		say(r, "During the same interval, no system sample was "
		       "recorded.");
		return;
	}
	if (v->before)
		say(r,
		    "No system sample fell into this interval. In the one "
		    "before it, at %s, ",
		    at(r, r->trace->block[v->first_block].ts_ms));
	else
		say(r, "During the same interval, ");
	if (percent->known > 0)
		say(r,
		    r->findings->derived_blocks > 0
			? "free memory was %s, "
			: "memory_pressure reported %s free memory, ",
		    percents(r, percent));
	else
		say(r, "the free memory percentage was not recorded, ");
	say(r, "wired memory was %s, compressor was %s, and swap used was %s",
	    range(r, &v->metric[TRACE_WIRED]),
	    range(r, &v->metric[TRACE_COMPRESSOR]),
	    swap->known == 0 || swap->low == swap->high ? range(r, swap)
							: size(r, swap->first));
	if (swap->known > 0 && swap->low != swap->high)
		say(r, " at first, %s at last", size(r, swap->last));
	if (swap->known > 0 && swap->high > swap->last &&
	    swap->high > swap->first)
		say(r, ", %s at most", size(r, swap->high));
	say(r, ".");
}

void
report_more(struct report *r, size_t count, size_t shown)
{
	if (count > shown)
		say(r, "- and %zu more\n", count - shown);
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

/* A 20th of the memory. */
uint64_t
report_much(const struct report *r)
{
	return r->trace->memory_bytes > 0 ? r->trace->memory_bytes / 20
					  : 2 * GIB;
}
