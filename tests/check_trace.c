#include <check.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "render/trace/trace.h"

static struct trace trace;

static void
begin(void)
{
	memset(&trace, 0, sizeof trace);
}

static void
end(void)
{
	trace_free(&trace);
}

static uint32_t
find(uint32_t pid, uint32_t ppid, const char *command)
{
	uint32_t process = TRACE_NONE;

	ck_assert_int_eq(
	    trace_find_process(&trace, pid, ppid, span_of(command), &process),
	    0);
	ck_assert_uint_lt(process, trace.processes);
	return process;
}

static void
add_row(int64_t ts_ms, uint32_t pid, const char *command,
    const struct process_row *row)
{
	ck_assert_int_eq(trace_add_sample(&trace, ts_ms), 0);
	ck_assert_int_eq(trace_add_row(&trace, find(pid, 1, command), row), 0);
}

static void
row(int64_t ts_ms, uint32_t pid, const char *command, uint64_t rss_kib)
{
	add_row(ts_ms, pid, command,
	    &(struct process_row){.rss_kib = rss_kib, .vsz_kib = 2 * rss_kib});
}

static void
block(int64_t ts_ms, uint64_t wired)
{
	const struct trace_reading b = {.ts_ms = ts_ms,
	    .set = TRACE_NONE,
	    .until = TRACE_NONE,
	    .known = 1u << TRACE_WIRED,
	    .value[TRACE_WIRED] = wired};

	ck_assert_int_eq(trace_add_block(&trace, &b), 0);
}

/* Logs of two days: the same pid and command are not the same process. */
START_TEST(an_absence_of_a_day_parts_lives)
{
	static const int64_t hours[] = {0, 20, 40, 65, 66};
	size_t i;

	for (i = 0; i < 5; i++) {
		ck_assert_int_eq(
		    trace_add_sample(&trace, hours[i] * 3600000), 0);
		ck_assert_int_eq(
		    trace_add_row(&trace, find(7, i < 3 ? 1 : 5, "a runner"),
			&(struct process_row){.rss_kib = i == 1 ? 900 : 100}),
		    0);
	}
	ck_assert_int_eq(trace_finish(&trace), 0);
	ck_assert_uint_eq(trace.processes, 2);
	ck_assert_uint_eq(trace.process[0].rows, 3);
	ck_assert_uint_eq(trace.process[0].last_sample, 2);
	ck_assert_uint_eq(trace.process[0].ppid, 1);
	ck_assert_uint_eq(trace.process[1].rows, 2);
	ck_assert_uint_eq(trace.process[1].first_sample, 3);
	ck_assert_uint_eq(trace.process[1].first_ppid, 5);
	ck_assert_uint_eq(trace_peak(&trace, &trace.process[1], PEAK_RSS), 100);
	ck_assert_uint_eq(trace.process[1].nth, 2);
	ck_assert_uint_eq(trace.rows.process[4], 1);
}
END_TEST

START_TEST(is_the_same_process_by_pid_and_command)
{
	uint32_t a = find(7, 1, "ollama serve");

	ck_assert_uint_eq(find(7, 1, "ollama serve"), a);
	ck_assert_uint_ne(find(8, 1, "ollama serve"), a);
	ck_assert_uint_eq(trace.processes, 2);
	ck_assert_int_eq(trace.process[a].command->is.role, ROLE_SERVER);
	ck_assert_uint_eq(trace.process[a].nth, 1);
	ck_assert_uint_eq(trace.process[a].previous, TRACE_NONE);
	ck_assert_str_eq(trace.process[a].command->text.p, "ollama serve");
}
END_TEST

START_TEST(starts_another_when_a_pid_is_used_again)
{
	uint32_t a = find(7, 33, "ollama runner --model fable");
	uint32_t b = find(7, 44, "ollama runner --model opal");
	uint32_t c = find(7, 1, "ollama run opal");

	ck_assert_uint_ne(a, b);
	ck_assert_uint_ne(b, c);
	ck_assert_uint_eq(trace.process[b].previous, a);
	ck_assert_uint_eq(trace.process[c].previous, b);
	ck_assert_uint_eq(trace.process[b].nth, 2);
	ck_assert_uint_eq(trace.process[c].nth, 3);
	ck_assert(span_is(trace.process[a].command->is.model, "fable"));
	ck_assert(span_is(trace.process[b].command->is.model, "opal"));
	/* The new one's parent is not the old one's. */
	ck_assert_uint_eq(trace.process[a].ppid, 33);
	ck_assert_uint_eq(trace.process[b].ppid, 44);
}
END_TEST

