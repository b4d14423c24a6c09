#include <check.h>
#include <errno.h>
#include <stdio.h>

#include "collectors/memory.h"
#include "formats/memory_pressure.h"
#include "harness.h"

/* The memory counters, on the simulated kernel, against the tools' output. */

static void
read_memory(const char *fixture, struct memory_sample *sample)
{
	struct memory *memory;

	if (fixture != NULL)
		kernel_load(fixture);
	memory = memory_new(NULL, reason, sizeof(reason));
	ck_assert_ptr_nonnull(memory);
	memory_read(memory, sample);
	memory_read(memory, sample);
	ck_assert_int_le(kernel.host_ports, 1);
	memory_free(memory);
	ck_assert_int_eq(kernel.host_ports, 0);
}

static void
set_vm(const char *name, uint64_t value)
{
	ck_assert_int_eq(kernel_set_vm(span_of(name), value), 0);
}

static void
same_vm_stat(const struct memory_sample *sample, const char *path)
{
	text_clear(&out);
	vm_stat_write(&out, &sample->vm_stat,
	    sample->wide ? VM_STAT_WIDTH_26 : VM_STAT_WIDTH_10_9);
	same_as(path);
}

/*
 * What this system's vm_stat prints shows in how much its kernel counts, and
 * the lines of tagged memory in a sysctl.
 */
START_TEST(prints_what_vm_stat_prints)
{
	static const struct {
		unsigned words;
		int tags; /* hw.optional.arm.FEAT_MTE2; -1: there is none */
		const char *vm_stat;
	} t[] = {
	    {38, -1, FIXTURES "session.vm_stat-48"},
	    {40, 0, FIXTURES "session.vm_stat-48"},
	    {40, 1, FIXTURES "session.vm_stat-48"},
	    {62, -1, FIXTURES "session.vm_stat-53"},
	    {62, 0, FIXTURES "session.vm_stat-53"},
	    {62, 1, FIXTURES "session.vm_stat-tagged"},
	    {62, 2, FIXTURES "session.vm_stat-53"},
	};
	struct memory_sample sample;

	kernel_load(FIXTURES "session.kernel");
	kernel.vm_count = t[_i].words;
	if (t[_i].tags >= 0)
		kernel.number[kernel.numbers++] = (struct kernel_number){
		    "hw.optional.arm.FEAT_MTE2", 4, (uint64_t)t[_i].tags};
	read_memory(NULL, &sample);
	same_vm_stat(&sample, t[_i].vm_stat);
}
END_TEST

START_TEST(reads_what_the_others_print)
{
	struct memory_pressure pressure;
	struct memory_sample sample;

	read_memory(FIXTURES "session.kernel", &sample);
	memory_pressure_from(&sample.vm_stat, sample.memory_bytes,
	    sample.page_size, sample.free_percent, &pressure);
	memory_pressure_write(&out, &pressure);
	same_as(FIXTURES "session.memory_pressure");
	text_clear(&out);
	ck_assert(sample.has_swapusage);
	swapusage_write(&out, &sample.swapusage, '.');
	same_as(FIXTURES "session.swapusage");
}
END_TEST

/* A program that asks too often gets a copy of an earlier answer. */
START_TEST(takes_a_cached_answer)
{
	struct memory_sample sample;
	struct memory *memory;

	kernel_load(FIXTURES "session.kernel");
	kernel.vm_count = 62;
	kernel.number[kernel.numbers++] =
	    (struct kernel_number){"hw.optional.arm.FEAT_MTE2", 4, 1};
	kernel.vm_live = 2;
	memory = memory_new(NULL, reason, sizeof reason);
	memory_read(memory, &sample);
	memory_read(memory, &sample);
	set_vm("free_count", 41250 + 7);
	set_vm("total_tagged_pages", 4711);
	memory_read(memory, &sample);
	same_vm_stat(&sample, FIXTURES "session.vm_stat-tagged");
	/* A second later. */
	kernel.vm_asked = 0;
	memory_read(memory, &sample);
	ck_assert_uint_eq(sample.vm_stat.value[VM_STAT_FREE], 30042 + 7);
	ck_assert_uint_eq(sample.vm_stat.value[VM_STAT_TAGGED], 4711);
	memory_free(memory);
}
END_TEST

/* macOS 26.5 logs each request for more words than its kernel knows. */
START_TEST(asks_once_for_more_than_there_is)
{
	static const unsigned words[] = {38, 40, 62};
	struct memory_sample sample;
	struct memory *memory;
	int i;

	kernel_load(FIXTURES "session.kernel");
	kernel.vm_count = words[_i];
	memory = memory_new(NULL, reason, sizeof reason);
	for (i = 0; i < 5; i++)
		memory_read(memory, &sample);
	ck_assert_uint_eq(kernel.vm_logged, words[_i] < 62);
	memory_free(memory);
}
END_TEST

