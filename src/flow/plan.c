#include "flow/plan.h"

#include "base/must.h"

void plan_init(struct plan *p, const struct scope *scope)
{
	*p = (struct plan){.scope = scope};
}

bool plan_next(struct plan *p, buf *key, str *ret_object)
{
	const struct scope *s = p->scope;

	buf_reset(key);
	*ret_object = (str){0};
	if (p->item == 0) {
		p->item = 1;
		asset_key_put(key, &(struct asset){.kind = ASSET_UNIT, .host = s->unit.uscc});
		return true;
	}
	while (p->item <= s->item_count) {
		const struct scope_item *it = &s->items[p->item - 1];
		struct asset host = {.kind = ASSET_HOST, .is_addr = true};

		must(it->object < s->object_count);
		*ret_object = s->objects[it->object].id;
		if (it->kind != SCOPE_NETWORK) {
			p->item++;
			buf_put(key, it->key);
			return true;
		}
		/* A network without ports is one that names may lead into; nobody sweeps it. */
		if (it->port_count && addr_range_at(it->range, p->at, &host.ip)) {
			p->at++;
			asset_key_put(key, &host);
			return true;
		}
		p->item++;
		p->at = 0;
	}
	if (p->store < s->store_count) {
		const struct scope_store *store = &s->stores[p->store++];

		*ret_object = s->objects[store->object].id;
		buf_put(key, store->key);
		return true;
	}
	return false;
}