START_TEST(keeps_the_first_and_the_last_parent)
{
	uint32_t a = find(7, 33, "ollama runner --model fable");

	ck_assert_uint_eq(find(7, 1, "ollama runner --model fable"), a);
	ck_assert_uint_eq(trace.process[a].first_ppid, 33);
	ck_assert_uint_eq(trace.process[a].ppid, 1);
}
END_TEST

/* A title that alternates is no new process each time. */
START_TEST(finds_a_title_that_comes_back)
{
	uint32_t a = find(7, 1, "opal: idle"), b = find(7, 1, "opal: busy");
	int i;

	ck_assert_uint_ne(a, b);
	for (i = 0; i < 5; i++) {
		ck_assert_uint_eq(find(7, 1, "opal: idle"), a);
		ck_assert_uint_eq(find(7, 1, "opal: busy"), b);
	}
	ck_assert_uint_eq(trace.processes, 2);
}
END_TEST

/* A recorder was killed while it wrote a row; another one went on. */
START_TEST(takes_a_cut_command_for_no_process)
{
	row(0, 7, "ollama runner --model fable", 1);
	row(1000, 7, "ollama runner --mod", 3);
	row(1000, 8, "ollama runner --model op", 2);
	row(9000, 7, "ollama runner --model fable", 1);
	row(9000, 8, "ollama runner --model opal", 1);
	ck_assert_uint_eq(trace.processes, 2);
	ck_assert_uint_eq(trace.process[0].rows, 3);
	ck_assert_uint_eq(trace_peak(&trace, &trace.process[0], PEAK_RSS), 3);
	ck_assert(span_is(trace.process[0].command->is.model, "fable"));
	ck_assert_uint_eq(trace.process[1].rows, 2);
	ck_assert(span_is(trace.process[1].command->is.model, "opal"));
	/* What was seen twice was not cut. */
	ck_assert_uint_eq(find(8, 1, "ollama runner --model opal -v"), 2);
}
END_TEST

/* However many processes have it, a command is kept once. */
START_TEST(keeps_a_command_once)
{
	uint32_t a = find(7, 1, "ollama serve"), b = find(8, 1, "ollama serve");

	ck_assert_uint_ne(a, b);
	ck_assert_ptr_eq(trace.process[a].command, trace.process[b].command);
	ck_assert_uint_eq(trace.commands, 1);
}
END_TEST

START_TEST(takes_no_placeholder_for_a_process)
{
	uint32_t a = find(7, 1, "ollama run fable");
	uint32_t b = find(7, 1, "(ollama)");

	ck_assert_uint_ne(a, b);
	ck_assert_int_eq(trace.process[b].command->is.role, ROLE_PLACEHOLDER);
	ck_assert_uint_eq(trace.process[b].nth, 1);
	/* And the process is the same one after it. */
	ck_assert_uint_eq(find(7, 1, "ollama run fable"), a);
	ck_assert_uint_eq(find(7, 1, "(ollama)"), b);
	ck_assert_uint_eq(trace.processes, 2);
}
END_TEST

START_TEST(knows_a_process)
{
	ck_assert(!trace_knows_process(&trace, 7, SPAN("ollama serve")));
	find(7, 1, "ollama serve");
	ck_assert(trace_knows_process(&trace, 7, SPAN("ollama serve")));
	ck_assert(trace_knows_process(&trace, 7, SPAN("ollama ser")));
	ck_assert(!trace_knows_process(&trace, 7, SPAN("ollama serve -v")));
	ck_assert(!trace_knows_process(&trace, 8, SPAN("ollama serve")));
	find(7, 1, "ollama ps");
	ck_assert(trace_knows_process(&trace, 7, SPAN("ollama p")));
}
END_TEST