START_TEST(prints_swap_without_encryption)
{
	struct memory_sample sample;

	kernel_load(FIXTURES "session.kernel");
	kernel.swap = (struct xsw_usage){
	    .xsu_total = 1073741824, .xsu_used = 5242, .xsu_avail = 1073736582};
	read_memory(NULL, &sample);
	swapusage_write(&out, &sample.swapusage, ',');
	same_lines("vm.swapusage: total = 1024,00M  used = 0,00M  "
		   "free = 1024,00M  \n");
}
END_TEST

/* The difference is one of 32-bit numbers in both tools. */
START_TEST(wraps_free_pages_as_the_tools_do)
{
	struct memory_sample sample;

	kernel_load(FIXTURES "session.kernel");
	set_vm("free_count", 10);
	set_vm("speculative_count", 11);
	read_memory(NULL, &sample);
	ck_assert_uint_eq(sample.vm_stat.value[VM_STAT_FREE], 4294967295U);
}
END_TEST

/* Without the compressor's counters: they are not 0. */
START_TEST(refuses_a_structure_before_10_9)
{
	static const unsigned words[] = {0, 24, 37};
	struct memory_sample sample;

	kernel_load(FIXTURES "session.kernel");
	kernel.vm_count = words[_i];
	read_memory(NULL, &sample);
	ck_assert_uint_eq(sample.vm_stat.known, 0);
	ck_assert(!sample.wide);
	ck_assert_uint_eq(sample.page_size, 16384);
	ck_assert_int_eq(sample.free_percent, 43);
}
END_TEST

START_TEST(loses_one_value_only)
{
	static const struct {
		const char *call;
		int vm_stat, memory_bytes, free_percent, swapusage;
	} t[] = {
	    {"host-port", 0, 1, 1, 1},
	    {"host-statistics", 0, 1, 1, 1},
	    {"hw.memsize", 1, 0, 1, 1},
	    {"kern.memorystatus_level", 1, 1, 0, 1},
	    {"vm.swapusage", 1, 1, 1, 0},
	};
	struct memory_sample sample;

	kernel_load(FIXTURES "session.kernel");
	kernel.failures = 1;
	kernel.failure[0] =
	    (struct kernel_failure){.error = EPERM, .times = -1};
	snprintf(kernel.failure[0].call, sizeof(kernel.failure[0].call), "%s",
	    t[_i].call);
	read_memory(NULL, &sample);
	ck_assert_int_eq(sample.vm_stat.known != 0, t[_i].vm_stat);
	ck_assert_int_eq(sample.memory_bytes != 0, t[_i].memory_bytes);
	ck_assert_int_eq(sample.free_percent, t[_i].free_percent ? 43 : -1);
	ck_assert_int_eq(sample.has_swapusage, t[_i].swapusage);
	/* And it comes back. */
	kernel.failure[0].times = 0;
	read_memory(NULL, &sample);
	ck_assert(sample.vm_stat.known != 0 && sample.has_swapusage);
	ck_assert_uint_eq(sample.memory_bytes, 34359738368);
	ck_assert_int_eq(sample.free_percent, 43);
}
END_TEST

/* A value of a size or range that is not the one we know is no value. */
START_TEST(does_not_guess)
{
	struct memory_sample sample;

	kernel_load(FIXTURES "session.kernel");
	kernel.number[0].bytes = 4; /* hw.memsize */
	kernel.number[1].value = 101;
	vm_kernel_page_size = 0;
	read_memory(NULL, &sample);
	ck_assert_uint_eq(sample.memory_bytes, 0);
	ck_assert_int_eq(sample.free_percent, -1);
	ck_assert_uint_eq(sample.vm_stat.known, 0);
	ck_assert(sample.has_swapusage);
	kernel.number[1].value = 100;
	read_memory(NULL, &sample);
	ck_assert_int_eq(sample.free_percent, 100);
}
END_TEST

/* What a wide trace adds: read_memory() has read the five sections' only. */
static void
read_wide(struct memory_sample *sample)
{
	struct memory *memory = memory_new(NULL, reason, sizeof reason);

	ck_assert_ptr_nonnull(memory);
	memory_read(memory, sample);
	ck_assert_uint_eq(sample->sysctl.known, 0);
	memory_read_wide(memory, sample);
	memory_free(memory);
	ck_assert_uint_eq(sample->pressure.n, 0);
	text_clear(&out);
	sysctl_write(&out, &sample->sysctl);
}

