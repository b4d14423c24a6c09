#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "render/findings/findings.h"

/* A trace made by hand; times are seconds. */
static struct trace t;
static struct findings f;

#define GIB ((uint64_t)1024 * 1024 * 1024)

static void
set_up(void)
{
	memset(&t, 0, sizeof t);
	memset(&f, 0, sizeof f);
}

static void
tear_down(void)
{
	findings_free(&f);
	trace_free(&t);
}

static void
sample(int64_t s)
{
	ck_assert_int_eq(trace_add_sample(&t, s * 1000), 0);
}

static void
row(uint32_t pid, uint32_t ppid, const char *command, uint64_t rss_kib)
{
	uint32_t process;

	ck_assert_int_eq(
	    trace_find_process(&t, pid, ppid, span_of(command), &process), 0);
	ck_assert_int_eq(trace_add_row(&t, process,
			     &(struct process_row){.rss_kib = rss_kib}),
	    0);
}

/* "from to pid model": one runner per line, over samples of a second. */
struct life {
	int64_t from, to;
	uint32_t pid;
	const char *command;
};

static void
live(const struct life *life, size_t count, int64_t end)
{
	int64_t s;
	size_t i;

	for (s = 0; s < end; s++) {
		sample(s);
		row(1, 0, "ollama serve", 1000);
		for (i = 0; i < count; i++)
			if (s >= life[i].from && s <= life[i].to)
				row(life[i].pid, 1, life[i].command, 5000);
	}
}

static struct trace_reading
block(int64_t s)
{
	return (struct trace_reading){
	    .ts_ms = s * 1000, .set = TRACE_NONE, .until = TRACE_NONE};
}

static void
set(struct trace_reading *b, enum trace_metric metric, uint64_t value)
{
	b->value[metric] = value;
	b->known |= UINT64_C(1) << metric;
}

static void
add(const struct trace_reading *b)
{
	ck_assert_int_eq(trace_add_block(&t, b), 0);
}

static void
percent(int64_t s, int value)
{
	struct trace_reading b = block(s);

	if (value >= 0)
		set(&b, TRACE_FREE_PERCENT, (uint64_t)value);
	add(&b);
}

/* A block with the models of a list such as "a b", or "-": none recorded. */
static void
list(int64_t s, const char *models)
{
	struct trace_reading b = block(s);
	struct api_model m = {.has_size = 1, .size_bytes = GIB};
	struct span rest = span_of(models);

	if (strcmp(models, "-") != 0) {
		while (span_word(&rest, &m.name))
			ck_assert_int_eq(trace_add_model(&t, &m), 0);
		ck_assert_int_eq(trace_add_set(&t, &b), 0);
	}
	add(&b);
}

/* A block by A and the compressor, in percent of what the rule calls T. */
static struct trace_reading
pages_of(int64_t s, int a)
{
	struct trace_reading b = block(s);

	set(&b, TRACE_ACTIVE, (uint64_t)a * 5);
	set(&b, TRACE_INACTIVE, (uint64_t)a * 3);
	set(&b, TRACE_FREE, (uint64_t)a);
	set(&b, TRACE_SPECULATIVE, (uint64_t)a);
	set(&b, TRACE_COMPRESSOR, (uint64_t)(100 - a) * 10);
	return b;
}

static void
pages(int64_t s, int a)
{
	const struct trace_reading b = pages_of(s, a);

	add(&b);
}

static void
make(void)
{
	ck_assert_int_eq(trace_finish(&t), 0);
	ck_assert_int_eq(findings_make(&t, FINDINGS_LOW_PERCENT, &f), 0);
}

static const char *
name(size_t runner)
{
	static char kept[64];
	struct text out = {0};

	findings_name(&out, &t, &f.runner[runner]);
	snprintf(kept, sizeof kept, "%.*s", (int)out.len, out.data);
	text_free(&out);
	return kept;
}

#define BLOB_A "ollama runner --model /b/sha256-aaaaaaaaaaaaaaaa"
#define BLOB_B "ollama runner --model /b/sha256-bbbbbbbbbbbbbbbb"

START_TEST(an_empty_trace_has_no_findings)
{
	make();
	ck_assert_uint_eq(f.runners + f.overlaps + f.lows + f.gaps, 0);
	ck_assert_uint_eq(f.pressures + f.listings + f.loads, 0);
}
END_TEST

START_TEST(a_runner_is_known_at_samples)
{
	const struct life life[] = {{0, 3, 10, "ollama runner --model a"},
	    {5, 9, 11, "ollama runner --model b"}, {4, 5, 12, "ollama run b"}};

	live(life, 3, 10);
	make();
	ck_assert_uint_eq(f.runners, 2);
	ck_assert_int_eq(f.runner[0].started, EDGE_BEYOND);
	ck_assert_int_eq(f.runner[0].ended, EDGE_SEEN);
	ck_assert_int_eq(f.runner[1].started, EDGE_SEEN);
	ck_assert_int_eq(f.runner[1].ended, EDGE_BEYOND);
	ck_assert_int_eq(findings_to_ms(&t, &f.runner[0]), 3000);
	ck_assert_int_eq(findings_from_ms(&t, &f.runner[1]), 5000);
	ck_assert_uint_eq(f.overlaps, 0);
}
END_TEST

