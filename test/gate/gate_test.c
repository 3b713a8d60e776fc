#include "gate/gate.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "catalogue/scope.h"
#include "os/file.h"
#include "os/socket.h"
#include "test/tap.h"

#define HEAD                                                                                                           \
	"scope: 1\n"                                                                                                   \
	"unit: {name: 粤海示例科技有限公司, uscc: 91440300MA0000XY5L}\n"                                     \
	"authorisation: {by: x, period: {from: 2026-01-01, until: 2026-12-31}}\n"                                      \
	"contact: a@example.cn\nresolvers: [127.0.0.53]\n"
#define OBJECT "objects:\n- {id: o, type: N2.01, "

static int64_t now = 1790000000000; /* 2026-09-21 21:33:20 in Beijing */
static struct scope scope;
static struct gate *g;
static struct gate_entry last;
static char last_what[200];
static char last_name[260];
static unsigned entries;

static int64_t clock_of_test(void)
{
	return now;
}

static void note(void *ctx, const struct gate_entry *entry)
{
	(void)ctx;
	last = *entry;
	snprintf(last_what, sizeof(last_what), "%.*s", STR_ARG(entry->what));
	snprintf(last_name, sizeof(last_name), "%.*s", STR_ARG(entry->name));
	entries++;
}

static void close_gate(void)
{
	gate_free(g);
	scope_release(&scope);
	g = NULL;
}

static void open_gate(const char *text)
{
	err e = {0};

	if (g)
		close_gate();
	if (!ok(scope_parse(STR("s.yaml"), str_c(text), false, &scope, &e) == 0, "scope: %s", e.text))
		exit(1);
	struct gate_conf conf = {.scope = &scope, .journal = note, .clock = clock_of_test};

	if (!ok(gate_new(&conf, &g, &e) == 0, "gate %s", e.text))
		exit(1);
}

static addr ip_of(const char *text)
{
	addr a = {0};

	if (!addr_parse(str_c(text), &a))
		ok(false, "%s is an address", text);
	return a;
}

/* One question: "[udp ]name|- ip port", web or not. */
static enum gate_answer ask(const char *name, const char *ip, uint16_t port, bool web)
{
	struct gate_target t = {.name = str_c(name), .ip = ip_of(ip), .port = port, .what = STR("GET /x"), .web = web};

	return gate_check(g, &t);
}

static enum gate_answer ask_udp(const char *ip, uint16_t port)
{
	struct gate_target t = {.ip = ip_of(ip), .port = port, .transport = TRANSPORT_UDP};

	return gate_check(g, &t);
}

static enum gate_answer pin(const char *name, const char *ip)
{
	addr a = ip_of(ip);

	return gate_pin(g, str_c(name), &a, 1);
}

#define answers(got, want, ...) is_str(str_c(gate_words(got)), str_c(gate_words(want)), __VA_ARGS__)

