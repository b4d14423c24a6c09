#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "collectors/meminfo.h"

/*
 * The files stay open and are read from the front each time, which costs a
 * third of opening them anew. meminfo.c says what their numbers mean.
 */
enum {
	MEMORY_ZRAM_DEVICES = 16,
	MEMORY_ZRAM_EVERY = 60, /* samples from one search for devices to the
				   next: they may be set up later */
	MEMORY_FILES_SIZE = 128 * 1024 /* more than all files together */
};

struct memory {
	int meminfo;
	int vmstat;                    /* -1: none */
	int zram[MEMORY_ZRAM_DEVICES]; /* -1: no device of that number */
	const char *root;              /* NULL: the machine itself */
	unsigned until_search;         /* samples */
	uint64_t page_size;
	size_t len; /* of what this sample has read into buf */
	char buf[MEMORY_FILES_SIZE];
};

static int
memory_open(const char *folder, const char *name)
{
	char path[PATH_MAX];
	int fd;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	do
		fd = open(path, O_RDONLY | O_CLOEXEC);
	while (fd == -1 && errno == EINTR);
	return fd;
}

/* `root` also stands in for /sys. */
struct memory *
memory_new(const char *root, char *reason, size_t size)
{
	const char *proc = root != NULL ? root : "/proc";
	struct memory *memory = calloc(1, sizeof(*memory));
	long page_size = sysconf(_SC_PAGESIZE);

	if (memory == NULL) {
		snprintf(reason, size, "out of memory");
		return NULL;
	}
	memory->root = root;
	memory->page_size = page_size > 0 ? (uint64_t)page_size : 4096;
	memory->meminfo = memory_open(proc, "meminfo");
	if (memory->meminfo == -1) {
		snprintf(reason, size, "%s/meminfo: %s", proc, strerror(errno));
		free(memory);
		return NULL;
	}
	memory->vmstat = memory_open(proc, "vmstat");
	for (int i = 0; i < MEMORY_ZRAM_DEVICES; i++)
		memory->zram[i] = -1;
	return memory;
}

/* By name: the kernel gives out the lowest number that is free. */
static void
memory_find_zram(struct memory *memory)
{
	char name[sizeof("block/zram/mm_stat") + 11]; /* digits of an int */

	for (int i = 0; i < MEMORY_ZRAM_DEVICES; i++) {
		if (memory->zram[i] != -1)
			continue;
		snprintf(name, sizeof(name), "block/zram%d/mm_stat", i);
		memory->zram[i] = memory_open(
		    memory->root != NULL ? memory->root : "/sys", name);
	}
}

void
memory_free(struct memory *memory)
{
	if (memory == NULL)
		return;
	close(memory->meminfo);
	if (memory->vmstat != -1)
		close(memory->vmstat);
	for (int i = 0; i < MEMORY_ZRAM_DEVICES; i++)
		if (memory->zram[i] != -1)
			close(memory->zram[i]);
	free(memory);
}

/*
 * Append the whole file to buf, or nothing. One read is not enough: the kernel
 * hands out /proc/vmstat a page at a time (fs/seq_file.c).
 */
static struct span
memory_file(struct memory *memory, int fd)
{
	struct span file = {memory->buf + memory->len, 0};
	size_t room = sizeof(memory->buf) - memory->len;
	ssize_t n = -1;

	while (fd != -1 && file.n < room) {
		n = pread(fd, memory->buf + memory->len + file.n, room - file.n,
		    (off_t)file.n);
		if (n == -1 && errno == EINTR)
			continue;
		if (n <= 0)
			break;
		file.n += (size_t)n;
	}
	/* An error, or a full buffer, which may have cut a number. */
	if (n != 0)
		file.n = 0;
	memory->len += file.n;
	return file;
}

void
memory_read(struct memory *memory, struct memory_sample *sample)
{
	struct span meminfo, vmstat, zram;

	memory->len = 0;
	meminfo = memory_file(memory, memory->meminfo);
	vmstat = memory_file(memory, memory->vmstat);
	if (memory->until_search-- == 0) {
		memory->until_search = MEMORY_ZRAM_EVERY - 1;
		memory_find_zram(memory);
	}
	zram = (struct span){memory->buf + memory->len, 0};
	for (int i = 0; i < MEMORY_ZRAM_DEVICES; i++) {
		if (memory->zram[i] == -1 ||
		    memory_file(memory, memory->zram[i]).n > 0)
			continue;
		/* It is gone; another device may get its number. */
		close(memory->zram[i]);
		memory->zram[i] = -1;
	}
	zram.n = (size_t)(memory->buf + memory->len - zram.p);
	meminfo_map(meminfo, vmstat, zram, memory->page_size, sample);
}