START_TEST(a_fork_is_no_second_runner)
{
	int64_t s;

	for (s = 0; s < 9; s++) {
		sample(s);
		row(10, 1, "ollama runner --model a", 5000);
		if (s == 4)
			row(11, 10, "ollama runner --model a", 100);
		if (s > 5)
			row(12, 1, "ollama runner --model b", 100);
		/* Its child, but no copy of it. */
		if (s > 6)
			row(13, 10, "mlx_lm.server --model c", 100);
	}
	make();
	ck_assert_uint_eq(f.runners, 3);
	ck_assert_uint_eq(f.overlaps, 1);
	ck_assert_int_eq(f.overlap[0].from_ms, 6000);
}
END_TEST

START_TEST(others_overlap_nothing)
{
	const struct life life[] = {{0, 9, 10, "ollama runner --model a"},
	    {0, 9, 11, "python3 -m mlx_lm.server --model b"},
	    {2, 9, 12, "llama-server -m c.gguf"}};

	live(life, 3, 10);
	make();
	ck_assert_uint_eq(f.runners, 3);
	ck_assert(!f.runner[0].foreign);
	ck_assert(f.runner[1].foreign && f.runner[2].foreign);
	ck_assert_uint_eq(f.overlaps, 0);
}
END_TEST

/* ps may print a short name as a process is born, and as it dies. */
START_TEST(a_runner_without_its_command_is_there)
{
	int64_t s;

	for (s = 0; s < 12; s++) {
		sample(s);
		row(1, 0, "ollama serve", 1);
		if (s < 6)
			row(10, 1, "ollama runner --model a", 9);
		if (s >= 4 && s < 10)
			row(11, 1,
			    s < 6 || s == 9 ? "(ollama)"
					    : "ollama runner --model b",
			    9);
		if (s == 10)
			row(11, 1, "[ollama] <defunct>", 0);
	}
	make();
	ck_assert_uint_eq(f.runners, 2);
	ck_assert_int_eq(findings_from_ms(&t, &f.runner[1]), 4000);
	ck_assert_int_eq(findings_to_ms(&t, &f.runner[1]), 9000);
	ck_assert_uint_eq(f.overlaps, 1);
	ck_assert_int_eq(f.overlap[0].from_ms, 4000);
	ck_assert_int_eq(f.overlap[0].to_ms, 5000);
}
END_TEST

START_TEST(overlaps_are_samples_with_two)
{
	const struct life life[] = {{1, 5, 10, "ollama runner --model a"},
	    {5, 12, 11, "ollama runner --model b"},
	    {7, 8, 12, "ollama runner --model c"}};

	live(life, 3, 20);
	make();
	ck_assert_uint_eq(f.overlaps, 2);
	ck_assert_int_eq(f.overlap[0].from_ms, 5000);
	ck_assert_int_eq(f.overlap[0].to_ms, 5000);
	ck_assert_int_eq(f.overlap[1].from_ms, 7000);
	ck_assert_int_eq(f.overlap[1].to_ms, 8000);
	ck_assert_uint_eq(f.overlap[1].count, 2);
	ck_assert_uint_eq(f.overlap_runner[f.overlap[1].first], 1);
	ck_assert_uint_eq(f.overlap_runner[f.overlap[1].first + 1], 2);
}
END_TEST

START_TEST(others_in_their_place_are_another_overlap)
{
	static const struct life life[] = {
	    {1, 3, 11, "ollama runner --model a"},
	    {1, 3, 12, "ollama runner --model b"},
	    {4, 6, 13, "ollama runner --model c"},
	    {4, 6, 14, "ollama runner --model d"}};

	live(life, 4, 8);
	make();
	ck_assert_uint_eq(f.overlaps, 2);
	ck_assert_int_eq(f.overlap[0].to_ms, 3000);
	ck_assert_int_eq(f.overlap[1].from_ms, 4000);
	ck_assert_uint_eq(f.overlap[1].count, 2);
}
END_TEST

START_TEST(a_pause_parts_overlaps_of_others)
{
	int64_t s;

	for (s = 0; s < 20; s++) {
		sample(s < 10 ? s : s + 100);
		row(10, 1, "ollama runner --model a", 1);
		row(11, 1, "ollama runner --model b", 1);
		row(20, 1,
		    s < 10 ? "ollama runner --model c"
			   : "ollama runner --model d",
		    1);
	}
	make();
	ck_assert_uint_eq(f.overlaps, 1);
	ck_assert_uint_eq(f.overlap[0].count, 4);
	ck_assert_uint_eq(f.overlap[0].most, 3);
	ck_assert_uint_eq(f.gaps, 1);
	ck_assert_uint_eq(f.gap[0].ended, 1);
	ck_assert_uint_eq(f.gap[0].started, 1);
	tear_down();
	set_up();
	for (s = 0; s < 20; s++) {
		sample(s < 10 ? s : s + 100);
		row(10, 1,
		    s < 10 ? "ollama runner --model c"
			   : "ollama runner --model d",
		    1);
		row(11, 1, "ollama runner --model b", 1);
	}
	make();
	ck_assert_uint_eq(f.overlaps, 2);
	tear_down();
	set_up();
	/* Two samples show no interval: more than 15 s are a pause. */
	for (s = 0; s < 2; s++) {
		sample(s * 16);
		row(10 + (uint32_t)s, 1, "ollama runner --model a", 1);
	}
	make();
	ck_assert_uint_eq(f.gaps, 1);
	ck_assert_uint_eq(f.gap[0].ended, 1);
	ck_assert_uint_eq(f.gap[0].started, 1);
}
END_TEST

