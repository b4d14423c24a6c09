#include <err.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kernel.h"

/*
 * The format of a simulated kernel's state. Lines; '#' begins a comment line;
 * blanks in front do not matter. Numbers are decimal. In STRING, the rest of
 * the line behind one blank, \xNN is a byte and everything else stands for
 * itself; it may be empty.
 *
 *	euid UID                who is asking; 0 is root
 *	argmax BYTES            kern.argmax
 *	page-size BYTES         vm_kernel_page_size
 *	release STRING          Darwin's: 20.6.0 is macOS 11, 22.1.0 macOS 13
 *	vm MEMBER VALUE         of struct vm_statistics64
 *	vm-count WORDS          how many of its words this kernel knows: 24, 38,
 *	                        40 or 62
 *	task-vm-count WORDS     the same of struct task_vm_info: 42, 84, 87
 *	vm-live TIMES           true answers a second; then it is a copy of one
 *	number NAME BYTES VALUE a sysctl of 4 or 8 bytes
 *	swap TOTAL USED FREE ENCRYPTED
 *	fail CALL ERRNO [TIMES] CALL is argmax table-size table arguments task
 *	                        rusage task-name task-info host-port
 *	                        host-statistics strvis, or a sysctl's name;
 *	                        ERRNO is EPERM EINVAL ESRCH ENOMEM EIO ENOENT
 *	hide N ...              the first call for the table's size leaves N
 *	                        processes out, the second the next N, ...
 *	moment N                the processes from here on are those that the
 *	                        N-th reading of the table sees, and later ones
 *	process PID PPID UID TDEV START NAME     START is SECONDS.MICROSECONDS;
 *	                        TDEV -1 is no terminal; NAME is a STRING
 * and behind a process, about it:
 *	memory RSS VSZ          bytes
 *	footprint NOW MOST      bytes
 *	graphics BYTES ...      the four ledgers of struct task_vm_info
 *	zombie | gone           gone: it has vanished when it is read
 *	args-error ERRNO | task-error ERRNO
 *	arg STRING              one argument; the area is made of these: argc,
 *	env STRING              the first arg as path, NULs up to a multiple of
 *	                        8, then the strings, each with its NUL
 *	argc N                  instead of the number of args; after them
 *	exec STRING             instead of the first arg as path; before them
 *	area STRING             behind argc, these bytes in place of all that
 */
static struct {
	const char *path;
	unsigned line;
	struct kernel_process *process;
	int args;
	int has_exec;
} load;

static void
load_fail(const char *why, struct span word)
{
	errx(2, "%s:%u: %s: %.*s", load.path, load.line, why, (int)word.n,
	    word.p);
}

static uint64_t
load_number(struct span *rest)
{
	struct span word = SPAN("");
	uint64_t value = 0;

	if (!span_word(rest, &word) || span_u64(word, &value) != 0)
		load_fail("not a number", word);
	return value;
}

static int64_t
load_signed(struct span *rest)
{
	while (rest->n > 0 && *rest->p == ' ')
		*rest = (struct span){rest->p + 1, rest->n - 1};
	if (span_skip(rest, "-"))
		return -(int64_t)load_number(rest);
	return (int64_t)load_number(rest);
}

static int
load_errno(struct span *rest)
{
	static const struct {
		const char *name;
		int error;
	} known[] = {
	    {"EPERM", EPERM},
	    {"EINVAL", EINVAL},
	    {"ESRCH", ESRCH},
	    {"ENOMEM", ENOMEM},
	    {"EIO", EIO},
	    {"ENOENT", ENOENT},
	};
	struct span word = SPAN("");
	size_t i;

	(void)span_word(rest, &word);
	for (i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		if (span_is(word, known[i].name))
			return known[i].error;
	}
	load_fail("not an errno", word);
	return 0;
}

static void
load_name(struct span *rest, char *to, size_t size)
{
	struct span word = SPAN("");

	if (!span_word(rest, &word) || word.n >= size)
		load_fail("not a name", word);
	memcpy(to, word.p, word.n);
	to[word.n] = '\0';
}

