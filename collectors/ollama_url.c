#include <sys/socket.h>

#include <netinet/in.h>

#include <arpa/inet.h>
#include <string.h>
#include <strings.h>

#include "collectors/ollama_url.h"

static struct span ollama_url_unquoted(struct span);
static int ollama_url_host_port(
    struct span hostport, struct span *host, struct span *port);
static void ollama_url_add_host(struct text *url, struct span host);
static int ollama_url_is_address(struct span host, int family, void *address);

/*
 * The rules are those of Host() and ConnectableHost() in Ollama's
 * envconfig/config.go.
 */
void
ollama_url_base(const char *ollama_host, struct text *url)
{
	struct span rest = ollama_url_unquoted(
	    span_of(ollama_host != NULL ? ollama_host : ""));
	struct span scheme = SPAN("http"), hostport, path, host, port;
	uint64_t number = 11434, given;

	if (span_is(rest, "ollama.com"))
		rest = SPAN("https://ollama.com");
	for (size_t i = 0; i + 3 <= rest.n; i++) {
		if (memcmp(rest.p + i, "://", 3) != 0)
			continue;
		scheme = (struct span){rest.p, i};
		rest = (struct span){rest.p + i + 3, rest.n - i - 3};
		if (span_is(scheme, "http"))
			number = 80;
		else if (span_is(scheme, "https"))
			number = 443;
		break;
	}
	path = rest;
	if (!span_until(&path, '/', &hostport))
		hostport = SPAN("");
	if (ollama_url_host_port(hostport, &host, &port) == 0 &&
	    span_u64(port, &given) == 0 && given <= 65535)
		number = given;
	text_add_span(url, scheme);
	text_add_string(url, "://");
	ollama_url_add_host(url, host);
	text_add_char(url, ':');
	text_add_u64(url, number);
	while (path.n > 0 && path.p[path.n - 1] == '/')
		path.n--;
	if (path.n > 0) {
		text_add_char(url, '/');
		text_add_span(url, path);
	}
}

/* Blanks, then quotes, then blanks are taken off both ends. */
static struct span
ollama_url_unquoted(struct span s)
{
	static const char blanks[] = " \t\n\v\f\r", quotes[] = "\"'";
	const char *set[] = {blanks, quotes, blanks};

	for (int i = 0; i < 3; i++) {
		while (s.n > 0 && strchr(set[i], s.p[0]) != NULL)
			s = (struct span){s.p + 1, s.n - 1};
		while (s.n > 0 && strchr(set[i], s.p[s.n - 1]) != NULL)
			s.n--;
	}
	return s;
}

/*
 * Split as Go's net.SplitHostPort does: "host:port" or "[ipv6]:port". Returns
 * 0, or -1 when there is no such port; then all of it is the host.
 */
static int
ollama_url_host_port(struct span hostport, struct span *host, struct span *port)
{
	const char *colon = NULL, *p = hostport.p;
	size_t n = hostport.n, bracketed = 0;

	for (size_t i = n; i > 0 && colon == NULL; i--)
		if (p[i - 1] == ':')
			colon = p + i - 1;
	if (colon != NULL) {
		*host = (struct span){p, (size_t)(colon - p)};
		*port = (struct span){colon + 1, n - (size_t)(colon + 1 - p)};
		bracketed =
		    host->n >= 2 && p[0] == '[' && host->p[host->n - 1] == ']';
		if (bracketed)
			*host = (struct span){p + 1, host->n - 2};
		if (memchr(host->p, '[', host->n) == NULL &&
		    memchr(host->p, ']', host->n) == NULL &&
		    (bracketed || memchr(host->p, ':', host->n) == NULL))
			return 0;
	}
	while (n > 0 && (p[0] == '[' || p[0] == ']')) {
		p++;
		n--;
	}
	while (n > 0 && (p[n - 1] == '[' || p[n - 1] == ']'))
		n--;
	*host = (struct span){p, n};
	*port = SPAN("");
	return -1;
}

/* What is served on all addresses is asked on this machine. */
static void
ollama_url_add_host(struct text *url, struct span host)
{
	struct in6_addr address;

	if (host.n == 0 || span_is(host, "0.0.0.0"))
		host = SPAN("127.0.0.1");
	if (memchr(host.p, ':', host.n) == NULL) {
		text_add_span(url, host);
		return;
	}
	if (ollama_url_is_address(host, AF_INET6, &address) &&
	    IN6_IS_ADDR_UNSPECIFIED(&address))
		host = SPAN("::1");
	text_add_char(url, '[');
	text_add_span(url, host);
	text_add_char(url, ']');
}

/* `address` is what inet_pton() fills for this family. */
static int
ollama_url_is_address(struct span host, int family, void *address)
{
	char name[INET6_ADDRSTRLEN];

	if (host.n >= sizeof(name))
		return 0;
	memcpy(name, host.p, host.n);
	name[host.n] = '\0';
	return inet_pton(family, name, address) == 1;
}

int
ollama_url_is_http(const char *url)
{
	return strncmp(url, "http://", 7) == 0 ||
	       strncmp(url, "https://", 8) == 0;
}

/* What Go's net/http asks without a proxy, see useProxy() in httpproxy. */
int
ollama_url_is_here(const char *url)
{
	const char *begin = strstr(url, "://");
	struct span rest, hostport, host, port;
	struct in6_addr ipv6;
	unsigned char ipv4[4];

	if (begin == NULL)
		return 0;
	rest = span_of(begin + 3);
	if (!span_until(&rest, '/', &hostport))
		return 0;
	(void)ollama_url_host_port(hostport, &host, &port);
	if (host.n == 9 && strncasecmp(host.p, "localhost", 9) == 0)
		return 1;
	if (ollama_url_is_address(host, AF_INET, ipv4))
		return ipv4[0] == 127;
	if (!ollama_url_is_address(host, AF_INET6, &ipv6))
		return 0;
	return IN6_IS_ADDR_LOOPBACK(&ipv6) ||
	       (IN6_IS_ADDR_V4MAPPED(&ipv6) && ipv6.s6_addr[12] == 127);
}