START_TEST(gaps_of_both_logs)
{
	int64_t s;

	/* Between the last process sample and the pause stands a block. */
	for (s = 0; s < 200; s++) {
		if (s < 104 || s >= 160) {
			sample(s);
			row(1, 0, "ollama serve", 1);
		}
		if (s % 5 == 0 && (s < 101 || s >= 160) && s != 30 && s != 35 &&
		    s != 40)
			percent(s, 50);
	}
	make();
	ck_assert_uint_eq(f.gaps, 3);
	ck_assert(f.gap[0].system && !f.gap[0].both);
	ck_assert_int_eq(f.gap[0].from_ms, 25000);
	ck_assert_int_eq(f.gap[0].to_ms, 45000);
	ck_assert(f.gap[1].system && f.gap[1].both);
	ck_assert(!f.gap[2].system && f.gap[2].both);
	ck_assert_int_eq(f.gap[2].from_ms, 103000);
}
END_TEST

START_TEST(orphans)
{
	int64_t s;

	for (s = 0; s < 10; s++) {
		sample(s);
		if (s < 4)
			row(5, 2, "ollama serve", 1);
		row(10, s < 6 ? 5 : 1, "ollama runner --model a", 1);
		row(11, 5, "ollama runner --model b", 1);
		row(12, 1, "ollama runner --model c", 1);
		row(13, 99, "ollama runner --model d", 1);
	}
	make();
	ck_assert_int_eq(f.runner[0].orphan, ORPHAN_REPARENTED);
	ck_assert_int_eq(t.sample_ms[f.runner[0].orphan_sample], 6000);
	ck_assert_int_eq(f.runner[1].orphan, ORPHAN_SERVER_GONE);
	ck_assert_int_eq(t.sample_ms[f.runner[1].orphan_sample], 4000);
	ck_assert_int_eq(f.runner[2].orphan, ORPHAN_PARENT_1);
	ck_assert_int_eq(f.runner[3].orphan, ORPHAN_NO);
}
END_TEST

/* "(ollama)": ps could not read its command line for a while. */
START_TEST(a_server_without_its_name_is_there)
{
	int64_t s;

	for (s = 0; s < 6; s++) {
		sample(s);
		row(10, 1, s < 4 ? "ollama serve" : "(ollama)", 100);
		row(11, 10, "ollama runner --model a", 500);
	}
	make();
	ck_assert_int_eq(f.runner[0].orphan, ORPHAN_NO);
	tear_down();
	set_up();
	for (s = 0; s < 6; s++) {
		sample(s);
		if (s < 5)
			row(10, 1, s < 3 ? "ollama serve" : "(ollama)", 100);
		row(11, 10, "ollama runner --model a", 500);
	}
	make();
	ck_assert_int_eq(f.runner[0].orphan, ORPHAN_SERVER_GONE);
	ck_assert_int_eq(t.sample_ms[f.runner[0].orphan_sample], 5000);
}
END_TEST

START_TEST(the_process_log_may_be_shorter)
{
	const struct life life = {0, 19, 11, "ollama runner --model a"};
	int64_t s;

	for (s = 60; s < 90; s++) {
		sample(s);
		row(11, 1, "ollama runner --model a", 500);
	}
	for (s = 0; s < 95; s += 5)
		percent(s, 50);
	make();
	ck_assert_int_eq(f.log[0].late, 1);
	ck_assert_int_eq(f.log[0].early, 0);
	percent(150, 50);
	findings_free(&f);
	make();
	ck_assert_int_eq(f.log[0].early, 1);
	tear_down();
	set_up();
	/* The runner's last sample is 6 s before the last block. */
	live(&life, 1, 20);
	for (s = 0; s < 30; s += 5)
		percent(s, 50);
	make();
	ck_assert_int_eq(f.log[0].late, 0);
	ck_assert_int_eq(f.runner[0].ended, EDGE_UNKNOWN);
}
END_TEST

START_TEST(low_memory_ends_at_the_unknown_and_at_a_pause)
{
	static const int value[] = {
	    30, 29, 10, -1, 29, 28, 31, 5, 5, 40, 40, 40};
	int64_t s = 0;
	size_t i;

	for (i = 0; i < sizeof value / sizeof value[0]; i++) {
		percent(s, value[i]);
		s += i == 7 ? 100 : 5;
	}
	make();
	ck_assert_uint_eq(f.lows, 4);
	ck_assert_int_eq(f.low[0].from_ms, 5000);
	ck_assert_int_eq(f.low[0].to_ms, 10000);
	ck_assert_int_eq(f.low[0].lowest_percent, 10);
	ck_assert_int_eq(f.low[0].highest_percent, 29);
	ck_assert_uint_eq(f.low[1].first_block, 4);
	ck_assert_uint_eq(f.low[2].last_block, 7);
	ck_assert_uint_eq(f.low[3].first_block, 8);
	ck_assert_uint_eq(f.low[0].runner, TRACE_NONE);
	ck_assert_uint_eq(f.low[0].level_blocks[PRESSURE_UNKNOWN], 2);
}
END_TEST

