#include "render/human.h"
#include "render/utf8.h"

#define DAY_MS INT64_C(86400000)

enum { BLOB_DIGITS = 12 };

void
human_process(struct text *out, const struct trace_process *p)
{
	static const char blob[] = "sha256-";
	struct span model = p->command->is.model;

	switch (p->command->is.role) {
	case ROLE_RUNNER:
		if (model.n == 0)
			break;
		if (p->command->is.foreign) {
			text_add_span(out, p->command->is.program);
			text_add_char(out, ' ');
		}
		if (span_starts(model, blob) &&
		    model.n > sizeof blob - 1 + BLOB_DIGITS)
			model.n = sizeof blob - 1 + BLOB_DIGITS;
		text_add_span(out, model);
		return;
	case ROLE_SERVER:
		text_add_string(out, "ollama serve");
		return;
	case ROLE_CLIENT:
		/* "ollama ps", but "run llama3": the model matters more. */
		text_add_string(out, model.n == 0 ? "ollama " : "");
		text_add_span(out, p->command->is.task);
		text_add_string(out, model.n > 0 ? " " : "");
		text_add_span(out, model);
		return;
	case ROLE_OTHER:
	case ROLE_PLACEHOLDER:
		break;
	}
	if (p->command->is.program.n > 0)
		text_add_span(out, p->command->is.program);
	else
		text_add_string(out, "(no command)");
}

void
human_cut(struct text *out, struct span s, size_t columns)
{
	struct text clean = {0};

	utf8_clean(&clean, s);
	s = text_span(&clean);
	if (utf8_width(s) > columns) {
		text_add(out, s.p, utf8_cut(s, columns - 1));
		text_add_string(out, "\xe2\x80\xa6");
	} else
		text_add_span(out, s);
	out->failed |= clean.failed;
	text_free(&clean);
}

void
human_code(struct text *out, struct span name, size_t columns)
{
	struct text clean = {0};
	size_t i;

	human_cut(&clean, name, columns);
	text_add_char(out, '`');
	for (i = 0; i < clean.len; i++)
		if (clean.data[i] == '|')
			text_add_string(out, "\xc2\xa6");
		else if (clean.data[i] == '`')
			text_add_char(out, '\'');
		else
			text_add_char(
			    out, clean.data[i] == '\n' ? ' ' : clean.data[i]);
	text_add_string(out, clean.len == 0 ? "(no name)`" : "`");
	out->failed |= clean.failed;
	text_free(&clean);
}

/* Use the next unit if the value would be rounded to 1024. */
void
human_bytes(struct text *out, uint64_t bytes)
{
	static const char *const large[] = {"GiB", "TiB", "PiB", "EiB"};
	double value = (double)bytes / (1024 * 1024);
	size_t i = 0;

	if (value >= 1023.5) {
		for (value /= 1024; value >= 1023.995 && i < 3; i++)
			value /= 1024;
		text_add_f(out, "%.2f %s", value, large[i]);
	} else if (value >= 9.95)
		text_add_f(out, "%.0f MiB", value);
	else if (value >= 0.1)
		text_add_f(out, "%.1f MiB", value);
	else if (bytes >= 1024)
		text_add_f(out, "%d KiB", (int)(bytes / 1024));
	else if (bytes > 0)
		human_count(out, bytes, "byte", "bytes");
	else
		text_add_char(out, '0');
}

void
human_listed(struct text *out, uint64_t bytes)
{
	static const char *const units[] = {"B", "KB", "MB", "GB", "TB"};
	double value = (double)bytes;
	size_t i;

	for (i = 0; i < 4 && value >= 1000; i++)
		value /= 1000;
	if (value >= 10 || value == (double)(uint64_t)value)
		text_add_f(out, "%llu %s", (unsigned long long)value, units[i]);
	else
		text_add_f(out, "%.1f %s", value, units[i]);
}

void
human_duration(struct text *out, int64_t ms)
{
	static const struct {
		int64_t ms;
		const char *name;
	} unit[] = {{DAY_MS, "d"}, {3600000, "h"}, {60000, "min"}, {1000, "s"}};
	size_t i;

	if (ms < 1000) {
		text_add_f(out, "%.3g s", (double)ms / 1000);
		return;
	}
	if (ms < 10000 && ms % 1000 >= 100) {
		text_add_f(
		    out, "%d.%d s", (int)(ms / 1000), (int)(ms % 1000 / 100));
		return;
	}
	for (i = 0; i < 3 && ms < unit[i].ms; i++)
		continue;
	text_add_u64(out, (uint64_t)(ms / unit[i].ms));
	text_add_f(out, " %s", unit[i].name);
	ms %= unit[i].ms;
	if (i < 3 && ms / unit[i + 1].ms > 0) {
		text_add_f(out, " %d %s", (int)(ms / unit[i + 1].ms),
		    unit[i + 1].name);
	}
}

/* The day, or second, since 1970; negative before. */
static int64_t
whole(int64_t ms, int64_t unit)
{
	return ms / unit - (ms % unit < 0);
}

/* A year may not have four digits, but the clock always has as many. */
void
human_date(struct text *out, int64_t ms)
{
	text_add_time(out, ms, 0);
	if (!out->failed)
		out->len -= sizeof "T00:00:00Z" - 1;
}

void
human_clock(struct text *out, int64_t ms)
{
	const int s = (int)(whole(ms, 1000) - whole(ms, DAY_MS) * 86400);

	text_add_f(out, "%02d:%02d:%02d", s / 3600, s / 60 % 60, s % 60);
}

void
human_tenth(struct text *out, int64_t ms)
{
	text_add_f(out, ".%d", (int)((ms % 1000 + 1000) % 1000 / 100));
}

int
human_is_dated(int64_t from_ms, int64_t to_ms)
{
	return whole(from_ms, DAY_MS) != whole(to_ms, DAY_MS);
}

void
human_moment(struct text *out, int64_t ms, int dated)
{
	if (dated) {
		human_date(out, ms);
		text_add_char(out, ' ');
	}
	human_clock(out, ms);
}

void
human_period(struct text *out, int64_t from_ms, int64_t to_ms)
{
	human_moment(out, from_ms, 1);
	if (whole(from_ms, 1000) != whole(to_ms, 1000)) {
		text_add_string(out, " \xe2\x80\x93 ");
		human_moment(out, to_ms, human_is_dated(from_ms, to_ms));
	}
	text_add_string(out, " UTC");
}

void
human_count(struct text *out, size_t count, const char *one, const char *many)
{
	text_add_u64(out, count);
	text_add_f(out, " %s", count == 1 ? one : many);
}
