/*
 * The pieces that all formats are read and written with, and how values are
 * written for people. Byte 0: a width and a choice.
 */
#include <stdlib.h>
#include <string.h>

#include "render/graph/scale.h"
#include "render/graph/svg.h"
#include "render/human.h"
#include "render/utf8.h"
#include "tests/fuzz/property.h"

/* Years 0 to 9999, and a day on each side for the zone. */
#define TIME_FIRST INT64_C(-62167305600000)
#define TIME_LAST  INT64_C(253402387200000)

static void
check_time(struct span s)
{
	struct text out = {0};
	int64_t ms = 77, again;

	if (span_time(s, &ms) != 0) {
		PROPERTY(ms == 77);
		return;
	}
	PROPERTY(ms >= TIME_FIRST && ms <= TIME_LAST);
	text_add_time(&out, ms, 1);
	PROPERTY(!out.failed && out.len >= strlen("2026-05-14T09:25:00.250Z"));
	if (out.len == strlen("2026-05-14T09:25:00.250Z") &&
	    out.data[0] != '-') {
		PROPERTY(span_time(text_span(&out), &again) == 0);
		PROPERTY(again == ms);
	}
	text_free(&out);
}

static void
check_u64(struct span s)
{
	struct text out = {0};
	uint64_t value = 77;
	size_t i;

	if (span_u64(s, &value) != 0) {
		PROPERTY(value == 77);
		return;
	}
	text_add_u64(&out, value);
	for (i = 0; i + 1 < s.n && s.p[i] == '0'; i++)
		continue;
	PROPERTY(span_equal(text_span(&out), (struct span){s.p + i, s.n - i}));
	text_clear(&out);
	human_bytes(&out, value);
	text_add_char(&out, ' ');
	human_duration(&out, (int64_t)(value / 2));
	PROPERTY(out.len < 80);
	text_free(&out);
}

/* Lines, words and fields are all of the text, in order. */
static void
check_parts(struct span s)
{
	struct span rest = s, line, words, word;
	const char *at = s.p;

	while (span_line(&rest, &line)) {
		PROPERTY(property_within(line, s) && line.p == at);
		PROPERTY(rest.n == 0 || rest.p[-1] == '\n');
		at = rest.p;
		for (words = line; span_word(&words, &word);) {
			PROPERTY(word.n > 0 && property_within(word, line));
			PROPERTY(memchr(word.p, ' ', word.n) == NULL);
			PROPERTY(memchr(word.p, '\t', word.n) == NULL);
			check_time(word);
			check_u64(word);
		}
		check_time(line);
		PROPERTY(property_within(span_trim(line), line));
	}
	PROPERTY(rest.n == 0 && at == s.p + s.n);
}

/* What is cleaned stays as it is when it is cleaned again. */
static void
check_names(struct span s, size_t columns)
{
	struct text clean = {0}, again = {0}, brief = {0};

	utf8_clean(&clean, s);
	utf8_clean(&again, text_span(&clean));
	PROPERTY(span_equal(text_span(&clean), text_span(&again)));
	PROPERTY(clean.len <= 3 * s.n);
	columns += columns == 0;
	human_cut(&brief, s, columns);
	PROPERTY(utf8_width(text_span(&brief)) <= columns);
	if (utf8_width(text_span(&clean)) <= columns)
		PROPERTY(span_equal(text_span(&clean), text_span(&brief)));
	text_free(&clean);
	text_free(&again);
	text_free(&brief);
}

static void
check_ticks(struct span s, int wanted)
{
	struct time_ticks times;
	struct ticks ticks;
	int64_t from, to;
	double top;

	if (s.n < 24)
		return;
	memcpy(&top, s.p, sizeof top);
	memcpy(&from, s.p + 8, sizeof from);
	memcpy(&to, s.p + 16, sizeof to);
	ticks = scale_value_ticks(top, wanted);
	PROPERTY(ticks.count > 0 && ticks.count <= SCALE_TICKS_MAX);
	PROPERTY(ticks.step > 0);
	/* What a log can hold. */
	if (from < TIME_FIRST || to > TIME_LAST || from > to)
		return;
	times = scale_time_ticks(from, to, wanted);
	PROPERTY(times.count >= 0 && times.count <= SCALE_TICKS_MAX);
	PROPERTY(times.count == 0 ||
		 (times.first_ms >= from &&
		     times.first_ms + (times.count - 1) * times.step_ms <= to));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span text = property_input(data, size);

	if (size == 0)
		return 0;
	text.p++;
	text.n--;
	check_parts(text);
	check_names(text, data[0] % 64);
	check_ticks(text, 1 + data[0] % 12);
	return 0;
}
