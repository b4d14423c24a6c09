#include <sys/stat.h>

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "collectors/meminfo.h"

#define FIXTURES "tests/fixtures/"
/* As block/zram0/mm_stat and block/zram1/mm_stat in proc-zram. */
#define ZRAM                                          \
	"409600000 102400000 104857600 0 123456789\n" \
	"4096 100 65536 0 65536\n"

static char bufs[3][65536];

/* The whole file, in buffer i. */
static struct span
file(const char *path, int i)
{
	FILE *f = fopen(path, "r");
	size_t n;

	ck_assert_msg(f != NULL, "%s", path);
	n = fread(bufs[i], 1, sizeof(bufs[i]), f);
	fclose(f);
	return (struct span){bufs[i], n};
}

static struct memory_sample
map(struct span meminfo, struct span vmstat, const char *zram,
    uint64_t page_size)
{
	struct memory_sample sample;

	memset(&sample, 0xff, sizeof(sample));
	meminfo_map(meminfo, vmstat, span_of(zram), page_size, &sample);
	return sample;
}

static struct memory_sample
fixture(uint64_t page_size)
{
	return map(file(FIXTURES "proc-zram/meminfo", 0),
	    file(FIXTURES "proc-zram/vmstat", 1), ZRAM, page_size);
}

/* By hand from docs/linux.md. */
static const uint64_t wanted[VM_STAT_USUAL_FIELDS] = {
    [VM_STAT_FREE] = 2048000 / 4,
    [VM_STAT_ACTIVE] = 5120000 / 4,
    [VM_STAT_INACTIVE] = 4608000 / 4,
    [VM_STAT_WIRED] = (40960 + 204800 + 20480 + 61440 + 8192) / 4,
    [VM_STAT_PURGEABLE] = 409600 / 4,
    [VM_STAT_FAULTS] = 987654321,
    [VM_STAT_REACTIVATED] = 1234567,
    [VM_STAT_PURGED] = 3210,
    [VM_STAT_FILE_BACKED] = (4096000 + 102400 - 307200) / 4,
    [VM_STAT_ANONYMOUS] = (5529600 + 307200) / 4,
    [VM_STAT_STORED_IN_COMPRESSOR] = 614400 / 4 + 100001,
    [VM_STAT_OCCUPIED_BY_COMPRESSOR] = 204800 / 4 + 25616,
    [VM_STAT_DECOMPRESSIONS] = 111222,
    [VM_STAT_COMPRESSIONS] = 333444,
    [VM_STAT_PAGEINS] = 40960000 / 4,
    [VM_STAT_PAGEOUTS] = 20480000 / 4,
    [VM_STAT_SWAPINS] = 12345,
    [VM_STAT_SWAPOUTS] = 67890,
};

START_TEST(test_vm_stat)
{
	struct memory_sample sample = fixture(4096);

	ck_assert_uint_eq(sample.vm_stat.page_size, 4096);
	ck_assert_uint_eq(
	    sample.vm_stat.known, ((uint64_t)1 << VM_STAT_USUAL_FIELDS) - 1);
	ck_assert(!sample.wide);
	for (int i = 0; i < VM_STAT_USUAL_FIELDS; i++)
		ck_assert_msg(sample.vm_stat.value[i] == wanted[i],
		    "field %d: %llu", i,
		    (unsigned long long)sample.vm_stat.value[i]);
}
END_TEST

/* Only what the kernel counts in KiB depends on the page size. */
START_TEST(test_page_size)
{
	struct memory_sample sample = fixture(16384);

	ck_assert_uint_eq(sample.vm_stat.page_size, 16384);
	ck_assert_uint_eq(sample.vm_stat.value[VM_STAT_FREE], 128000);
	ck_assert_uint_eq(sample.vm_stat.value[VM_STAT_PAGEINS], 2560000);
	ck_assert_uint_eq(sample.vm_stat.value[VM_STAT_SWAPINS], 12345);
	ck_assert_uint_eq(sample.vm_stat.value[VM_STAT_FAULTS], 987654321);
	ck_assert_uint_eq(sample.page_size, 16384);
}
END_TEST

START_TEST(test_pressure_and_swap)
{
	struct memory_sample sample = fixture(4096);

	ck_assert_uint_eq(sample.memory_bytes, 16384000ULL * 1024);
	ck_assert_uint_eq(sample.page_size, 4096);
	/* 38.0005 %: rounded down, as an integer sysctl is. */
	ck_assert_int_eq(sample.free_percent, 38);
	ck_assert(sample.has_swapusage);
	ck_assert_uint_eq(sample.swapusage.total_bytes, 8388604ULL * 1024);
	ck_assert_uint_eq(sample.swapusage.used_bytes, 1048576ULL * 1024);
	ck_assert_uint_eq(sample.swapusage.free_bytes, 7340028ULL * 1024);
	ck_assert(!sample.swapusage.encrypted);
}
END_TEST

