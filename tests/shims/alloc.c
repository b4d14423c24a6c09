/*
 * Counts allocations, fails some, and looks at what becomes of them.
 *	ALLOC_FAIL=N	the N-th fails ("N+": all from there on)
 *	ALLOC_SKIP=NAME	those of the library with NAME in its name do not count
 *	ALLOC_STOP=1	in a debugger: stop there (exec-wrapper env
 *LD_PRELOAD=...) ALLOC_FROM=N	count those between the N-th and the ALLOC_TO-th
 *	ALLOC_TO=M	write(2) of the program
 * Reports: "failed MODULE" at once, and at the end "allocations N", "own N" and
 * "others N" (blocks not freed that the program itself allocated, and that the
 * libraries did), "between N M" (allocations of the program, of libraries).
 * A double free, and a write behind a block's end, abort. What is freed or new
 * is filled, so that nobody gets by with what he should not read.
 */
#include "shim.h"

#include <malloc.h>
#include <pthread.h>
#include <signal.h>

#define ALIVE UINT64_C(0x5ca1ab1e0ddba11)
#define FREED UINT64_C(0xdeadbeefcafef00d)

struct block {
	struct block *previous, *next;
	void *start; /* of what libc gave */
	const void *caller;
	size_t size;
	uint64_t mark;
};

void *__libc_malloc(size_t);
void __libc_free(void *);
void *reallocarray(void *, size_t, size_t);

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct block blocks = {.previous = &blocks, .next = &blocks};
static int begun;
static unsigned long allocations, fail_at, from_write, to_write, writes;
static unsigned long between_own, between_others;
static int fail_on, stop;
static uintptr_t skip_low, skip_high;

static int
find_skipped(struct dl_phdr_info *info, size_t size, void *name)
{
	uintptr_t from, to;
	int i;

	(void)size;
	if (strstr(info->dlpi_name, name) == NULL)
		return 0;
	for (i = 0; i < info->dlpi_phnum; i++) {
		if (info->dlpi_phdr[i].p_type != PT_LOAD)
			continue;
		from = info->dlpi_addr + info->dlpi_phdr[i].p_vaddr;
		to = from + info->dlpi_phdr[i].p_memsz;
		if (skip_low == 0 || from < skip_low)
			skip_low = from;
		if (to > skip_high)
			skip_high = to;
	}
	return 1;
}

static void
shim_begin(void)
{
	char *skip = getenv("ALLOC_SKIP");
	const char *fail = getenv("ALLOC_FAIL"), *from = getenv("ALLOC_FROM"),
		   *to = getenv("ALLOC_TO");
	char *end = NULL;

	if (fail != NULL)
		fail_at = strtoul(fail, &end, 10);
	fail_on = end != NULL && *end == '+';
	if (from != NULL && to != NULL) {
		from_write = strtoul(from, NULL, 10);
		to_write = strtoul(to, NULL, 10);
	}
	if (skip != NULL)
		dl_iterate_phdr(find_skipped, skip);
	stop = getenv("ALLOC_STOP") != NULL;
	begun = 1;
}

static void
shim_end(void)
{
	unsigned long own = 0, others = 0;
	struct block *b;

	begun = 0;
	pthread_mutex_lock(&lock);
	for (b = blocks.next; b != &blocks; b = b->next) {
		if (!shim_is_own(b->caller)) {
			if (others++ < 3)
				shim_report("left %zu bytes of %s\n", b->size,
				    shim_module(b->caller));
		} else if (own++ == 0)
			shim_report("leak %zu bytes of +0x%lx\n", b->size,
			    (unsigned long)((uintptr_t)b->caller - shim_low));
	}
	pthread_mutex_unlock(&lock);
	shim_report(
	    "allocations %lu\nown %lu\nothers %lu\n", allocations, own, others);
	if (to_write > 0)
		shim_report("between %lu %lu\n", between_own, between_others);
}

