/* names: resolving through resolvers that lie, are silent, or cut their answers; and what is asked of names that lead
 * somewhere. The resolver's conduct is chosen by the name's first label. */
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/must.h"
#include "format/dns.h"
#include "test/net/lab.h"
#include "test/tap.h"

static uint8_t *at;

static void put(const void *p, size_t n)
{
	memcpy(at, p, n);
	at += n;
}

static void record(const char *owner, uint16_t type, str data)
{
	struct dns_name name;
	uint8_t fixed[10] = {(uint8_t)(type >> 8),   (uint8_t)type,  0, 1, 0, 0, 0, 60,
			     (uint8_t)(data.n >> 8), (uint8_t)data.n};

	must(dns_name_from(str_c(owner), &name));
	put(name.b, name.n);
	put(fixed, sizeof(fixed));
	put(data.p, data.n);
}

static void alias(const char *owner, const char *to)
{
	struct dns_name name;

	must(dns_name_from(str_c(to), &name));
	record(owner, DNS_CNAME, (str){name.b, name.n});
}

/* An SOA whose last number says how long a denial stands. */
static void soa(uint8_t minimum)
{
	uint8_t data[22] = {0, 0, [21] = minimum}; /* both names are the root */

	record("test", DNS_SOA, (str){data, sizeof(data)});
}

static bool is(const struct dns_message *m, const char *name)
{
	struct dns_name n;

	return dns_name_from(str_c(name), &n) && dns_name_eq(&m->name, &n);
}

/* Header and question are there; puts records, gives their number. */
static unsigned zone(const struct dns_message *m, uint8_t *head)
{
	bool a = m->type == DNS_A, aaaa = m->type == DNS_AAAA;
	static const uint8_t six[16] = {[15] = 1};

	if (is(m, "plain.test") && a)
		return record("plain.test", DNS_A, STR("\x7f\0\0\x05")), 1;
	if (is(m, "six.test") && aaaa)
		return record("six.test", DNS_AAAA, (str){six, 16}), 1;
	if (is(m, "both.test"))
		return a ? record("both.test", DNS_A, STR("\x7f\0\0\x06"))
			 : record("both.test", DNS_AAAA, (str){six, 16}),
		       1;
	if (is(m, "alias.test") && a)
		return alias("alias.test", "far.example"), record("far.example", DNS_A, STR("\x7f\0\0\x07")), 2;
	if (is(m, "neighbour.test") && a)
		return record("other.test", DNS_A, STR("\x7f\0\0\x07")), 1;
	if (is(m, "outside.test") && a)
		return record("outside.test", DNS_A, STR("\xc0\0\2\1")), 1;
	if (is(m, "rebind.test") && a)
		return record("rebind.test", DNS_A, STR("\xa9\xfe\xa9\xfe")), 1;
	if (is(m, "text.test") && m->type == DNS_TXT)
		return record("text.test", DNS_TXT, STR("\x05hello")), 1;
	if (is(m, "none.test"))
		head[3] |= DNS_NXDOMAIN;
	if (is(m, "gone.test") || is(m, "fleeting.test"))
		head[3] |= DNS_NXDOMAIN;
	if (is(m, "gone.test") || is(m, "bare.test"))
		return soa(60), head[9] = 1, 0;
	if (is(m, "fleeting.test"))
		return soa(0), head[9] = 1, 0;
	if (is(m, "fails.test"))
		head[3] |= DNS_SERVFAIL;
	return 0;
}

static size_t reply_to(const uint8_t *q, size_t n, uint8_t *reply)
{
	struct dns_message m;

	if (dns_message_parse((str){q, n}, &m) != PARSE_OK)
		return 0;
	memcpy(reply, q, n);
	at = reply + n;
	reply[2] |= 0x80;
	reply[3] |= 0x80;
	reply[7] = (uint8_t)zone(&m, reply);
	return (size_t)(at - reply);
}

