#include <string.h>

#include "collectors/native.h"

void
native_free(struct native *native)
{
	memory_free(native->memory);
	ollama_answer_free(native->ollama);
	*native = (struct native){0};
}

void
native_begin(struct native *native, int64_t now_ms)
{
	native->now_ms = now_ms;
	native->asked = NATIVE_NOT_ASKED;
	memset(&native->sample, 0, sizeof(native->sample));
	if (native->memory != NULL)
		memory_read(native->memory, &native->sample);
}

int
native_ask(struct native *native)
{
	if (native->asked == NATIVE_NOT_ASKED)
		native->asked =
		    ollama_answer_ask(native->ollama, &native->no_answer) == 0
			? NATIVE_ANSWERED
			: NATIVE_NO_ANSWER;
	return native->asked == NATIVE_ANSWERED;
}

void
native_vm_stat(struct native *native, struct text *out)
{
	if (native->sample.has_vm_stat)
		vm_stat_write(out, &native->sample.vm_stat, native->width);
}

void
native_memory_pressure(struct native *native, struct text *out)
{
	if (native->sample.has_memory_pressure)
		memory_pressure_write(out, &native->sample.memory_pressure);
}

void
native_swapusage(struct native *native, struct text *out)
{
	if (native->sample.has_swapusage)
		swapusage_write(out, &native->sample.swapusage, native->point);
}

void
native_ollama_ps(struct native *native, struct text *out)
{
	if (native_ask(native))
		ollama_answer_add_table(native->ollama, native->now_ms, out);
}

void
native_api_ps(struct native *native, struct text *out)
{
	if (native_ask(native))
		ollama_answer_add_json(native->ollama, out);
}
