#include <check.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness.h"

void *__real_malloc(size_t);
void *__real_calloc(size_t, size_t);
void *__real_realloc(void *, size_t);
void *__wrap_malloc(size_t);
void *__wrap_calloc(size_t, size_t);
void *__wrap_realloc(void *, size_t);

unsigned allocations;
unsigned fail_at;
int fail_on;
char reason[128];
struct text out;

static int
allocation_fails(void)
{
	allocations++;
	return fail_at != 0 &&
	       (allocations == fail_at || (fail_on && allocations > fail_at));
}

void *
__wrap_malloc(size_t n)
{
	return allocation_fails() ? NULL : __real_malloc(n);
}

void *
__wrap_calloc(size_t n, size_t size)
{
	return allocation_fails() ? NULL : __real_calloc(n, size);
}

void *
__wrap_realloc(void *p, size_t n)
{
	return allocation_fails() ? NULL : __real_realloc(p, n);
}

void
setup(void)
{
	setlocale(LC_CTYPE, "C.UTF-8");
	allocations = fail_at = 0;
	reason[0] = '\0';
}

void
teardown(void)
{
	text_free(&out);
	kernel_free();
}

void
same_as(const char *path)
{
	char expected[16384];
	FILE *file = fopen(path, "r");
	size_t n;

	ck_assert_ptr_nonnull(file);
	n = fread(expected, 1, sizeof(expected), file);
	fclose(file);
	ck_assert_uint_lt(n, sizeof(expected));
	ck_assert_msg(out.len == n && memcmp(out.data, expected, n) == 0,
	    "%s differs; got:\n%.*s", path, (int)out.len, out.data);
}

void
same_lines(const char *expected)
{
	ck_assert_msg(out.len == strlen(expected) &&
			  memcmp(out.data == NULL ? "" : out.data, expected,
			      out.len) == 0,
	    "got:\n%.*s", (int)out.len, out.data == NULL ? "" : out.data);
}

int
run_case(const char *name, void (*add)(TCase *))
{
	Suite *suite = suite_create(name);
	TCase *tc = tcase_create(name);
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_checked_fixture(tc, setup, teardown);
	add(tc);
	suite_add_tcase(suite, tc);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