START_TEST(the_largest_runner_of_low_memory)
{
	int64_t s;

	for (s = 0; s < 30; s++) {
		sample(s);
		row(10, 1, "ollama runner --model a", 500);
		row(11, 1, "ollama runner --model b", s == 12 ? 900 : 100);
		row(12, 1, "ollama serve", 5000);
		if (s % 5 == 0)
			percent(s, s == 10 || s == 15 ? 20 : 60);
	}
	make();
	ck_assert_uint_eq(f.lows, 1);
	ck_assert_uint_eq(f.low[0].runner, 1);
	ck_assert_uint_eq(t.rows.rss_kib[f.low[0].runner_row], 900);
}
END_TEST

START_TEST(near_zero_with_and_without_a_runner)
{
	int64_t s;

	for (s = 0; s < 10; s++) {
		sample(s);
		row(12, 1, "ollama serve", 5000);
		if (s < 5)
			row(10, 1, "ollama runner --model a", 500);
	}
	percent(2, 10);
	percent(4, 29);
	percent(6, 9);
	percent(8, 28);
	percent(100, 3);
	make();
	/* That at 100 s is near no sample; at 6 s there was no runner. */
	ck_assert_uint_eq(f.near_zero_blocks, 2);
	ck_assert_uint_eq(f.near_zero_sampled_blocks, 1);
	ck_assert_uint_eq(f.near_zero_runner, TRACE_NONE);
	ck_assert_int_eq(f.low[0].lowest_percent, 9);
	ck_assert_uint_eq(f.low[0].runner, 0);
}
END_TEST

START_TEST(pressure_has_a_hysteresis)
{
	static const struct {
		int a;
		enum pressure level;
	} step[] = {{55, PRESSURE_NORMAL}, {50, PRESSURE_NORMAL},
	    {49, PRESSURE_WARN}, {60, PRESSURE_WARN}, {61, PRESSURE_NORMAL},
	    {35, PRESSURE_WARN}, {34, PRESSURE_CRITICAL},
	    {40, PRESSURE_CRITICAL}, {41, PRESSURE_WARN}, {55, PRESSURE_WARN},
	    {10, PRESSURE_CRITICAL}, {90, PRESSURE_NORMAL},
	    {10, PRESSURE_CRITICAL}};
	const size_t steps = sizeof step / sizeof step[0];
	size_t i, k = 0;

	for (i = 0; i < steps; i++)
		pages((int64_t)i * 5, step[i].a);
	percent((int64_t)steps * 5, 50);
	make();
	for (i = 0; i < steps; i++) {
		while (f.pressure[k].to_ms < t.block[i].ts_ms)
			k++;
		ck_assert_msg(f.pressure[k].level == step[i].level,
		    "step %zu is %d", i, (int)f.pressure[k].level);
	}
	ck_assert_uint_eq(f.pressure[f.pressures - 1].level, PRESSURE_UNKNOWN);
	ck_assert_uint_eq(f.level_blocks[PRESSURE_UNKNOWN], 1);
}
END_TEST

/* The kernel's own level goes before the estimate, which only compares. */
START_TEST(pressure_as_recorded)
{
	/* Of each block: what can be had, the level, and what is found. */
	static const struct {
		int a, own;
		enum pressure level;
		int recorded;
	} step[] = {{90, -1, PRESSURE_NORMAL, 0}, {90, 1, PRESSURE_NORMAL, 1},
	    {90, 4, PRESSURE_CRITICAL, 1}, {90, 2, PRESSURE_WARN, 1},
	    /* the estimate goes on from what the kernel said */
	    {55, -1, PRESSURE_WARN, 0}, {-1, 1, PRESSURE_NORMAL, 1},
	    {90, 3, PRESSURE_NORMAL, 0}, {-1, -1, PRESSURE_UNKNOWN, 0}};
	const size_t steps = sizeof step / sizeof step[0];
	size_t i;

	for (i = 0; i < steps; i++) {
		struct trace_reading b = block((int64_t)i * 5);

		if (step[i].a >= 0)
			b = pages_of((int64_t)i * 5, step[i].a);
		if (step[i].own >= 0)
			set(&b, TRACE_PRESSURE_LEVEL, (uint64_t)step[i].own);
		set(&b, TRACE_WIRED_LIMIT, i == 2 ? 48 * GIB : 0);
		add(&b);
	}
	make();
	ck_assert_uint_eq(f.pressures, steps);
	for (i = 0; i < steps; i++) {
		ck_assert_int_eq(f.pressure[i].level, step[i].level);
		ck_assert_int_eq(f.pressure[i].recorded, step[i].recorded);
	}
	ck_assert_uint_eq(f.level_blocks[PRESSURE_NORMAL], 4);
	ck_assert_uint_eq(f.recorded_blocks, 4);
	ck_assert_uint_eq(f.both_blocks, 3);
	ck_assert_uint_eq(f.differ_blocks, 2);
	ck_assert_uint_eq(f.differ_block, 2);
	ck_assert_int_eq(f.differ_estimate, PRESSURE_NORMAL);
	ck_assert_uint_eq(f.wired_limit, 48 * GIB);
}
END_TEST

