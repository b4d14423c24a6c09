#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "render/human.h"
#include "render/report/words.h"

#define GIB ((uint64_t)1024 * 1024 * 1024)

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

const char *
word(struct report *r, const char *fmt, ...)
{
	struct text *word = begin(r);
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	if (n >= 0 && text_reserve(word, (size_t)n + 1) == 0) {
		va_start(ap, fmt);
		vsnprintf(word->data, (size_t)n + 1, fmt, ap);
		va_end(ap);
		word->len = (size_t)n;
	}
	return done(r, word);
}

static const char *
moment(struct report *r, int64_t ms, int dated)
{
	struct text *word = begin(r);

	human_moment(word, ms, dated);
	if (r->tenths)
		human_tenth(word, ms);
	return done(r, word);
}

const char *
at(struct report *r, int64_t ms)
{
	return moment(r, ms, r->dated);
}

const char *
at_utc(struct report *r, int64_t ms)
{
	return word(r, "%s UTC", moment(r, ms, 1));
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
	return from_ms == to_ms
		   ? at(r, from_ms)
		   : word(r, "%s to %s (%s)", at(r, from_ms), at(r, to_ms),
			 lasting(r, to_ms - from_ms));
}

const char *
for_time(struct report *r, int64_t from_ms, int64_t to_ms)
{
	return from_ms == to_ms
		   ? ""
		   : word(r, " for %s", lasting(r, to_ms - from_ms));
}

const char *
span_of_time(struct report *r, int64_t from_ms, int64_t to_ms)
{
	return from_ms == to_ms ? at(r, from_ms)
				: word(r, "%s \xe2\x80\x93 %s", at(r, from_ms),
				      at(r, to_ms));
}

const char *
code(struct report *r, struct span name)
{
	struct text *word = begin(r);

	human_code(word, name, REPORT_NAME);
	return done(r, word);
}

const char *
named(struct report *r, size_t i)
{
	struct text name = {0};
	const char *word;

	findings_name(&name, r->trace, &r->findings->runner[i]);
	word = code(r, text_span(&name));
	r->out->failed |= name.failed;
	text_free(&name);
	return word;
}

const char *
runner(struct report *r, size_t i)
{
	const uint32_t process = r->findings->runner[i].process;

	return word(r, "PID %llu for %s",
	    (unsigned long long)r->trace->process[process].pid, named(r, i));
}

const char *
size(struct report *r, uint64_t bytes)
{
	struct text *word = begin(r);

	if (bytes == 0)
		return "0 GiB";
	human_bytes(word, bytes);
	return done(r, word);
}

/* "36 GB listed, " of runner i, if that is more than these; "". */
static const char *
listed_more(
    struct report *r, size_t i, uint64_t footprint_kib, uint64_t rss_kib)
{
	const struct findings *f = r->findings;
	const uint64_t most = findings_listed_size(r->trace, f, &f->runner[i]);

	if (most <= rss_kib * 1024 ||
	    (footprint_kib != TRACE_UNKNOWN && most <= footprint_kib * 1024))
		return "";
	return word(r, "%s listed, ", listed(r, most));
}

const char *
sizes(struct report *r, size_t i, size_t row)
{
	const struct trace_rows *rows = &r->trace->rows;
	const uint64_t rss = rows->rss_kib[row];
	const uint64_t footprint = rows->footprint_kib == NULL
				       ? TRACE_UNKNOWN
				       : rows->footprint_kib[row];

	return word(r, "%s%s%s RSS", listed_more(r, i, footprint, rss),
	    footprint == TRACE_UNKNOWN
		? ""
		: word(r, "%s footprint, ", size(r, footprint * 1024)),
	    size(r, rss * 1024));
}

const char *
of_measure(const struct report *r, int footprint)
{
	return footprint                              ? " of footprint"
	       : r->trace->rows.footprint_kib != NULL ? " of RSS"
						      : "";
}

const char *
listed(struct report *r, uint64_t bytes)
{
	struct text *word = begin(r);

	human_listed(word, bytes);
	return done(r, word);
}

/* Both ends share a unit, also with a zero. */
const char *
range(struct report *r, const struct finding_range *v)
{
	const char *low = size(r, v->low), *high = size(r, v->high);
	size_t n = strcspn(low, " ");

	if (v->known == 0)
		return "not recorded";
	if (strcmp(low, high) == 0)
		return high;
	if (v->low > 0 && strcmp(low + n, high + strcspn(high, " ")) != 0)
		n = strlen(low);
	return word(r, "%.*s to %s", (int)n, low, high);
}

const char *
course(struct report *r, const struct finding_range *v)
{
	const char *most = v->high > v->last && v->high > v->first
			       ? word(r, " (%s at most)", size(r, v->high))
			       : "";

	return v->known == 0 || strcmp(size(r, v->low), size(r, v->high)) == 0
		   ? word(r, "was %s", range(r, v))
		   : word(r, "went from %s to %s%s", size(r, v->first),
			 size(r, v->last), most);
}

const char *
percents(struct report *r, uint64_t low, uint64_t high)
{
	return low == high ? word(r, "%d %%", (int)high)
			   : word(r, "%d to %d %%", (int)low, (int)high);
}

const char *
counted(struct report *r, size_t count, const char *one, const char *many)
{
	return word(r, "%zu %s", count, count == 1 ? one : many);
}

const char *
share(struct report *r, size_t part, size_t all, const char *one,
    const char *many)
{
	return part == 0    ? word(r, "no %s", one)
	       : part < all ? word(r, "%zu of %zu %s", part, all, many)
	       : all == 1   ? word(r, "the only %s", one)
	       : all == 2   ? word(r, "both %s", many)
			    : word(r, "all %zu %s", all, many);
}

const char *
share_of_blocks(struct report *r, size_t part)
{
	return share(
	    r, part, r->trace->blocks, "system sample", "system samples");
}

const char *
coverage(struct report *r, const struct finding_range *v)
{
	struct text *word = begin(r);

	findings_add_coverage(word, r->trace, v->known);
	return done(r, word);
}

const char *
but_gaps(struct report *r)
{
	struct text *word = begin(r);

	findings_add_pause(word, r->findings->system_paused_ms);
	return done(r, word);
}

const char *
no(struct report *r, int system)
{
	const struct finding_log *l = &r->findings->log[system];
	const char *from = at(r, l->first_ms), *to = at(r, l->last_ms);

	return !l->late && !l->early ? "no"
	       : !l->early           ? word(r, "no from %s on", from)
	       : l->late             ? word(r, "no from %s to %s", from, to)
				     : word(r, "no until %s", to);
}

const char *
unnamed(struct report *r)
{
	return word(r, "%s only a short name, such as (ollama)",
	    counted(r, r->findings->unnamed, "process has", "processes have"));
}

const char *
no_sample(const struct report *r)
{
	return r->trace->unread[0] > 0
		   ? "no sample of the process log could be read"
		   : "the process log has no sample";
}

const char *
still(const struct finding_runner *f)
{
	return f->ended >= EDGE_PAUSE     ? "."
	       : f->ended == EDGE_UNKNOWN ? ", the last process sample."
					  : ", and was still running.";
}

/* A 20th of the memory. */
uint64_t
report_much(const struct report *r)
{
	return r->trace->memory_bytes > 0 ? r->trace->memory_bytes / 20
					  : 2 * GIB;
}