/* The spans point into the copy, whatever becomes of what was given. */
START_TEST(owns_what_it_keeps)
{
	char command[] = "ollama runner --model fable:4b --port 1";
	uint32_t a = find(7, 1, command);
	const struct trace_process *p = &trace.process[a];

	memset(command, 'x', sizeof command - 1);
	ck_assert_str_eq(
	    p->command->text.p, "ollama runner --model fable:4b --port 1");
	ck_assert(span_is(p->command->is.model, "fable:4b"));
	ck_assert(span_is(p->command->is.program, "ollama"));
	ck_assert(
	    p->command->is.model.p > p->command->text.p &&
	    p->command->is.model.p < p->command->text.p + p->command->text.n);
}
END_TEST

START_TEST(finds_each_of_many)
{
	char command[40];
	uint32_t i;

	for (i = 0; i < 8000; i++) {
		snprintf(command, sizeof command, "runner %" PRIu32, i % 5000);
		ck_assert_uint_eq(find(i * 2654435761u, 1, command), i);
	}
	for (i = 0; i < 8000; i += 7) {
		snprintf(command, sizeof command, "runner %" PRIu32, i % 5000);
		ck_assert_uint_eq(find(i * 2654435761u, 1, command), i);
	}
	ck_assert_uint_eq(trace.processes, 8000);
}
END_TEST

START_TEST(adds_a_sample_once)
{
	row(1000, 1, "runner a", 10);
	row(1000, 2, "runner b", 20);
	row(2000, 1, "runner a", 30);
	ck_assert_uint_eq(trace.samples, 2);
	ck_assert_uint_eq(trace.rows.count, 3);
	ck_assert_uint_eq(trace.rows.sample[1], 0);
	ck_assert_uint_eq(trace.rows.sample[2], 1);
	ck_assert_ptr_null(trace.rows.vsz_kib);
	ck_assert_int_eq(trace_finish(&trace), 0);
	ck_assert_uint_eq(trace.seams, 0);
}
END_TEST

START_TEST(sums_a_process_up)
{
	const struct trace_process *p;
	uint32_t found;

	row(1000, 2, "runner b", 7);
	row(2000, 1, "runner a", 10);
	row(3000, 1, "runner a", 40);
	row(4000, 1, "runner a", 40);
	row(5000, 1, "runner a", 20);
	row(6000, 2, "runner b", 9);
	found = find(1, 1, "runner a"); /* which may move the processes */
	p = &trace.process[found];
	ck_assert_int_eq(trace_finish(&trace), 0);
	ck_assert_uint_eq(p->rows, 4);
	ck_assert_uint_eq(trace_peak(&trace, p, PEAK_RSS), 40);
	ck_assert_uint_eq(trace.rows.sample[p->peak[PEAK_RSS]], 2);
	ck_assert_uint_eq(p->first_sample, 1);
	ck_assert_uint_eq(p->last_sample, 4);
}
END_TEST

/* What is unknown is neither a peak nor a zero, wherever it stands. */
START_TEST(sums_up_what_wide_rows_know)
{
	static const uint64_t none = TRACE_UNKNOWN;
	const struct trace_process *p;
	size_t i;

	for (i = 0; i < 9; i++) {
		const struct process_row wide = {.rss_kib = 50,
		    .wide = i >= 5,
		    .footprint_kib = i == 7 ? none : 100 - i,
		    .footprint_max_kib = i == 7 ? 300 : none,
		    .gpu_kib = i == 5 ? none : 0};

		row((int64_t)i * 1000, 1, "runner a", 50);
		if (i == 5)
			ck_assert_ptr_null(trace.rows.footprint_kib);
		add_row((int64_t)i * 1000, 2, "runner b", &wide);
	}
	p = trace.process;
	ck_assert_int_eq(trace_finish(&trace), 0);
	ck_assert_uint_eq(trace_peak(&trace, &p[1], PEAK_FOOTPRINT), 95);
	ck_assert_uint_eq(trace.rows.sample[p[1].peak[PEAK_FOOTPRINT]], 5);
	ck_assert_uint_eq(trace_peak(&trace, &p[1], PEAK_FOOTPRINT_MAX), 300);
	ck_assert_uint_eq(trace_peak(&trace, &p[1], PEAK_GPU), 0);
	ck_assert_uint_eq(trace_peak(&trace, &p[0], PEAK_FOOTPRINT), none);
	ck_assert_uint_eq(trace_peak(&trace, &p[0], PEAK_FOOTPRINT_MAX), none);
	ck_assert_uint_eq(trace_peak(&trace, &p[0], PEAK_GPU), none);
	for (i = 0; i < 11; i++)
		ck_assert_uint_eq(trace.rows.footprint_kib[i], none);
	ck_assert_uint_eq(trace.rows.footprint_kib[11], 95);
	ck_assert_uint_eq(trace.rows.footprint_max_kib[15], 300);
	ck_assert_uint_eq(trace.rows.gpu_kib[11], none);
	ck_assert_uint_eq(trace.rows.gpu_kib[16], none);
	ck_assert_uint_eq(trace.rows.gpu_kib[17], 0);
}
END_TEST