START_TEST(a_blob_gets_the_only_name)
{
	const struct life life[] = {{2, 30, 10, BLOB_A}, {26, 60, 11, BLOB_B}};
	int64_t s;

	live(life, 2, 70);
	for (s = 0; s < 70; s += 5)
		list(s, s >= 10 && s <= 25   ? "alpha:1b"
			: s >= 35 && s <= 60 ? "beta:2b"
					     : "");
	make();
	ck_assert_str_eq(name(0), "~alpha:1b");
	ck_assert_str_eq(name(1), "~beta:2b");
	ck_assert_uint_eq(f.listings, 2);
	ck_assert_int_eq(f.listing[0].gone_ms, 30000);
	ck_assert_int_eq(f.listing[0].to_ms, 25000);
	ck_assert_uint_eq(f.runner[1].listing, 1);
	ck_assert_int_eq(f.listing[0].has_runner, 1);
}
END_TEST

START_TEST(a_blob_gets_no_doubtful_name)
{
	const struct life both[] = {{2, 60, 10, BLOB_A}, {2, 60, 11, BLOB_B}};
	const struct life named[] = {
	    {2, 60, 10, BLOB_A}, {2, 60, 11, "ollama runner --model alpha:1b"}};
	const struct life late[] = {{20, 60, 10, BLOB_A}};
	int64_t s;

	live(both, 2, 70);
	for (s = 0; s < 70; s += 5)
		list(s, s >= 10 && s < 60 ? "alpha:1b" : "");
	make();
	ck_assert_uint_eq(f.runner[0].inferred, 0);
	ck_assert_uint_eq(f.runner[1].inferred, 0);
	tear_down();
	set_up();
	live(named, 2, 70);
	for (s = 0; s < 70; s += 5)
		list(s, s >= 10 && s < 60 ? "alpha:1b" : "");
	make();
	ck_assert_uint_eq(f.runner[0].inferred, 0);
	ck_assert_uint_eq(f.runner[1].listing, 0);
	tear_down();
	set_up();
	/* It was listed before the runner was there. */
	live(late, 1, 70);
	for (s = 0; s < 70; s += 5)
		list(s, s >= 10 && s < 60 ? "alpha:1b" : "");
	make();
	ck_assert_uint_eq(f.runner[0].inferred, 0);
	tear_down();
	set_up();
	/* Two models one after another in the same life. */
	live(both, 1, 70);
	for (s = 0; s < 70; s += 5)
		list(s, s < 10 ? "" : s < 30 ? "alpha:1b" : s < 55 ? "b" : "");
	make();
	ck_assert_uint_eq(f.runner[0].inferred, 0);
}
END_TEST

START_TEST(lists_of_models)
{
	const struct life life[] = {{2, 60, 10, "ollama runner --model alpha"}};
	static const char *const lists[] = {"", "alpha:latest beta", "-",
	    "beta alpha:latest", "beta", "beta", "gamma delta epsilon"};
	size_t i;

	live(life, 1, 70);
	for (i = 0; i < 7; i++)
		list((int64_t)i * 5, lists[i]);
	make();
	ck_assert_uint_eq(f.list_blocks, 6);
	ck_assert_uint_eq(f.severals, 2);
	ck_assert_int_eq(f.several[0].from_ms, 5000);
	ck_assert_int_eq(f.several[0].to_ms, 15000);
	ck_assert_uint_eq(t.set[f.several[1].set].count, 3);
	ck_assert_uint_eq(f.listings, 5);
	ck_assert_int_eq(f.listing[0].gone_ms, 20000);
	ck_assert_int_eq(f.listing[1].to_ms, 25000);
	ck_assert_int_eq(f.listing[4].gone_ms, INT64_MAX);
	ck_assert_uint_eq(f.runner[0].listing, 0);
	ck_assert_uint_eq(findings_lists(&t, &f, &f.runner[0]), 5);
	ck_assert_int_eq(f.listing[1].has_runner, 0);
}
END_TEST