START_TEST(test_old_kernel)
{
	struct memory_sample sample = map(file(FIXTURES "proc-old/meminfo", 0),
	    file(FIXTURES "proc-old/vmstat", 1), "", 4096);

	ck_assert_uint_eq(
	    sample.vm_stat.known, ((uint64_t)1 << VM_STAT_USUAL_FIELDS) - 1);
	ck_assert_uint_eq(
	    sample.vm_stat.value[VM_STAT_OCCUPIED_BY_COMPRESSOR], 0);
	ck_assert_uint_eq(sample.vm_stat.value[VM_STAT_WIRED],
	    (40960 + 204800 + 20480 + 61440) / 4);
	ck_assert_uint_gt(sample.memory_bytes, 0);
	ck_assert_int_eq(sample.free_percent, -1);
	/* No swap is a fact, not a gap. */
	ck_assert(sample.has_swapusage);
	ck_assert_uint_eq(sample.swapusage.total_bytes, 0);
}
END_TEST

START_TEST(test_without_vmstat)
{
	struct memory_sample sample =
	    map(file(FIXTURES "proc-zram/meminfo", 0), SPAN(""), "", 4096);

	ck_assert(vm_stat_has(&sample.vm_stat, VM_STAT_FREE));
	ck_assert(vm_stat_has(&sample.vm_stat, VM_STAT_ANONYMOUS));
	ck_assert(!vm_stat_has(&sample.vm_stat, VM_STAT_FAULTS));
	ck_assert(!vm_stat_has(&sample.vm_stat, VM_STAT_PURGED));
	ck_assert(!vm_stat_has(&sample.vm_stat, VM_STAT_PAGEINS));
}
END_TEST

static const char *const bad_meminfo[] = {
    "",
    "MemTotal: 100 kB\nMemFree: x kB\n",
    "MemTotal: 100 kB\nMemFree: 18446744073709551616 kB\n",
    "MemTotal: 100 kB\nMemFree:\n",
    "MemTotal: 100 kB\n: 5 kB\n",
    "MemTotal: 100 kB\nMemFreeX: 5 kB\n",
    "MemTotal: 100 kB\n MemFre",
};

START_TEST(test_bad_number_is_unknown)
{
	struct memory_sample sample =
	    map(span_of(bad_meminfo[_i]), SPAN(""), "1 2\n1 2 x\n", 4096);

	ck_assert_uint_eq(sample.vm_stat.known, 0);
	ck_assert_uint_eq(sample.memory_bytes, 0);
	ck_assert(!sample.has_swapusage);
}
END_TEST

/* No sum overflows, and what cannot be is unknown. */
START_TEST(test_absurd_numbers)
{
	static const char text[] = "MemTotal: 1 kB\nMemFree: 1 kB\n"
				   "MemAvailable: 18446744073709551615 kB\n"
				   "Unevictable: 18446744073709551615 kB\n"
				   "SUnreclaim: 18446744073709551615 kB\n"
				   "Shmem: 18446744073709551615 kB\n"
				   "SwapTotal: 4 kB\nSwapFree: 8 kB\n";
	struct memory_sample sample = map(span_of(text), SPAN(""), "", 4096);

	ck_assert_uint_gt(
	    sample.vm_stat.value[VM_STAT_WIRED], UINT64_MAX >> 20);
	ck_assert_uint_eq(sample.vm_stat.value[VM_STAT_FILE_BACKED], 0);
	ck_assert_int_eq(sample.free_percent, -1);
	ck_assert(!sample.has_swapusage);
}
END_TEST