static size_t resolver(const uint8_t *q, size_t n, uint8_t *reply)
{
	struct dns_message m;
	size_t len = reply_to(q, n, reply);

	if (!len || dns_message_parse((str){q, n}, &m) != PARSE_OK || is(&m, "silent.test"))
		return 0;
	if (is(&m, "wrongid.test"))
		reply[0] ^= 0xff;
	if (is(&m, "wrongname.test"))
		reply[13] ^= 1;
	if (is(&m, "long.test")) {
		reply[2] |= 2;
		reply[7] = 0;
		len = n;
	}
	return len;
}

/* Answers plain.test only on the second resolver. */
static size_t second(const uint8_t *q, size_t n, uint8_t *reply)
{
	uint8_t copy[512];

	if (n > sizeof(copy))
		return 0;
	memcpy(copy, q, n);
	return reply_to(copy, n, reply);
}

static size_t refuser(const uint8_t *q, size_t n, uint8_t *reply)
{
	size_t len = reply_to(q, n, reply);

	if (len)
		reply[3] |= DNS_REFUSED;
	return len;
}

/* ---- asking ---- */

static struct lab lab;
static struct net_dns_result got;
static char first[64];
static int calls;

static void done(void *ctx, struct net *n, const struct net_dns_result *r)
{
	(void)ctx;
	(void)n;
	calls++;
	got = *r;
	snprintf(first, sizeof(first), "%.*s", STR_ARG(r->first));
}

static void ask(const char *name, uint16_t type)
{
	err e;

	calls = 0;
	net_dns(lab.net, STR("domain:test"), str_c(name), type, done, NULL);
	must(net_run(lab.net, &e) == 0);
	is_int(calls, 1, "%s: one answer", name);
}

static void questions(void)
{
	ask("plain.test", DNS_A);
	ok(got.status == NET_OK && got.rcode == 0 && got.answers == 1, "address");
	is_str(str_c(first), STR("127.0.0.5"), "its text");
	ask("text.test", DNS_TXT);
	is_str(str_c(first), STR("hello"), "TXT");
	ask("alias.test", DNS_A);
	is_int((long long)got.answers, 1, "an alias is not counted");
	ask("none.test", DNS_A);
	ok(got.status == NET_OK && got.rcode == DNS_NXDOMAIN && got.answers == 0, "no such name");
	ask("elsewhere.example", DNS_A);
	ok(got.status == NET_GATE && got.gate == GATE_NAME_OUT, "a name outside the scope is not asked");
}

static size_t asked_for(const char *name, uint16_t type)
{
	size_t before = lab.house;

	ask(name, type);
	return lab.house - before;
}

/* RFC 2308. */
static void denials(void)
{
	is_int((long long)asked_for("gone.test", DNS_TXT), 1, "asked");
	is_str(str_c(lab.last_what), STR("DNS TXT"), "the journal says what");
	is_str(str_c(lab.last_name), STR("gone.test"), "and of which name");
	is_int((long long)asked_for("gone.test", DNS_TXT), 0, "a denial that its SOA lets stand is not asked again");
	ok(got.status == NET_OK && got.rcode == DNS_NXDOMAIN && got.message.n > 12, "and given as it came");
	is_int((long long)asked_for("GONE.test", DNS_TXT), 0, "in whatever case");
	is_int((long long)asked_for("gone.test", DNS_A), 1, "another type is asked");
	is_int((long long)asked_for("bare.test", DNS_A), 1, "no such record");
	is_int((long long)asked_for("bare.test", DNS_A), 0, "is not asked again either");
	ok(got.status == NET_OK && got.rcode == DNS_NOERROR && got.answers == 0, "and given as it came");
	ask("none.test", DNS_TXT);
	is_int((long long)asked_for("none.test", DNS_TXT), 1, "without an SOA it is asked again");
	ask("fleeting.test", DNS_A);
	is_int((long long)asked_for("fleeting.test", DNS_A), 1, "so is what stands for no time");
}

static struct net_tcp_result tcp;