/* The server is down, or nothing is sampled, from 30 to 60. */
START_TEST(a_listing_ends_where_lists_pause)
{
	const struct life life[] = {{2, 31, 10, BLOB_A}, {58, 90, 11, BLOB_B}};
	int64_t s;
	int without;

	for (without = 0; without < 2; without++) {
		live(life, 2, 91);
		for (s = 0; s < 90; s += 5)
			if (s < 30 || s >= 60)
				list(s, s < 5 ? "" : "alpha:1b");
			else if (without)
				list(s, "-");
		make();
		ck_assert_uint_eq(f.listings, 2);
		ck_assert_int_eq(f.listing[0].from_ms, 5000);
		ck_assert_int_eq(f.listing[0].to_ms, 25000);
		ck_assert_int_eq(f.listing[0].gone_ms, INT64_MAX);
		ck_assert_int_eq(f.listing[1].from_ms, 60000);
		ck_assert_int_eq(f.listing[1].to_ms, 85000);
		ck_assert_uint_eq(f.runner[0].listing, 0);
		ck_assert_uint_eq(f.runner[1].listing, 1);
		ck_assert_uint_eq(f.runner[1].inferred, 1);
		tear_down();
		set_up();
	}
	/* One that is gone after the pause is known to be, from then on. */
	for (s = 0; s < 90; s += 5)
		if (s < 30 || s >= 60)
			list(s, s < 30 ? "alpha:1b" : "beta:2b");
	make();
	ck_assert_uint_eq(f.listings, 2);
	ck_assert_int_eq(f.listing[0].to_ms, 25000);
	ck_assert_int_eq(f.listing[0].gone_ms, 60000);
	tear_down();
	set_up();
	/* Two lists that are missing are no pause. */
	for (s = 0; s < 90; s += 5)
		list(s, s == 30 || s == 35 ? "-" : "alpha:1b");
	make();
	ck_assert_uint_eq(f.listings, 1);
}
END_TEST

START_TEST(loads_until_the_next_start)
{
	const struct life life[] = {{12, 90, 10, "ollama runner --model a"},
	    {42, 90, 11, "ollama runner --model b"}};
	int64_t s;

	live(life, 2, 91);
	for (s = 0; s < 91; s += 5) {
		struct trace_reading b = block(s);

		set(&b, TRACE_WIRED,
		    (uint64_t)(s <= 10   ? 5
			       : s <= 30 ? s
			       : s <= 40 ? 30
					 : 80) *
			GIB);
		add(&b);
	}
	make();
	ck_assert_uint_eq(f.loads, 2);
	ck_assert_uint_eq(f.load[0].wired.from, 5 * GIB);
	ck_assert_uint_eq(f.load[0].wired.to, 30 * GIB);
	/* 95 % of the rise from 10 s on. */
	ck_assert_uint_eq(f.load[0].wired.from_block, 2);
	ck_assert_uint_eq(f.load[0].wired.to_block, 6);
	ck_assert_uint_eq(f.load[1].wired.from, 30 * GIB);
	ck_assert_uint_eq(f.load[1].wired.to, 80 * GIB);
}
END_TEST

/* What the old runner gives back does not hide what the new one takes. */
START_TEST(a_load_after_a_release)
{
	static const int wired[] = {36, 36, 36, 8, 34, 34, 34};
	const struct life life[] = {{0, 13, 10, "ollama runner --model a"},
	    {12, 34, 11, "ollama runner --model b"},
	    {12, 34, 12, "ollama runner --model c"}};
	int64_t s;

	live(life, 3, 35);
	for (s = 0; s < 7; s++) {
		struct trace_reading b = block(s * 5);

		set(&b, TRACE_WIRED, (uint64_t)wired[s] * GIB);
		add(&b);
	}
	make();
	ck_assert_uint_eq(f.loads, 1);
	ck_assert_int_eq(f.load[0].partial, 0);
	ck_assert_uint_eq(f.load[0].runners, 2);
	ck_assert_uint_eq(f.load[0].wired.from, 8 * GIB);
	ck_assert_uint_eq(f.load[0].wired.to, 34 * GIB);
	ck_assert_uint_eq(f.load[0].wired.from_block, 3);
	ck_assert_uint_eq(f.load[0].wired.to_block, 4);
}
END_TEST

/* It was gone before the next block. */
START_TEST(a_load_between_two_blocks)
{
	const struct life life[] = {{11, 14, 10, "ollama runner --model a"}};
	int64_t s;

	live(life, 1, 35);
	for (s = 0; s < 35; s += 5) {
		struct trace_reading b = block(s);

		set(&b, TRACE_WIRED, 8 * GIB);
		add(&b);
	}
	make();
	ck_assert_uint_eq(f.loads, 1);
	ck_assert_int_eq(f.load[0].partial, 1);
}
END_TEST

/* It loaded between two process samples, of which only the later one has it. */
START_TEST(a_load_before_the_first_sample)
{
	int64_t s;

	for (s = 0; s < 80; s += 10) {
		sample(s);
		row(1, 0, "ollama serve", 1);
		if (s == 20 || s == 30)
			row(10, 1, "ollama runner --model a", 9);
	}
	for (s = 0; s < 100; s += 2) {
		struct trace_reading b = block(s);

		set(&b, TRACE_WIRED,
		    (s > 12 && s < 40 ? 30
			: s < 80      ? 5
				      : 9) *
			GIB);
		add(&b);
	}
	make();
	ck_assert_uint_eq(f.loads, 1);
	ck_assert_uint_eq(f.load[0].wired.from, 5 * GIB);
	ck_assert_uint_eq(f.load[0].wired.to, 30 * GIB);
	ck_assert_int_eq(f.left_known, 1);
	ck_assert_uint_eq(f.left_before, 5 * GIB);
	ck_assert_uint_eq(f.left_after, 9 * GIB);
	tear_down();
	set_up();
	/* What ran after the last process sample is unknown. */
	for (s = 0; s < 4; s++) {
		sample(s);
		row(1, 0, "ollama serve", 1);
		if (s == 2)
			row(10, 1, "ollama runner --model a", 9);
	}
	for (s = 0; s < 100; s += 2) {
		struct trace_reading b = block(s);

		set(&b, TRACE_WIRED, 5 * GIB);
		add(&b);
	}
	make();
	ck_assert_int_eq(f.left_known, 0);
}
END_TEST