/* The machine's own files, where there are such: through the seam. */
START_TEST(test_seam)
{
	struct memory_sample sample;
	char reason[256] = "";
	struct memory *memory;

	if (access("/proc/meminfo", R_OK) != 0)
		return;
	memory = memory_new(FIXTURES "proc-zram", reason, sizeof(reason));
	ck_assert_msg(memory != NULL, "%s", reason);
	for (int i = 0; i < 3; i++) {
		memory_read(memory, &sample);
		ck_assert_uint_ne(sample.vm_stat.known, 0);
		ck_assert_uint_eq(
		    sample.vm_stat.value[VM_STAT_FAULTS], 987654321);
		ck_assert_uint_eq(
		    sample.vm_stat.value[VM_STAT_OCCUPIED_BY_COMPRESSOR] *
			sample.vm_stat.page_size / 1024,
		    204800 + 102400 + 64);
	}
	memory_free(memory);
	ck_assert_ptr_null(memory_new("/nowhere", reason, sizeof(reason)));
	ck_assert_ptr_nonnull(strstr(reason, "/nowhere/meminfo: "));

	memory = memory_new(NULL, reason, sizeof(reason));
	ck_assert_msg(memory != NULL, "%s", reason);
	memory_read(memory, &sample);
	ck_assert(sample.memory_bytes > 0 && sample.has_swapusage);
	ck_assert_uint_gt(sample.vm_stat.value[VM_STAT_FREE], 0);
	ck_assert_uint_gt(sample.vm_stat.value[VM_STAT_FAULTS], 0);
	memory_free(memory);
	memory_free(NULL);
}
END_TEST

/* A stand-in for /proc, written anew while it is read. */
static char folder[] = "/tmp/memtrace-memory.XXXXXX";

static void
put(const char *name, const char *text, size_t blanks)
{
	char path[sizeof folder + 64];
	FILE *file;

	snprintf(path, sizeof path, "%s/%s", folder, name);
	file = fopen(path, "w");
	ck_assert_ptr_nonnull(file);
	fprintf(file, "%s%*s", text, (int)blanks, "");
	fclose(file);
}

static void
in_folder(const char *name, int (*remove_it)(const char *))
{
	char path[sizeof folder + 64];

	snprintf(path, sizeof path, "%s/%s", folder, name);
	if (remove_it != NULL)
		ck_assert_int_eq(remove_it(path), 0);
	else
		ck_assert_int_eq(mkdir(path, 0700), 0);
}

static uint64_t
zram_pages(struct memory *memory, int samples)
{
	struct memory_sample sample;

	while (samples-- > 0)
		memory_read(memory, &sample);
	return sample.vm_stat.value[VM_STAT_STORED_IN_COMPRESSOR];
}

START_TEST(test_files_change)
{
	const char *meminfo = "MemTotal: 8 kB\nMemFree: 4 kB\n";
	struct memory_sample sample;
	char reason[256] = "";
	struct memory *memory;

	if (access("/proc/meminfo", R_OK) != 0)
		return;
	ck_assert_ptr_nonnull(mkdtemp(folder));
	put("meminfo", meminfo, 0);
	memory = memory_new(folder, reason, sizeof(reason));
	ck_assert_msg(memory != NULL, "%s", reason);
	ck_assert_uint_eq(zram_pages(memory, 1), 0);
	/* A device that comes later, goes, and comes again. */
	in_folder("block", NULL);
	in_folder("block/zram3", NULL);
	put("block/zram3/mm_stat", "1048576 7 7 0\n", 0);
	ck_assert_uint_gt(zram_pages(memory, 60), 0);
	put("block/zram3/mm_stat", "", 0);
	ck_assert_uint_eq(zram_pages(memory, 1), 0);
	put("block/zram3/mm_stat", "1048576 7 7 0\n", 0);
	ck_assert_uint_gt(zram_pages(memory, 60), 0);
	/* The whole file, or nothing. */
	put("meminfo", meminfo, 120 * 1024);
	memory_read(memory, &sample);
	ck_assert_uint_ne(sample.vm_stat.known, 0);
	put("meminfo", meminfo, 128 * 1024);
	memory_read(memory, &sample);
	ck_assert_uint_eq(sample.vm_stat.known, 0);
	memory_free(memory);
	in_folder("block/zram3/mm_stat", unlink);
	in_folder("block/zram3", rmdir);
	in_folder("block", rmdir);
	in_folder("meminfo", unlink);
	ck_assert_int_eq(rmdir(folder), 0);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("meminfo");
	TCase *tcase = tcase_create("meminfo");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_test(tcase, test_vm_stat);
	tcase_add_test(tcase, test_page_size);
	tcase_add_test(tcase, test_pressure_and_swap);
	tcase_add_test(tcase, test_old_kernel);
	tcase_add_test(tcase, test_without_vmstat);
	tcase_add_loop_test(tcase, test_bad_number_is_unknown, 0,
	    (int)(sizeof(bad_meminfo) / sizeof(bad_meminfo[0])));
	tcase_add_test(tcase, test_absurd_numbers);
	tcase_add_test(tcase, test_seam);
	tcase_add_test(tcase, test_files_change);
	suite_add_tcase(suite, tcase);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