static void
load_string(struct span rest, struct text *to)
{
	char hex[3] = "";
	size_t i;

	(void)span_skip(&rest, " ");
	for (i = 0; i < rest.n; i++) {
		if (i + 3 < rest.n && rest.p[i] == '\\' &&
		    rest.p[i + 1] == 'x') {
			memcpy(hex, rest.p + i + 2, 2);
			text_add_char(to, (char)strtoul(hex, NULL, 16));
			i += 3;
		} else
			text_add_char(to, rest.p[i]);
	}
}

static void
load_moment(unsigned from)
{
	if (kernel.moments == KERNEL_MANY)
		load_fail("too many", SPAN("moment"));
	kernel.moment[kernel.moments++] = (struct kernel_moment){.from = from};
}

static void
load_process(struct span *rest)
{
	struct kernel_moment *moment;
	struct kernel_process p = {0};
	struct text name = {0};
	struct span start = SPAN(""), seconds;
	struct kernel_process *grown;

	if (kernel.moments == 0)
		load_moment(1);
	moment = &kernel.moment[kernel.moments - 1];
	p.pid = (int32_t)load_signed(rest);
	p.ppid = (int32_t)load_signed(rest);
	p.uid = (uint32_t)load_number(rest);
	p.tdev = (int32_t)load_signed(rest);
	if (!span_word(rest, &start) || !span_until(&start, '.', &seconds))
		load_fail("not a start time", start);
	p.start_s = (int64_t)load_number(&seconds);
	p.start_us = (int32_t)load_number(&start);
	load_string(*rest, &name);
	memcpy(p.name, name.data, name.len < MAXCOMLEN ? name.len : MAXCOMLEN);
	text_free(&name);

	grown = realloc(moment->process,
	    (moment->processes + 1) * sizeof(*moment->process));
	if (grown == NULL)
		err(2, NULL);
	moment->process = grown;
	load.process = &moment->process[moment->processes++];
	*load.process = p;
	load.args = 0;
	load.has_exec = 0;
}

static void
load_argc(struct text *area, int32_t argc)
{
	if (area->len < sizeof(argc))
		text_add(area, &argc, sizeof(argc));
	memcpy(area->data, &argc, sizeof(argc));
}

static void
load_path(struct text *area, struct span path)
{
	load_argc(area, 0);
	load_string(path, area);
	do
		text_add_char(area, '\0');
	while (area->len % 8 != 0);
	load.has_exec = 1;
}

/* A line about the last process. Returns 0 when the word is none of these. */
static int
load_detail(struct span word, struct span *rest)
{
	struct kernel_process *p = load.process;
	size_t i;

	if (p == NULL)
		return 0;
	if (span_is(word, "memory")) {
		p->rss_bytes = load_number(rest);
		p->vsz_bytes = load_number(rest);
	} else if (span_is(word, "footprint")) {
		p->footprint_bytes = load_number(rest);
		p->footprint_max_bytes = load_number(rest);
	} else if (span_is(word, "graphics")) {
		for (i = 0; i < 4; i++)
			p->graphics_bytes[i] = load_signed(rest);
	} else if (span_is(word, "zombie"))
		p->zombie = 1;
	else if (span_is(word, "gone"))
		p->gone = 1;
	else if (span_is(word, "args-error"))
		p->args_error = load_errno(rest);
	else if (span_is(word, "task-error"))
		p->task_error = load_errno(rest);
	else if (span_is(word, "exec"))
		load_path(&p->area, *rest);
	else if (span_is(word, "argc"))
		load_argc(&p->area, (int32_t)load_signed(rest));
	else if (span_is(word, "area")) {
		if (p->area.len == 0)
			load_argc(&p->area, 0);
		load_string(*rest, &p->area);
	} else if (span_is(word, "arg") || span_is(word, "env")) {
		if (!load.has_exec)
			load_path(&p->area, *rest);
		load_string(*rest, &p->area);
		text_add_char(&p->area, '\0');
		if (span_is(word, "arg"))
			load_argc(&p->area, ++load.args);
	} else
		return 0;
	return 1;
}

