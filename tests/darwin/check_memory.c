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

/* As sections.c writes it. */
static void
write_pressure(const struct memory_sample *sample)
{
	struct memory_pressure pressure;

	memory_pressure_from(&sample->vm_stat, sample->memory_bytes,
	    sample->page_size, sample->free_percent, &pressure);
	memory_pressure_write(&out, &pressure);
}

START_TEST(prints_what_the_memory_tools_print)
{
	struct memory_sample sample;

	read_memory(FIXTURES "session.kernel", &sample);
	vm_stat_write(&out, &sample.vm_stat, VM_STAT_WIDTH_10_9);
	same_as(FIXTURES "session.vm_stat-48");
	text_clear(&out);
	vm_stat_write(&out, &sample.vm_stat, VM_STAT_WIDTH_26);
	same_as(FIXTURES "session.vm_stat-53");
	text_clear(&out);
	write_pressure(&sample);
	same_as(FIXTURES "session.memory_pressure");
	text_clear(&out);
	swapusage_write(&out, &sample.swapusage, '.');
	same_as(FIXTURES "session.swapusage");
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
	kernel.vm.free_count = 10;
	kernel.vm.speculative_count = 11;
	read_memory(NULL, &sample);
	ck_assert_uint_eq(sample.vm_stat.value[VM_STAT_FREE], 4294967295U);
}
END_TEST

START_TEST(takes_a_smaller_structure_back)
{
	struct memory_sample sample;

	kernel_load(FIXTURES "session.kernel");
	kernel.vm_count = HOST_VM_INFO64_REV1_COUNT;
	read_memory(NULL, &sample);
	vm_stat_write(&out, &sample.vm_stat, VM_STAT_WIDTH_10_9);
	same_as(FIXTURES "session.vm_stat-48");
	/* But not one without the compressor's counters: they are not 0. */
	kernel.vm_count = HOST_VM_INFO64_REV1_COUNT - 1;
	read_memory(NULL, &sample);
	ck_assert_uint_eq(sample.vm_stat.known, 0);
	kernel.vm_count = HOST_VM_INFO64_REV0_COUNT;
	read_memory(NULL, &sample);
	ck_assert_uint_eq(sample.vm_stat.known, 0);
	text_clear(&out);
	write_pressure(&sample);
	same_lines("The system has 34359738368 (2097152 pages with a page size "
		   "of 16384).\nSystem-wide memory free percentage: 43%\n");
}
END_TEST

START_TEST(loses_one_section_only)
{
	static const struct {
		const char *call;
		int vm_stat, memory_pressure, swapusage, free_percent;
	} t[] = {
	    {"host-port", 0, 1, 1, 43},
	    {"host-statistics", 0, 1, 1, 43},
	    {"hw.memsize", 1, 0, 1, 43},
	    {"kern.memorystatus_level", 1, 1, 1, -1},
	    {"vm.swapusage", 1, 1, 0, 43},
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
	ck_assert_int_eq(sample.memory_bytes != 0, t[_i].memory_pressure);
	ck_assert_int_eq(sample.has_swapusage, t[_i].swapusage);
	ck_assert_int_eq(sample.free_percent, t[_i].free_percent);
	/* And it comes back. */
	kernel.failure[0].times = 0;
	read_memory(NULL, &sample);
	ck_assert(sample.vm_stat.known != 0 && sample.memory_bytes != 0 &&
		  sample.has_swapusage);
}
END_TEST

/* A value of a size or range that is not the one we know is no value. */
START_TEST(does_not_guess)
{
	struct memory_sample sample;

	kernel_load(FIXTURES "session.kernel");
	kernel.number[0].bytes = 4; /* hw.memsize */
	kernel.number[1].value = 101;
	read_memory(NULL, &sample);
	ck_assert_uint_eq(sample.memory_bytes, 0);
	ck_assert_int_eq(sample.free_percent, -1);
	kernel.number[0].bytes = 8;
	read_memory(NULL, &sample);
	ck_assert_uint_eq(sample.memory_bytes, 34359738368);
	vm_kernel_page_size = 0;
	read_memory(NULL, &sample);
	ck_assert_uint_eq(sample.vm_stat.known, 0);
	ck_assert_uint_eq(sample.memory_bytes, 0);
	ck_assert(sample.has_swapusage);
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
	for (i = 0; i < 100; i++)
		memory_read(memory, &sample);
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
	tcase_add_test(tc, prints_what_the_memory_tools_print);
	tcase_add_test(tc, prints_swap_without_encryption);
	tcase_add_test(tc, wraps_free_pages_as_the_tools_do);
	tcase_add_test(tc, takes_a_smaller_structure_back);
	tcase_add_loop_test(tc, loses_one_section_only, 0, 5);
	tcase_add_test(tc, does_not_guess);
	tcase_add_test(tc, memory_allocates_once);
}

int
main(void)
{
	return run_case("darwin memory", add_tests);
}
