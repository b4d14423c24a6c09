#include <check.h>
#include <stdio.h>
#include <unistd.h>

#include "collectors/log.h"
#include "harness.h"

START_TEST(flushes_to_disk)
{
	FILE *file = tmpfile();
	int fd;

	ck_assert_ptr_nonnull(file);
	fd = fileno(file);
	ck_assert_int_eq(log_flush_to_disk(fd), 0);
	fclose(file);
	ck_assert_int_eq(log_flush_to_disk(fd), -1);
}
END_TEST

static void
add_tests(TCase *tc)
{
	tcase_add_test(tc, flushes_to_disk);
}

int
main(void)
{
	return run_case("darwin output", add_tests);
}
