/* The output of vm_stat: the reader, both writers, the recogniser. */
#include <string.h>

#include "formats/vm_stat.h"
#include "tests/fuzz/property.h"

static const enum vm_stat_width widths[] = {
    VM_STAT_WIDTH_10_9, VM_STAT_WIDTH_26};

/* Has every number room in its column? */
static int
is_narrow(const struct vm_stat *v)
{
	unsigned i;

	for (i = 0; i < VM_STAT_FIELDS; i++)
		if (vm_stat_has(v, i) && v->value[i] > 9999999999999999)
			return 0;
	return 1;
}

/*
 * The narrow layout is older than the tagged fields: their labels are longer
 * than its column, and nobody writes them there.
 */
static int
is_usual(const struct vm_stat *v)
{
	return v->known >> VM_STAT_USUAL_FIELDS == 0;
}

static void
check_inverse(const struct vm_stat *v, enum vm_stat_width width)
{
	struct text out = {0};
	struct vm_stat again;
	unsigned fields = 0;
	int i;

	vm_stat_write(&out, v, width);
	PROPERTY(out.len <= 80 * (VM_STAT_FIELDS + 1));
	vm_stat_read(text_span(&out), &again, NULL);
	PROPERTY(again.page_size == v->page_size && again.known == v->known);
	for (i = 0; i < VM_STAT_FIELDS; i++)
		PROPERTY(again.value[i] == v->value[i]);
	if (v->page_size != 0 && v->known != 0 && is_narrow(v)) {
		PROPERTY(vm_stat_layout(text_span(&out), &fields) == width);
		PROPERTY(fields == property_lines(text_span(&out)) - 1);
	}
	text_free(&out);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span section = property_input(data, size);
	struct property_problems count;
	struct problems problems = property_problems(&count, section);
	struct text out = {0};
	struct vm_stat v;
	enum vm_stat_width width;
	unsigned fields = 0;
	size_t i;

	vm_stat_read(section, &v, &problems);
	PROPERTY((v.page_size & (v.page_size - 1)) == 0);
	for (i = 0; i < sizeof widths / sizeof widths[0]; i++)
		if (widths[i] == VM_STAT_WIDTH_26 || is_usual(&v))
			check_inverse(&v, widths[i]);

	/* What is said to be of a layout is written like that, to the byte. */
	width = vm_stat_layout(section, &fields);
	PROPERTY(fields <= VM_STAT_FIELDS);
	if (width == 0)
		return 0;
	PROPERTY(count.count == 0 && v.page_size != 0);
	if (width == VM_STAT_WIDTH_10_8 || property_padded_number(section))
		return 0;
	vm_stat_write(&out, &v, width);
	PROPERTY(span_equal(text_span(&out), section));
	text_free(&out);
	return 0;
}