/* When it was loaded, and when first listed, is unknown. */
START_TEST(a_pause_hides_how_long_it_took)
{
	int paused;
	int64_t s;

	for (paused = 0; paused < 2; paused++) {
		tear_down();
		set_up();
		for (s = 0; s < 200; s++) {
			if (paused && s > 12 && s < 150)
				continue;
			sample(s);
			row(1, 0, "ollama serve", 1);
			if (s > 9)
				row(10, 1, "ollama runner --model alpha:1b",
				    s < 160 && s > 12 ? 9000000 : 1000000);
			if (s % 5 == 0)
				list(s, s > 10 ? "alpha:1b" : "");
		}
		make();
		ck_assert_int_eq(f.story[f.runner[0].story].listed_ms,
		    paused ? INT64_MIN : 15000);
		ck_assert_int_eq(f.story[f.runner[0].story].plateau_ms,
		    paused ? 10000 : 13000);
	}
}
END_TEST

/* The runner was first seen after a pause: when it started is unknown. */
START_TEST(no_load_is_known_after_a_pause)
{
	int64_t s;

	for (s = 0; s < 200; s++) {
		if (s < 100 || s >= 150) {
			sample(s);
			row(1, 0, "ollama serve", 1);
			if (s >= 150)
				row(10, 1, "ollama runner --model a", 9);
		}
		if (s % 5 == 0) {
			struct trace_reading b = block(s);

			set(&b, TRACE_WIRED, (s < 120 ? 10 : 40) * GIB);
			add(&b);
		}
	}
	make();
	ck_assert_int_eq(f.runner[0].started, EDGE_PAUSE);
	ck_assert_uint_eq(f.starts, 1);
	ck_assert_uint_eq(f.starts_paused, 1);
	ck_assert_uint_eq(f.loads, 0);
}
END_TEST

/* It crashes each time before it is listed; the fifth run is a long one. */
START_TEST(short_runs_of_one_model_are_restarts)
{
	struct life life[6];
	char command[6][40];
	int64_t i;

	for (i = 0; i < 6; i++) {
		snprintf(command[i], sizeof command[i],
		    "ollama runner --model %s --port %d", i < 5 ? "a" : "b",
		    (int)i);
		life[i] =
		    (struct life){i * 10 + 1, i == 4 ? 200 : i * 10 + 3 + i,
			(uint64_t)(10 + i), command[i]};
	}
	live(life, 6, 210);
	make();
	ck_assert_uint_eq(f.runners, 6);
	ck_assert_uint_eq(f.restarts, 1);
	ck_assert_uint_eq(f.restart[0].count, 4);
	ck_assert_int_eq(f.restart[0].shortest_ms, 2000);
	ck_assert_int_eq(f.restart[0].longest_ms, 5000);
	ck_assert_int_eq(f.restart[0].to_ms, 36000);
	ck_assert_uint_eq(f.runner[4].brief, 0);
	ck_assert_uint_eq(f.runner[5].brief, 0);
}
END_TEST

/* Not in the order of their names. */
START_TEST(restarts_are_in_the_order_of_time)
{
	struct life life[8];
	int64_t i;

	for (i = 0; i < 8; i++)
		life[i] =
		    (struct life){i * 10 + 1, i * 10 + 3, (uint32_t)(10 + i),
			i % 2 == 0 ? "ollama runner --model b"
				   : "ollama runner --model a"};
	live(life, 8, 90);
	make();
	ck_assert_uint_eq(f.restarts, 2);
	ck_assert_uint_eq(f.restart[0].runner, 0);
	ck_assert_uint_eq(f.restart[1].runner, 1);
	ck_assert_uint_eq(f.restart[1].count, 4);
	ck_assert_uint_eq(f.runner[7].brief, 1);
}
END_TEST

/* Swap that grows after it fell has grown; swap that stays has not. */
START_TEST(swap_rises_from_its_lowest)
{
	static const uint64_t mib[] = {5120, 1024, 4997, 4900};
	size_t i;

	for (i = 0; i < 4; i++) {
		struct trace_reading b = block((int64_t)i * 5);

		set(&b, TRACE_SWAP_USED, mib[i] << 20);
		add(&b);
	}
	make();
	ck_assert_uint_eq(f.swap.from, UINT64_C(1024) << 20);
	ck_assert_uint_eq(f.swap.to, UINT64_C(4997) << 20);
	tear_down();
	set_up();
	for (i = 0; i < 4; i++) {
		struct trace_reading b = block((int64_t)i * 5);

		set(&b, TRACE_SWAP_USED, 5 * GIB);
		add(&b);
	}
	make();
	ck_assert_uint_eq(f.swap.from, f.swap.to);
}
END_TEST

