/*
 * A stand-in for Ollama's server: answers GET /api/ps and /api/version on
 * 127.0.0.1, well or in one of the ways in which a server can fail. The first
 * line on stdout is its port. SIGTERM ends it, and so do ten minutes, so that
 * a test that was killed leaves none behind. STANDIN_PS in the environment is
 * --ps, for one that runs under Ollama's own name and arguments.
 */
#include <sys/socket.h>
#include <sys/types.h>

#include <arpa/inet.h>
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>
#include <unistd.h>

#define CONNECTIONS 64
#define REQUEST_MAX 8192
#define ANSWER_MAX  (1 << 20)
#define HUGE_SIZE   10000000000
#define SLOW_MS     100
#define LIFETIME    600 /* seconds */

enum mode {
	OK,
	HANG_ACCEPT,
	HANG_CONNECT,
	HANG_HEADERS,
	HANG_BODY,
	HUGE_BODY,
	HTML,
	ERROR,
	REDIRECT,
	CLOSE,
	SLOW,
	CHUNKED,
	BUSY, /* no answer is as the one before */
	MODES
};

static const char *const mode_names[MODES] = {"ok", "hang-accept",
    "hang-connect", "hang-headers", "hang-body", "huge", "html", "error",
    "redirect", "close", "slow", "chunked", "busy"};

/* One with GPU and CPU share, one as MLX models are; both never expire. */
static const char default_ps[] =
    "{\"models\":[{\"name\":\"pine:7b\",\"model\":\"pine:7b\","
    "\"size\":6712345678,\"digest\":\"3f1c0d9e8b7a6f5e4d3c2b1a0918273645546372"
    "8190a1b2c3d4e5f60718293a\",\"details\":{\"parent_model\":\"\","
    "\"format\":\"gguf\",\"family\":\"pine\",\"families\":[\"pine\","
    "\"\\u003cconifer\\u003e\"],\"parameter_size\":\"7.2B\","
    "\"quantization_level\":\"Q4_K_M\"},"
    "\"expires_at\":\"2318-08-24T13:17:05.123456789+02:00\","
    "\"size_vram\":5437000000,\"context_length\":8192},"
    "{\"name\":\"oak:27b-mlx\",\"model\":\"oak:27b-mlx\","
    "\"size\":17234567890,\"digest\":\"a0b1c2d3e4f5061728394a5b6c7d8e9fa0b1c2d3"
    "e4f5061728394a5b6c7d8e9f\",\"details\":{\"parent_model\":\"\","
    "\"format\":\"safetensors\",\"family\":\"\",\"families\":null,"
    "\"parameter_size\":\"\",\"quantization_level\":\"nvfp4\"},"
    "\"expires_at\":\"2318-08-24T13:17:05Z\",\"size_vram\":17234567890,"
    "\"context_length\":32768}]}";

struct connection {
	int fd; /* -1: free */
	int close_after;
	char request[REQUEST_MAX];
	size_t request_len;
	char *answer; /* NULL: none under way */
	size_t answer_len;
	size_t sent;
	unsigned long long padding; /* to be sent after the answer */
	long long next_ms;          /* when the next slow byte is due */
};

static struct connection connections[CONNECTIONS];
static enum mode mode = OK;
static const char *ps_file, *count_file, *version = "0.12.3";
static const char *redirect_to = "http://127.0.0.1:9/";

static long long
now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000LL + now.tv_nsec / 1000000;
}

static void
drop(struct connection *c)
{
	close(c->fd);
	free(c->answer);
	c->answer = NULL;
	c->fd = -1;
}

/* With BUSY they expire later each time, and every tenth time have. */
static size_t
models(char *body, size_t size)
{
	static unsigned answers;
	char seconds[4], *old;

	if (mode == BUSY && ++answers % 10 == 0)
		return (size_t)snprintf(body, size, "{\"models\":[]}");
	snprintf(body, size, "%s", default_ps);
	old = strstr(body, "05Z");
	if (mode == BUSY && old != NULL) {
		snprintf(seconds, sizeof seconds, "%02u", answers % 60);
		memcpy(old, seconds, 2);
	}
	return strlen(body);
}

