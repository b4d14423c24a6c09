#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "render/status.h"

/* A trace made by hand: a sample a second, a block every five. */
static struct trace t;
static struct text line;

#define GIB   ((uint64_t)1024 * 1024 * 1024)
#define GEMMA "ollama runner --mlx-engine --model gemma4:27b --port 1"
#define QWEN  "ollama runner --mlx-engine --model qwen3.8:35b --port 2"

static void
set_up(void)
{
	memset(&t, 0, sizeof t);
	memset(&line, 0, sizeof line);
}

static void
tear_down(void)
{
	trace_free(&t);
	text_free(&line);
}

/*
 * A sample of processes; commands, the last is NULL. The last process may have
 * a footprint.
 */
static void
sample_with(int64_t s, const char *const *command, uint64_t footprint_kib)
{
	uint32_t process;
	uint64_t pid = 1;

	ck_assert_int_eq(trace_add_sample(&t, s * 1000), 0);
	for (; *command != NULL; command++, pid++) {
		ck_assert_int_eq(
		    trace_find_process(&t, pid, 1, span_of(*command), &process),
		    0);
		ck_assert_int_eq(
		    trace_add_row(&t, process,
			&(struct process_row){.rss_kib = 188 * 1024,
			    .wide = command[1] == NULL && footprint_kib > 0,
			    .footprint_kib = footprint_kib}),
		    0);
	}
}

static void
sample(int64_t s, const char *const *command)
{
	sample_with(s, command, 0);
}

/* A block; models as in "a b", or "-": Ollama did not answer. */
static void
block(int64_t s, const char *models, int percent, uint64_t swap)
{
	struct trace_reading b = {
	    .ts_ms = s * 1000, .set = TRACE_NONE, .until = TRACE_NONE};
	struct api_model m = {
	    .has_size = 1, .size_bytes = UINT64_C(27000000000)};
	struct span rest = span_of(models);

	b.value[TRACE_FREE_PERCENT] = (uint64_t)percent;
	b.value[TRACE_WIRED] = 54 * GIB + GIB * 8 / 10;
	b.value[TRACE_SWAP_USED] = swap;
	b.known = UINT64_C(1) << TRACE_FREE_PERCENT |
		  UINT64_C(1) << TRACE_WIRED | UINT64_C(1) << TRACE_SWAP_USED;
	if (strcmp(models, "-") != 0) {
		for (; span_word(&rest, &m.name); m.size_bytes += 7000000000)
			ck_assert_int_eq(trace_add_model(&t, &m), 0);
		ck_assert_int_eq(trace_add_set(&t, &b), 0);
	}
	ck_assert_int_eq(trace_add_block(&t, &b), 0);
}

static void
says(int64_t now, size_t columns, const char *wanted)
{
	struct status_view view = {
	    .now_ms = now * 1000, .processes = 1, .columns = columns};
	struct findings f;

	ck_assert_int_eq(trace_finish(&t), 0);
	ck_assert_int_eq(findings_make(&t, FINDINGS_LOW_PERCENT, &f), 0);
	text_clear(&line);
	ck_assert_int_eq(status_write(&t, &f, &view, &line), 0);
	text_add_char(&line, '\0');
	ck_assert_str_eq(line.data, wanted);
	findings_free(&f);
}

static const char *const both[] = {"ollama serve", GEMMA, QWEN, NULL};
static const char *const stranger[] = {"vim ollama.c", NULL};
static const char *const server[] = {"ollama serve", NULL};

static void
two_runners(void)
{
	int64_t s;

	for (s = 210; s <= 222; s++)
		sample(s, both);
	block(215, "gemma4:27b qwen3.8:35b", 20, 0);
	block(220, "gemma4:27b qwen3.8:35b", 3, 8 * GIB + GIB * 6 / 10);
}