/* Is this allocation to fail? */
static int
counted(const void *caller)
{
	unsigned long n;

	if (!begun ||
	    ((uintptr_t)caller >= skip_low && (uintptr_t)caller < skip_high))
		return 0;
	n = __atomic_add_fetch(&allocations, 1, __ATOMIC_SEQ_CST);
	if (to_write > 0 && writes >= from_write && writes < to_write) {
		if (shim_is_own(caller))
			between_own++;
		else
			between_others++;
		if (between_own + between_others < 20)
			shim_report("steady %s\n", shim_module(caller));
	}
	if (fail_at == 0 || n < fail_at || (n > fail_at && !fail_on))
		return 0;
	if (n == fail_at) {
		shim_report("failed %s\n", shim_module(caller));
		if (shim_is_own(caller))
			shim_report("at +0x%lx\n",
			    (unsigned long)((uintptr_t)caller - shim_low));
		if (stop)
			raise(SIGTRAP);
	}
	errno = ENOMEM;
	return 1;
}

static void *
take(size_t size, size_t align, const void *caller)
{
	size_t extra = sizeof(struct block) + align + sizeof(uint64_t);
	uint64_t mark = ALIVE;
	struct block *b;
	uintptr_t p;
	char *start;

	if (size > SIZE_MAX / 2 || counted(caller)) {
		errno = ENOMEM;
		return NULL;
	}
	start = __libc_malloc(size + extra);
	if (start == NULL)
		return NULL;
	p = (uintptr_t)start + sizeof *b;
	p = (p + align - 1) / align * align;
	b = (struct block *)p - 1;
	b->start = start;
	b->caller = caller;
	b->size = size;
	b->mark = ALIVE;
	memset((void *)p, 0xa5, size);
	memcpy((char *)p + size, &mark, sizeof mark);
	pthread_mutex_lock(&lock);
	b->next = &blocks;
	b->previous = blocks.previous;
	b->previous->next = b;
	blocks.previous = b;
	pthread_mutex_unlock(&lock);
	return (void *)p;
}

static struct block *
block_of(void *p)
{
	struct block *b = (struct block *)p - 1;
	uint64_t mark;

	memcpy(
	    &mark, (char *)p + (b->mark == ALIVE ? b->size : 0), sizeof mark);
	if (b->mark != ALIVE || mark != ALIVE) {
		shim_report("%s\n", b->mark == FREED ? "freed twice"
				    : b->mark != ALIVE
					? "not a block"
					: "written behind its end");
		abort();
	}
	return b;
}

void *
malloc(size_t size)
{
	return take(size, 16, __builtin_return_address(0));
}

void
free(void *p)
{
	int saved = errno;
	struct block *b;

	if (p == NULL)
		return;
	b = block_of(p);
	pthread_mutex_lock(&lock);
	b->previous->next = b->next;
	b->next->previous = b->previous;
	pthread_mutex_unlock(&lock);
	b->mark = FREED;
	memset(p, 0x5a, b->size);
	__libc_free(b->start);
	errno = saved;
}

void *
calloc(size_t n, size_t size)
{
	void *p;

	if (size != 0 && n > SIZE_MAX / size) {
		errno = ENOMEM;
		return NULL;
	}
	p = take(n * size, 16, __builtin_return_address(0));
	if (p != NULL)
		memset(p, 0, n * size);
	return p;
}

static void *
resize(void *old, size_t size, const void *caller)
{
	void *p;
	size_t had;

	if (old == NULL)
		return take(size, 16, caller);
	had = block_of(old)->size;
	p = take(size, 16, caller);
	if (p == NULL)
		return NULL;
	memcpy(p, old, had < size ? had : size);
	free(old);
	return p;
}

void *
realloc(void *old, size_t size)
{
	return resize(old, size, __builtin_return_address(0));
}

void *
reallocarray(void *old, size_t n, size_t size)
{
	if (size != 0 && n > SIZE_MAX / size) {
		errno = ENOMEM;
		return NULL;
	}
	return resize(old, n * size, __builtin_return_address(0));
}

int
posix_memalign(void **p, size_t align, size_t size)
{
	*p = take(size, align < 16 ? 16 : align, __builtin_return_address(0));
	return *p == NULL ? ENOMEM : 0;
}

void *
aligned_alloc(size_t align, size_t size)
{
	return take(size, align < 16 ? 16 : align, __builtin_return_address(0));
}

void *
memalign(size_t align, size_t size)
{
	return take(size, align < 16 ? 16 : align, __builtin_return_address(0));
}

size_t
malloc_usable_size(void *p)
{
	return p == NULL ? 0 : block_of(p)->size;
}

ssize_t
write(int fd, const void *bytes, size_t n)
{
	ssize_t done = syscall(SYS_write, fd, bytes, n);

	if (begun && shim_is_own(__builtin_return_address(0)))
		writes++;
	return done;
}