/* The body for this path; its status is 404 when there is none. */
static size_t
body_of(const char *path, char *body, size_t size, int *status)
{
	size_t n = 0;
	FILE *f;

	*status = 200;
	if (strcmp(path, "/api/ps") == 0 && ps_file != NULL) {
		f = fopen(ps_file, "r");
		if (f != NULL) {
			n = fread(body, 1, size, f);
			fclose(f);
		}
		return n;
	}
	if (strcmp(path, "/api/ps") == 0)
		return models(body, size);
	if (strcmp(path, "/api/version") == 0)
		return (size_t)snprintf(
		    body, size, "{\"version\":\"%s\"}", version);
	if (strcmp(path, "/") == 0)
		return (size_t)snprintf(body, size, "Ollama is running");
	*status = 404;
	return (size_t)snprintf(body, size, "404 page not found");
}

static void
count_request(const char *method, const char *path)
{
	char line[REQUEST_MAX + 8];
	int n, fd;

	if (count_file == NULL)
		return;
	n = snprintf(line, sizeof line, "%s %s\n", method, path);
	fd = open(count_file, O_WRONLY | O_APPEND | O_CREAT, 0644);
	if (fd < 0 || write(fd, line, (size_t)n) != n)
		warn("%s", count_file);
	if (fd >= 0)
		close(fd);
}

/* The body in chunks of at most 7 bytes, so that words are torn. */
static size_t
add_chunks(char *out, size_t size, const char *body, size_t n)
{
	size_t len = 0, i, part;

	for (i = 0; i < n; i += part) {
		part = n - i < 7 ? n - i : 7;
		len += (size_t)snprintf(out + len, size - len,
		    "%zx\r\n%.*s\r\n", part, (int)part, body + i);
	}
	return len + (size_t)snprintf(out + len, size - len, "0\r\n\r\n");
}

static void
make_answer(struct connection *c, const char *path)
{
	static char body[ANSWER_MAX];
	const char *type = "application/json; charset=utf-8";
	char extra[512] = "", length[64];
	int status;
	size_t n = body_of(path, body, sizeof body, &status), size, len;

	if (mode == HTML) {
		type = "text/html";
		n = (size_t)snprintf(body, sizeof body,
		    "<!doctype html>\n<html><body>Sign in</body></html>\n");
	} else if (mode == ERROR) {
		status = 500;
		n = (size_t)snprintf(
		    body, sizeof body, "{\"error\":\"something broke\"}");
	} else if (mode == REDIRECT) {
		status = 302;
		snprintf(extra, sizeof extra, "Location: %s\r\n", redirect_to);
		n = 0;
	} else if (mode == HUGE_BODY) {
		n = (size_t)snprintf(body, sizeof body, "{\"models\":[");
		c->padding = HUGE_SIZE - n;
		c->close_after = 1;
	}
	snprintf(length, sizeof length, "Content-Length: %zu\r\n", n);
	if (mode == CHUNKED)
		snprintf(
		    length, sizeof length, "Transfer-Encoding: chunked\r\n");
	else if (mode == HUGE_BODY)
		length[0] = '\0';
	/* A chunk of 7 bytes takes 12. */
	size = 1024 + 2 * n + 16;
	c->answer = malloc(size);
	if (c->answer == NULL)
		err(1, NULL);
	len = (size_t)snprintf(c->answer, size,
	    "HTTP/1.1 %d %s\r\nContent-Type: %s\r\n%s%s%s\r\n", status,
	    status == 200   ? "OK"
	    : status == 302 ? "Found"
	    : status == 404 ? "Not Found"
			    : "Internal Server Error",
	    type, extra, length, c->close_after ? "Connection: close\r\n" : "");
	if (mode == CHUNKED) {
		len += add_chunks(c->answer + len, size - len, body, n);
	} else if (mode != HANG_HEADERS) {
		n = mode == HANG_BODY ? n / 2 : n;
		memcpy(c->answer + len, body, n);
		len += n;
	}
	c->answer_len = len;
	c->sent = 0;
	c->next_ms = now_ms();
}

