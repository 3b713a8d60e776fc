/*
 * eager: for tools/gate-mutants only, which copies it into src/net of a copy of the tree. It goes after every name and
 * address that any answer mentions (body, headers, certificates, what a service says, DNS records): the worst collector
 * that anybody could write. The gate has to hold against it.
 */
#include "base/map.h"
#include "format/dns.h"
#include "net/engine.h"

#define SEEN_MOST 10000
#define TOKEN_MOST 200

void eager(struct net *n, str bytes);
void eager_dns(struct net *n, str message);

static void done(void *ctx, struct net *n, const struct net_http_result *r)
{
	(void)ctx, (void)r;
	net_job_end(n);
}

static void go(struct net *n, str name, const addr *ip, uint16_t port)
{
	static const addr none;
	static map seen;
	bool is_new = false;
	uint8_t key[TOKEN_MOST + 20];
	buf b = {.p = key, .size = sizeof(key), .max = sizeof(key)};

	if (seen.max == 0)
		map_init(&seen, SEEN_MOST, 1);
	buf_put(&b, name);
	if (ip)
		addr_put(&b, *ip);
	buf_printf(&b, "/%u", port);
	if (!map_add(&seen, buf_str(&b), &is_new) || !is_new)
		return;
	net_job_begin(n);
	net_http(n,
		 &(struct net_http_request){
			 .target = {.asset = STR("eager"), .name = name, .ip = ip ? *ip : none, .port = port},
			 .path = STR("/")},
		 done, NULL);
}

/* "10.0.0.1", "10.0.0.1:80", "[fd00::1]:80", "name", "name:80". */
static void token(struct net *n, str t)
{
	uint64_t port = 80;
	addr ip;

	while (t.n && (t.p[0] == '.' || t.p[0] == ':'))
		t = str_from(t, 1);
	while (t.n && (t.p[t.n - 1] == '.' || t.p[t.n - 1] == ':'))
		t = str_sub(t, 0, t.n - 1);
	if (addr_parse(t, &ip)) {
		go(n, (str){0}, &ip, 80);
		return;
	}
	bool brackets = t.n && t.p[0] == '[';
	size_t end = str_find_byte(t, brackets ? ']' : ':');
	str host = brackets ? str_sub(t, 1, end ? end - 1 : 0) : str_sub(t, 0, end);
	str rest = str_from(t, brackets ? end + 2 : end + 1);

	if (rest.n && (!str_to_u64(rest, 65535, &port) || port == 0))
		return;
	if (addr_parse(host, &ip))
		go(n, (str){0}, &ip, (uint16_t)port);
	else if (str_ends(host, STR(".test")))
		go(n, host, NULL, (uint16_t)port);
}

void eager(struct net *n, str bytes)
{
	size_t from = 0;

	for (size_t i = 0; i <= bytes.n; i++) {
		uint8_t c = i < bytes.n ? bytes.p[i] : 0;

		if (byte_is_alnum(c) || (c && strchr(".:-[]", c)))
			continue;
		if (i > from && i - from < TOKEN_MOST)
			token(n, str_sub(bytes, from, i - from));
		from = i + 1;
	}
}

void eager_dns(struct net *n, str message)
{
	struct dns_message m;
	struct dns_walk w = {0};
	struct dns_record r;
	uint8_t text[1024];

	if (dns_message_parse(message, &m) != PARSE_OK)
		return;
	while (dns_record_next(&m, &w, &r)) {
		buf b = {.p = text, .size = sizeof(text), .max = sizeof(text)};

		if (dns_data_put(&b, &m, &r))
			eager(n, buf_str(&b));
	}
}
