#include <check.h>
#include <errno.h>
#include <limits.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lists.h"

/* The rows of processes, on the simulated kernel, against those of ps. */

START_TEST(prints_what_ps_prints)
{
	static const struct {
		const char *kernel;
		const char *locale;
		int root;
		const char *ps;
		int unreadable;
	} t[] = {
	    {"session.kernel", "C.UTF-8", 1, "session.ps", 0},
	    {"session.kernel", "C.UTF-8", 0, "session-user.ps", 3},
	    {"odd.kernel", "C.UTF-8", 0, "odd.ps", 0},
	    {"odd.kernel", "C", 0, "odd-c.ps", 0},
	};
	struct ps_list *list;
	char path[128];

	setlocale(LC_CTYPE, t[_i].locale);
	snprintf(path, sizeof(path), FIXTURES "%s", t[_i].kernel);
	list = list_of(path);
	if (t[_i].root)
		kernel.euid = 0;
	ck_assert_int_eq(read_list(list), t[_i].unreadable);
	snprintf(path, sizeof(path), FIXTURES "%s", t[_i].ps);
	same_as(path);
	ps_list_free(list);
}
END_TEST

/* Does the command of this line, the last field, equal `name`? */
static int
ends_in(struct span line, const char *name)
{
	size_t n = strlen(name);

	return line.n > n &&
	       span_is((struct span){line.p + line.n - n, n}, name);
}

/* Cut anywhere, an area gives the name, or whole arguments from the front. */
START_TEST(survives_a_cut_area)
{
	struct ps_list *list = list_of(FIXTURES "odd.kernel");
	const unsigned pid = 100 + (unsigned)_i;
	struct kernel_process *p = kernel_find((int)pid);
	char full[256], name[32];
	size_t n, length, full_n;
	struct span line;

	ck_assert_ptr_nonnull(p);
	length = p->area.len;
	read_list(list);
	line = line_of(pid);
	full_n = line.n < sizeof(full) ? line.n : sizeof(full);
	memcpy(full, line.p, full_n);
	snprintf(name, sizeof(name), "(%.16s)", p->name);
	for (n = 0; n <= length; n++) {
		p->area.len = n;
		ck_assert_int_eq(read_list(list), 0);
		line = line_of(pid);
		ck_assert(line.n > 0);
		/* Text that is invalid is written otherwise as a whole. */
		if (!ends_in(line, name) && pid != 103)
			ck_assert_msg(line.n <= full_n &&
					  memcmp(line.p, full, line.n) == 0,
			    "cut at %zu: %.*s", n, (int)line.n, line.p);
		if (n < sizeof(int))
			ck_assert(
			    ends_in(line, p->zombie ? "<defunct>" : name));
	}
	ps_list_free(list);
}
END_TEST

START_TEST(survives_any_argc)
{
	static const int argc[] = {INT_MIN, -1, 0, 1, 2, 3, 4, 65536, INT_MAX};
	struct ps_list *list = list_of(FIXTURES "odd.kernel");
	size_t i, k;

	for (i = 0; i < sizeof(argc) / sizeof(argc[0]); i++) {
		for (k = 0; k < kernel_now()->processes; k++) {
			struct kernel_process *p = &kernel_now()->process[k];

			if (p->area.len >= sizeof(argc[i]))
				memcpy(p->area.data, &argc[i], sizeof(argc[i]));
		}
		ck_assert_int_eq(read_list(list), 0);
		if (argc[i] <= 0)
			ck_assert(span_is(line_of(106),
			    "  106     1 (manyargc)            2        4 "
			    "(manyargc)"));
	}
	ps_list_free(list);
}
END_TEST

/* The area of one process, with argc 2 and these strings behind its path. */
static void
set_area(struct kernel_process *p, const char *strings, size_t n)
{
	const int argc = 2;

	text_clear(&p->area);
	text_add(&p->area, &argc, sizeof argc);
	text_add(&p->area, "/x\0", 3);
	text_add(&p->area, strings, n);
}