static void test_addresses(void)
{
	open_gate(HEAD OBJECT
		  "sites: ['http://127.0.9.9:8080', 'http://[::1]:8080'],\n"
		  "  hosts: [127.0.1.5, {ip: '2001:db8::5', ports: [22, udp/53]}],\n"
		  "  networks: [{range: 127.0.2.0/24, ports: [80, 6000-6010]}, {range: 127.0.2.16/28, ports: [443]},\n"
		  "    {range: '2001:db8:1::/64', ports: []}], ports: [80]}\n");
	answers(ask("", "127.0.1.5", 80, false), GATE_OK, "listed host and port");
	answers(ask("", "127.0.1.5", 81, false), GATE_PORT_OUT, "listed host, other port");
	answers(ask("", "127.0.1.5", 0, false), GATE_PORT_OUT, "port 0");
	answers(ask_udp("127.0.1.5", 80), GATE_PORT_OUT, "the port is TCP only");
	answers(ask("", "127.0.1.4", 80, false), GATE_ADDR_OUT, "one below");
	answers(ask("", "127.0.1.6", 80, false), GATE_ADDR_OUT, "one above");
	answers(ask("", "127.0.2.0", 80, false), GATE_OK, "first of a network");
	answers(ask("", "127.0.2.255", 6010, false), GATE_OK, "last of a network, last of a range of ports");
	answers(ask("", "127.0.2.255", 6011, false), GATE_PORT_OUT, "past the range of ports");
	answers(ask("", "127.0.3.0", 80, false), GATE_ADDR_OUT, "past the network");
	answers(ask("", "127.0.2.17", 443, false), GATE_OK, "port of the inner network");
	answers(ask("", "127.0.2.17", 80, false), GATE_OK, "port of the outer network");
	answers(ask("", "127.0.2.32", 443, false), GATE_PORT_OUT, "port of the inner network outside it");
	answers(ask("", "2001:db8::5", 22, false), GATE_OK, "IPv6 host");
	answers(ask_udp("2001:db8::5", 53), GATE_OK, "its UDP port");
	answers(ask("", "2001:db8::5", 53, false), GATE_PORT_OUT, "that is not TCP");
	answers(ask("", "2001:db8::6", 22, false), GATE_ADDR_OUT, "IPv6 neighbour");
	answers(ask("", "2001:db8:1::1", 22, false), GATE_PORT_OUT, "a network without ports is not swept");
	answers(ask("", "127.0.9.9", 8080, true), GATE_OK, "site with an address");
	answers(ask("", "127.0.9.9", 8080, false), GATE_ACT, "takes HTTP and TLS only");
	answers(ask("", "127.0.9.9", 80, true), GATE_PORT_OUT, "on its port only");
	answers(ask_udp("127.0.9.9", 8080), GATE_PORT_OUT, "and TCP only");
	answers(ask("", "::1", 8080, true), GATE_OK, "IPv6 site");
	answers(ask("", "::ffff:127.0.1.5", 80, false), GATE_OK, "a v4-mapped address is the IPv4 address");
	answers(ask("", "::ffff:127.0.1.6", 80, false), GATE_ADDR_OUT, "also where that is out");
	answers(ask("", "64:ff9b::7f00:105", 80, false), GATE_ADDR_OUT, "NAT64 form of a listed address");
	answers(ask("", "2002:7f00:105::1", 80, false), GATE_ADDR_OUT, "6to4 form of a listed address");
	answers(ask("", "::127.0.1.5", 80, false), GATE_ADDR_OUT, "v4-compatible form of a listed address");
}

/* The reader refuses such lists; the gate does not rely on it. */
static void test_never(void)
{
	static const char *const closed[] = {"0.0.0.0", "0.1.2.3", "224.0.0.1", "255.255.255.255", "::", "ff02::1"};
	struct gate_conf conf = {.scope = &scope, .clock = clock_of_test};
	err e;

	open_gate(HEAD OBJECT
		  "networks: [10.0.0.0/24, '2001:db8::/112', '2002::/112'], sites: ['http://a.cn'], ports: [80]}\n");
	gate_free(g);
	for (int i = 0; i < 2; i++) {
		memset(scope.items[1 + i].range.lo.b, 0, 16);
		memset(scope.items[1 + i].range.hi.b, 0xff, 16);
	}
	scope.items[2].range = (struct addr_range){addr_v4(0), addr_v4(UINT32_MAX)};
	if (!ok(gate_new(&conf, &g, &e) == 0, "a gate that lists everything"))
		exit(1);
	answers(ask("", "10.2.3.4", 80, false), GATE_OK, "everything");
	for (size_t i = 0; i < ARRAY_LEN(closed); i++)
		answers(ask("", closed[i], 80, false), GATE_SPECIAL, "but %s", closed[i]);
	answers(ask("", "2002:101:101::1", 80, false), GATE_ADDR_OUT, "nor an embedded form");
}

