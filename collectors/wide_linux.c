#include <sys/stat.h>

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "collectors/procps.h"
#include "collectors/record.h"
#include "collectors/wide.h"

/*
 * Linux: the footprint is in status, and GPU memory in fdinfo of each
 * descriptor of a DRM device. Finding these costs 3 us per descriptor, so we
 * remember them until the number of descriptors changes, which is the size of
 * the folder fd (since Linux 6.2; 0 before). A device that replaced another
 * file is found after WIDE_LOOKS samples.
 */
enum {
	WIDE_READ = 8192,     /* bytes; these files are shorter */
	WIDE_DEVICES = 32,    /* open in a process; usually a few per GPU */
	WIDE_PROCESSES = 256, /* remembered at the same time */
	WIDE_LOOKS = 32
};

struct devices {
	ino_t folder; /* fd, identifies the process; 0: unused */
	off_t descriptors;
	int looks;
	int n; /* above WIDE_DEVICES: too many */
	int fd[WIDE_DEVICES];
};

struct wide {
	int proc; /* the folder */
	int has_drm;
	int reported;
	struct devices devices[WIDE_PROCESSES]; /* by pid */
	char text[WIDE_READ];
	_Alignas(struct dirent64) char entries[2048];
};

struct wide *
wide_new(const char *root)
{
	struct wide *wide = calloc(1, sizeof *wide);
	char path[PATH_MAX];

	if (wide == NULL)
		return NULL;
	snprintf(path, sizeof path, "%s/proc", root);
	wide->proc = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	snprintf(path, sizeof path, "%s/dev/dri", root);
	wide->has_drm = access(path, F_OK) == 0;
	return wide;
}

void
wide_free(struct wide *wide)
{
	if (wide != NULL && wide->proc != -1)
		close(wide->proc);
	free(wide);
}

/* Returns 0, or -1 if there is no such file, or it is too long. */
static int
wide_slurp(struct wide *wide, const char *path, struct span *text)
{
	int fd = openat(wide->proc, path, O_RDONLY | O_CLOEXEC);
	ssize_t n = -1;

	if (fd == -1)
		return -1;
	do
		n = read(fd, wide->text, sizeof wide->text);
	while (n == -1 && errno == EINTR);
	close(fd);
	*text = (struct span){wide->text, n > 0 ? (size_t)n : 0};
	return n > 0 && n < WIDE_READ ? 0 : -1;
}

/* Find the devices among the descriptors. Returns 0, or -1 with errno. */
static int
wide_search(struct wide *wide, const char *folder, struct devices *devices)
{
	const struct dirent64 *entry;
	const char device[9] = "/dev/dri/";
	char target[sizeof device];
	int fd = openat(wide->proc, folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	ssize_t n = -1, at;

	devices->n = 0;
	if (fd == -1)
		return -1;
	while ((n = getdents64(fd, wide->entries, sizeof wide->entries)) > 0)
		for (at = 0; at < n; at += entry->d_reclen) {
			entry = (const struct dirent64 *)(wide->entries + at);
			if (readlinkat(fd, entry->d_name, target,
				sizeof target) == (ssize_t)sizeof target &&
			    memcmp(target, device, sizeof device) == 0 &&
			    devices->n++ < WIDE_DEVICES)
				devices->fd[devices->n - 1] =
				    (int)strtol(entry->d_name, NULL, 10);
		}
	close(fd);
	return (int)n;
}

/*
 * Add up the memory of all its devices. A device that is open twice, or has two
 * descriptors, counts once. Returns -1 if a descriptor was closed meanwhile.
 */
static int
wide_sum(
    struct wide *wide, pid_t pid, const struct devices *devices, uint64_t *kib)
{
	uint64_t client[WIDE_DEVICES];
	struct procps_drm drm;
	struct span text;
	char path[64];
	int i, k, n = 0;

	*kib = PROCESS_TSV_UNKNOWN;
	for (i = 0; i < devices->n && devices->n <= WIDE_DEVICES; i++) {
		snprintf(path, sizeof path, "%ld/fdinfo/%d", (long)pid,
		    devices->fd[i]);
		if (wide_slurp(wide, path, &text) == -1)
			return -1;
		if (!procps_drm(text, &drm))
			continue;
		client[n] = drm.client;
		for (k = 0; client[k] != drm.client; k++)
			continue;
		if (k == n)
			*kib = drm.kib + (n++ > 0 ? *kib : 0);
	}
	return 0;
}

static uint64_t
wide_gpu(struct wide *wide, pid_t pid)
{
	struct devices *devices = &wide->devices[pid % WIDE_PROCESSES];
	char folder[32];
	struct stat st;
	uint64_t kib;

	snprintf(folder, sizeof folder, "%ld/fd", (long)pid);
	if (fstatat(wide->proc, folder, &st, 0) == -1)
		return PROCESS_TSV_UNKNOWN;
	if (st.st_ino == devices->folder && st.st_size > 0 &&
	    st.st_size == devices->descriptors &&
	    ++devices->looks < WIDE_LOOKS &&
	    wide_sum(wide, pid, devices, &kib) == 0)
		return kib;
	*devices =
	    (struct devices){.folder = st.st_ino, .descriptors = st.st_size};
	if (wide_search(wide, folder, devices) == -1) {
		*devices = (struct devices){0};
		if (errno == EACCES && !wide->reported++)
			record_say("pid %ld: its GPU memory cannot be read "
				   "without root; for such processes gpu_kb "
				   "stays empty",
			    (long)pid);
	}
	/* A partial sum would be wrong. */
	return wide_sum(wide, pid, devices, &kib) == 0 ? kib
						       : PROCESS_TSV_UNKNOWN;
}

void
wide_read(struct wide *wide, struct process_row *row)
{
	const pid_t pid = (pid_t)row->pid;
	struct procps_process process;
	struct span text;
	char path[32];

	row->footprint_max_kib = row->gpu_kib = PROCESS_TSV_UNKNOWN;
	snprintf(path, sizeof path, "%ld/status", (long)pid);
	if (row->footprint_kib == PROCESS_TSV_UNKNOWN &&
	    wide_slurp(wide, path, &text) == 0 &&
	    procps_status(text, &process) == 0)
		row->footprint_kib = process.footprint_kib;
	if (wide->has_drm)
		row->gpu_kib = wide_gpu(wide, pid);
}
