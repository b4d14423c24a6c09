/*
 * What is read below /proc, and what procps makes of it. Byte 0: which file.
 */
#include <locale.h>
#include <stdlib.h>
#include <string.h>

#include "collectors/meminfo.h"
#include "collectors/procps.h"
#include "formats/memory_pressure.h"
#include "tests/fuzz/property.h"
#include "tests/sections.h"

/* No control bytes, and no more cells than ps has room for. */
static void
check_shown(struct span shown, size_t most)
{
	size_t i;

	for (i = 0; i < shown.n; i++)
		PROPERTY(
		    (unsigned char)shown.p[i] >= 0x20 && shown.p[i] != 0x7f);
	PROPERTY(shown.n <= most);
}

static void
check_procps(struct span bytes, char state)
{
	static const int versions[] = {0, 40002, 40004, 40005, 40006};
	struct procps_process process = {.state = state};
	struct text comm = {0}, command = {0};
	size_t i;

	setlocale(LC_CTYPE, bytes.n % 2 ? "C" : "C.UTF-8");
	span_until(&bytes, '\n', &process.name);
	process.cmdline = bytes;
	for (i = 0; i < sizeof versions / sizeof *versions; i++) {
		procps_show(&process, versions[i], &comm, &command);
		check_shown(text_span(&comm), 4 * 15);
		check_shown(text_span(&command),
		    process.name.n + process.cmdline.n + 20);
	}
	text_free(&comm);
	text_free(&command);
}

static void
check_status(struct span text)
{
	struct procps_process process = {0};
	struct procps_drm drm;

	(void)procps_drm(text, &drm);
	if (procps_status(text, &process) == 0)
		PROPERTY(process.state != '\0');
	PROPERTY(property_within(procps_name(text), text));
}

/* What is mapped can be written in each layout, and read back. */
static void
check_sample(const struct memory_sample *sample)
{
	struct text out = {0};
	struct vm_stat vm_stat;
	struct memory_pressure pressure;
	struct swapusage swap;

	vm_stat_write(&out, &sample->vm_stat, VM_STAT_WIDTH_10_9);
	vm_stat_read(text_span(&out), &vm_stat, NULL);
	PROPERTY(vm_stat.known == sample->vm_stat.known);
	text_clear(&out);
	memory_pressure_from(&sample->vm_stat, sample->memory_bytes,
	    sample->page_size, sample->free_percent, &pressure);
	if (pressure.memory_bytes != 0) {
		memory_pressure_write(&out, &pressure);
		memory_pressure_read(text_span(&out), &pressure, NULL);
		PROPERTY(
		    (pressure.counters.known & ~sample->vm_stat.known) == 0);
		PROPERTY(pressure.free_percent == sample->free_percent);
		text_clear(&out);
	}
	if (sample->has_swapusage &&
	    sample->swapusage.total_bytes < UINT64_MAX / 2) {
		PROPERTY(sample->swapusage.used_bytes <=
			 sample->swapusage.total_bytes);
		swapusage_write(&out, &sample->swapusage, '.');
		out.len--; /* the line end */
		PROPERTY(swapusage_read(text_span(&out), &swap) == NULL);
	}
	text_free(&out);
}

static void
check_memory(struct span text)
{
	struct memory_sample sample;
	struct span meminfo = {text.p, 0}, vmstat = {text.p, 0};

	/* meminfo, vmstat and the lines of devices, divided by NULs. */
	span_until(&text, '\0', &meminfo);
	span_until(&text, '\0', &vmstat);
	meminfo_map(meminfo, vmstat, text, 4096, &sample);
	check_sample(&sample);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span text = property_input(data, size);

	if (size == 0)
		return 0;
	text.p++;
	text.n--;
	switch (data[0] % 3) {
	case 0:
		check_status(text);
		break;
	case 1:
		check_procps(text, data[0] & 4 ? 'Z' : 'S');
		break;
	case 2:
		check_memory(text);
		break;
	}
	return 0;
}
