#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "collectors/meminfo.h"

/* meminfo.c explains the numbers in these files. */
enum {
	MEMORY_ZRAM_DEVICES = 16,
	MEMORY_FILES_SIZE = 128 * 1024 /* larger than all files together */
};

struct memory {
	const char *root; /* NULL: this machine */
	size_t len;       /* bytes of buf that this sample has used */
	char buf[MEMORY_FILES_SIZE];
};

/*
 * Append the whole file to buf, or nothing. One read is not enough: the kernel
 * returns /proc/vmstat a page at a time (fs/seq_file.c).
 */
static struct span
memory_file(struct memory *memory, const char *folder, const char *name)
{
	char path[PATH_MAX], *to = memory->buf + memory->len;
	size_t room = sizeof(memory->buf) - memory->len, len = 0;
	ssize_t n = -1;
	int fd;

	snprintf(path, sizeof(path), "%s/%s",
	    memory->root != NULL ? memory->root : folder, name);
	do
		fd = open(path, O_RDONLY | O_CLOEXEC);
	while (fd == -1 && errno == EINTR);
	while (fd != -1 && len < room) {
		n = read(fd, to + len, room - len);
		if (n > 0)
			len += (size_t)n;
		else if (n == 0 || errno != EINTR)
			break;
	}
	/* An error, or a full buffer, which may have cut a number. */
	if (n != 0)
		len = 0;
	if (fd != -1)
		close(fd);
	memory->len += len;
	return (struct span){to, len};
}

/* `root` also replaces /sys. */
struct memory *
memory_new(const char *root, char *reason, size_t size)
{
	struct memory *memory = calloc(1, sizeof(*memory));

	if (memory == NULL) {
		snprintf(reason, size, "out of memory");
		return NULL;
	}
	memory->root = root;
	if (memory_file(memory, "/proc", "meminfo").n > 0)
		return memory;
	snprintf(reason, size, "%s/meminfo: %s", root != NULL ? root : "/proc",
	    strerror(errno));
	free(memory);
	return NULL;
}

void
memory_free(struct memory *memory)
{
	free(memory);
}

void
memory_read(struct memory *memory, struct memory_sample *sample)
{
	char name[sizeof("block/zram/mm_stat") + 11]; /* digits of an int */
	struct span meminfo, vmstat, zram;

	memory->len = 0;
	meminfo = memory_file(memory, "/proc", "meminfo");
	vmstat = memory_file(memory, "/proc", "vmstat");
	zram = (struct span){memory->buf + memory->len, 0};
	/* By name: the kernel assigns the lowest free number. */
	for (int i = 0; i < MEMORY_ZRAM_DEVICES; i++) {
		snprintf(name, sizeof(name), "block/zram%d/mm_stat", i);
		zram.n += memory_file(memory, "/sys", name).n;
	}
	meminfo_map(
	    meminfo, vmstat, zram, (uint64_t)sysconf(_SC_PAGESIZE), sample);
}

/*
 * Empty if the kernel has no pressure stall information (before 4.20), or if it
 * is switched off (EOPNOTSUPP).
 */
void
memory_read_wide(struct memory *memory, struct memory_sample *sample)
{
	sample->pressure = memory_file(memory, "/proc", "pressure/memory");
}
