/* The simulated kernel: what the macOS files use of <mach/mach.h>. */
#ifndef SIMULATED_MACH_MACH_H
#define SIMULATED_MACH_MACH_H

#include <stdint.h>

typedef unsigned int mach_port_t;
typedef unsigned int mach_msg_type_number_t;
typedef unsigned int natural_t;
typedef unsigned long vm_size_t;
typedef int integer_t;
typedef int kern_return_t;
typedef int *host_info64_t;
typedef int *task_info_t;

enum {
	KERN_SUCCESS = 0,
	KERN_INVALID_ARGUMENT = 4,
	KERN_FAILURE = 5,
	HOST_VM_INFO64 = 4,
	TASK_VM_INFO = 22
};
#define MACH_PORT_NULL 0

/*
 * The structure has grown: it has 38 words in the SDKs up to macOS 15, 40 in
 * that of macOS 26, and 62 where vm_stat prints the counters of tagged memory.
 */
#ifndef SIMULATED_VM_WORDS
#define SIMULATED_VM_WORDS 40
#endif
struct vm_statistics64 {
	natural_t free_count;
	natural_t active_count;
	natural_t inactive_count;
	natural_t wire_count;
	uint64_t zero_fill_count;
	uint64_t reactivations;
	uint64_t pageins;
	uint64_t pageouts;
	uint64_t faults;
	uint64_t cow_faults;
	uint64_t lookups;
	uint64_t hits;
	uint64_t purges;
	natural_t purgeable_count;
	natural_t speculative_count;
	/* Revision 1, since 10.9. */
	uint64_t decompressions;
	uint64_t compressions;
	uint64_t swapins;
	uint64_t swapouts;
	natural_t compressor_page_count;
	natural_t throttled_count;
	natural_t external_page_count;
	natural_t internal_page_count;
	uint64_t total_uncompressed_pages_in_compressor;
#if SIMULATED_VM_WORDS >= 40
	uint64_t swapped_count;
#endif
#if SIMULATED_VM_WORDS >= 62
	uint64_t unused_160[11];
#endif
};
typedef struct vm_statistics64 vm_statistics64_data_t;

/* Up to revision 5, the newest in the SDK of macOS 11. */
#pragma pack(push, 4)
struct task_vm_info {
	uint64_t unused_0[19];
	uint64_t unused_152[2]; /* revision 2 */
	/* Revision 3, since 10.15; bytes. */
	int64_t unused_168[13];
	int64_t ledger_tag_graphics_footprint;
	int64_t ledger_tag_graphics_footprint_compressed;
	int64_t ledger_tag_graphics_nofootprint;
	int64_t ledger_tag_graphics_nofootprint_compressed;
	int64_t unused_304[4];
	uint64_t unused_336;  /* revision 4 */
	integer_t unused_344; /* revision 5 */
};
#pragma pack(pop)
typedef struct task_vm_info task_vm_info_data_t;
#define TASK_VM_INFO_REV2_COUNT 42
#define TASK_VM_INFO_REV3_COUNT 84
#define TASK_VM_INFO_COUNT                                      \
	((mach_msg_type_number_t)(sizeof(task_vm_info_data_t) / \
				  sizeof(natural_t)))

extern vm_size_t vm_kernel_page_size;

mach_port_t mach_host_self(void);
mach_port_t mach_task_self(void);
kern_return_t mach_port_deallocate(mach_port_t task, mach_port_t name);
kern_return_t host_statistics64(mach_port_t host, int flavor,
    host_info64_t info, mach_msg_type_number_t *count);
kern_return_t task_name_for_pid(mach_port_t self, int pid, mach_port_t *task);
kern_return_t task_info(mach_port_t task, natural_t flavor, task_info_t info,
    mach_msg_type_number_t *count);

#endif