static void test_names(void)
{
	open_gate(HEAD OBJECT
		  "sites: ['http://www.a.cn', 'https://www.a.cn:8443', 'http://b.cn'], domains: [a.cn, d.cn],\n"
		  "  hosts: [{ip: 127.0.1.5, ports: [80, 443, 6379]}, {ip: 127.0.1.6, ports: [6379]}]}\n"
		  "canary: {zone: c.example, answer: 192.0.2.7}\n");
	answers(gate_may_resolve(g, STR("www.a.cn")), GATE_OK, "a site's name");
	answers(gate_may_resolve(g, STR("WWW.A.cn.")), GATE_OK, "however it is written");
	answers(gate_may_resolve(g, STR("a.cn")), GATE_OK, "a domain");
	answers(gate_may_resolve(g, STR("_dmarc.a.cn")), GATE_OK, "its service labels");
	answers(gate_may_resolve(g, STR("_yicha.www.a.cn")), GATE_OK, "its proof");
	answers(gate_may_resolve(g, STR("_25._tcp.a.cn")), GATE_OK, "two of them");
	answers(gate_may_resolve(g, STR("_a._b._c._d.a.cn")), GATE_NAME_OUT, "not any number");
	answers(gate_may_resolve(g, STR("mail.a.cn")), GATE_NAME_OUT, "not what lies below a domain");
	answers(gate_may_resolve(g, STR("x._tcp.a.cn")), GATE_NAME_OUT, "nor below its service labels");
	answers(gate_may_resolve(g, STR("cn")), GATE_NAME_OUT, "nor above");
	answers(gate_may_resolve(g, STR("ba.cn")), GATE_NAME_OUT, "nor beside");
	answers(gate_may_resolve(g, STR("")), GATE_NAME_OUT, "nor nothing");
	answers(gate_may_resolve(g, STR(".")), GATE_NAME_OUT, "nor the root");
	answers(gate_may_resolve(g, STR("127.0.1.5")), GATE_NAME_OUT, "nor an address");
	answers(gate_may_resolve(g, STR("r4nd0m.c.example")), GATE_OK, "the tester's own zone");
	answers(ask("www.a.cn", "127.0.1.5", 80, true), GATE_UNPINNED, "before it was resolved");
	answers(pin("WWW.a.cn", "127.0.1.5"), GATE_OK, "leads to a listed host");
	answers(ask("www.a.cn", "127.0.1.5", 80, true), GATE_OK, "its site");
	answers(ask("www.a.cn.", "127.0.1.5", 8443, true), GATE_OK,
		"its other site, on a port that the host does not list");
	answers(ask("www.a.cn", "127.0.1.5", 80, false), GATE_SHARED, "HTTP and TLS only");
	answers(ask("www.a.cn", "127.0.1.5", 6379, false), GATE_OK, "what the address itself is listed for");
	answers(ask("www.a.cn", "127.0.1.5", 22, true), GATE_PORT_OUT, "no other port");
	answers(ask("www.a.cn", "127.0.1.6", 80, true), GATE_UNPINNED, "another listed host");
	answers(ask("b.cn", "127.0.1.5", 80, true), GATE_UNPINNED, "another name's address");
	answers(ask("c.cn", "127.0.1.5", 80, true), GATE_NAME_OUT, "a name that is not in the scope");
	answers(pin("c.cn", "127.0.1.5"), GATE_NAME_OUT, "cannot be pinned");
	answers(pin("www.a.cn", "127.0.1.6"), GATE_OK, "a second pin (rebinding)");
	answers(ask("www.a.cn", "127.0.1.6", 80, true), GATE_UNPINNED, "changes nothing");
	answers(ask("www.a.cn", "127.0.1.5", 80, true), GATE_OK, "and takes nothing away");
	answers(pin("d.cn", "127.0.1.5"), GATE_OK, "a domain");
	answers(ask("d.cn", "127.0.1.5", 80, true), GATE_OK, "gives what the address gives");
	answers(ask("d.cn", "127.0.1.5", 8443, true), GATE_PORT_OUT, "and no more");
}