START_TEST(spans_both_logs)
{
	int64_t first = -1, last = -1;

	ck_assert_int_eq(trace_span(&trace, &first, &last), -1);
	block(2000, 1);
	ck_assert_int_eq(trace_span(&trace, &first, &last), 0);
	ck_assert_int_eq(first, 2000);
	ck_assert_int_eq(last, 2000);
	row(500, 1, "runner a", 1);
	row(1500, 1, "runner a", 1);
	block(9000, 1);
	ck_assert_int_eq(trace_span(&trace, &first, &last), 0);
	ck_assert_int_eq(first, 500);
	ck_assert_int_eq(last, 9000);
}
END_TEST

START_TEST(keeps_values_that_are_known)
{
	struct trace_reading r = {.ts_ms = 1000};
	int i, k;

	for (i = 0; i < 3; i++) {
		r.known = 0;
		for (k = i; k < TRACE_METRICS; k += i + 1) {
			r.known |= UINT64_C(1) << k;
			r.value[k] = (uint64_t)(1000 * i + k);
		}
		ck_assert_int_eq(trace_add_block(&trace, &r), 0);
	}
	for (i = 0; i < 3; i++)
		for (k = 0; k < TRACE_METRICS; k++) {
			const enum trace_metric m = (enum trace_metric)k;
			const int has = k >= i && (k - i) % (i + 1) == 0;

			ck_assert_int_eq(trace_has(&trace, (size_t)i, m), has);
			ck_assert_uint_eq(trace_value(&trace, (size_t)i, m),
			    has ? (uint64_t)(1000 * i + k) : 0);
		}
}
END_TEST

static void
model(struct span name, uint64_t size_bytes, int64_t until_ms)
{
	const struct api_model m = {.name = name,
	    .digest = SPAN("0123456789abcdef"),
	    .size_bytes = size_bytes,
	    .expires_ms = until_ms,
	    .has_size = 1,
	    .has_expires = until_ms != 0};

	ck_assert_int_eq(trace_add_model(&trace, &m), 0);
}

static uint32_t
set(void)
{
	struct trace_reading r;

	ck_assert_int_eq(trace_add_set(&trace, &r), 0);
	ck_assert_uint_lt(r.set, trace.sets);
	return r.set;
}

START_TEST(keeps_models_in_sets)
{
	const struct trace_model *m;

	ck_assert_uint_eq(set(), 0);
	ck_assert_uint_eq(trace.set[0].count, 0);
	model(SPAN("a\0b"), 5, 0);
	model(SPAN(""), 6, 0);
	ck_assert_uint_eq(set(), 1);
	ck_assert_uint_eq(trace.set[1].count, 2);
	m = trace_model_of(&trace, &trace.set[1], 0);
	ck_assert_uint_eq(trace.name.at[m->name].n, 3);
	ck_assert_mem_eq(trace.name.at[m->name].p, "a\0b", 4);
	ck_assert_str_eq(m->digest, "0123456789ab");
	ck_assert_uint_eq(m->size_bytes, 5);
	ck_assert(m->has_size && !m->has_vram);
	m = trace_model_of(&trace, &trace.set[1], 1);
	ck_assert_uint_eq(trace.name.at[m->name].n, 0);
}
END_TEST

