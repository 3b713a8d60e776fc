/* http1: heads, framing, careless servers, chunked bodies cut at every byte. */
#include "format/http1.h"

#include "test/tap.h"

static enum parse head(const char *text, struct http1_head *h)
{
	*h = (struct http1_head){0};
	return http1_head_parse(str_c(text), false, h);
}

static void heads(void)
{
	struct http1_head h;

	is_int(head("HTTP/1.1 200 OK\r\nServer: a\r\ncontent-length: 12\r\n\r\nx", &h), PARSE_OK, "plain");
	ok(h.code == 200 && h.body == HTTP1_BODY_LENGTH && h.length == 12 && h.keep, "length, kept");
	is_str(h.fields, STR("Server: a\r\ncontent-length: 12\r\n"), "fields");
	is_str(h.reason, STR("OK"), "reason");
	is_int(head("HTTP/1.0 200\n\n", &h), PARSE_OK, "bare LF, no reason");
	ok(h.body == HTTP1_BODY_CLOSE && !h.keep, "until the end");
	is_int(head("HTTP/1.1 200 OK\r\nA: b\r\n  c\r\nB:\r\n\r\n", &h), PARSE_OK, "folded");
	is_str(http1_field(h.fields, STR("a")), STR("b\r\n  c"), "folded value");
	is_str(http1_field(STR("HTTP/1.1 200 a:b\r\nX: y\r\n"), STR("x")), STR("y"), "status line passed over");
	is_int(head("HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n", &h), PARSE_OK,
	       "both");
	ok(h.body == HTTP1_BODY_CHUNKED && !h.keep, "chunked wins, not kept");
	is_int(head("HTTP/1.1 204 No\r\nContent-Length: 3\r\n\r\n", &h), PARSE_OK, "204");
	ok(h.body == HTTP1_BODY_NONE, "has no body");
	is_int(http1_head_parse(STR("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n"), true, &h), PARSE_OK, "HEAD");
	ok(h.body == HTTP1_BODY_NONE && h.keep, "has no body");
	is_int(head("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Encoding: br\r\n\r\n", &h), PARSE_OK, "two");
	ok(h.coding == HTTP1_UNKNOWN, "two codings are not undone");
	is_int(head("HTTP/1.1 503 Busy\r\nRetry-After: 120\r\nLocation: /a\r\nLocation: /b\r\n\r\n", &h), PARSE_OK,
	       "503");
	is_str(h.retry_after, STR("120"), "when to come again");
	is_str(h.location, STR("/a"), "first location");
}

static void refused(void)
{
	struct http1_head h;

	is_int(head("HTTP/1.1 200 OK\r\nA: b\r\n", &h), PARSE_SHORT, "no end yet");
	is_int(head("HTTP/2 200 OK\r\n\r\n", &h), PARSE_BAD, "another version");
	is_int(head("SSH-2.0-x\r\n\r\n", &h), PARSE_BAD, "another protocol");
	is_int(head("HTTP/1.1 2OO OK\r\n\r\n", &h), PARSE_BAD, "no number");
	is_int(head("HTTP/1.1 2000 OK\r\n\r\n", &h), PARSE_BAD, "four digits");
	is_int(head("HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\n", &h), PARSE_BAD, "two lengths");
	is_int(head("HTTP/1.1 200 OK\r\nContent-Length: -3\r\n\r\n", &h), PARSE_BAD, "negative");
	is_int(head("HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n", &h), PARSE_BAD, "too large");
	is_int(http1_head_parse(STR("HTTP/1.1 200 OK\r\nA: \0\r\n\r\n"), false, &h), PARSE_BAD, "NUL");
	buf b;
	buf_init(&b, 1 << 20);
	buf_put_c(&b, "HTTP/1.1 200 OK\r\n");
	for (int i = 0; i < HTTP1_FIELDS_MOST + 1; i++)
		buf_put_c(&b, "A: b\r\n");
	buf_put_c(&b, "\r\n");
	is_int(http1_head_parse(buf_str(&b), false, &h), PARSE_LIMIT, "too many fields");
	while (b.n <= HTTP1_HEAD_MOST)
		buf_put_c(&b, "x");
	b.n -= 2;
	b.p[40] = b.p[b.n - 1] = 'x';
	for (size_t i = 20; i < b.n; i++)
		b.p[i] = 'y';
	buf_put_c(&b, "yyyyyy");
	is_int(http1_head_parse(buf_str(&b), false, &h), PARSE_LIMIT, "too long");
	buf_release(&b);
}

static void chunks(void)
{
	str text = STR("5;x=\"y\"\r\nhello\r\n1\n!\n0\r\nT: x\r\n\r\nnext");

	for (size_t step = 1; step <= text.n; step += 3) {
		struct http1_chunks c = {0};
		char out[16];
		size_t n = 0, at = 0;
		while (at < text.n && !c.done) {
			str in = str_sub(text, at, step), data;
			size_t had = in.n;
			while (!c.done && http1_chunks_parse(&c, &in, &data) == PARSE_OK && n + data.n < sizeof(out)) {
				bytes_copy(out + n, sizeof(out) - n, data);
				n += data.n;
			}
			at += had - in.n;
		}
		ok(c.done && n == 6 && memcmp(out, "hello!", 6) == 0, "in steps of %zu", step);
		is_str(str_from(text, at), STR("next"), "what follows is left");
	}
	static const char *const bad[] = {"x\r\n", "\r\n", "fffffffffffffffff\r\n", "1\r\nab\r\n", "1 x\n", "-1\r\n"};
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		struct http1_chunks c = {0};
		str in = str_c(bad[i]), data;
		enum parse p;
		do
			p = http1_chunks_parse(&c, &in, &data);
		while (p == PARSE_OK && in.n);
		is_int(p, strcmp(bad[i], "1 x\n") ? PARSE_BAD : PARSE_SHORT, "chunk %s", bad[i]);
	}
}

static void request(void)
{
	buf b;

	buf_init(&b, 1000);
	http1_request_put(&b, &(struct http1_request){.path = STR("/a\r\nX: y"),
						      .host = STR("h\r\nZ: z"),
						      .agent = STR("yicha"),
						      .language = STR("zh-CN")});
	ok(!str_has(buf_str(&b), STR("\nX")) && !str_has(buf_str(&b), STR("\nZ")), "no line can be put in");
	ok(str_starts(buf_str(&b), STR("GET /aX:y HTTP/1.1\r\nHost: hZ: z\r\n")), "request line");
	ok(str_ends(buf_str(&b), STR("Connection: close\r\n\r\n")), "end");
	buf_release(&b);
}

int main(void)
{
	heads();
	refused();
	chunks();
	request();
	return tap_done();
}
