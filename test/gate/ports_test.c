#include "base/arena.h"
#include "gate/gate.h"
#include "test/tap.h"

static bool has(const uint8_t *bits, unsigned port)
{
	return bits[port / 8] >> port % 8 & 1;
}

int main(void)
{
	static const struct scope_ports web[] = {{80, 80, TRANSPORT_TCP}, {8000, 8002, TRANSPORT_TCP}};
	static const struct scope_ports dns[] = {
		{53, 53, TRANSPORT_UDP}, {53, 53, TRANSPORT_TCP}, {65535, 65535, TRANSPORT_TCP}};
	struct scope_item items[] = {
		{.kind = SCOPE_NETWORK, .ports = web, .port_count = ARRAY_LEN(web)},
		{.kind = SCOPE_HOST, .ports = dns, .port_count = ARRAY_LEN(dns)},
	};
	struct scope s = {.items = items, .item_count = ARRAY_LEN(items)};
	struct gate *g = NULL;
	struct gate_ports p;
	addr a;
	err e;

	if (!ok(addr_range_parse(STR("10.0.0.0/24"), &items[0].range) &&
			addr_range_parse(STR("10.0.0.7"), &items[1].range) && addr_parse(STR("10.0.0.7"), &a) &&
			gate_new(&(struct gate_conf){.scope = &s}, &g, &e) == 0,
		"gate"))
		return tap_done();
	gate_ports(g, a, &p);
	ok(has(p.tcp, 80) && has(p.tcp, 8000) && has(p.tcp, 8002) && has(p.tcp, 53) && has(p.udp, 53) &&
		   has(p.tcp, 65535),
	   "ports of the host and of the network it lies in");
	ok(!has(p.tcp, 8003) && !has(p.tcp, 7999) && !has(p.udp, 80) && !has(p.tcp, 65534), "and no other");
	ok(addr_parse(STR("10.0.0.8"), &a), "a neighbour");
	gate_ports(g, a, &p);
	ok(has(p.tcp, 80) && !has(p.tcp, 53) && !has(p.udp, 53), "has the network's alone");
	ok(addr_parse(STR("10.0.1.7"), &a), "an address outside");
	gate_ports(g, a, &p);
	size_t set = 0;

	for (size_t i = 0; i < sizeof(p.tcp); i++)
		set += p.tcp[i] || p.udp[i];
	is_int(set, 0, "has none");
	gate_free(g);
	return tap_done();
}
