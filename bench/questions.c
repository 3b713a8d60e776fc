/* questions PORT NAMES PARALLEL: A questions for n0.bench.test, n1.bench.test, … at the resolver 127.0.0.1:PORT. */
#include "base/must.h"
#include "bench/bench.h"
#include "net/net.h"

static uint64_t count, begun, good, bad;

static void done(void *ctx, struct net *n, const struct net_dns_result *r)
{
	(void)ctx;
	if (r->status == NET_OK && r->rcode == 0 && r->answers == 1)
		good++;
	else
		bad++;
	net_job_end(n);
}

static bool source(void *ctx, struct net *n)
{
	static const char tail[] = ".bench.test";
	char name[32];
	size_t at = sizeof(name) - (sizeof(tail) - 1);

	(void)ctx;
	if (begun == count)
		return false;
	bytes_copy(name + at, sizeof(name) - at, STR(".bench.test"));
	uint64_t number = begun++;
	do
		name[--at] = (char)('0' + number % 10);
	while (number /= 10);
	name[--at] = 'n';
	net_job_begin(n);
	net_dns(n, STR("domain:bench.test"), (str){(uint8_t *)name + at, sizeof(name) - at}, 1, done, NULL);
	return true;
}

int main(int argc, char **argv)
{
	struct scope_server server = {addr_v4(0x7f000001), 0};
	struct scope scope = {.resolvers = &server, .resolver_count = 1};
	struct gate *gate;
	struct net *net;
	err e;

	if (argc != 4)
		return 2;
	server.port = (uint16_t)bench_number(argv[1]);
	count = bench_number(argv[2]);
	/* A canary's zone is resolved whole; anything else would have to be listed name by name. */
	scope.canary.zone = STR("bench.test");
	scope.authorisation.until = INT64_MAX;
	scope.authorisation.acts = 1u << ACT_IDENTIFY;
	struct net_conf conf = {.scope = &scope, .parallel = bench_number(argv[3]), .source = source, .watch_fd = -1};
	if (gate_new(&(struct gate_conf){.scope = &scope}, &gate, &e) < 0)
		return bench_fail(&e);
	conf.gate = gate;
	if (net_new(&conf, &net, &e) < 0)
		return bench_fail(&e);
	struct bench_time t = bench_begin();
	if (net_run(net, &e) < 0)
		return bench_fail(&e);
	bench_print("questions", &t, good, bad);
	net_free(net);
	gate_free(gate);
	return bad == 0 ? 0 : 1;
}