/* As large as the buffer: 45 bytes stand before the command. */
START_TEST(takes_the_largest_area)
{
	struct ps_list *list = list_of(FIXTURES "odd.kernel");
	struct kernel_process *p = kernel_find(106);

	set_area(p, "ollama\0", 7);
	while (p->area.len < (size_t)kernel.argmax)
		text_add_char(&p->area, 'x');
	p->area.data[p->area.len - 1] = '\0';
	ck_assert_int_eq(read_list(list), 0);
	ck_assert_uint_eq(
	    line_of(106).n, 45 + (size_t)kernel.argmax - 4 - 3 - 1);
	ps_list_free(list);
}
END_TEST

/*
 * Larger: behind argc there is the end of the strings, whose last four bytes
 * are zeros (4 bytes of argc are no page). ps takes what is left of the second
 * argument for the path, and the environment for the arguments.
 */
START_TEST(takes_the_end_of_a_larger_area)
{
	static const char environment[] = "PATH=/bin\0HOME=/Users/ollama";
	struct ps_list *list = list_of(FIXTURES "odd.kernel");
	struct kernel_process *p = kernel_find(106);

	set_area(p, "ollama\0", 7);
	while (p->area.len < (size_t)kernel.argmax)
		text_add_char(&p->area, 'x');
	text_add_char(&p->area, '\0');
	text_add(&p->area, environment, sizeof environment);
	ck_assert_int_eq(read_list(list), 0);
	ck_assert(span_is(line_of(106),
	    "  106     1 PATH=/bin             2        4 "
	    "PATH=/bin HOME=/Users/oll"));
	ps_list_free(list);
}
END_TEST

/* Encoded, a byte can become four. */
START_TEST(makes_room_for_the_encoded)
{
	struct ps_list *list = list_of(FIXTURES "odd.kernel");
	struct kernel_process *p = kernel_find(106);
	const size_t n = 4095;
	size_t i;

	setlocale(LC_CTYPE, "C");
	set_area(p, "", 0);
	for (i = 0; i < n; i++)
		text_add_char(&p->area, (char)0xa0);
	text_add_char(&p->area, '\0');
	ck_assert_int_eq(read_list(list), 0);
	ck_assert_uint_eq(line_of(106).n, 45 + 4 * n);
	ps_list_free(list);
}
END_TEST

/* One process whose arguments or sizes fail: its values alone are unknown. */
START_TEST(loses_one_value_only)
{
#define SERVE "/Applications/Ollama.app/Contents/Resources/ollama serve"
	static const char no_args[] =
	    "  430   412 (ollama)          41472 436757872 (ollama)";
	static const char no_sizes[] =
	    "  430   412 /Applications/Ol      0        0 " SERVE;
	static const char neither[] =
	    "  430   412 (ollama)              0        0 (ollama)";
	static const char *const expected[] = {no_args, no_sizes, neither};
	struct ps_list *list = list_of(FIXTURES "session.kernel");
	struct kernel_process *p = kernel_find(430);

	if (_i != 1)
		p->args_error = EIO;
	if (_i != 0)
		p->task_error = EIO;
	kernel.euid = 0;
	ck_assert_int_eq(read_list(list), 0);
	ck_assert_msg(span_is(line_of(430), expected[_i]), "got: %.*s",
	    (int)line_of(430).n, line_of(430).p);
	ck_assert_uint_eq(line_of(412).n > 0 && line_of(512).n > 0, 1);
	ps_list_free(list);
}
END_TEST