/* A counter that falls began anew; a rate is over the time it took. */
START_TEST(paging_between_blocks)
{
	static const uint64_t swapins[] = {900, 1000, 1500, 7, 20};
	size_t i;

	t.page_size = 16384;
	for (i = 0; i < 5; i++) {
		struct trace_reading b = block((int64_t)i * 5);

		if (i != 1)
			set(&b, TRACE_SWAPINS, swapins[i]);
		add(&b);
	}
	make();
	ck_assert_uint_eq(findings_flow(&t, TRACE_SWAPINS).known, 2);
	ck_assert_double_eq(
	    findings_flow(&t, TRACE_SWAPINS).bytes, 613 * 16384.0);
	ck_assert_double_eq(
	    findings_flow(&t, TRACE_SWAPINS).rate, 60 * 16384.0);
	ck_assert_int_eq(findings_flow(&t, TRACE_SWAPINS).to_ms, 10000);
	ck_assert_uint_eq(findings_flow(&t, TRACE_SWAPOUTS).known, 0);
	tear_down();
	set_up();
	/* The clock was set back: how long the last interval was is unknown. */
	t.page_size = 16384;
	for (i = 0; i < 5; i++) {
		struct trace_reading b = block((int64_t)(i < 4 ? i * 5 : 3));

		set(&b, TRACE_SWAPINS, i < 4 ? i : 1000);
		add(&b);
	}
	make();
	ck_assert_double_eq(
	    findings_flow(&t, TRACE_SWAPINS).bytes, 1000 * 16384.0);
	ck_assert_double_eq(findings_flow(&t, TRACE_SWAPINS).rate, 16384.0 / 5);
	tear_down();
	set_up();
	/* An older recording follows: what happened between is unknown. */
	t.page_size = 16384;
	for (i = 0; i < 4; i++) {
		struct trace_reading b =
		    block((int64_t)i * 5 + (i < 2 ? 9000 : 0));

		set(&b, TRACE_SWAPINS, i < 2 ? i : 1000 + i);
		add(&b);
	}
	make();
	ck_assert_double_eq(
	    findings_flow(&t, TRACE_SWAPINS).bytes, 2 * 16384.0);
	ck_assert_double_eq(findings_flow(&t, TRACE_SWAPINS).rate, 16384.0 / 5);
}
END_TEST

START_TEST(values_of_an_interval_without_blocks)
{
	const struct life life[] = {{0, 7, 10, "ollama runner --model a"},
	    {6, 30, 11, "ollama runner --model b"}};
	struct finding_values v;
	int64_t s;

	live(life, 2, 31);
	for (s = 0; s < 31; s += 5)
		percent(s, (int)(50 + s));
	make();
	ck_assert_uint_eq(f.overlaps, 1);
	v = findings_values(&t, &f, f.overlap[0].from_ms, f.overlap[0].to_ms);
	ck_assert_int_eq(v.before, 1);
	ck_assert_uint_eq(v.first_block, 1);
	ck_assert_uint_eq(v.metric[TRACE_FREE_PERCENT].low, 55);
	ck_assert_int_eq(f.overlap[0].lowest_percent, 55);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("findings");
	TCase *tc = tcase_create("findings");
	SRunner *runner;
	int failed;

	tcase_add_checked_fixture(tc, set_up, tear_down);
	tcase_add_test(tc, an_empty_trace_has_no_findings);
	tcase_add_test(tc, a_runner_is_known_at_samples);
	tcase_add_test(tc, a_fork_is_no_second_runner);
	tcase_add_test(tc, others_overlap_nothing);
	tcase_add_test(tc, a_runner_without_its_command_is_there);
	tcase_add_test(tc, overlaps_are_samples_with_two);
	tcase_add_test(tc, others_in_their_place_are_another_overlap);
	tcase_add_test(tc, a_pause_parts_overlaps_of_others);
	tcase_add_test(tc, gaps_of_both_logs);
	tcase_add_test(tc, orphans);
	tcase_add_test(tc, a_server_without_its_name_is_there);
	tcase_add_test(tc, the_process_log_may_be_shorter);
	tcase_add_test(tc, low_memory_ends_at_the_unknown_and_at_a_pause);
	tcase_add_test(tc, the_largest_runner_of_low_memory);
	tcase_add_test(tc, near_zero_with_and_without_a_runner);
	tcase_add_test(tc, pressure_has_a_hysteresis);
	tcase_add_test(tc, pressure_as_recorded);
	tcase_add_test(tc, a_blob_gets_the_only_name);
	tcase_add_test(tc, a_blob_gets_no_doubtful_name);
	tcase_add_test(tc, lists_of_models);
	tcase_add_test(tc, a_listing_ends_where_lists_pause);
	tcase_add_test(tc, loads_until_the_next_start);
	tcase_add_test(tc, a_load_after_a_release);
	tcase_add_test(tc, a_load_between_two_blocks);
	tcase_add_test(tc, a_load_before_the_first_sample);
	tcase_add_test(tc, a_pause_hides_how_long_it_took);
	tcase_add_test(tc, no_load_is_known_after_a_pause);
	tcase_add_test(tc, short_runs_of_one_model_are_restarts);
	tcase_add_test(tc, restarts_are_in_the_order_of_time);
	tcase_add_test(tc, swap_rises_from_its_lowest);
	tcase_add_test(tc, paging_between_blocks);
	tcase_add_test(tc, values_of_an_interval_without_blocks);
	suite_add_tcase(suite, tc);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