/* Whatever the order; other sizes make another set. */
START_TEST(keeps_equal_sets_once)
{
	int i;

	for (i = 0; i < 1000; i++) {
		model(i % 2 ? SPAN("a") : SPAN("b"), 5, 0);
		model(i % 2 ? SPAN("b") : SPAN("a"), 5, 0);
		ck_assert_uint_eq(set(), 0);
	}
	ck_assert_uint_eq(trace.name.count, 2);
	ck_assert_uint_eq(trace.models, 2);
	ck_assert_uint_eq(trace.sets, 1);
	model(SPAN("a"), 6, 0);
	model(SPAN("b"), 5, 0);
	ck_assert_uint_eq(set(), 1);
	ck_assert_uint_eq(trace.name.count, 2);
	ck_assert_uint_eq(trace.models, 3);
}
END_TEST

/* Times change with each request, and make no other set. */
START_TEST(keeps_times_apart_from_sets)
{
	struct trace_reading r;
	int i;

	for (i = 0; i < 10; i++) {
		model(SPAN("a"), 5, 100 + i / 5);
		model(SPAN("b"), 5, 0);
		ck_assert_int_eq(trace_add_set(&trace, &r), 0);
		ck_assert_uint_eq(r.set, 0);
		ck_assert_int_eq(trace.until[r.until], 100 + i / 5);
		ck_assert_int_eq(trace.until[r.until + 1], INT64_MIN);
	}
	model(SPAN("a"), 5, 0);
	model(SPAN("b"), 5, 0);
	ck_assert_int_eq(trace_add_set(&trace, &r), 0);
	ck_assert_uint_eq(r.until, TRACE_NONE);
}
END_TEST

START_TEST(finds_names)
{
	char name[20];
	int i;

	ck_assert_uint_eq(strings_find(&trace.name, SPAN("a")), TRACE_NONE);
	for (i = 0; i < 3000; i++) {
		snprintf(name, sizeof name, "model:%d", i);
		model(span_of(name), 5, 0);
	}
	set();
	for (i = 0; i < 3000; i++) {
		snprintf(name, sizeof name, "model:%d", i);
		ck_assert_uint_eq(
		    strings_find(&trace.name, span_of(name)), (uint32_t)i);
	}
	ck_assert_uint_eq(strings_find(&trace.name, SPAN("model")), TRACE_NONE);
}
END_TEST

/* Each pid twice: as a placeholder and with a command. */
START_TEST(finds_each_of_many_pids)
{
	const uint32_t far = UINT32_C(1) << 20;
	uint32_t i;
	int again;

	for (again = 0; again < 2; again++)
		for (i = 0; i < 3000; i++) {
			row(1000, i * far + i, "(ollama)", 5);
			row(1000, i * far + i, "ollama serve", 5);
			ck_assert_uint_eq(
			    trace.processes, again ? 6000 : 2 * (size_t)i + 2);
			ck_assert_uint_eq(
			    find(i * far + i, 1, "(ollama)"), 2 * i);
			ck_assert_uint_eq(
			    find(i * far + i, 1, "ollama serve"), 2 * i + 1);
		}
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("trace");
	TCase *tc = tcase_create("trace");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_checked_fixture(tc, begin, end);
	tcase_add_test(tc, an_absence_of_a_day_parts_lives);
	tcase_add_test(tc, is_the_same_process_by_pid_and_command);
	tcase_add_test(tc, starts_another_when_a_pid_is_used_again);
	tcase_add_test(tc, keeps_the_first_and_the_last_parent);
	tcase_add_test(tc, finds_a_title_that_comes_back);
	tcase_add_test(tc, takes_a_cut_command_for_no_process);
	tcase_add_test(tc, keeps_a_command_once);
	tcase_add_test(tc, takes_no_placeholder_for_a_process);
	tcase_add_test(tc, knows_a_process);
	tcase_add_test(tc, owns_what_it_keeps);
	tcase_add_test(tc, finds_each_of_many);
	tcase_add_test(tc, adds_a_sample_once);
	tcase_add_test(tc, sums_a_process_up);
	tcase_add_test(tc, sums_up_what_wide_rows_know);
	tcase_add_test(tc, spans_both_logs);
	tcase_add_test(tc, keeps_values_that_are_known);
	tcase_add_test(tc, keeps_models_in_sets);
	tcase_add_test(tc, keeps_equal_sets_once);
	tcase_add_test(tc, keeps_times_apart_from_sets);
	tcase_add_test(tc, finds_names);
	tcase_add_test(tc, finds_each_of_many_pids);
	suite_add_tcase(suite, tc);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