static void
load_vm(struct span *rest)
{
	struct span word = SPAN("");

	(void)span_word(rest, &word);
	if (kernel_set_vm(word, load_number(rest)) == -1)
		load_fail("no such member", word);
}

static void
load_failure(struct span *rest)
{
	struct kernel_failure *failure = &kernel.failure[kernel.failures++];

	if (kernel.failures == KERNEL_MANY)
		load_fail("too many", SPAN("fail"));
	load_name(rest, failure->call, sizeof(failure->call));
	failure->error = load_errno(rest);
	failure->times = span_trim(*rest).n == 0 ? -1 : (int)load_number(rest);
}

static void
load_sysctl(struct span *rest)
{
	struct kernel_number *number = &kernel.number[kernel.numbers++];

	if (kernel.numbers == KERNEL_MANY)
		load_fail("too many", SPAN("number"));
	load_name(rest, number->name, sizeof(number->name));
	number->bytes = (int)load_number(rest);
	number->value = load_number(rest);
}

static void
load_line(struct span word, struct span *rest)
{
	if (span_is(word, "euid"))
		kernel.euid = (uint32_t)load_number(rest);
	else if (span_is(word, "argmax"))
		kernel.argmax = (int32_t)load_number(rest);
	else if (span_is(word, "page-size"))
		vm_kernel_page_size = load_number(rest);
	else if (span_is(word, "vm"))
		load_vm(rest);
	else if (span_is(word, "vm-count"))
		kernel.vm_count = (unsigned)load_number(rest);
	else if (span_is(word, "task-vm-count"))
		kernel.task_vm_count = (unsigned)load_number(rest);
	else if (span_is(word, "vm-live"))
		kernel.vm_live = (unsigned)load_number(rest);
	else if (span_is(word, "release"))
		load_name(rest, kernel.release, sizeof(kernel.release));
	else if (span_is(word, "number"))
		load_sysctl(rest);
	else if (span_is(word, "swap")) {
		kernel.swap.xsu_total = load_number(rest);
		kernel.swap.xsu_used = load_number(rest);
		kernel.swap.xsu_avail = load_number(rest);
		kernel.swap.xsu_encrypted = (int32_t)load_number(rest);
		kernel.has_swap = 1;
	} else if (span_is(word, "fail"))
		load_failure(rest);
	else if (span_is(word, "hide")) {
		while (span_trim(*rest).n > 0 && kernel.hides < KERNEL_MANY)
			kernel.hidden[kernel.hides++] =
			    (unsigned)load_number(rest);
	} else if (span_is(word, "moment"))
		load_moment((unsigned)load_number(rest));
	else if (span_is(word, "process"))
		load_process(rest);
	else if (!load_detail(word, rest))
		load_fail("not understood", word);
}

void
kernel_load(const char *path)
{
	struct text text = {0};
	struct span rest, line, word;
	char block[4096];
	FILE *file;
	size_t n;

	kernel_free();
	load.path = path;
	load.line = 0;
	load.process = NULL;
	if ((file = fopen(path, "r")) == NULL)
		err(2, "%s", path);
	while ((n = fread(block, 1, sizeof(block), file)) > 0)
		text_add(&text, block, n);
	fclose(file);

	kernel.loaded = 1;
	kernel.argmax = 1024 * 1024;
	strcpy(kernel.release, "25.0.0");
	kernel.vm_count = 40;
	kernel.task_vm_count = TASK_VM_INFO_COUNT;
	vm_kernel_page_size = 16384;
	for (rest = text_span(&text); span_line(&rest, &line);) {
		load.line++;
		/* Not trimmed at the end: an argument may end in blanks. */
		if (span_word(&line, &word) && word.p[0] != '#')
			load_line(word, &line);
	}
	text_free(&text);
}

void
kernel_free(void)
{
	size_t i, k;

	for (i = 0; i < kernel.moments; i++) {
		for (k = 0; k < kernel.moment[i].processes; k++)
			text_free(&kernel.moment[i].process[k].area);
		free(kernel.moment[i].process);
	}
	memset(&kernel, 0, sizeof(kernel));
}
