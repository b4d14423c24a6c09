#ifndef TESTS_DARWIN_KERNEL_H
#define TESTS_DARWIN_KERNEL_H

#include <mach/mach.h>
#include <sys/sysctl.h>
#include <sys/types.h>

#include "formats/text.h"

/*
 * A simulated macOS kernel: the calls that the macOS files make, answered from
 * a fixture file. The rules, such as who may read whom, and with which error
 * it is refused, are those of xnu-11417.121.6; kernel_load.c has the format.
 */
struct kernel_process {
	int32_t pid;
	int32_t ppid;
	uint32_t uid;
	int32_t tdev;
	int64_t start_s;
	int32_t start_us;
	char name[MAXCOMLEN + 1];
	int zombie;
	int gone; /* in the table, but no longer there when it is read */
	uint64_t rss_bytes;
	uint64_t vsz_bytes;
	uint64_t footprint_bytes;
	uint64_t footprint_max_bytes;
	int64_t graphics_bytes[4]; /* the ledgers, as task_vm_info has them */
	int args_error; /* errno for reading its arguments, 0: none */
	int task_error; /* the same for its sizes */
	struct text area;
};

/* A table of processes, in force from one reading of the table on. */
struct kernel_moment {
	unsigned from; /* 1: the first reading */
	struct kernel_process *process;
	size_t processes;
};

/* A call that fails. */
struct kernel_failure {
	char call[64]; /* see kernel_load.c */
	int error;
	int times; /* how often yet; -1: always */
};

struct kernel_number {
	char name[64];
	int bytes; /* 4 or 8 */
	uint64_t value;
};

enum { KERNEL_MANY = 16, KERNEL_VM_WORDS = 62 };

struct kernel {
	int loaded;
	uint32_t euid;
	int32_t argmax;
	char release[32]; /* Darwin's, "25.0.0" */
	struct kernel_moment moment[KERNEL_MANY];
	size_t moments;
	struct kernel_failure failure[KERNEL_MANY];
	size_t failures;
	struct kernel_number number[KERNEL_MANY];
	size_t numbers;
	unsigned hidden[KERNEL_MANY]; /* what each size call leaves out */
	size_t hides;
	/* host_statistics64(HOST_VM_INFO64) */
	integer_t vm[KERNEL_VM_WORDS];
	unsigned vm_count;  /* words that this kernel knows of */
	unsigned vm_logged; /* requests for more */
	unsigned vm_live;   /* true answers a second; 0: no limit */
	unsigned vm_asked;  /* within this second; a test sets it to 0 */
	integer_t vm_copy[KERNEL_VM_WORDS]; /* what it answers then */
	unsigned task_vm_count; /* words of task_vm_info that it knows of */
	struct xsw_usage swap;
	int has_swap;
	/* What happened. */
	unsigned reads;      /* of the table, successful */
	unsigned size_calls; /* of the table */
	unsigned calls;      /* all of them */
	int host_ports;      /* references taken and not given back */
	int task_ports;      /* the same; task_port is the last of these */
	mach_port_t task_port;
};

extern struct kernel kernel;

/* Read a fixture; a mistake in it ends the program with a message. */
void kernel_load(const char *path);
void kernel_free(void);
/* The processes of now: those that the last reading of the table saw. */
struct kernel_moment *kernel_now(void);
struct kernel_process *kernel_find(int pid);
/* Is this call to fail now? Then errno is set. */
int kernel_fails(const char *call);
/* Set a member of vm_statistics64; 0, or -1 when there is none of that name. */
int kernel_set_vm(struct span name, uint64_t value);
int kernel_may_read(const struct kernel_process *);
/* The major number of this kernel's release: 20 for macOS 11, 22 for 13. */
int kernel_darwin(void);

#endif