/* Is there a header line with this name and value, in any case? */
static int
has_header(const char *request, const char *line)
{
	size_t n = strlen(line);

	for (; (request = strstr(request, "\r\n")) != NULL; request += 2)
		if (strncasecmp(request + 2, line, n) == 0)
			return 1;
	return 0;
}

/* Take one whole request from the front of what came, and answer it. */
static void
take_request(struct connection *c)
{
	char method[32], path[2048];
	char *end;
	size_t used;

	c->request[c->request_len] = '\0';
	end = strstr(c->request, "\r\n\r\n");
	if (c->answer != NULL || mode == HANG_ACCEPT || end == NULL)
		return;
	used = (size_t)(end + 4 - c->request);
	end[2] = '\0';
	if (sscanf(c->request, "%31s %2047s", method, path) != 2) {
		drop(c);
		return;
	}
	c->close_after = has_header(c->request, "Connection: close") ||
			 strstr(c->request, " HTTP/1.0\r\n") != NULL ||
			 strcmp(method, "GET") != 0;
	count_request(method, path);
	make_answer(c, path);
	c->request_len -= used;
	memmove(c->request, c->request + used, c->request_len);
}

static void
receive(struct connection *c)
{
	size_t room = sizeof c->request - 1 - c->request_len;
	ssize_t n = recv(c->fd, c->request + c->request_len, room, 0);

	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	/* A request that does not fit is none of ours. */
	if (n <= 0) {
		drop(c);
		return;
	}
	c->request_len += (size_t)n;
	take_request(c);
}

static void
send_more(struct connection *c)
{
	static char blanks[65536];
	const char *from = c->answer + c->sent;
	size_t n = c->answer_len - c->sent;
	int in_padding = n == 0;
	ssize_t done;

	if (in_padding) {
		if (blanks[0] == '\0')
			memset(blanks, ' ', sizeof blanks);
		from = blanks;
		n = sizeof blanks < c->padding ? sizeof blanks
					       : (size_t)c->padding;
	} else if (mode == SLOW) {
		n = 1;
		c->next_ms += SLOW_MS;
	}
	done = send(c->fd, from, n, 0);
	if (done < 0 && errno != EAGAIN && errno != EINTR) {
		drop(c);
		return;
	}
	if (done > 0 && in_padding)
		c->padding -= (unsigned long long)done;
	else if (done > 0)
		c->sent += (size_t)done;
	if (c->sent < c->answer_len || c->padding > 0 || mode == HANG_HEADERS ||
	    mode == HANG_BODY)
		return;
	free(c->answer);
	c->answer = NULL;
	if (c->close_after)
		drop(c);
	else
		take_request(c);
}

static void
take_connection(int listener)
{
	int fd = accept(listener, NULL, NULL), i;

	if (fd < 0)
		return;
	for (i = 0; i < CONNECTIONS && connections[i].fd >= 0; i++)
		;
	if (i == CONNECTIONS || mode == CLOSE) {
		close(fd);
		return;
	}
	fcntl(fd, F_SETFL, O_NONBLOCK);
	connections[i].fd = fd;
	connections[i].request_len = 0;
	connections[i].padding = 0;
	connections[i].close_after = 0;
}

static int
has_more(const struct connection *c)
{
	return c->answer != NULL && (c->sent < c->answer_len || c->padding > 0);
}

