#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/loading.h"

struct loading loading;

void
loading_begin(void)
{
	int fd;

	loading = (struct loading){
	    .file = "/tmp/memtrace-check.XXXXXX", .trace.keep_vsz = 1};
	fd = mkstemp(loading.file);
	ck_assert_int_ne(fd, -1);
	close(fd);
}

void
loading_end(void)
{
	trace_free(&loading.trace);
	unlink(loading.file);
}

void
loading_anew(void)
{
	trace_free(&loading.trace);
	loading.trace.keep_vsz = 1;
	memset(&loading.problems, 0, sizeof loading.problems);
}

void
loading_put(struct span bytes)
{
	FILE *f = fopen(loading.file, "w");

	ck_assert_ptr_nonnull(f);
	ck_assert_uint_eq(fwrite(bytes.p, 1, bytes.n, f), bytes.n);
	ck_assert_int_eq(fclose(f), 0);
}

void
loading_problem_is(size_t i, size_t line, const char *wanted)
{
	ck_assert_uint_lt(i, loading.problems.runs);
	ck_assert_str_eq(loading.problems.kept[i].file, loading.file);
	ck_assert_uint_eq(loading.problems.kept[i].line, line);
	ck_assert_str_eq(loading.problems.kept[i].reason, wanted);
}