static void tcp_done(void *ctx, struct net *n, const struct net_tcp_result *r)
{
	(void)ctx;
	(void)n;
	calls++;
	tcp = *r;
	snprintf(first, sizeof(first), "%.*s", STR_ARG(r->received));
}

/* Speaks first, on IPv4; the port is also a listed one, so that a name may be used for it. */
static void banner(int fd, int nth)
{
	(void)nth;
	(void)lab_puts(fd, "220 hello\r\n");
	sleep(1);
}

static void dial(const char *name, uint16_t port)
{
	err e;
	struct net_tcp_request q = {.target = {.asset = STR("host:x"), .name = str_c(name), .port = port},
				    .what = STR("banner"),
				    .timeout_ms = 30000,
				    .quiet_ms = 50};

	calls = 0;
	net_tcp(lab.net, &q, tcp_done, NULL);
	must(net_run(lab.net, &e) == 0);
	is_int(calls, 1, "%s: called back once", name);
}

static void names(uint16_t port)
{
	dial("plain.test", port);
	ok(tcp.status == NET_OK && addr_eq(tcp.ip, addr_v4(0x7f000005)), "connected by name");
	is_str(str_c(first), STR("220 hello\r\n"), "its banner");
	size_t house = lab.house;
	dial("plain.test", port);
	is_int((long long)lab.house, (long long)house, "a pinned name is not asked again");
	dial("alias.test", port);
	ok(tcp.status == NET_OK && addr_eq(tcp.ip, addr_v4(0x7f000007)), "an alias leads to an address of the scope");
	dial("both.test", port);
	ok(tcp.status == NET_OK && addr_is_v4(tcp.ip), "IPv4 first");
	dial("six.test", port);
	ok(tcp.status == NET_CONNECT && !addr_is_v4(tcp.ip), "only IPv6: refused there");
	dial("both.test", 1);
	ok(tcp.status == NET_CONNECT && !addr_is_v4(tcp.ip), "IPv4 refused, then IPv6");
	dial("neighbour.test", port);
	is_int(tcp.status, NET_NOADDRESS, "a neighbour's address is not taken");
	dial("outside.test", port);
	ok(tcp.status == NET_GATE && tcp.gate == GATE_SPECIAL, "leads to a special address");
	dial("rebind.test", port);
	ok(tcp.status == NET_GATE && tcp.gate == GATE_SPECIAL, "leads to the metadata address");
	dial("none.test", port);
	is_int(tcp.status, NET_NOADDRESS, "no such name");
	dial("gone.test", port);
	size_t gone = lab.house;
	dial("gone.test", port);
	is_int(tcp.status, NET_NOADDRESS, "still no such name");
	is_int((long long)lab.house, (long long)gone, "and not asked again");
	dial("fails.test", port);
	is_int(tcp.status, NET_RESOLVE, "the resolver fails");
	dial("elsewhere.example", port);
	ok(tcp.status == NET_GATE && tcp.gate == GATE_NAME_OUT, "not even resolved");
}

static void lies(void)
{
	ask("wrongid.test", DNS_A);
	is_int(got.status, NET_TIMEOUT, "an answer with another id is no answer");
	ask("wrongname.test", DNS_A);
	is_int(got.status, NET_TIMEOUT, "an answer to another question is no answer");
}

static void sites(struct lab *l)
{
	static const char *const all[] = {
		"plain.test",  "six.test",    "both.test",  "alias.test",   "neighbour.test", "outside.test",
		"rebind.test", "none.test",   "fails.test", "wrongid.test", "wrongname.test", "text.test",
		"long.test",   "silent.test", "gone.test",  "bare.test",    "fleeting.test"};

	for (size_t i = 0; i < ARRAY_LEN(all); i++)
		lab_site(l, all[i], 80, false);
}

