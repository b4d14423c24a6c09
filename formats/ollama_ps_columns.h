#ifndef FORMATS_OLLAMA_PS_COLUMNS_H
#define FORMATS_OLLAMA_PS_COLUMNS_H

/* The table's columns in their order: for ollama_ps.c and ollama_ps_read.c. */
enum {
	OLLAMA_PS_NAME,
	OLLAMA_PS_ID,
	OLLAMA_PS_SIZE,
	OLLAMA_PS_PROCESSOR,
	OLLAMA_PS_CONTEXT,
	OLLAMA_PS_UNTIL,
	OLLAMA_PS_COLUMNS
};

extern const char *const ollama_ps_titles[OLLAMA_PS_COLUMNS];

#endif
