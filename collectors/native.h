#ifndef COLLECTORS_NATIVE_H
#define COLLECTORS_NATIVE_H

#include <stdint.h>

#include "collectors/memory.h"
#include "collectors/ollama_answer.h"
#include "formats/text.h"
#include "formats/vm_stat.h"

/*
 * The five sections without a command: from the system's counters, read once
 * for a sample, and from one request to the server. For sections.c alone.
 */
struct native {
	struct memory *memory;        /* owned; NULL: there is none */
	struct ollama_answer *ollama; /* owned */
	enum vm_stat_width width;     /* of vm_stat */
	char point;                   /* the decimal point of vm.swapusage */
	/* What was already done for this sample. */
	int64_t now_ms;
	struct memory_sample sample;
	enum { NATIVE_NOT_ASKED, NATIVE_ANSWERED, NATIVE_NO_ANSWER } asked;
	const char *no_answer; /* then: why; until the server is asked again */
};

void native_free(struct native *);
/* A new sample, at now_ms (UTC). */
void native_begin(struct native *, int64_t now_ms);
/* Ask the server, once for a sample. Returns 1 when there is an answer. */
int native_ask(struct native *);
/* Append a section; nothing when there is none. */
void native_vm_stat(struct native *, struct text *out);
void native_memory_pressure(struct native *, struct text *out);
void native_swapusage(struct native *, struct text *out);
void native_ollama_ps(struct native *, struct text *out);
void native_api_ps(struct native *, struct text *out);

#endif
