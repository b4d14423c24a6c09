/*
 * A name server that does not answer: each look-up takes so long, and fails.
 *	RESOLVER_SLEEP=S  seconds
 */
#include "shim.h"

#include <sys/socket.h>

#include <netdb.h>

static unsigned sleeps;

static void
shim_begin(void)
{
	const char *seconds = getenv("RESOLVER_SLEEP");

	if (seconds != NULL)
		sleeps = (unsigned)strtoul(seconds, NULL, 10);
}

static void
shim_end(void)
{
}

int
getaddrinfo(const char *node, const char *service, const struct addrinfo *hints,
    struct addrinfo **found)
{
	(void)service;
	(void)hints;
	*found = NULL;
	shim_report("asked for %s\n", node);
	sleep(sleeps);
	shim_report("no answer for %s\n", node);
	return EAI_AGAIN;
}
