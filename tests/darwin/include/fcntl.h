/* The simulated macOS: this machine's <fcntl.h>, and what macOS adds to it. */
#pragma GCC system_header
#include_next <fcntl.h>

/* Stands for a flush that works: it succeeds on every open descriptor. */
#ifndef F_FULLFSYNC
#define F_FULLFSYNC F_GETFD
#endif