static void test_leading(void)
{
	static const char *const special[] = {"127.0.0.1",
					      "10.1.2.3",
					      "192.168.1.1",
					      "169.254.169.254",
					      "100.64.0.1",
					      "192.0.2.1",
					      "::1",
					      "fe80::1",
					      "fd00::1",
					      "2001:db8::1",
					      "64:ff9b::808:808",
					      "2002:808:808::1",
					      "2001:0:1:2:3:4:5:6",
					      "::8.8.8.8",
					      "::ffff:127.0.0.1",
					      "64:ff9b:1::808:808",
					      "0.0.0.0",
					      "::",
					      "224.0.0.1"};
	char text[1000];

	for (size_t i = 0; i < ARRAY_LEN(special); i++) {
		snprintf(text, sizeof(text), HEAD OBJECT "sites: [a.cn]}\npublic_names: true\n");
		open_gate(text);
		answers(pin("a.cn", special[i]), GATE_SPECIAL, "a name to %s", special[i]);
		answers(ask("a.cn", special[i], 80, true),
			ip_of(special[i]).b[15] == 0 || i == 18 ? GATE_SPECIAL : GATE_UNPINNED, "which stays closed");
	}
	open_gate(HEAD OBJECT "sites: [a.cn]}\npublic_names: true\n");
	answers(pin("a.cn", "8.8.8.8"), GATE_OK, "to a public address where the scope says so");
	open_gate(HEAD OBJECT "sites: [a.cn]}\n");
	answers(pin("a.cn", "8.8.8.8"), GATE_ADDR_OUT, "not where it does not");
	is_int(gate_pinned(g, STR("a.cn"), &(addr){0}, 1), 0, "nothing is pinned");
	answers(pin("a.cn", "8.8.8.8"), GATE_ADDR_OUT, "asked again");
	open_gate(HEAD OBJECT "sites: [a.cn, b.cn], networks: [10.0.0.0/8, '64:ff9b::a00:0/104'], ports: []}\n");
	answers(pin("a.cn", "10.1.2.3"), GATE_OK, "to a private address of a listed network");
	answers(pin("b.cn", "64:ff9b::a01:203"), GATE_OK, "to a NAT64 address where that very range is listed");
	open_gate(HEAD OBJECT "sites: [a.cn], networks: ['1::-fe80::'], ports: []}\n");
	answers(pin("a.cn", "2002:a01:203::1"), GATE_SPECIAL, "not where a larger range contains it");
	addr mixed[3] = {ip_of("10.0.0.1"), ip_of("8.8.8.8"), ip_of("2400:3200::1")}, got[4];

	open_gate(HEAD OBJECT "sites: [a.cn]}\npublic_names: true\nexclude: {addresses: [8.8.8.8]}\n");
	answers(gate_pin(g, STR("a.cn"), mixed, 3), GATE_OK, "several addresses");
	is_int(gate_pinned(g, STR("a.cn"), got, 4), 1, "the allowed one is kept");
	ok(addr_eq(got[0], mixed[2]), "the IPv6 one");
}

static void test_excluded(void)
{
	open_gate(HEAD OBJECT
		  "sites: [a.cn, x.a.cn, b.cn, secret.b.cn, www.secret.b.cn], domains: [secret.b.cn],\n"
		  "  networks: [{range: 10.0.0.0/24, ports: [80]}, {range: '64:ff9b::a00:0/120', ports: [80]},\n"
		  "    {range: '2002:a00:1::/64', ports: []}, {range: '2001:db8::/112', ports: [80]}]}\n"
		  "exclude: {addresses: [10.0.0.1, 10.0.0.16/28, '2001:db8::8/125'], names: [secret.b.cn]}\n");
	answers(ask("", "10.0.0.1", 80, false), GATE_EXCLUDED, "address");
	answers(ask("", "10.0.0.2", 80, false), GATE_OK, "its neighbour");
	answers(ask("", "10.0.0.31", 80, false), GATE_EXCLUDED, "range");
	answers(ask("", "10.0.0.32", 80, false), GATE_OK, "past the range");
	answers(ask("", "::ffff:10.0.0.1", 80, false), GATE_EXCLUDED, "mapped form");
	answers(ask("", "64:ff9b::a00:1", 80, false), GATE_EXCLUDED, "NAT64 form of an excluded address");
	answers(ask("", "64:ff9b::a00:2", 80, false), GATE_UNPROVEN, "NAT64 form of another may be public");
	answers(ask("", "2002:a00:1::1", 80, false), GATE_EXCLUDED, "6to4 form");
	answers(ask("", "2001:db8::9", 80, false), GATE_EXCLUDED, "IPv6 range");
	answers(ask("", "2001:db8::10", 80, false), GATE_OK, "past the IPv6 range");
	answers(gate_may_resolve(g, STR("secret.b.cn")), GATE_EXCLUDED, "name");
	answers(gate_may_resolve(g, STR("www.Secret.b.cn")), GATE_EXCLUDED, "name below");
	answers(gate_may_resolve(g, STR("_yicha.secret.b.cn")), GATE_EXCLUDED, "service label below");
	answers(gate_may_resolve(g, STR("b.cn")), GATE_OK, "name above");
	answers(pin("www.secret.b.cn", "10.0.0.2"), GATE_EXCLUDED, "is not pinned");
	answers(ask("www.secret.b.cn", "10.0.0.2", 80, true), GATE_EXCLUDED, "nor reached");
	answers(pin("a.cn", "10.0.0.1"), GATE_EXCLUDED, "a name that leads to an excluded address");
	answers(pin("x.a.cn", "64:ff9b::a00:1"), GATE_EXCLUDED, "also in NAT64 form");
}

