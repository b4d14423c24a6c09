/* The simulated macOS: what the macOS files use of <vis.h>. */
#ifndef SIMULATED_VIS_H
#define SIMULATED_VIS_H

enum { VIS_TAB = 0x0008, VIS_NL = 0x0010, VIS_NOSLASH = 0x0040 };

int strvis(char *to, const char *from, int flags);

#endif
