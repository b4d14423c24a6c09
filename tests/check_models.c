#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "render/graph/models.h"

/* Models of these names, as many as there are. */
static void
make(struct models *m, const char *const names[])
{
	uint32_t found;
	size_t i;

	memset(m, 0, sizeof *m);
	for (i = 0; names[i] != NULL; i++) {
		ck_assert_int_eq(
		    strings_add(&m->name, span_of(names[i]), &found), 0);
		ck_assert_uint_eq(found, i);
	}
	m->model = calloc(i, sizeof *m->model);
	ck_assert_ptr_nonnull(m->model);
	for (m->count = 0; m->count < i; m->count++)
		m->model[m->count].name = (uint32_t)m->count;
}

static void
is(const struct models *m, size_t i, size_t columns, const char *wanted)
{
	struct text name = {0};

	models_name(m, &m->model[i], columns, &name);
	text_add_char(&name, '\0');
	ck_assert(!name.failed);
	ck_assert_str_eq(name.data, wanted);
	text_free(&name);
}

static const char *const twins[] = {
    "hf.co/unsloth/DeepSeek-R1-Distill-Qwen-32B-abliterated-GGUF:UD-Q4_K_XL",
    "hf.co/unsloth/DeepSeek-R1-Distill-Qwen-14B-abliterated-GGUF:UD-Q4_K_XL",
    "gemma4:27b", NULL};

START_TEST(a_name_that_fits_is_whole)
{
	struct models m;

	make(&m, twins);
	is(&m, 0, 100, twins[0]);
	is(&m, 2, 10, "gemma4:27b");
	models_free(&m);
}
END_TEST

START_TEST(names_are_cut_where_they_are_alike)
{
	struct models m;

	make(&m, twins);
	is(&m, 0, 30,
	    "hf.co/uns\xe2\x80\xa6"
	    "32B-abliterated-GGU\xe2\x80\xa6");
	is(&m, 1, 30,
	    "hf.co/uns\xe2\x80\xa6"
	    "14B-abliterated-GGU\xe2\x80\xa6");
	is(&m, 2, 30, "gemma4:27b");
	models_free(&m);
}
END_TEST

START_TEST(a_name_alone_loses_its_middle)
{
	static const char *const alone[] = {
	    "hf.co/organisation/model:UD-Q4_K_XL", NULL};
	struct models m;

	make(&m, alone);
	is(&m, 0, 20,
	    "hf.co/org\xe2\x80\xa6"
	    "UD-Q4_K_XL");
	models_free(&m);
}
END_TEST

/* However little room there is, and wherever they differ. */
START_TEST(no_two_have_the_same_label)
{
	static const char *const names[] = {"organisation-a/model-of-a-name:7b",
	    "organisation-b/model-of-a-name:7b",
	    "organisation-a/model-of-a-name:14b", "organisation-a/model:7b",
	    "\xe9\x80\x9a\xe4\xb9\x89\xe5\x8d\x83\xe9\x97\xae\xe4\xb8\x80",
	    "\xe9\x80\x9a\xe4\xb9\x89\xe5\x8d\x83\xe9\x97\xae\xe4\xba\x8c",
	    NULL};
	struct models m;
	size_t columns, i, k;

	make(&m, names);
	for (columns = 10; columns < 40; columns++)
		for (i = 0; i < m.count; i++)
			for (k = 0; k < i; k++) {
				struct text a = {0}, b = {0};

				models_name(&m, &m.model[i], columns, &a);
				models_name(&m, &m.model[k], columns, &b);
				ck_assert_msg(
				    !span_equal(text_span(&a), text_span(&b)),
				    "%d columns: %.*s", (int)columns,
				    (int)a.len, a.data);
				text_free(&a);
				text_free(&b);
			}
	models_free(&m);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("models");
	TCase *tc = tcase_create("models");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_test(tc, a_name_that_fits_is_whole);
	tcase_add_test(tc, names_are_cut_where_they_are_alike);
	tcase_add_test(tc, a_name_alone_loses_its_middle);
	tcase_add_test(tc, no_two_have_the_same_label);
	suite_add_tcase(suite, tc);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