static void test_time(void)
{
	static const struct {
		const char *window;
		int minute;
		bool open;
	} cases[] = {
		{"09:00-18:00", 539, false},  {"09:00-18:00", 540, true},   {"09:00-18:00", 1079, true},
		{"09:00-18:00", 1080, false}, {"22:00-06:00", 1319, false}, {"22:00-06:00", 1320, true},
		{"22:00-06:00", 0, true},     {"22:00-06:00", 359, true},   {"22:00-06:00", 360, false},
		{"00:00-24:00", 0, true},     {"00:00-24:00", 1439, true},  {"22:00-24:00", 1439, true},
		{"22:00-24:00", 0, false},
	};
	const int64_t from = 1767196800, until = 1798732800, was = now;
	char text[1000];

	open_gate(HEAD OBJECT "sites: [a.cn], hosts: [127.0.0.1], ports: [80]}\n");
	now = from * 1000 - 1;
	answers(ask("", "127.0.0.1", 80, false), GATE_PERIOD, "a millisecond before the period");
	answers(gate_may_resolve(g, STR("a.cn")), GATE_PERIOD, "no question either");
	now = from * 1000;
	answers(ask("", "127.0.0.1", 80, false), GATE_OK, "its first");
	now = until * 1000 - 1;
	answers(ask("", "127.0.0.1", 80, false), GATE_OK, "its last");
	now = until * 1000;
	answers(ask("", "127.0.0.1", 80, false), GATE_PERIOD, "after it");
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		snprintf(text, sizeof(text),
			 "scope: 1\nunit: {name: a, uscc: 91440300MA0000XY5L}\n"
			 "authorisation: {by: x, window: '%s', period: {from: 2026-01-01, until: 2026-12-31}}\n"
			 "contact: a@example.cn\n" OBJECT "hosts: [127.0.0.1], ports: [80]}\n",
			 cases[i].window);
		open_gate(text);
		now = (from + 86400 * 3 + cases[i].minute * 60) * 1000;
		answers(ask("", "127.0.0.1", 80, false), cases[i].open ? GATE_OK : GATE_PERIOD, "%s at minute %d",
			cases[i].window, cases[i].minute);
	}
	now = was;
}

static void test_acts(void)
{
	struct gate_target t = {.ip = ip_of("127.0.0.1"), .port = 80, .act = ACT_EXPOSURE};

	open_gate(HEAD OBJECT "hosts: [127.0.0.1], ports: [80]}\n");
	answers(gate_check(g, &t), GATE_OK, "exposure by default");
	t.act = ACT_ATTACK;
	answers(gate_check(g, &t), GATE_ACT, "attack never by default");
	t.act = ACT_COUNT;
	answers(gate_check(g, &t), GATE_ACT, "an act out of range");
	scope.authorisation.acts = 1u << ACT_IDENTIFY;
	t.act = ACT_EXPOSURE;
	answers(gate_check(g, &t), GATE_ACT, "exposure where the scope narrows to identify");
	t.act = ACT_IDENTIFY;
	answers(gate_check(g, &t), GATE_OK, "identify");
}

