/* ask: one DNS question of a collector, through the gate, at the house's resolvers. */
#include "base/must.h"
#include "net/resolve.h"

/* Text of a record's data that is handed on: a TXT record of many strings is cut. */
#define TEXT_MOST 4096

struct ask {
	struct net *n;
	struct task task;
	net_dns_cb *cb;
	void *ctx;
	uint16_t type;
	struct net_dns_result early;
};

static void refused(struct task *t)
{
	struct ask *a = (struct ask *)((char *)t - offsetof(struct ask, task));

	a->cb(a->ctx, a->n, &a->early);
	free(a);
}

static void answered(void *ctx, enum net_status status, const struct dns_message *m)
{
	struct ask *a = ctx;
	struct net_dns_result r = {.status = status};
	/* Decrypted bytes and DNS texts are never there at the same time. */
	buf b = {.p = a->n->plain, .size = TEXT_MOST, .max = TEXT_MOST};
	struct dns_walk w = {0};
	ATTR_UNSET struct dns_record record;

	if (m) {
		r.rcode = m->rcode;
		r.message = m->bytes;
		while (dns_record_next(m, &w, &record) && record.section == DNS_ANSWER)
			if (record.type == a->type && r.answers++ == 0 && !dns_data_put(&b, m, &record))
				buf_reset(&b);
	}
	r.first = buf_str(&b);
	a->cb(a->ctx, a->n, &r);
	free(a);
}

void net_dns(struct net *n, str asset, str name, uint16_t type, net_dns_cb *cb, void *ctx)
{
	struct ask *a = malloc(sizeof(*a));
	ATTR_UNSET struct dns_name wire;

	(void)asset;
	must(a);
	*a = (struct ask){.n = n, .cb = cb, .ctx = ctx, .type = type, .task.run = refused};
	a->early.gate = gate_may_resolve(n->gate, name);
	if (a->early.gate != GATE_OK)
		a->early.status = NET_GATE;
	else if (n->stopping)
		a->early.status = NET_CANCELLED;
	else if (!dns_name_from(name, &wire))
		a->early.status = NET_RESOLVE;
	if (a->early.status != NET_OK)
		engine_task(n, &a->task);
	else
		resolver_ask(n->resolver, &wire, type, answered, a);
}