START_TEST(reads_what_sysctl_prints)
{
	struct memory_sample sample;

	kernel_load(FIXTURES "session.kernel");
	read_wide(&sample);
	same_as(FIXTURES "session.sysctl");
}
END_TEST

/* The numbers of session.kernel from here on are those of the five names. */
enum { WIDE = 2 };

/* An old release has no such name, a sandbox forbids it: the others go on. */
START_TEST(loses_one_name_only)
{
	static const int errors[] = {ENOENT, EPERM, EINVAL, ENOMEM};
	const int name = _i % SYSCTL_NAMED;
	struct memory_sample sample;

	kernel_load(FIXTURES "session.kernel");
	kernel.failures = 1;
	kernel.failure[0] = (struct kernel_failure){
	    .error = errors[_i / SYSCTL_NAMED], .times = -1};
	snprintf(kernel.failure[0].call, sizeof kernel.failure[0].call, "%s",
	    kernel.number[WIDE + name].name);
	read_wide(&sample);
	ck_assert_uint_eq(
	    sample.sysctl.known, ((1u << SYSCTL_NAMED) - 1) & ~(1u << name));
	/* And it comes back. */
	kernel.failure[0].times = 0;
	read_wide(&sample);
	same_as(FIXTURES "session.sysctl");
}
END_TEST

/* sysctl asks for the type, so here either will do; a negative int will not. */
START_TEST(takes_numbers_of_either_width)
{
	struct memory_sample sample;
	struct kernel_number *number;

	kernel_load(FIXTURES "session.kernel");
	number = &kernel.number[WIDE];
	number[SYSCTL_PRESSURE_LEVEL].bytes = 8;
	number[SYSCTL_WIRED_LIMIT_MB].bytes = 8;
	read_wide(&sample);
	same_as(FIXTURES "session.sysctl");
	number[SYSCTL_PRESSURE_LEVEL].bytes = 4;
	number[SYSCTL_PRESSURE_LEVEL].value = UINT32_MAX; /* -1 */
	number[SYSCTL_WIRED_LIMIT_MB].bytes = 4;
	number[SYSCTL_WIRED_LIMIT_MB].value = INT32_MAX;
	number[SYSCTL_COMPRESSOR_POOL].bytes = 4;
	number[SYSCTL_COMPRESSOR_POOL].value = 7;
	number[SYSCTL_COMPRESSOR_INPUT].bytes = 2;
	number[SYSCTL_MEMORY_USABLE].value = UINT64_MAX;
	read_wide(&sample);
	same_lines("iogpu.wired_limit_mb: 2147483647\n"
		   "vm.compressor_pool_size: 7\n"
		   "hw.memsize_usable: 18446744073709551615\n");
}
END_TEST

START_TEST(memory_allocates_once)
{
	struct memory_sample sample;
	struct memory *memory;
	unsigned used;
	int i;

	kernel_load(FIXTURES "session.kernel");
	allocations = 0;
	memory = memory_new(NULL, reason, sizeof(reason));
	for (i = 0; i < 100; i++) {
		memory_read(memory, &sample);
		memory_read_wide(memory, &sample);
	}
	used = allocations;
	ck_assert_uint_eq(used, 1);
	ck_assert_int_eq(kernel.host_ports, 1);
	memory_free(memory);
	memory_free(NULL);
	allocations = 0;
	fail_at = 1;
	memory = memory_new(NULL, reason, sizeof(reason));
	fail_at = 0;
	ck_assert_ptr_null(memory);
	ck_assert_str_eq(reason, "out of memory");
}
END_TEST

static void
add_tests(TCase *tc)
{
	tcase_add_loop_test(tc, prints_what_vm_stat_prints, 0, 7);
	tcase_add_test(tc, reads_what_the_others_print);
	tcase_add_test(tc, takes_a_cached_answer);
	tcase_add_loop_test(tc, asks_once_for_more_than_there_is, 0, 3);
	tcase_add_test(tc, prints_swap_without_encryption);
	tcase_add_test(tc, wraps_free_pages_as_the_tools_do);
	tcase_add_loop_test(tc, refuses_a_structure_before_10_9, 0, 3);
	tcase_add_loop_test(tc, loses_one_value_only, 0, 5);
	tcase_add_test(tc, does_not_guess);
	tcase_add_test(tc, reads_what_sysctl_prints);
	tcase_add_loop_test(tc, loses_one_name_only, 0, 4 * SYSCTL_NAMED);
	tcase_add_test(tc, takes_numbers_of_either_width);
	tcase_add_test(tc, memory_allocates_once);
}

int
main(void)
{
	return run_case("darwin memory", add_tests);
}