static void test_proof(void)
{
	struct gate_target t = {.name = STR("a.cn"), .port = 80, .what = STR("GET /"), .web = true};

	open_gate(HEAD OBJECT "sites: [a.cn, b.cn], hosts: [8.8.4.4, 10.0.0.1, 127.0.0.1], ports: [80, 6379]}\n"
			      "public_names: true\n");
	pin("a.cn", "8.8.8.8");
	t.ip = ip_of("8.8.8.8");
	answers(gate_check(g, &t), GATE_OK, "home page of a public name");
	t.what = STR("GET /.well-known/yicha-control.txt");
	answers(gate_check(g, &t), GATE_OK, "its proof");
	t.what = STR("GET /.git/HEAD");
	answers(gate_check(g, &t), GATE_UNPROVEN, "nothing else");
	t.what = STR("GET /");
	t.act = ACT_EXPOSURE;
	answers(gate_check(g, &t), GATE_UNPROVEN, "nor with another intent");
	gate_prove(g, STR("b.cn"));
	answers(gate_check(g, &t), GATE_UNPROVEN, "another name's proof does not count");
	gate_prove(g, STR("A.cn."));
	answers(gate_check(g, &t), GATE_OK, "after the proof");
	answers(ask("", "8.8.4.4", 6379, false), GATE_UNPROVEN, "public address");
	gate_prove(g, STR("8.8.4.4"));
	answers(ask("", "8.8.4.4", 6379, false), GATE_OK, "after its proof");
	answers(ask("", "10.0.0.1", 6379, false), GATE_OK, "a private address is no public one");
	answers(ask("", "127.0.0.1", 6379, false), GATE_OK, "loopback is free");
	open_gate(HEAD OBJECT "sites: [a.cn], hosts: [8.8.4.4], ports: [80]}\npublic_names: true\n");
	answers(ask("", "8.8.4.4", 80, false), GATE_UNPROVEN, "a new gate knows no proof");
	scope.authorisation.mode = SCOPE_REGULATOR;
	answers(ask("", "8.8.4.4", 80, false), GATE_OK, "a signed authorisation needs none");
	char one[65], two[65];

	gate_token(&scope, one);
	scope.sha256.b[0] ^= 1;
	gate_token(&scope, two);
	ok(strlen(one) == 64 && strcmp(one, two) != 0, "the token hangs on the scope");
}

/* A listener that shows who came: nothing may come where the gate says no. */
static void test_connect(void)
{
	err e = {0};
	addr home = ip_of("127.0.0.1");
	int listener = os_socket_listen(home.b, 0, &e);
	uint16_t port = os_socket_port(listener);
	char text[1000];
	enum gate_answer answer = GATE_ANSWER_COUNT;
	struct gate_target t = {.asset = STR("host:127.0.0.1"), .ip = home, .what = STR("hello")};

	snprintf(text, sizeof(text), HEAD OBJECT "hosts: [127.0.0.1], ports: [%u]}\n", port);
	open_gate(text);
	entries = 0;
	t.port = (uint16_t)(port - 1);
	is_int(gate_connect(g, &t, &answer, &e), E_GATE, "no connection to another port");
	answers(answer, GATE_PORT_OUT, "with the reason");
	is_int(entries, 1, "in the journal");
	answers(last.answer, GATE_PORT_OUT, "refused");
	is_int(os_socket_accept(listener), -1, "nobody came");
	t.port = port;
	int fd = gate_connect(g, &t, &answer, &e);

	ok(fd >= 0 && answer == GATE_OK, "connection to the listed port %s", e.text);
	is_str(str_c(last_what), STR("hello"), "what, in the journal");
	is_int(last.port, port, "the port");
	is_int(last.at, now, "the time");
	usleep(20000);
	int peer = os_socket_accept(listener);

	ok(peer >= 0, "somebody came");
	gate_note(g, &t, 77);
	is_int(last.sent, 77, "bytes sent later");
	is_int(entries, 3, "one line each");
	int house = gate_house_connect(g, 0, TRANSPORT_UDP, &e);

	ok(house >= 0 && entries == 3, "house door: opening it sends nothing");
	gate_house_note(
		g, &(struct gate_question){.transport = TRANSPORT_UDP, .name = STR("a.test"), .what = STR("DNS AAAA")},
		24);
	ok(entries == 4 && last.door == GATE_DOOR_HOUSE && last.port == 53 && last.sent == 24, "a question to it");
	is_str(str_c(last_what), STR("DNS AAAA"), "what was asked, in the journal");
	is_str(str_c(last_name), STR("a.test"), "of which name");
	close(house);
	close(fd);
	close(peer);
	close(listener);
}

