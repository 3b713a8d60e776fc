/* engine http|https PORT SITES PARALLEL: our engine over SITES addresses of 127.0.0.0/8, one connection a request. Prints
 * one line: sites a second, CPU time a site, peak memory. */
#include "base/must.h"
#include "bench/bench.h"
#include "net/net.h"

static struct {
	bool https;
	uint16_t port;
	uint64_t sites;
	uint64_t begun;
	uint64_t good;
	uint64_t bad;
	uint64_t bytes;
	uint64_t journal;
} b;

static void journal(void *ctx, const struct gate_entry *entry)
{
	(void)ctx;
	(void)entry;
	b.journal++;
}

static void done(void *ctx, struct net *n, const struct net_http_result *r)
{
	(void)ctx;
	bool good = r->status == NET_OK && r->code == 200 && str_has(r->body, STR("</html>")) && (!b.https || r->tls);
	b.good += good;
	if (!good && b.bad++ < 3)
		fprintf(stderr, "bad: %s, %d\n", net_words(r->status), r->code);
	b.bytes += r->body.n;
	net_job_end(n);
}

static bool source(void *ctx, struct net *n)
{
	uint8_t key[64];
	buf k = {.p = key, .size = sizeof(key), .max = sizeof(key)};

	(void)ctx;
	if (b.begun == b.sites)
		return false;
	addr ip = bench_address(b.begun++);
	buf_put(&k, STR("host:"));
	addr_put(&k, ip);
	net_job_begin(n);
	net_http(n,
		 &(struct net_http_request){.target = {.asset = buf_str(&k), .ip = ip, .port = b.port},
					    .https = b.https,
					    .path = STR("/")},
		 done, NULL);
	return true;
}

int main(int argc, char **argv)
{
	struct scope_ports any = {1, 65535, TRANSPORT_TCP};
	struct scope_item item = {.kind = SCOPE_NETWORK, .ports = &any, .port_count = 1};
	struct scope scope = {.items = &item, .item_count = 1, .contact = STR("bench@example.cn")};
	struct gate *gate;
	struct net *net;
	err e;

	if (argc != 5)
		return 2;
	b.https = strcmp(argv[1], "https") == 0;
	b.port = (uint16_t)bench_number(argv[2]);
	b.sites = bench_number(argv[3]);
	must(addr_range_parse(STR("127.0.0.0/8"), &item.range));
	scope.authorisation.until = INT64_MAX;
	scope.authorisation.acts = 1u << ACT_IDENTIFY;
	struct net_conf conf = {.scope = &scope, .parallel = bench_number(argv[4]), .source = source, .watch_fd = -1};
	if (gate_new(&(struct gate_conf){.scope = &scope, .journal = journal}, &gate, &e) < 0)
		return bench_fail(&e);
	conf.gate = gate;
	if (net_new(&conf, &net, &e) < 0)
		return bench_fail(&e);
	struct bench_time t = bench_begin();
	if (net_run(net, &e) < 0)
		return bench_fail(&e);
	bench_print("engine", &t, b.good, b.bad);
	net_free(net);
	gate_free(gate);
	return b.good == b.sites && b.journal == b.sites ? 0 : 1;
}
