/* http: what servers do, and what they do wrong: one hostile server, its conduct chosen by the path. */
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>
#include <zlib.h>

#include "base/must.h"
#include "test/net/lab.h"
#include "test/tap.h"

static uint16_t closed_port = 1;

static void sleep_ms(long ms)
{
	nanosleep(&(struct timespec){ms / 1000, ms % 1000 * 1000000}, NULL);
}

/* `n` bytes 'a' in gzip's or zlib's frame. */
static size_t packed(uint8_t *out, size_t size, size_t n, int bits)
{
	z_stream z = {0};
	uint8_t block[4096];

	memset(block, 'a', sizeof(block));
	must(deflateInit2(&z, 9, Z_DEFLATED, bits, 9, 0) == Z_OK);
	z.next_out = out;
	z.avail_out = (uInt)size;
	while (n) {
		z.next_in = block;
		z.avail_in = (uInt)(n < sizeof(block) ? n : sizeof(block));
		n -= z.avail_in;
		must(deflate(&z, n ? Z_NO_FLUSH : Z_FINISH) >= 0);
	}
	size_t got = size - z.avail_out;
	deflateEnd(&z);
	return got;
}

static void serve_packed(int fd, const char *coding, int bits, size_t n)
{
	static uint8_t out[1 << 20];
	char head[200];
	size_t len = packed(out, sizeof(out), n, bits);

	snprintf(head, sizeof(head), "HTTP/1.1 200 OK\r\nContent-Encoding: %s\r\nContent-Length: %zu\r\n\r\n", coding,
		 len);
	(void)(lab_puts(fd, head) && lab_put(fd, out, len));
}

static void serve_slowly(int fd, const char *text, long ms)
{
	for (; *text && lab_put(fd, text, 1); text++)
		sleep_ms(ms);
}

static void serve_endless(int fd, const char *head, const char *piece)
{
	if (lab_puts(fd, head))
		while (lab_puts(fd, piece))
			;
}

static void reset(int fd)
{
	setsockopt(fd, SOL_SOCKET, SO_LINGER, &(struct linger){1, 0}, sizeof(struct linger));
	close(fd);
}

static void redirect(int fd, const char *to)
{
	char text[400];

	snprintf(text, sizeof(text), "HTTP/1.1 302 Found\r\nLocation: %s\r\nContent-Length: 2\r\n\r\ngo", to);
	(void)lab_puts(fd, text);
}

