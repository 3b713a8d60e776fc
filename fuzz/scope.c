/* scope.yaml from any bytes: YAML reader, scope reader, and a gate over what was accepted. */
#include "base/must.h"
#include "catalogue/scope.h"
#include "gate/gate.h"
#include "ident/domain.h"

#define INPUT_MOST 65536

static int64_t noon(void)
{
	return 1790000000000;
}

/* What no scope may open. */
static void ask(struct gate *g, const struct scope *s)
{
	static const char *const closed[] = {"0.0.0.0", "224.0.0.1", "255.255.255.255", "::", "ff02::1"};

	for (size_t i = 0; i < ARRAY_LEN(closed); i++) {
		struct gate_target t = {.port = 80, .web = true};

		must(addr_parse(str_c(closed[i]), &t.ip));
		must(gate_check(g, &t) != GATE_OK);
	}
	for (size_t i = 0; i < s->excluded_count; i++) {
		struct gate_target t = {.port = 80, .web = true, .ip = s->excluded[i].lo};

		must(gate_check(g, &t) != GATE_OK);
	}
	for (size_t i = 0; i < s->excluded_name_count; i++)
		must(gate_may_resolve(g, s->excluded_names[i]) == GATE_EXCLUDED);
}

static void walk(struct gate *g, const struct scope *s)
{
	for (size_t i = 0; i < s->item_count; i++) {
		const struct scope_item *item = &s->items[i];
		struct gate_target t = {.ip = item->range.lo, .port = item->port, .web = true, .what = STR("GET /")};
		struct asset a;

		must(item->object < s->object_count);
		must(item->kind == SCOPE_NETWORK || asset_parse(item->key, &a));
		must(addr_cmp(item->range.lo, item->range.hi) <= 0);
		if (item->kind == SCOPE_DOMAIN || (item->kind == SCOPE_SITE && !item->is_addr)) {
			enum gate_answer may = gate_may_resolve(g, item->name);

			must(may == GATE_OK || may == GATE_EXCLUDED || may == GATE_PERIOD);
			must(domain_below(item->name, domain_registered(item->name)));
			continue;
		}
		if (item->port_count)
			t.port = item->ports[0].lo, t.transport = item->ports[0].transport;
		enum gate_answer may = gate_check(g, &t);

		must(may == GATE_OK || may == GATE_EXCLUDED || may == GATE_PERIOD || may == GATE_ACT ||
		     may == GATE_UNPROVEN || (may == GATE_PORT_OUT && item->port_count == 0));
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct scope s = {0};
	struct gate *g = NULL;
	err e = {0};

	if (size > INPUT_MOST)
		return 0;
	if (scope_parse(STR("s.yaml"), (str){data, size}, false, &s, &e) < 0) {
		must(e.text[0]);
		return 0;
	}
	struct gate_conf conf = {.scope = &s, .clock = noon};

	must(gate_new(&conf, &g, &e) == 0);
	ask(g, &s);
	walk(g, &s);
	gate_free(g);
	scope_release(&s);
	return 0;
}