static void one_by_one(uint16_t a, uint16_t b)
{
	lab_open(&lab, a, b);
	sites(&lab);
	lab_start(&lab);
	/* Whoever is asked first, the other helps. */
	for (int i = 0; i < 2; i++) {
		ask("plain.test", DNS_A);
		ok(got.status == NET_OK && got.rcode == 0 && got.answers == 1, "the other resolver answers");
	}
	lab_close(&lab);
}

/* A resolver whose UDP answers are all cut, and whose TCP answers are whole. */
static void over_tcp(int fd, int nth)
{
	uint8_t q[514], reply[1024];
	ssize_t n = recv(fd, q, sizeof(q), 0);

	(void)nth;
	if (n < 14)
		return;
	size_t len = reply_to(q + 2, (size_t)n - 2, reply + 2);
	must(len < 200);
	at = reply + 2 + len;
	for (int i = 0; i < 20; i++)
		record("long.test", DNS_A, STR("\x7f\0\0\x09"));
	len = (size_t)(at - reply) - 2;
	reply[9] = 20;
	reply[0] = (uint8_t)(len >> 8);
	reply[1] = (uint8_t)len;
	/* In two pieces. */
	if (lab_put(fd, reply, 9) && usleep(20000) == 0)
		(void)lab_put(fd, reply + 9, len + 2 - 9);
	sleep(1);
}

static void cut(void)
{
	/* The same port for both transports. */
	struct lab_server tcp_server, udp_server;
	int tries = 0;

	do {
		tcp_server = lab_serve(over_tcp);
		udp_server = lab_serve_udp_at(tcp_server.port, resolver);
		if (udp_server.pid)
			break;
		lab_end(tcp_server);
	} while (tries++ < 10);
	must(udp_server.pid);
	lab_open(&lab, udp_server.port, 0);
	sites(&lab);
	lab_start(&lab);
	ask("long.test", DNS_A);
	ok(got.status == NET_OK && got.answers == 20, "a cut answer comes whole by TCP");
	lab_close(&lab);
	lab_end(udp_server);
	lab_end(tcp_server);
}

/* ---- datagrams ---- */

static struct net_udp_result udp;

static void udp_done(void *ctx, struct net *n, const struct net_udp_result *r)
{
	(void)ctx;
	(void)n;
	calls++;
	udp = *r;
	snprintf(first, sizeof(first), "%.*s", STR_ARG(r->received));
}

static size_t echo_second(const uint8_t *q, size_t n, uint8_t *reply)
{
	static int seen;

	if (seen++ % 2 == 0)
		return 0;
	memcpy(reply, q, n);
	return n;
}

static void datagrams(void)
{
	struct lab_server s = lab_serve_udp(echo_second);
	err e;
	struct net_udp_request q = {.target = {.asset = STR("host:x"), .ip = addr_v4(0x7f000001), .port = s.port},
				    .what = STR("echo"),
				    .send = STR("ping"),
				    .timeout_ms = 2000};

	lab_open(&lab, 0, 0);
	lab_start(&lab);
	calls = 0;
	net_udp(lab.net, &q, udp_done, NULL);
	must(net_run(lab.net, &e) == 0);
	ok(calls == 1 && udp.status == NET_OK, "sent once more after half of the time");
	is_str(str_c(first), STR("ping"), "the answer");
	lab_end(s);
	net_udp(lab.net, &q, udp_done, NULL);
	must(net_run(lab.net, &e) == 0);
	is_int(udp.status, NET_CONNECT, "nobody there");
	lab_close(&lab);
}

int main(void)
{
	struct lab_server dns = lab_serve_udp(resolver), good = lab_serve_udp(second), no = lab_serve_udp(refuser);
	struct lab_server server = lab_serve(banner);

	lab_open(&lab, dns.port, 0);
	sites(&lab);
	lab_start(&lab);
	questions();
	denials();
	names(server.port);
	lies();
	lab_close(&lab);
	one_by_one(1, good.port);
	one_by_one(no.port, good.port);
	cut();
	datagrams();
	lab_end(dns);
	lab_end(good);
	lab_end(no);
	lab_end(server);
	return tap_done();
}