struct conduct {
	const char *path;
	const char *answer;
};
static const struct conduct plain[] = {
	{"/length", "HTTP/1.1 200 OK\r\nX-A: b\r\nContent-Length: 5\r\n\r\nhello"},
	{"/close", "HTTP/1.0 200 OK\r\n\r\nuntil the end"},
	{"/chunked",
	 "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n4;x=y\r\ndefg\r\n0\r\nT: t\r\n\r\n"},
	{"/badchunk", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n"},
	{"/interim",
	 "HTTP/1.1 103 Early\r\nLink: x\r\n\r\nHTTP/1.1 100 Go\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n!"},
	{"/switch", "HTTP/1.1 101 Switching\r\n\r\n"},
	{"/204", "HTTP/1.1 204 None\r\nContent-Length: 10\r\n\r\n"},
	{"/short", "HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nshort"},
	{"/ssh", "SSH-2.0-OpenSSH_9.2\r\n"},
	{"/nothing", ""},
	{"/badgzip", "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 8\r\n\r\nnot gzip"},
	{"/br", "HTTP/1.1 200 OK\r\nContent-Encoding: br\r\nContent-Length: 3\r\n\r\nraw"},
	{"/lengths", "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab"},
};

static void serve_path(int fd, const char *path)
{
	static char many[400000];

	for (size_t i = 0; i < ARRAY_LEN(plain); i++)
		if (strcmp(path, plain[i].path) == 0)
			(void)lab_puts(fd, plain[i].answer);
	if (strcmp(path, "/gzip") == 0)
		serve_packed(fd, "gzip", 31, 100000);
	else if (strcmp(path, "/deflate") == 0)
		serve_packed(fd, "deflate", 15, 1000);
	else if (strcmp(path, "/rawdeflate") == 0)
		serve_packed(fd, "deflate", -15, 1000);
	else if (strcmp(path, "/bomb") == 0)
		serve_packed(fd, "gzip", 31, 500u << 20);
	else if (strcmp(path, "/slow") == 0)
		serve_slowly(fd, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", 2);
	else if (strcmp(path, "/tooslow") == 0)
		serve_slowly(fd, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", 100);
	else if (strcmp(path, "/hang") == 0)
		sleep_ms(60000);
	else if (strcmp(path, "/endless") == 0)
		serve_endless(fd, "HTTP/1.1 200 OK\r\n\r\n", "0123456789abcdef");
	else if (strcmp(path, "/endlesshead") == 0)
		serve_endless(fd, "HTTP/1.1 200 OK\r\n", "X-Y: 0123456789abcdef\r\n");
	else if (strcmp(path, "/endlessline") == 0)
		serve_endless(fd, "HTTP/1.1 200 OK\r\nX-Y: ", "0123456789abcdef");
	else if (strcmp(path, "/endlessinterim") == 0)
		serve_endless(fd, "", "HTTP/1.1 100 Go\r\n\r\n");
	else if (strcmp(path, "/reset") == 0)
		reset(fd);
	else if (strcmp(path, "/resetmiddle") == 0 &&
		 lab_puts(fd, "HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nhalf")) {
		sleep_ms(50);
		reset(fd);
	} else if (strcmp(path, "/loop") == 0)
		redirect(fd, "/loop");
	else if (strncmp(path, "/to/", 4) == 0) {
		snprintf(many, sizeof(many), "%s", path + 4);
		redirect(fd, many);
	}
}

/* Closes after each answer, but for paths under /keep. */
static void serve(int fd, int nth)
{
	char path[4096], text[200];

	while (lab_request(fd, path, sizeof(path))) {
		if (strncmp(path, "/keep", 5) != 0) {
			serve_path(fd, path);
			break;
		}
		snprintf(text, sizeof(text), "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n%04d", nth % 10000);
		if (!lab_puts(fd, text) || strcmp(path, "/keepclose") == 0)
			break;
	}
	shutdown(fd, SHUT_WR);
	sleep_ms(20);
}

/* ---- one request at a time ---- */

static struct lab lab;
static struct lab_server server;

static struct got {
	int calls;
	struct net_http_result r;
	char headers[1000];
	char body[4000];
	char url[1000];
	size_t body_n;
} got;

static void copy(char *to, size_t size, str s)
{
	snprintf(to, size, "%.*s", STR_ARG(s));
}

static void done(void *ctx, struct net *n, const struct net_http_result *r)
{
	(void)ctx;
	got.calls++;
	got.r = *r;
	got.body_n = r->body.n;
	copy(got.headers, sizeof(got.headers), r->headers);
	copy(got.body, sizeof(got.body), r->body);
	copy(got.url, sizeof(got.url), r->final_url);
	net_job_end(n);
}

static void ask(struct net_http_request q)
{
	err e;

	got = (struct got){0};
	if (!q.target.port)
		q.target.port = server.port;
	if (!q.target.ip.b[15])
		q.target.ip = addr_v4(0x7f000001);
	q.target.asset = STR("host:127.0.0.1");
	net_job_begin(lab.net);
	net_http(lab.net, &q, done, NULL);
	must(net_run(lab.net, &e) == 0);
}

static void status_is(const char *path, enum net_status want, int code)
{
	/* Each on an address of its own: pacing's memory of bad answers must not touch the next. */
	static uint32_t host = 0x7f010000;

	ask((struct net_http_request){.path = str_c(path),
				      .timeout_ms = want == NET_TIMEOUT ? 700 : 30000,
				      .body_most = 1000,
				      .target.ip = addr_v4(++host)});
	is_str(str_c(net_words(got.r.status)), str_c(net_words(want)), "%s", path);
	if (code)
		is_int(got.r.code, code, "%s code", path);
	is_int(got.calls, 1, "%s calls back once", path);
}

static void conducts(void)
{
	status_is("/length", NET_OK, 200);
	is_str(str_c(got.body), STR("hello"), "body");
	is_str(net_header(str_c(got.headers), STR("x-a")), STR("b"), "header");
	status_is("/close", NET_OK, 200);
	is_str(str_c(got.body), STR("until the end"), "body until the end");
	status_is("/chunked", NET_OK, 200);
	is_str(str_c(got.body), STR("abcdefg"), "chunks joined");
	status_is("/badchunk", NET_PROTOCOL, 200);
	status_is("/interim", NET_OK, 200);
	is_str(str_c(got.body), STR("!"), "interim answers passed over");
	status_is("/endlessinterim", NET_PROTOCOL, 0);
	status_is("/switch", NET_PROTOCOL, 0);
	status_is("/204", NET_OK, 204);
	status_is("/short", NET_RESET, 200);
	is_str(str_c(got.body), STR("short"), "what came is there");
	status_is("/ssh", NET_PROTOCOL, 0);
	status_is("/nothing", NET_RESET, 0);
	status_is("/slow", NET_OK, 200);
	status_is("/tooslow", NET_TIMEOUT, 0);
	status_is("/hang", NET_TIMEOUT, 0);
	status_is("/endless", NET_OK, 200);
	ok(got.r.cut && got.body_n == 1000, "cut at the ceiling");
	status_is("/endlesshead", NET_LIMIT, 0);
	status_is("/endlessline", NET_LIMIT, 0);
	status_is("/reset", NET_RESET, 0);
	status_is("/resetmiddle", NET_RESET, 200);
	status_is("/lengths", NET_PROTOCOL, 0);
	status_is("/sp ace", NET_PROTOCOL, 0);
	status_is("relative", NET_PROTOCOL, 0);
}

static void codings(void)
{
	ask((struct net_http_request){.path = STR("/gzip"), .body_most = 200000});
	ok(got.r.status == NET_OK && got.body_n == 100000 && !got.r.cut && got.body[3999 - 1] == 'a', "gzip");
	ask((struct net_http_request){.path = STR("/gzip"), .body_most = 100000});
	ok(got.body_n == 100000 && !got.r.cut, "exactly the ceiling is not cut");
	ask((struct net_http_request){.path = STR("/gzip"), .body_most = 99999});
	ok(got.body_n == 99999 && got.r.cut, "one less is");
	ask((struct net_http_request){.path = STR("/deflate")});
	ok(got.r.status == NET_OK && got.body_n == 1000, "deflate");
	ask((struct net_http_request){.path = STR("/rawdeflate")});
	ok(got.r.status == NET_OK && got.body_n == 1000, "deflate without zlib's frame");
	ask((struct net_http_request){.path = STR("/bomb")});
	ok(got.r.status == NET_OK && got.body_n == 1u << 20 && got.r.cut, "500 MiB in 500 KiB: cut at 1 MiB");
	status_is("/badgzip", NET_PROTOCOL, 200);
	status_is("/br", NET_OK, 200);
	is_str(str_c(got.body), STR("raw"), "unknown coding left as it is");
}

static void keeping(void)
{
	char first[8];

	ask((struct net_http_request){.path = STR("/length"), .head = true});
	is_int(got.r.code, 200, "HEAD");
	is_int((long long)got.body_n, 0, "has no body");
	size_t before = lab.journal;
	ask((struct net_http_request){.path = STR("/keep/1"), .keep = true});
	copy(first, sizeof(first), str_c(got.body));
	is_int((long long)(lab.journal - before), 1, "one line of journal");
	/* Every net_run ends by closing what was kept: two requests in one run. */
	ask((struct net_http_request){.path = STR("/keep/2"), .keep = true});
	ok(strcmp(first, got.body) != 0, "another connection after the run");
}

struct chain {
	int left;
	const char *path;
	char body[4][8];
	int at;
};

static void next(void *ctx, struct net *n, const struct net_http_result *r)
{
	struct chain *c = ctx;

	copy(c->body[c->at++ & 3], 8, r->status == NET_OK ? r->body : str_c(net_words(r->status)));
	if (--c->left == 0) {
		net_job_end(n);
		return;
	}
	struct net_http_request q = {
		.path = str_c(c->path),
		.keep = true,
		.target = {.asset = STR("host:127.0.0.1"), .ip = addr_v4(0x7f000001), .port = server.port}};
	net_http(n, &q, next, c);
}

static void chain_run(struct chain *c)
{
	err e;
	struct net_http_request q = {
		.path = str_c(c->path),
		.keep = true,
		.target = {.asset = STR("host:127.0.0.1"), .ip = addr_v4(0x7f000001), .port = server.port}};

	net_job_begin(lab.net);
	net_http(lab.net, &q, next, c);
	must(net_run(lab.net, &e) == 0);
}

static void kept(void)
{
	struct chain c = {.left = 3, .path = "/keep"};
	size_t before = lab.journal;

	chain_run(&c);
	ok(strcmp(c.body[0], c.body[1]) == 0 && strcmp(c.body[1], c.body[2]) == 0, "three answers, one connection");
	is_int((long long)(lab.journal - before), 3, "three lines of journal");
	c = (struct chain){.left = 3, .path = "/keepclose"};
	chain_run(&c);
	ok(strlen(c.body[2]) == 4 && strcmp(c.body[0], c.body[2]) != 0, "a kept connection that was closed: a new one");
}

static void redirects(void)
{
	char path[200];

	ask((struct net_http_request){.path = STR("/to//length")});
	ok(got.r.code == 302 && got.r.hops == 0 && !got.r.stopped_at_gate, "not followed unless asked");
	is_str(str_c(got.body), STR("go"), "the answer itself");
	ask((struct net_http_request){.path = STR("/to//length"), .redirects = 3});
	ok(got.r.code == 200 && got.r.hops == 1, "followed");
	snprintf(path, sizeof(path), "http://127.0.0.1:%u/length", server.port);
	is_str(str_c(got.url), str_c(path), "where it ended");
	ask((struct net_http_request){.path = STR("/to/length"), .redirects = 3});
	snprintf(path, sizeof(path), "http://127.0.0.1:%u/to/length", server.port);
	is_str(str_c(got.url), str_c(path), "relative to the folder; then the hop is asked");
	ask((struct net_http_request){.path = STR("/loop"), .redirects = 5});
	ok(got.r.code == 302 && got.r.hops == 5, "a loop ends");
	size_t before = lab.journal;
	ask((struct net_http_request){.path = STR("/to/http://192.0.2.1/x"), .redirects = 5});
	ok(got.r.status == NET_OK && got.r.code == 302 && got.r.stopped_at_gate && got.r.hops == 0,
	   "an address outside");
	is_int(got.r.gate, GATE_ADDR_OUT, "why");
	is_str(str_c(got.body), STR("go"), "the redirecting answer is kept");
	is_int((long long)(lab.journal - before), 1, "nothing else was sent");
	ask((struct net_http_request){.path = STR("/to/http://other.example/x"), .redirects = 5});
	ok(got.r.status == NET_OK && got.r.stopped_at_gate, "a name outside");
	ask((struct net_http_request){.path = STR("/to/ftp://127.0.0.1/x"), .redirects = 5});
	ok(got.r.status == NET_OK && got.r.code == 302 && !got.r.stopped_at_gate, "another scheme is not followed");
	snprintf(path, sizeof(path), "/to/http://127.0.0.2:%u/length", server.port);
	ask((struct net_http_request){.path = str_c(path), .redirects = 1});
	ok(got.r.code == 200 && addr_eq(got.r.ip, addr_v4(0x7f000002)), "another address of the scope");
	snprintf(path, sizeof(path), "/to/http://127.0.0.3:%u/", closed_port);
	ask((struct net_http_request){.path = str_c(path), .redirects = 1});
	is_int(got.r.status, NET_CONNECT, "a hop that nobody answers");
}

static void refusals(void)
{
	ask((struct net_http_request){.path = STR("/"), .target.port = closed_port});
	is_int(got.r.status, NET_CONNECT, "nobody listens");
	ask((struct net_http_request){.path = STR("/"), .target.ip = addr_v4(0xc0000201)});
	ok(got.r.status == NET_GATE && got.r.gate == GATE_ADDR_OUT, "an address outside the scope");
	ask((struct net_http_request){.path = STR("/"), .target.name = STR("www.example.org")});
	ok(got.r.status == NET_GATE && got.r.gate == GATE_NAME_OUT, "a name outside the scope");
	ask((struct net_http_request){.path = STR("/length"), .target.act = ACT_ATTACK});
	ok(got.r.status == NET_GATE && got.r.gate == GATE_ACT, "an act that is not authorised");
}

/* ---- many at once, and stopping ---- */

static int started, ended, cancelled;

static void counted(void *ctx, struct net *n, const struct net_http_result *r)
{
	(void)ctx;
	ended += r->status == NET_OK;
	cancelled += r->status == NET_CANCELLED;
	if (ended == 50)
		net_stop(n);
	net_job_end(n);
}

static bool source(void *ctx, struct net *n)
{
	/* Every tenth never gets an answer, so that some are in flight whenever the stop comes. */
	bool hangs = ++started % 10 == 0;
	struct net_http_request q = {.path = hangs ? STR("/hang") : str_c(ctx),
				     .target = {.asset = STR("host:x"),
						.ip = addr_v4(0x7f020000u + (uint32_t)started),
						.port = server.port}};

	net_job_begin(n);
	net_http(n, &q, counted, NULL);
	return true;
}

static void stopping(void)
{
	struct lab l;
	err e;

	lab_open(&l, 0, 0);
	lab_start(&l);
	net_free(l.net);
	must(net_new(&(struct net_conf){.gate = l.gate,
					.scope = &l.scope,
					.parallel = 40,
					.source = source,
					.source_ctx = (char[]){"/length"},
					.watch_fd = -1},
		     &l.net, &e) == 0);
	is_int(net_run(l.net, &e), 0, "an endless source, stopped");
	ok(ended >= 50 && cancelled > 0 && ended + cancelled == started, "every callback once: %d + %d", ended,
	   cancelled);
	lab_close(&l);
}

int main(void)
{
	lab_open(&lab, 0, 0);
	lab_start(&lab);
	server = lab_serve(serve);
	conducts();
	codings();
	keeping();
	kept();
	redirects();
	refusals();
	stopping();
	lab_end(server);
	lab_close(&lab);
	return tap_done();
}