static void
serve(int listener)
{
	struct pollfd fds[CONNECTIONS + 1];
	long long now;
	int i, timeout;

	for (;;) {
		now = now_ms();
		timeout = -1;
		fds[CONNECTIONS].fd = listener;
		fds[CONNECTIONS].events = POLLIN;
		for (i = 0; i < CONNECTIONS; i++) {
			struct connection *c = &connections[i];
			int waits = mode == SLOW && c->next_ms > now;

			/* Poll passes over a negative one. */
			fds[i].fd = c->fd;
			fds[i].events = POLLIN;
			if (c->fd < 0 || !has_more(c))
				continue;
			if (!waits)
				fds[i].events |= POLLOUT;
			else if (timeout < 0 || c->next_ms - now < timeout)
				timeout = (int)(c->next_ms - now);
		}
		if (poll(fds, CONNECTIONS + 1, timeout) < 0)
			continue;
		for (i = 0; i < CONNECTIONS; i++) {
			if (fds[i].revents & (POLLIN | POLLHUP | POLLERR))
				receive(&connections[i]);
			if (connections[i].fd >= 0 &&
			    (fds[i].revents & POLLOUT) &&
			    has_more(&connections[i]))
				send_more(&connections[i]);
		}
		if (fds[CONNECTIONS].revents & POLLIN)
			take_connection(listener);
	}
}

/* Fill the queue of a listener that never accepts: later ones hang. */
static void
fill_backlog(const struct sockaddr_in *address)
{
	int i, fd;

	for (i = 0; i < 16; i++) {
		fd = socket(AF_INET, SOCK_STREAM, 0);
		if (fd < 0)
			err(1, "socket");
		fcntl(fd, F_SETFL, O_NONBLOCK);
		(void)connect(
		    fd, (const struct sockaddr *)address, sizeof *address);
	}
}

static int
listen_on(int port, struct sockaddr_in *address)
{
	socklen_t size = sizeof *address;
	int fd = socket(AF_INET, SOCK_STREAM, 0), one = 1;

	*address = (struct sockaddr_in){.sin_family = AF_INET,
	    .sin_port = htons((unsigned short)port),
	    .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	if (fd < 0)
		err(1, "socket");
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
	if (bind(fd, (struct sockaddr *)address, size) != 0 ||
	    listen(fd, mode == HANG_CONNECT ? 1 : 16) != 0 ||
	    getsockname(fd, (struct sockaddr *)address, &size) != 0)
		err(1, "port %d", port);
	fcntl(fd, F_SETFL, O_NONBLOCK);
	return fd;
}

static int
parse_options(int argc, char **argv)
{
	static const struct option options[] = {
	    {"port", required_argument, NULL, 'p'},
	    {"ps", required_argument, NULL, 's'},
	    {"version", required_argument, NULL, 'v'},
	    {"mode", required_argument, NULL, 'm'},
	    {"to", required_argument, NULL, 't'},
	    {"count", required_argument, NULL, 'c'}, {NULL, 0, NULL, 0}};
	int c, port = 0;

	ps_file = getenv("STANDIN_PS");
	while ((c = getopt_long(argc, argv, "", options, NULL)) != -1)
		switch (c) {
		case 'p':
			port = (int)strtol(optarg, NULL, 10);
			break;
		case 's':
			ps_file = optarg;
			break;
		case 'v':
			version = optarg;
			break;
		case 'm':
			for (mode = 0; mode < MODES; mode++)
				if (strcmp(optarg, mode_names[mode]) == 0)
					break;
			if (mode == MODES)
				errx(2, "no such mode: %s", optarg);
			break;
		case 't':
			redirect_to = optarg;
			break;
		case 'c':
			count_file = optarg;
			break;
		default:
			exit(2);
		}
	return port;
}

int
main(int argc, char **argv)
{
	struct sockaddr_in address;
	int port = parse_options(argc, argv), listener, i;

	signal(SIGPIPE, SIG_IGN);
	alarm(LIFETIME);
	for (i = 0; i < CONNECTIONS; i++)
		connections[i].fd = -1;
	listener = listen_on(port, &address);
	if (mode == HANG_CONNECT)
		fill_backlog(&address);
	printf("%u\n", ntohs(address.sin_port));
	if (fflush(stdout) != 0)
		err(1, "stdout");
	if (mode == HANG_CONNECT)
		for (;;)
			pause();
	serve(listener);
	return 0;
}
