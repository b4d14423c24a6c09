/*
 * What is read below /proc, and what procps makes of it. Byte 0: which file.
 */
#include <locale.h>
#include <stdlib.h>
#include <string.h>

#include "collectors/meminfo.h"
#include "collectors/proc_pid.h"
#include "collectors/procps.h"
#include "tests/fuzz/property.h"

/* One line, without control bytes; the first two words are the ids. */
static void
check_ps_line(struct span line, const struct procps_process *process)
{
	struct span rest = line, word;
	uint64_t number;
	size_t i;

	PROPERTY(line.n > 0 && line.p[line.n - 1] == '\n');
	for (i = 0; i + 1 < line.n; i++)
		PROPERTY((unsigned char)line.p[i] >= 0x20 && line.p[i] != 0x7f);
	PROPERTY(span_word(&rest, &word) && span_u64(word, &number) == 0);
	PROPERTY(number == process->pid);
	PROPERTY(span_word(&rest, &word) && span_u64(word, &number) == 0);
	PROPERTY(number == process->ppid);
	PROPERTY(line.n <= 5 * (process->comm.n + process->command.n) + 200);
}

static void
check_procps(struct span comm, struct span command, char state)
{
	static struct procps procps;
	struct procps_process process = {.pid = 4711,
	    .ppid = 1,
	    .rss_kib = 1664,
	    .vsz_kib = 123456,
	    .state = state,
	    .comm = comm,
	    .command = command};
	struct text out = {0};
	int version;

	if (procps.pid_width == 0) {
		setlocale(LC_CTYPE, "C.UTF-8");
		procps_init(&procps);
	}
	for (version = 0; version < 8; version++) {
		procps.version = (enum procps_version)(version % 4);
		procps.utf8 = version < 4;
		text_clear(&out);
		procps_add_line(&procps, &out, &process);
		check_ps_line(text_span(&out), &process);
	}
	text_free(&out);
}

static void
check_cmdline(struct span bytes, char state)
{
	struct span comm = bytes, command, line;
	char *copy;
	size_t i;

	span_until(&bytes, '\n', &comm);
	if (bytes.n == 0) {
		check_procps(comm, (struct span){NULL, 0}, state);
		return;
	}
	copy = malloc(bytes.n);
	if (copy == NULL)
		return;
	memcpy(copy, bytes.p, bytes.n);
	line = proc_pid_cmdline(copy, bytes.n);
	PROPERTY(line.p == copy && line.n <= bytes.n);
	for (i = 0; i < line.n; i++)
		PROPERTY(line.p[i] != '\0' && line.p[i] != '\n');
	command = line;
	check_procps(comm, command, state);
	free(copy);
}

static void
check_status(struct span text)
{
	struct proc_status status = {.ppid = 77, .state = 'x'};

	if (proc_pid_status(text, &status) == 0)
		PROPERTY(status.state != '\0');
	else
		PROPERTY(status.ppid == 77 && status.state == 'x');
	PROPERTY(property_within(proc_pid_comm(text), text));
	PROPERTY(property_within(proc_pid_stat_comm(text), text));
}

/* What is mapped can be written in each layout, and read back. */
static void
check_sample(const struct memory_sample *sample)
{
	struct text out = {0};
	struct vm_stat vm_stat;
	struct memory_pressure pressure;
	struct swapusage swap;
	const char *reason;

	if (sample->has_vm_stat) {
		vm_stat_write(&out, &sample->vm_stat, VM_STAT_WIDTH_10_9);
		vm_stat_read(text_span(&out), &vm_stat, NULL);
		PROPERTY(vm_stat.known == sample->vm_stat.known);
		text_clear(&out);
	}
	if (sample->has_memory_pressure) {
		memory_pressure_write(&out, &sample->memory_pressure);
		memory_pressure_read(text_span(&out), &pressure, NULL);
		PROPERTY(pressure.known == sample->memory_pressure.known);
		PROPERTY(pressure.free_percent ==
			 sample->memory_pressure.free_percent);
		text_clear(&out);
	}
	if (sample->has_swapusage &&
	    sample->swapusage.total_bytes < UINT64_MAX / 2) {
		PROPERTY(sample->swapusage.used_bytes <=
			 sample->swapusage.total_bytes);
		swapusage_write(&out, &sample->swapusage, '.');
		out.len--; /* the line end */
		PROPERTY(swapusage_read(text_span(&out), &swap, &reason) == 0);
	}
	text_free(&out);
}

static void
check_memory(struct span text)
{
	struct meminfo memory = {0};
	struct memory_sample sample;
	struct span part;

	/* meminfo, vmstat and devices, divided by NULs. */
	if (span_until(&text, '\0', &part))
		meminfo_read_meminfo(part, &memory);
	if (span_until(&text, '\0', &part))
		meminfo_read_vmstat(part, &memory);
	while (span_until(&text, '\0', &part))
		meminfo_add_zram(part, &memory);
	memset(&sample, 0, sizeof sample);
	meminfo_map(&memory, 4096, &sample);
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
		check_cmdline(text, data[0] & 4 ? 'Z' : 'S');
		break;
	case 2:
		check_memory(text);
		break;
	}
	return 0;
}
