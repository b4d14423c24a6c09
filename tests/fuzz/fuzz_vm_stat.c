/* The output of vm_stat: the reader, and the writer in both layouts. */
#include <string.h>

#include "formats/vm_stat.h"
#include "tests/fuzz/property.h"
#include "tests/sections.h"

static const enum vm_stat_width widths[] = {
    VM_STAT_WIDTH_10_9, VM_STAT_WIDTH_26};

static void
check_inverse(const struct vm_stat *v, enum vm_stat_width width)
{
	struct text out = {0};
	struct vm_stat again;
	int i;

	vm_stat_write(&out, v, width);
	PROPERTY(out.len <= 80 * (VM_STAT_FIELDS + 1));
	vm_stat_read(text_span(&out), &again, NULL);
	PROPERTY(again.page_size == v->page_size && again.known == v->known);
	for (i = 0; i < VM_STAT_FIELDS; i++)
		PROPERTY(again.value[i] == v->value[i]);
	text_free(&out);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span section = property_input(data, size);
	struct property_problems count;
	struct problems problems = property_problems(&count, section);
	struct vm_stat v;
	size_t i;

	vm_stat_read(section, &v, &problems);
	PROPERTY((v.page_size & (v.page_size - 1)) == 0);
	for (i = 0; i < sizeof widths / sizeof widths[0]; i++)
		check_inverse(&v, widths[i]);
	return 0;
}