/* The last brake on a public address. The addresses are unreachable in the test; the answer is what counts. */
static void test_ceiling(void)
{
	struct gate_target t = {.ip = ip_of("192.0.2.1"), .port = 9, .transport = TRANSPORT_UDP};
	enum gate_answer answer = GATE_OK;
	err e;
	int n = 0;
	const int64_t was = now;

	open_gate(HEAD OBJECT "hosts: [192.0.2.1, 127.0.0.1], ports: [udp/9]}\n");
	for (; n < 1000 && answer != GATE_CEILING; n++) {
		int fd = gate_connect(g, &t, &answer, &e);

		if (fd >= 0)
			close(fd);
	}
	is_int(n, 251, "250 in a second, then no more");
	now += 1000;
	int fd = gate_connect(g, &t, &answer, &e);

	answers(answer, GATE_OK, "the next second");
	if (fd >= 0)
		close(fd);
	t.ip = ip_of("127.0.0.1");
	for (n = 0; n < 1000; n++) {
		fd = gate_connect(g, &t, &answer, &e);
		if (fd >= 0)
			close(fd);
		if (answer != GATE_OK)
			break;
	}
	is_int(n, 1000, "loopback is free");
	now = was;
}

static void test_files(void)
{
	char dir[TAP_PATH], path[TAP_PATH + 40];
	err e = {0};
	char text[1000];

	if (!mkdtemp(tap_temporary(dir, "gate")))
		return;
	snprintf(path, sizeof(path), "%s/in", dir);
	ok(os_dir_make(path, &e) == 0, "folder");
	snprintf(path, sizeof(path), "%s/in/a.log", dir);
	ok(os_file_write(path, STR("in"), &e) == 0, "file inside");
	snprintf(path, sizeof(path), "%s/out.log", dir);
	ok(os_file_write(path, STR("out"), &e) == 0, "file outside");
	snprintf(path, sizeof(path), "%s/in/link", dir);
	ok(symlink("../out.log", path) == 0, "link to it");
	snprintf(path, sizeof(path), "%s/in/inner", dir);
	ok(symlink("a.log", path) == 0, "link inside");
	snprintf(path, sizeof(path), "%s/in/up", dir);
	ok(symlink("..", path) == 0, "link to the folder above");
	snprintf(path, sizeof(path), "%s/in", dir);
	snprintf(text, sizeof(text), HEAD OBJECT "folders: [%s]}\n", path);
	open_gate(text);
	is_int(gate_root(g, dir, &e), E_GATE, "a folder that is not listed");
	is_int(gate_root(g, "/", &e), E_GATE, "nor the root");
	int root = gate_root(g, path, &e);

	ok(root >= 0, "the listed folder %s", e.text);
	int fd = gate_open(g, root, "a.log", &e);

	ok(fd >= 0, "file inside is read %s", e.text);
	close(fd);
	static const char *const out[] = {"link", "inner", "up/out.log", "../out.log", "/etc/passwd", "../in/a.log"};

	for (size_t i = 0; i < ARRAY_LEN(out); i++)
		ok(gate_open(g, root, out[i], &e) < 0, "%s is not followed", out[i]);
	now = 0;
	is_int(gate_open(g, root, "a.log", &e), E_GATE, "not outside the period");
	now = 1790000000000;
	close(root);
	static const char *const rest[] = {"in/link", "in/inner", "in/up", "in/a.log", "out.log"};

	for (size_t i = 0; i < ARRAY_LEN(rest); i++) {
		snprintf(path, sizeof(path), "%s/%s", dir, rest[i]);
		unlink(path);
	}
	snprintf(path, sizeof(path), "%s/in", dir);
	rmdir(path);
	rmdir(dir);
}

int main(void)
{
	test_addresses();
	test_never();
	test_names();
	test_leading();
	test_excluded();
	test_time();
	test_acts();
	test_proof();
	test_connect();
	test_ceiling();
	test_files();
	close_gate();
	return tap_done();
}