/* Every process fails: there are rows all the same. */
START_TEST(survives_that_all_fails)
{
	struct ps_list *list = list_of(FIXTURES "session.kernel");

	kernel.failures = 2;
	kernel.failure[0] = (struct kernel_failure){
	    .call = "arguments", .error = EINVAL, .times = -1};
	kernel.failure[1] = (struct kernel_failure){
	    .call = "task", .error = ESRCH, .times = -1};
	ck_assert_int_eq(read_list(list), 3);
	ck_assert(span_is(line_of(512),
	    "  512   430 (ollama)              0        0 (ollama)"));
	ps_list_free(list);
}
END_TEST

/* Gone between its arguments and its sizes: it has no row. */
START_TEST(leaves_out_one_that_exits)
{
	struct ps_list *list = list_of(FIXTURES "session.kernel");

	kernel_find(430)->task_error = ESRCH;
	ck_assert_int_eq(read_list(list), 3);
	ck_assert_uint_eq(line_of(430).n, 0);
	ck_assert_uint_gt(line_of(512).n, 0);
	ps_list_free(list);
}
END_TEST

/* ps prints <defunct> since macOS 13, and the name before. */
START_TEST(prints_zombies_as_the_system_does)
{
	static const struct {
		const char *release;
		int defunct;
	} t[] = {
	    {"20.6.0", 0},           /* macOS 11 */
	    {"21.6.0", 0},           /* macOS 12 */
	    {"22.1.0", 1},           /* macOS 13 */
	    {"100.0.0", 1}, {"", 1}, /* sysctl fails */
	};
	struct ps_list *list;

	kernel_load(FIXTURES "odd.kernel");
	snprintf(kernel.release, sizeof kernel.release, "%s", t[_i].release);
	if (t[_i].release[0] == '\0') {
		kernel.failures = 1;
		kernel.failure[0] = (struct kernel_failure){
		    .call = "kern.osrelease", .error = EPERM, .times = -1};
	}
	list = ps_list_new(reason, sizeof reason);
	ck_assert_int_eq(read_list(list), 0);
	ck_assert(span_is(line_of(115),
	    t[_i].defunct
		? "  115     1 <defunct>             0        0 <defunct>"
		: "  115     1 (zombie)              0        0 (zombie)"));
	ck_assert(span_is(line_of(121),
	    t[_i].defunct
		? "  121     1 <defunct>             0        0 <defunct>"
		: "  121     1 (zombie-of-root)      0        0 "
		  "(zombie-of-root)"));
	ps_list_free(list);
}
END_TEST

/* Until macOS 13 vis(3) wrote the bytes of such a character's code. */
START_TEST(prints_white_space_as_the_system_does)
{
	struct ps_list *list = list_of(FIXTURES "odd.kernel");

	snprintf(kernel.release, sizeof kernel.release, "22.6.0");
	ck_assert_int_eq(read_list(list), 0);
	ck_assert(span_is(line_of(122),
	    "  122     1 white-0^@             2        4 "
	    "white-0^@ \\040-/\\240mlx"));
	ck_assert(span_is(line_of(103),
	    "  103     1 caf\xe9-ollama           2        4 "
	    "caf\xe9-ollama \xc3\xa9M^E\xff\\240"));
	ps_list_free(list);
}
END_TEST

static void
add_tests(TCase *tc)
{
	tcase_add_loop_test(tc, prints_what_ps_prints, 0, 4);
	tcase_add_loop_test(tc, survives_a_cut_area, 0, 23);
	tcase_add_test(tc, survives_any_argc);
	tcase_add_test(tc, takes_the_largest_area);
	tcase_add_test(tc, takes_the_end_of_a_larger_area);
	tcase_add_test(tc, makes_room_for_the_encoded);
	tcase_add_loop_test(tc, loses_one_value_only, 0, 3);
	tcase_add_test(tc, survives_that_all_fails);
	tcase_add_test(tc, leaves_out_one_that_exits);
	tcase_add_loop_test(tc, prints_zombies_as_the_system_does, 0, 5);
	tcase_add_test(tc, prints_white_space_as_the_system_does);
}

int
main(void)
{
	return run_case("darwin rows", add_tests);
}
