#ifndef COLLECTORS_OLLAMA_URL_H
#define COLLECTORS_OLLAMA_URL_H

#include "formats/text.h"

/*
 * Where the Ollama server is.
 */

/*
 * The base URL that Ollama's own client makes of OLLAMA_HOST, without a slash
 * at the end: [scheme://]host[:port][/path], default 127.0.0.1:11434, port 80
 * or 443 when a scheme stands without one, and 127.0.0.1 for 0.0.0.0. NULL or
 * "" is the default.
 */
void ollama_url_base(const char *ollama_host, struct text *url);

/* Does it begin with http:// or https://? */
int ollama_url_is_http(const char *url);

/* Is the host of this URL localhost or a loopback address? */
int ollama_url_is_here(const char *url);

#endif
