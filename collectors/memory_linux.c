#include <sys/types.h>

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "collectors/meminfo.h"
#include "collectors/memory.h"

/*
 * The files are kept open and read from the front each time, which costs a
 * third of opening them anew. What their numbers mean is in proc_memory.c.
 */
enum {
	MEMORY_ZRAM_DEVICES = 16,
	MEMORY_ZRAM_EVERY = 60,      /* samples, from one look to the next */
	MEMORY_FILE_SIZE = 64 * 1024 /* more than any of them is long */
};

struct memory {
	int meminfo;
	int vmstat;
	int zram[MEMORY_ZRAM_DEVICES]; /* -1: there is none of that number */
	char block[PATH_MAX];
	unsigned until_look; /* for zram: samples */
	uint64_t page_size;
	char buf[MEMORY_FILE_SIZE];
};

static int memory_open(const char *folder, const char *name);
static void memory_find_zram(struct memory *);
static struct span memory_file(struct memory *, int fd);

/*
 * zram's devices are looked for now and then, for they may be set up later:
 * below /sys/block; with a `root` below ROOT/block.
 */
struct memory *
memory_new(const char *root, char *reason, size_t size)
{
	const char *proc = root != NULL ? root : "/proc";
	struct memory *memory;
	long page_size = sysconf(_SC_PAGESIZE);

	memory = calloc(1, sizeof(*memory));
	if (memory == NULL) {
		snprintf(reason, size, "%s", strerror(errno));
		return NULL;
	}
	memory->page_size = page_size > 0 ? (uint64_t)page_size : 4096;
	memory->meminfo = memory_open(proc, "meminfo");
	if (memory->meminfo == -1) {
		snprintf(reason, size, "%s/meminfo: %s", proc, strerror(errno));
		free(memory);
		return NULL;
	}
	memory->vmstat = memory_open(proc, "vmstat");
	snprintf(memory->block, sizeof(memory->block), "%s/block",
	    root != NULL ? root : "/sys");
	for (int i = 0; i < MEMORY_ZRAM_DEVICES; i++)
		memory->zram[i] = -1;
	return memory;
}

static int
memory_open(const char *folder, const char *name)
{
	char path[PATH_MAX];
	int n = snprintf(path, sizeof(path), "%s/%s", folder, name), fd;

	if (n < 0 || (size_t)n >= sizeof(path)) {
		errno = ENAMETOOLONG;
		return -1;
	}
	do
		fd = open(path, O_RDONLY | O_CLOEXEC);
	while (fd == -1 && errno == EINTR);
	return fd;
}

/*
 * By their names, of which the kernel hands out the lowest that is free: to
 * list the folder would allocate.
 */
static void
memory_find_zram(struct memory *memory)
{
	char name[sizeof("zram/mm_stat") + 11]; /* digits of an int */

	for (int i = 0; i < MEMORY_ZRAM_DEVICES; i++) {
		if (memory->zram[i] != -1)
			continue;
		snprintf(name, sizeof(name), "zram%d/mm_stat", i);
		memory->zram[i] = memory_open(memory->block, name);
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

void
memory_read(struct memory *memory, struct memory_sample *sample)
{
	struct meminfo proc = {0};
	struct span zram;

	meminfo_read_meminfo(memory_file(memory, memory->meminfo), &proc);
	if (memory->vmstat != -1)
		meminfo_read_vmstat(memory_file(memory, memory->vmstat), &proc);
	if (memory->until_look-- == 0) {
		memory->until_look = MEMORY_ZRAM_EVERY - 1;
		memory_find_zram(memory);
	}
	for (int i = 0; i < MEMORY_ZRAM_DEVICES; i++) {
		if (memory->zram[i] == -1)
			continue;
		zram = memory_file(memory, memory->zram[i]);
		meminfo_add_zram(zram, &proc);
		if (zram.n > 0)
			continue;
		/* It is gone; another may get its number. */
		close(memory->zram[i]);
		memory->zram[i] = -1;
	}
	meminfo_map(&proc, memory->page_size, sample);
}

/*
 * The whole file, or nothing. The kernel hands out /proc/vmstat a page at a
 * time (fs/seq_file.c), so one read is not enough.
 */
static struct span
memory_file(struct memory *memory, int fd)
{
	size_t len = 0;
	ssize_t n;

	while (len < sizeof(memory->buf)) {
		n = pread(fd, memory->buf + len, sizeof(memory->buf) - len,
		    (off_t)len);
		if (n == -1 && errno == EINTR)
			continue;
		if (n == -1)
			return (struct span){memory->buf, 0};
		if (n == 0)
			break;
		len += (size_t)n;
	}
	/* What fills the buffer may have been cut within a number. */
	return (struct span){memory->buf, len < sizeof(memory->buf) ? len : 0};
}