START_TEST(two_runners_are_an_alarm)
{
	two_runners();
	says(222, 0,
	    "03:42  gemma4:27b 27 + qwen3.8:35b 34 GB  2 runners!  free 3 %  "
	    "wired 54.8  swap 8.6 GiB\n");
}
END_TEST

START_TEST(less_important_parts_make_room)
{
	two_runners();
	says(222, 80,
	    "03:42  gemma4:27b 27 + qwen3.8:35b 34 GB  2 runners!  free 3 %  "
	    "swap 8.6 GiB\n");
	says(222, 66,
	    "03:42  gemma4:27b 27 + qwen3.8:35b 34 GB  2 runners!  free 3 %\n");
	says(222, 39, "03:42  gemma4:27\xe2\x80\xa6  2 runners!  free 3 %\n");
	says(222, 30, "03:42  2 runners!  free 3 %\n");
	says(222, 10, "03:42  2 r\n");
}
END_TEST

START_TEST(a_model_that_is_not_listed_has_its_rss)
{
	int64_t s;

	for (s = 0; s <= 3; s++)
		sample(s, both);
	block(0, "gemma4:27b", 50, 0);
	says(3, 0,
	    "00:03  gemma4:27b 27 GB + qwen3.8:35b 188 MiB  2 runners!  "
	    "free 50 %  wired 54.8 GiB\n");
}
END_TEST

START_TEST(a_footprint_above_the_rss_is_taken)
{
	int64_t s;

	for (s = 0; s <= 3; s++)
		sample_with(s, both, 34 * 1024 * 1024);
	says(3, 0,
	    "00:03  gemma4:27b 188 MiB + qwen3.8:35b 34.00 GiB  2 runners!\n");
}
END_TEST

START_TEST(no_process_is_worth_a_message_after_three_seconds)
{
	block(0, "-", 97, 0);
	sample(1, stranger);
	says(2, 0, "00:02  free 97 %  wired 54.8 GiB\n");
	says(3, 0,
	    "00:03  no Ollama process seen yet  free 97 %  "
	    "wired 54.8 GiB\n");
	says(3, 39, "00:03  no Ollama process seen yet\n");
}
END_TEST

START_TEST(what_the_server_does_without_a_runner)
{
	int64_t s;

	for (s = 0; s <= 4; s++)
		sample(s, server);
	block(0, "", 97, 0);
	block(5, "-", 97, 0);
	says(5, 30, "00:05  Ollama does not answer\n");
	says(12, 30, "00:12  no Ollama process\n");
	block(10, "", 97, 0);
	sample(10, server);
	says(11, 30, "00:11  no model loaded\n");
	sample(11, stranger);
	says(11, 30, "00:11  no Ollama process\n");
}
END_TEST

START_TEST(a_recording_that_has_ended_stands_still)
{
	two_runners();
	says(100000, 80,
	    "03:42 (ended)  gemma4:27b 27 + qwen3.8:35b 34 GB  2 runners!  "
	    "free 3 %\n");
	block(226, "gemma4:27b", 3, 0);
	says(222, 30, "03:46  no Ollama process\n");
}
END_TEST

START_TEST(an_empty_trace_has_a_time)
{
	says(0, 0, "00:00\n");
	says(3, 0, "00:03  no Ollama process seen yet\n");
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("status");
	TCase *tc = tcase_create("status");
	SRunner *runner;
	int failed;

	tcase_add_checked_fixture(tc, set_up, tear_down);
	tcase_add_test(tc, two_runners_are_an_alarm);
	tcase_add_test(tc, less_important_parts_make_room);
	tcase_add_test(tc, a_model_that_is_not_listed_has_its_rss);
	tcase_add_test(tc, a_footprint_above_the_rss_is_taken);
	tcase_add_test(tc, no_process_is_worth_a_message_after_three_seconds);
	tcase_add_test(tc, what_the_server_does_without_a_runner);
	tcase_add_test(tc, a_recording_that_has_ended_stands_still);
	tcase_add_test(tc, an_empty_trace_has_a_time);
	suite_add_tcase(suite, tc);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
